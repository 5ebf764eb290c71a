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
  struct Use {
    TermUse use;
    std::string surface;
  };
  std::vector<Use> uses;
  for (const bool in_title : {true, false}) {
    std::vector<std::string> words;
    for (const Occurrence& occurrence : Analyse(in_title ? title : text, vocabulary, surfaces == nullptr ? nullptr : &words)) {
      Use use{{occurrence.term, statement, static_cast<uint16_t>(in_title ? kTitleStrength : kTextStrength)}, {}};
      if (surfaces != nullptr) {
        const auto first = words.begin() + occurrence.position;
        use.surface = absl::StrJoin(first, first + occurrence.words, " ");
      }
      uses.push_back(std::move(use));
    }
  }
  // The first occurrence is the strongest one: the title came first.
  std::stable_sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) { return a.use.term < b.use.term; });
  uses.erase(std::unique(uses.begin(), uses.end(), [](const Use& a, const Use& b) { return a.use.term == b.use.term; }), uses.end());
  const int64_t length = std::max<int64_t>(kPivotTerms, static_cast<int64_t>(uses.size()));
  const int64_t norm = (100 - kLengthPercent) * kPivotTerms + kLengthPercent * length;  // 100 × kPivotTerms at the pivot and below
  std::vector<TermUse> result;
  result.reserve(uses.size());
  for (Use& use : uses) {
    use.use.strength = static_cast<uint16_t>(use.use.strength * int64_t{100} * kPivotTerms / norm);
    result.push_back(use.use);
    if (surfaces != nullptr) surfaces->push_back(std::move(use.surface));
  }
  return result;
}

}  // namespace frontline::matching::engine
