#include "services/matching/engine/analysis.h"

#include <algorithm>

#include "absl/strings/str_join.h"
#include "services/matching/engine/configuration.h"

namespace frontline::matching::engine {

std::vector<Occurrence> Analyse(absl::string_view text, Vocabulary& vocabulary, std::vector<std::string>* words) {
  std::vector<TermId> stems;
  std::vector<WordClass> classes;
  {
    Vocabulary::Session session(vocabulary);
    ForEachWord(text, [&](absl::string_view word) {
      const Word known = session.Look(word);
      stems.push_back(known.stem);
      classes.push_back(known.word_class);
      if (words != nullptr) words->emplace_back(word);
    });
  }
  const Lexicon& lexicon = vocabulary.lexicon();
  std::vector<Occurrence> found;
  found.reserve(stems.size());
  for (size_t i = 0; i < stems.size();) {
    TermId group = 0;
    const size_t phrase = lexicon.LongestPhrase(stems.data() + i, stems.size() - i, &group);
    if (phrase > 0) {
      found.push_back({group, WordClass::kConcept, false, static_cast<uint32_t>(i), static_cast<uint32_t>(phrase)});
    }
    // The only word of a one-word phrase is the phrase.
    const size_t end = i + std::max<size_t>(phrase, 1);
    for (; i < end; ++i) {
      if (phrase == 1 || classes[i] == WordClass::kStop) continue;
      const TermId term = lexicon.WordAlone(stems[i]);
      const WordClass word_class = term == stems[i] ? classes[i] : WordClass::kConcept;
      found.push_back({term, word_class, phrase > 0, static_cast<uint32_t>(i), 1});
    }
  }
  return found;
}

std::vector<TermUse> StatementTerms(absl::string_view title, absl::string_view text, uint16_t statement, Vocabulary& vocabulary,
                                    std::vector<std::string>* surfaces) {
  // Small and trivial, since a load sorts tens of millions of them.
  struct Use {
    TermId term;
    uint32_t position;
    uint16_t words;
    bool in_text;
    bool operator<(const Use& other) const {
      if (term != other.term) return term < other.term;
      return in_text != other.in_text ? other.in_text : position < other.position;
    }
  };
  std::vector<Use> uses;
  std::vector<std::string> words[2];
  for (const bool in_text : {false, true}) {
    for (const Occurrence& occurrence : Analyse(in_text ? text : title, vocabulary, surfaces == nullptr ? nullptr : &words[in_text])) {
      uses.push_back({occurrence.term, occurrence.position, static_cast<uint16_t>(occurrence.words), in_text});
    }
  }
  // The first use of a term is the strongest one.
  std::sort(uses.begin(), uses.end());
  uses.erase(std::unique(uses.begin(), uses.end(), [](const Use& a, const Use& b) { return a.term == b.term; }), uses.end());
  const int64_t length = std::max<int64_t>(kPivotTerms, static_cast<int64_t>(uses.size()));
  const int64_t norm = (100 - kLengthPercent) * kPivotTerms + kLengthPercent * length;  // 100 × kPivotTerms at the pivot and below
  std::vector<TermUse> result;
  result.reserve(uses.size());
  for (const Use& use : uses) {
    const int64_t strength = use.in_text ? kTextStrength : kTitleStrength;
    result.push_back({use.term, statement, static_cast<uint16_t>(strength * 100 * kPivotTerms / norm)});
    if (surfaces == nullptr) continue;
    const auto first = words[use.in_text].begin() + use.position;
    surfaces->push_back(absl::StrJoin(first, first + use.words, " "));
  }
  return result;
}

}  // namespace frontline::matching::engine
