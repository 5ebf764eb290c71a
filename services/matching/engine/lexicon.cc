#include "services/matching/engine/lexicon.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "services/base/ids.h"
#include "services/matching/engine/thesaurus_data.h"
#include "services/matching/engine/tokens.h"

namespace frontline::matching::engine {
namespace {

constexpr TermId kNoGroup = ~TermId{0};

}  // namespace

int WeightOf(WordClass word_class) {
  switch (word_class) {
    case WordClass::kStop:
      return 0;
    case WordClass::kProcurement:
      return 2;
    case WordClass::kNumber:
      return 1;
    case WordClass::kPlain:
      return 7;
    case WordClass::kEveryday:
      return 10;
    case WordClass::kShort:
      return 13;
    case WordClass::kMedium:
      return 15;
    case WordClass::kLong:
      return 17;
    case WordClass::kConcept:
      return 18;
  }
  return 0;
}

WordClass Lexicon::ClassByForm(absl::string_view stem) {
  if (std::all_of(stem.begin(), stem.end(), absl::ascii_isdigit)) {
    // Small numbers count things and four digits may be a year; others name standards and models.
    return stem.size() > 4 || (stem.size() == 4 && stem.substr(0, 2) != "19" && stem.substr(0, 2) != "20") ? WordClass::kEveryday : WordClass::kNumber;
  }
  if (stem.size() <= 4) return WordClass::kShort;
  return stem.size() <= 7 ? WordClass::kMedium : WordClass::kLong;
}

Lexicon::Lexicon() {
  // The first list that has a stem decides.
  AddWords(kStopWords, WordClass::kStop);
  AddWords(kProcurementWords, WordClass::kProcurement);
  AddWords(kPlainWords, WordClass::kPlain);
  AddWords(kEverydayWords, WordClass::kEveryday);
  AddGroups(kThesaurus);
  fingerprint_ = base::Sha256(absl::StrCat(kStopWords, "\1", kProcurementWords, "\1", kPlainWords, "\1", kEverydayWords, "\1", kThesaurus));
}

TermId Lexicon::AddStem(absl::string_view stem, WordClass word_class) {
  const auto [found, added] = entries_.try_emplace(std::string(stem), Entry{static_cast<TermId>(texts_.size()), word_class});
  if (added) texts_.emplace_back(stem);
  return found->second.id;
}

void Lexicon::AddWords(absl::string_view words, WordClass word_class) {
  Stemmer stemmer;
  ForEachWord(words, [&](absl::string_view word) { AddStem(stemmer.Stem(word), word_class); });
}

void Lexicon::AddGroups(absl::string_view lines) {
  Stemmer stemmer;
  struct Phrase {
    std::vector<TermId> stems;
    size_t group;
  };
  std::vector<Phrase> phrases;
  std::vector<std::string> names;
  for (absl::string_view line : absl::StrSplit(lines, '\n', absl::SkipEmpty())) {
    for (absl::string_view text : absl::StrSplit(line, '|')) {
      Phrase phrase{{}, names.size()};
      ForEachWord(text, [&](absl::string_view word) {
        const absl::string_view stem = stemmer.Stem(word);
        phrase.stems.push_back(AddStem(stem, ClassByForm(stem)));
      });
      phrases.push_back(std::move(phrase));
    }
    names.emplace_back(line.substr(0, line.find('|')));
  }
  first_group_ = static_cast<TermId>(texts_.size());
  texts_.insert(texts_.end(), names.begin(), names.end());
  hints_.resize(names.size());
  ends_.push_back(kNoGroup);
  std::vector<WordClass> classes(first_group_);
  for (const auto& [text, entry] : entries_) classes[entry.id] = entry.word_class;
  begins_.resize(first_group_, false);
  for (const Phrase& phrase : phrases) {
    begins_[phrase.stems[0]] = true;
    uint32_t node = 0;
    for (TermId stem : phrase.stems) {
      const auto [edge, added] = edges_.try_emplace({node, stem}, static_cast<uint32_t>(ends_.size()));
      if (added) ends_.push_back(kNoGroup);
      node = edge->second;
    }
    if (ends_[node] == kNoGroup) ends_[node] = first_group_ + static_cast<TermId>(phrase.group);
    if (phrase.stems.size() < 2) continue;
    for (TermId stem : phrase.stems) {
      if (WeightOf(classes[stem]) >= WeightOf(WordClass::kPlain)) hints_[phrase.group].push_back(stem);
    }
  }
  for (std::vector<TermId>& hints : hints_) {
    for (TermId& hint : hints) hint = WordAlone(hint);
    std::sort(hints.begin(), hints.end());
    hints.erase(std::unique(hints.begin(), hints.end()), hints.end());
  }
}

const Lexicon::Entry* Lexicon::Find(absl::string_view stem) const {
  const auto found = entries_.find(stem);
  return found == entries_.end() ? nullptr : &found->second;
}

size_t Lexicon::LongestPhrase(const TermId* stems, size_t count, TermId* group) const {
  // Most words begin no phrase.
  if (count == 0 || stems[0] >= begins_.size() || !begins_[stems[0]]) return 0;
  size_t longest = 0;
  uint32_t node = 0;
  for (size_t i = 0; i < count; ++i) {
    const auto edge = edges_.find({node, stems[i]});
    if (edge == edges_.end()) break;
    node = edge->second;
    if (ends_[node] == kNoGroup) continue;
    longest = i + 1;
    *group = ends_[node];
  }
  return longest;
}

TermId Lexicon::WordAlone(TermId stem) const {
  TermId group = stem;
  LongestPhrase(&stem, 1, &group);
  return group;
}

const std::vector<TermId>& Lexicon::HintsOf(TermId group) const { return hints_[group - first_group_]; }

}  // namespace frontline::matching::engine
