#include "services/requirement/words.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/base/text.h"
#include "services/requirement/lint_text.h"

namespace frontline::requirement {
namespace {

// Words that every need or label has.
const std::set<absl::string_view>& StopWords() {
  static const auto* const words = new std::set<absl::string_view>{
      "about",   "above",    "after", "all",   "also",  "and",      "another",      "any",   "are",    "because", "been",   "before", "being",
      "below",   "between",  "both",  "but",   "can",   "cannot",   "could",        "did",   "does",   "don",     "during", "each",   "every",
      "few",     "for",      "from",  "get",   "had",   "has",      "have",         "her",   "here",   "his",     "how",    "into",   "its",
      "just",    "lack",     "like",  "many",  "may",   "more",     "most",         "much",  "must",   "need",    "needs",  "new",    "nor",
      "not",     "now",      "off",   "often", "once",  "only",     "other",        "our",   "out",    "over",    "own",    "per",    "police",
      "officer", "officers", "same",  "say",   "says",  "services", "service",      "shall", "should", "some",    "such",   "than",   "that",
      "the",     "their",    "them",  "then",  "there", "these",    "they",         "this",  "those",  "through", "too",    "under",  "until",
      "use",     "used",     "very",  "was",   "were",  "what",     "when",         "where", "which",  "while",   "who",    "will",   "with",
      "within",  "without",  "would", "you",   "your",  "related",  "miscellaneous"};
  return *words;
}

bool IsVowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }

bool HasVowel(absl::string_view text) { return std::any_of(text.begin(), text.end(), IsVowel); }

// "stopp" → "stop", but "call" and "pass" stay.
void Undouble(std::string* word) {
  const size_t n = word->size();
  if (n < 3 || (*word)[n - 1] != (*word)[n - 2]) return;
  const char c = (*word)[n - 1];
  if (!IsVowel(c) && c != 'l' && c != 's' && c != 'z') word->pop_back();
}

bool CutEnd(std::string* word, absl::string_view end, size_t least) {
  if (word->size() < end.size() + least || !absl::EndsWith(*word, end)) return false;
  if (!HasVowel(absl::string_view(*word).substr(0, word->size() - end.size()))) return false;
  word->resize(word->size() - end.size());
  return true;
}

bool InWord(char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80; }

}  // namespace

std::string Stem(absl::string_view word) {
  std::string stem = absl::AsciiStrToLower(word);
  if (absl::EndsWith(stem, "ies") && stem.size() > 4) {
    stem.resize(stem.size() - 3);
    stem += 'y';
  } else if (absl::EndsWith(stem, "sses") || absl::EndsWith(stem, "ches") || absl::EndsWith(stem, "shes") || absl::EndsWith(stem, "xes")) {
    stem.resize(stem.size() - 2);
  } else if (stem.size() > 3 && absl::EndsWith(stem, "s") && !absl::EndsWith(stem, "ss") && !absl::EndsWith(stem, "us") &&
             !absl::EndsWith(stem, "is")) {
    stem.pop_back();
  }
  if (CutEnd(&stem, "ing", 3) || CutEnd(&stem, "ed", 3)) Undouble(&stem);
  if (stem.size() > 3 && stem.back() == 'e') stem.pop_back();
  return stem;
}

void AddWords(absl::string_view text, WordMap* words) {
  for (size_t i = 0; i < text.size();) {
    if (!InWord(text[i])) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < text.size() && InWord(text[end])) ++end;
    const std::string word = absl::AsciiStrToLower(text.substr(i, end - i));
    i = end;
    if (word.size() < 3 || StopWords().count(word) > 0) continue;
    words->try_emplace(Stem(word), word);
  }
}

WordMap WordsOf(absl::string_view text) {
  WordMap words;
  AddWords(text, &words);
  return words;
}

int Likeness(const WordMap& asked, const WordMap& other, const std::map<std::string, int>& weight, std::vector<std::string>* shared) {
  const auto weigh = [&weight](const std::string& stem) {
    const auto found = weight.find(stem);
    return found == weight.end() ? 1 : std::max(1, found->second);
  };
  int64_t both = 0;
  int64_t all = 0;
  std::vector<std::pair<int, std::string>> words;
  for (const auto& [stem, word] : asked) {
    all += weigh(stem);
    if (other.count(stem) == 0) continue;
    both += weigh(stem);
    words.emplace_back(-weigh(stem), word);
  }
  for (const auto& [stem, word] : other) all += weigh(stem);
  std::sort(words.begin(), words.end());
  for (auto& [negative, word] : words) shared->push_back(std::move(word));
  return all == 0 ? 0 : static_cast<int>(2000 * both / all);
}

std::string Shorten(absl::string_view text, size_t characters) {
  std::string line;
  size_t count = 0;
  size_t last = 0;  // where the last character begins
  for (size_t i = 0; i < text.size();) {
    const size_t bytes = std::max<size_t>(1, base::FirstCharacter(text.substr(i)));
    if (++count > characters) return absl::StrCat(line.substr(0, last), "…");
    last = line.size();
    if (bytes == 1 && absl::ascii_iscntrl(static_cast<unsigned char>(text[i]))) {
      line += ' ';
    } else {
      line.append(text.data() + i, bytes);
    }
    i += bytes;
  }
  return line;
}

std::string FirstSentence(absl::string_view text) {
  const std::vector<std::string> sentences = Sentences(text);
  return sentences.empty() ? "" : sentences.front();
}

}  // namespace frontline::requirement
