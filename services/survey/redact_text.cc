#include "services/survey/redact_text.h"

#include <utility>

#include "absl/strings/match.h"

namespace frontline::survey {
namespace {

// "’" and blanks that are no ASCII are three bytes or two of UTF-8; they part or join words as their plain sisters do.
bool JoinsAt(absl::string_view text, size_t at, size_t* bytes) {
  for (absl::string_view mark : {"'", "-", "\u2019", "\u2011", "\u2010"}) {
    if (absl::StartsWith(text.substr(at), mark)) {
      *bytes = mark.size();
      return true;
    }
  }
  return false;
}
bool PartsAt(absl::string_view text, size_t at, size_t* bytes) {
  for (absl::string_view mark :
       {"\u00a0", "\u2013", "\u2014", "\u2018", "\u2019", "\u201c", "\u201d", "\u2026", "\u202f", "\u2009", "\u200b", "\u00ab", "\u00bb", "\u2022"}) {
    if (absl::StartsWith(text.substr(at), mark)) {
      *bytes = mark.size();
      return true;
    }
  }
  return false;
}

// Letters outside ASCII: capitals of Latin-1 and Latin Extended-A, which names of these islands and of Europe are written with.
bool IsCapital(absl::string_view word) {
  if (word.empty()) return false;
  const auto first = static_cast<unsigned char>(word[0]);
  if (first < 0x80) return absl::ascii_isupper(first);
  const auto second = word.size() > 1 ? static_cast<unsigned char>(word[1]) : 0;
  if (first == 0xc3) return second >= 0x80 && second <= 0x9e;
  return first == 0xc4 || first == 0xc5;  // small ones too: too much rather than too little
}

}  // namespace

std::vector<Word> WordsOf(absl::string_view text) {
  std::vector<Word> words;
  for (size_t i = 0; i < text.size();) {
    size_t bytes = 0;
    if (PartsAt(text, i, &bytes)) {
      i += bytes;
      continue;
    }
    if (!IsWordByte(static_cast<unsigned char>(text[i]))) {
      ++i;
      continue;
    }
    Word word;
    word.begin = i;
    while (i < text.size()) {
      if (JoinsAt(text, i, &bytes)) {
        const size_t next = i + bytes;
        size_t unused = 0;
        if (next >= text.size() || !IsWordByte(static_cast<unsigned char>(text[next])) || PartsAt(text, next, &unused)) break;
        i = next;
      } else if (PartsAt(text, i, &bytes) || !IsWordByte(static_cast<unsigned char>(text[i]))) {
        break;
      }
      ++i;
    }
    word.end = i;
    word.text = std::string(text.substr(word.begin, i - word.begin));
    word.lower = absl::AsciiStrToLower(word.text);
    word.capital = IsCapital(word.text);
    words.push_back(std::move(word));
  }
  return words;
}

bool Adjoins(absl::string_view text, const Word& left, const Word& right) {
  const absl::string_view between = text.substr(left.end, right.begin - left.end);
  if (between.empty() || between.size() > 6) return false;
  int marks = 0;
  for (size_t i = 0; i < between.size();) {
    size_t bytes = 1;
    const char c = between[i];
    if (absl::StartsWith(between.substr(i), "\u00a0") || absl::StartsWith(between.substr(i), "\u202f")) {
      bytes = absl::StartsWith(between.substr(i), "\u00a0") ? 2 : 3;
    } else if (c == '.' || c == ':' || c == '#' || c == ',' || c == '/' || c == '(') {
      if (++marks > 2) return false;
    } else if (c != ' ' && c != '\t' && c != '\n') {
      return false;
    }
    i += bytes;
  }
  return true;
}
bool OnlyBlanks(absl::string_view text, const Word& left, const Word& right) {
  const absl::string_view between = text.substr(left.end, right.begin - left.end);
  return !between.empty() && between.size() <= 3 &&
         (std::all_of(between.begin(), between.end(), [](char c) { return c == ' ' || c == '\t'; }) || between == "\u00a0" || between == ". " ||
          between == ".");
}

}  // namespace frontline::survey
