// The lint: what would make a requirement fairer, clearer or easier to answer. It warns and never refuses; README.md lists the rules.
//
// Several rules rest on the Procurement Act 2023. Section 22 lets a condition of participation ask only for what is a proportionate means of making
// sure that a supplier can perform the contract; by subsection (3) it may not ask for audited annual accounts of suppliers who are not required to
// have them audited (audited-accounts), nor for insurance for the contract to be in place before the award (insurance-before-award). It may not ask
// for an earlier award by a particular authority either (prior-award), and the more MUSTs there are, the harder each is to call proportionate
// (many-musts). Section 56 keeps brands out of specifications where the requirement can be described without, and asks for "or equivalent" where not
// (brand-name).
#ifndef FRONTLINE_SERVICES_REQUIREMENT_LINT_H_
#define FRONTLINE_SERVICES_REQUIREMENT_LINT_H_

#include <vector>

#include "frontline/requirement/v1/requirement.pb.h"

namespace frontline::requirement {

// More MUSTs than this are too many.
inline constexpr int kMostMusts = 6;

// The warnings, in the order of the rules in README.md, at most one for each rule and field; none is marked as accepted. Pure: the same requirement
// gives the same warnings, word for word. Thread-safe.
std::vector<v1::LintWarning> Lint(const v1::Requirement& requirement);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_LINT_H_
