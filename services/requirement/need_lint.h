// The lint of needs: what is missing for others to act on one, and what is a solution rather than a need. It warns and refuses nothing; README.md
// lists the rules.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_NEED_LINT_H_
#define FRONTLINE_SERVICES_REQUIREMENT_NEED_LINT_H_

#include <vector>

#include "frontline/requirement/v1/need.pb.h"

namespace frontline::requirement {

// The warnings, in the order of the rules in README.md. Pure. Thread-safe.
std::vector<v1::NeedWarning> LintNeedText(const v1::Need& need);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_NEED_LINT_H_
