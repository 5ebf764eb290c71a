// The shape of criteria: what the field rules can't say. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_CRITERION_H_
#define FRONTLINE_SERVICES_REQUIREMENT_CRITERION_H_

#include <string>
#include <vector>

#include "frontline/requirement/v1/requirement.pb.h"
#include "services/base/errors.h"

namespace frontline::requirement {

// Groups nest at most this deep, the outermost counted.
inline constexpr int kDeepestGroup = 3;

// Reports all that is wrong with the criteria: a test without a kind, a group that is empty or too deep, bounds that are absent or the wrong way
// round, a MUST with a weight, an id that is there twice. `path` stands before the fields ("requirement.").
void CheckCriteria(const v1::Requirement& requirement, const std::string& path, std::vector<base::Violation>* violations);

// Gives an id ("c7") to each criterion without one: that of the criterion of `before` with the same text, where no other has taken it; otherwise one
// that was never given in this requirement. `next` is the number to go on with, and is moved on.
void GiveCriterionIds(const v1::Requirement& before, v1::Requirement* requirement, int64_t* next);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_CRITERION_H_
