#include "services/requirement/lint_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace frontline::requirement {
namespace {

// Bytes of characters beyond ASCII belong to words.
bool InWord(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; }

bool EndsSentence(absl::string_view text, size_t i) {
  const char c = text[i];
  if (c == '\n' || c == ';') return true;
  if (c != '.' && c != '?' && c != '!') return false;
  return i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n' || text[i + 1] == '\t';
}

}  // namespace

std::vector<std::string> Sentences(absl::string_view text) {
  std::vector<std::string> sentences;
  size_t start = 0;
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && !EndsSentence(text, i)) continue;
    const absl::string_view sentence = absl::StripAsciiWhitespace(text.substr(start, i - start));
    if (!sentence.empty()) sentences.emplace_back(sentence);
    start = i + 1;
  }
  return sentences;
}

size_t FindPhrase(absl::string_view text, absl::string_view phrase, size_t from) {
  for (size_t at = text.find(phrase, from); at != absl::string_view::npos; at = text.find(phrase, at + 1)) {
    const size_t end = at + phrase.size();
    if ((at == 0 || !InWord(text[at - 1])) && (end == text.size() || !InWord(text[end]))) return at;
  }
  return absl::string_view::npos;
}

absl::string_view AnyPhrase(absl::string_view text, Phrases phrases) {
  for (absl::string_view phrase : phrases) {
    if (FindPhrase(text, phrase) != absl::string_view::npos) return phrase;
  }
  return {};
}

}  // namespace frontline::requirement
