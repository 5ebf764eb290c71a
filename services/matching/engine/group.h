// Texts that say the same: themes of what many people wrote. The measure is that of similar.h, Dice's coefficient over weighted terms, with terms
// that many of the texts have weighing less (inverse document frequency, Spärck Jones 1972): in answers about laptops, "laptop" tells nothing apart.
//
// Clusters by average linkage (UPGMA, Sokal and Michener 1958), cut where two clusters are less alike than kLeastAlike on average; found by following
// chains of nearest neighbours (Murtagh 1983), in time and memory of the square of the number of texts. Average, not single, linkage: no chain of
// small steps joins what has nothing in common. Ties are broken by the texts themselves, so that neither order nor anything outside decides.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_GROUP_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_GROUP_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "services/matching/engine/vocabulary.h"

namespace frontline::matching::engine {

inline constexpr size_t kMostGroupedTexts = 5000;

struct Group {
  std::vector<size_t> members;     // places in the texts, ascending; two or more
  std::vector<std::string> words;  // that bind it, heaviest first, as most of its texts have them; at most 6
  size_t example = 0;              // the member most like the others
};

// At most kMostGroupedTexts; the rest is left out. The largest group first. Texts that say nothing, or nothing that another says, are in none. Pure.
std::vector<Group> GroupTexts(const std::vector<absl::string_view>& texts, const Vocabulary& vocabulary);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_GROUP_H_
