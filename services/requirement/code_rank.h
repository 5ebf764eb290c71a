// CPV codes that may fit, by the words of their labels. Thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_CODE_RANK_H_
#define FRONTLINE_SERVICES_REQUIREMENT_CODE_RANK_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "frontline/requirement/v1/requirement_service.pb.h"
#include "services/requirement/words.h"
#include "storage/store.h"

namespace frontline::requirement {

// What is asked for: the words of what is lacking, and those that only describe it, which count half.
struct AskedWords {
  WordMap main;
  WordMap beside;
};

// What similar requirements have.
struct CodeUse {
  int requirements = 0;  // how many have the code
  int weight = 0;        // how much that says: more for those that answer the very need
};

// The codes of the list whose labels share words with `asked`, at most `most`, best first. A word weighs more the fewer labels have it. The score is
// the weight of the shared words times the share of the label that they are, 1,000 for a label of two or three rare words that are all said; what two
// score alike is in the order of the codes. What similar requirements chose adds half of the score and 50 for each point of its
// weight, up to eight, so that a code that others chose stands before one that only sounds like it.
absl::StatusOr<std::vector<v1::CodeProposal>> RankCodes(const storage::Reader& reader, const AskedWords& asked,
                                                        const std::map<std::string, CodeUse>& used, size_t most);

// The weight of each stem over a number of texts: 2 × the binary digits of (texts ÷ those that have it), at least 1.
std::map<std::string, int> WeightsOf(const std::map<std::string, int>& having, int texts);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_CODE_RANK_H_
