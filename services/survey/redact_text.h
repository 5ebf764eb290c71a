// A text as words with their places, for finding what names somebody. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_SURVEY_REDACT_TEXT_H_
#define FRONTLINE_SERVICES_SURVEY_REDACT_TEXT_H_

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace frontline::survey {

// A stretch of letters and digits (with what joins them: apostrophes, hyphens within), in bytes.
struct Word {
  size_t begin = 0;
  size_t end = 0;
  std::string text;   // as written
  std::string lower;  // ASCII letters in lower case
  bool capital = false;
};

std::vector<Word> WordsOf(absl::string_view text);

// What lies between two words: blanks and at most two marks (a full stop, a colon), so that they belong together.
bool Adjoins(absl::string_view text, const Word& left, const Word& right);
// Nothing but blanks, or the full stop of what is shortened.
bool OnlyBlanks(absl::string_view text, const Word& left, const Word& right);

inline bool IsWordByte(unsigned char c) { return absl::ascii_isalnum(c) || c >= 0x80; }
inline bool AllDigits(absl::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit); }
inline bool AllAlpha(absl::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isalpha); }
inline bool HasDigit(absl::string_view text) { return std::any_of(text.begin(), text.end(), absl::ascii_isdigit); }

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_REDACT_TEXT_H_
