// Finds the top candidates in a corpus, by scoring everything.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_MATCHER_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_MATCHER_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "services/matching/engine/corpus.h"
#include "services/matching/engine/scorer.h"

namespace frontline::matching::engine {

struct Ranked {
  Standing standing = frontline::matching::v1::STANDING_UNSPECIFIED;
  int score = 0;
  uint64_t tie = 0;
  std::string name;
  const RequirementEntry* requirement = nullptr;  // of MatchRequirements; lives as long as the corpus
};

struct Ranking {
  std::vector<Ranked> top;  // at most `limit` of each standing, by standing and then from the best down
  std::array<int, frontline::matching::v1::Standing_ARRAYSIZE> counts = {};  // by standing, of all that are relevant
  int considered = 0;
};

// Ranks suppliers for a requirement. `requirement` is compiled with an overlay of the corpus's vocabulary.
Ranking MatchSuppliers(const Corpus& corpus, const Vocabulary& vocabulary, const CompiledRequirement& requirement, Day today, size_t limit);

// Ranks published requirements for a supplier: those of `organisation`, where it is not empty. `facts` is made with an overlay.
Ranking MatchRequirements(const Corpus& corpus, const Vocabulary& vocabulary, const SupplierFacts& facts, Day today, absl::string_view organisation,
                          size_t limit);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_MATCHER_H_
