#include "services/matching/engine/tokens.h"

#include <libstemmer.h>

#include <algorithm>
#include <array>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "services/base/text.h"

namespace frontline::matching::engine {
namespace {

// U+00C0 to U+017F without accents; "" for × and ÷.
constexpr std::array<const char*, 192> kLatin = {
    "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "", "o", "u", "u", "u",
    "u", "y", "th", "ss", "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i", "i", "d", "n", "o", "o", "o", "o", "o", "",
    "o", "u", "u", "u", "u", "y", "th", "y", "a", "a", "a", "a", "a", "a", "c", "c", "c", "c", "c", "c", "c", "c", "d", "d", "d", "d", "e", "e",
    "e", "e", "e", "e", "e", "e", "e", "e", "g", "g", "g", "g", "g", "g", "g", "g", "h", "h", "h", "h", "i", "i", "i", "i", "i", "i", "i", "i",
    "i", "i", "ij", "ij", "j", "j", "k", "k", "k", "l", "l", "l", "l", "l", "l", "l", "l", "l", "l", "n", "n", "n", "n", "n", "n", "n", "n", "n",
    "o", "o", "o", "o", "o", "o", "oe", "oe", "r", "r", "r", "r", "r", "r", "s", "s", "s", "s", "s", "s", "s", "s", "t", "t", "t", "t", "t", "t",
    "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "u", "w", "w", "y", "y", "y", "z", "z", "z", "z", "z", "z", "s"};

uint32_t CodePoint(absl::string_view character) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(character[i]); };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1fu) << 6 | (byte(1) & 0x3fu);
    case 3:
      return (byte(0) & 0x0fu) << 12 | (byte(1) & 0x3fu) << 6 | (byte(2) & 0x3fu);
    case 4:
      return (byte(0) & 0x07u) << 18 | (byte(1) & 0x3fu) << 12 | (byte(2) & 0x3fu) << 6 | (byte(3) & 0x3fu);
    default:
      return byte(0);
  }
}

constexpr char kApostrophe = '\'';

// Collects a word; an apostrophe is held back until it is known what follows.
class WordBuilder {
 public:
  explicit WordBuilder(absl::FunctionRef<void(absl::string_view)> word) : word_(word) {}
  void Add(absl::string_view letters) {
    if (text_.size() + letters.size() <= kMostWordBytes) text_.append(letters.data(), letters.size());
  }
  void Apostrophe() {
    if (!text_.empty()) apostrophe_ = text_.size();
  }
  bool EndsInDigit() const { return !text_.empty() && absl::ascii_isdigit(text_.back()); }
  void End() {
    // "officer's" is the officer; "don't" is dont.
    if (apostrophe_ > 0 && text_.size() == apostrophe_ + 1 && text_.back() == 's') text_.pop_back();
    if (!text_.empty()) word_(text_);
    text_.clear();
    apostrophe_ = 0;
  }

 private:
  absl::FunctionRef<void(absl::string_view)> word_;
  std::string text_;
  size_t apostrophe_ = 0;
};

void AddCharacter(absl::string_view character, WordBuilder& builder) {
  const uint32_t code = CodePoint(character);
  if (code == 0x2018 || code == 0x2019 || code == 0x02bc) return builder.Apostrophe();
  if (code >= 0xc0 && code < 0x180) {
    const absl::string_view plain = kLatin[code - 0xc0];
    return plain.empty() ? builder.End() : builder.Add(plain);
  }
  // Combining accents say nothing; other marks and symbols part words; the letters of other scripts stay as they are.
  if (code >= 0x300 && code < 0x370) return;
  if (code < 0xc0 || (code >= 0x2000 && code < 0x2c00) || (code >= 0x3000 && code < 0x3040) || code == 0xfeff || code == 0xfffd) return builder.End();
  builder.Add(character);
}

}  // namespace

void ForEachWord(absl::string_view text, absl::FunctionRef<void(absl::string_view)> word) {
  WordBuilder builder(word);
  while (!text.empty()) {
    const char first = text[0];
    if (static_cast<unsigned char>(first) < 0x80) {
      if (absl::ascii_isalnum(first)) {
        const char lower = absl::ascii_tolower(first);
        builder.Add(absl::string_view(&lower, 1));
      } else if (first == kApostrophe) {
        builder.Apostrophe();
      } else if (first == ',' && builder.EndsInDigit() && text.size() > 1 && absl::ascii_isdigit(text[1])) {
        // "2,000" is one number.
      } else {
        builder.End();
      }
      text.remove_prefix(1);
      continue;
    }
    const size_t bytes = base::FirstCharacter(text);
    if (bytes == 0) {
      builder.End();
      text.remove_prefix(1);
      continue;
    }
    AddCharacter(text.substr(0, bytes), builder);
    text.remove_prefix(bytes);
  }
  builder.End();
}

std::vector<std::string> WordsOf(absl::string_view text) {
  std::vector<std::string> words;
  ForEachWord(text, [&](absl::string_view word) { words.emplace_back(word); });
  return words;
}

std::string Folded(absl::string_view text) { return absl::StrJoin(WordsOf(text), " "); }

Stemmer::Stemmer() : stemmer_(sb_stemmer_new("english", "UTF_8"), sb_stemmer_delete) {}

absl::string_view Stemmer::Stem(absl::string_view word) {
  // Three letters are an abbreviation as often as a word: "AED" is no past tense.
  if (stemmer_ == nullptr || word.size() <= 3 || std::any_of(word.begin(), word.end(), absl::ascii_isdigit)) return word;
  const sb_symbol* stem = sb_stemmer_stem(stemmer_.get(), reinterpret_cast<const sb_symbol*>(word.data()), static_cast<int>(word.size()));
  if (stem == nullptr) return word;
  return absl::string_view(reinterpret_cast<const char*>(stem), sb_stemmer_length(stemmer_.get()));
}

}  // namespace frontline::matching::engine
