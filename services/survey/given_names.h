// Names that people of these islands commonly bear, for finding them in texts. Short lists of our own; a name that is not in them is found by the
// title before it. Thread-safe.
#ifndef FRONTLINE_SERVICES_SURVEY_GIVEN_NAMES_H_
#define FRONTLINE_SERVICES_SURVEY_GIVEN_NAMES_H_

#include <string>

#include "absl/container/flat_hash_set.h"

namespace frontline::survey {

// In lower case.
const absl::flat_hash_set<std::string>& GivenNames();
// Of them, those that are everyday words too ("mark", "will", "grace").
const absl::flat_hash_set<std::string>& DoubtfulNames();
// Of them, those that are nothing else, so that small letters are enough ("dave", "sharon").
const absl::flat_hash_set<std::string>& LowerNames();
// Common surnames, for "sgt smith" in small letters.
const absl::flat_hash_set<std::string>& Surnames();

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_GIVEN_NAMES_H_
