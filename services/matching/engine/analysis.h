// From text to terms: what a statement says and how plainly.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_ANALYSIS_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_ANALYSIS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/matching/engine/vocabulary.h"

namespace frontline::matching::engine {

// One occurrence of a term. Words of a phrase of the thesaurus come as the phrase's group first and then each by itself, marked as parts.
struct Occurrence {
  TermId term = 0;
  WordClass word_class = WordClass::kStop;
  bool part = false;
  uint32_t position = 0;  // of its first word, stop words counted
  uint32_t words = 1;     // how many words it spans
};

// Stop words are left out. `words`, where given, gets every word of the text as folded, by position.
std::vector<Occurrence> Analyse(absl::string_view text, Vocabulary& vocabulary, std::vector<std::string>* words = nullptr);

// How plainly a statement says a term, in kFull-ths.
inline constexpr int kFull = 1024;

// A term within one of a supplier's statements.
struct TermUse {
  TermId term = 0;
  uint16_t statement = 0;
  uint16_t strength = 0;  // at most kFull
};

// What the statement of number `statement` says: each term once, sorted by term.
//
// A term in the title has strength 1, in the text 3/4; once is enough, since saying a thing again says nothing new (BM25's saturation, Robertson and
// Zaragoza 2009, taken to its end, k1 = 0). Both shrink with the number of *different* terms over kPivotTerms, as in pivoted length normalisation
// (Singhal, Buckley and Mitra 1996): a statement of everything says little of anything. A statement repeated in itself is as long as before.
// `surfaces`, where given, gets the words behind each use, as written.
std::vector<TermUse> StatementTerms(absl::string_view title, absl::string_view text, uint16_t statement, Vocabulary& vocabulary,
                                    std::vector<std::string>* surfaces = nullptr);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_ANALYSIS_H_
