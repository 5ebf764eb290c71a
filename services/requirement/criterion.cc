#include "services/requirement/criterion.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace frontline::requirement {
namespace {

using Violations = std::vector<base::Violation>;

void CheckTest(const v1::Test& test, const std::string& path, int depth, Violations* violations);

void CheckNumber(const v1::NumberTest& number, const std::string& path, Violations* violations) {
  if (!number.has_min() && !number.has_max()) return violations->push_back({path, "needs a min, a max, or both"});
  if ((number.has_min() && !std::isfinite(number.min())) || (number.has_max() && !std::isfinite(number.max()))) {
    return violations->push_back({path, "needs bounds that are finite numbers"});
  }
  if (number.has_min() && number.has_max() && number.max() < number.min()) violations->push_back({path + ".max", "must not be under min"});
}

void CheckGroup(const v1::TestGroup& group, const std::string& path, int depth, Violations* violations) {
  if (depth > kDeepestGroup) return violations->push_back({path, absl::StrCat("nests groups more than ", kDeepestGroup, " deep")});
  if (group.operator_() == v1::TestGroup::OPERATOR_UNSPECIFIED) violations->push_back({path + ".operator", "is required"});
  if (group.tests().empty()) violations->push_back({path + ".tests", "is required"});
  for (int i = 0; i < group.tests_size(); ++i) CheckTest(group.tests(i), absl::StrCat(path, ".tests[", i, "]"), depth, violations);
}

void CheckTest(const v1::Test& test, const std::string& path, int depth, Violations* violations) {
  switch (test.kind_case()) {
    case v1::Test::KIND_NOT_SET:
      return violations->push_back(
          {path, "needs exactly one kind of test (certification, framework, region, vetting, number, value, statement, group)"});
    case v1::Test::kNumber:
      return CheckNumber(test.number(), path + ".number", violations);
    case v1::Test::kGroup:
      return CheckGroup(test.group(), path + ".group", depth + 1, violations);
    default:
      return;  // the field rules say it all
  }
}

}  // namespace

void CheckCriteria(const v1::Requirement& requirement, const std::string& path, Violations* violations) {
  std::set<std::string> ids;
  for (int i = 0; i < requirement.criteria_size(); ++i) {
    const v1::Criterion& criterion = requirement.criteria(i);
    const std::string here = absl::StrCat(path, "criteria[", i, "]");
    if (!criterion.id().empty() && !ids.insert(criterion.id()).second) violations->push_back({here + ".id", "is another criterion's too"});
    if (criterion.obligation() == v1::OBLIGATION_MUST && criterion.weight() != 0) {
      violations->push_back({here + ".weight", "must be 0 for a MUST, which has no weight"});
    }
    if (criterion.least_verification() == frontline::type::v1::VERIFICATION_LAPSED) {
      violations->push_back({here + ".least_verification", "can't be LAPSED, which is no level to reach"});
    }
    CheckTest(criterion.test(), here + ".test", 0, violations);
  }
}

void GiveCriterionIds(const v1::Requirement& before, v1::Requirement* requirement, int64_t* next) {
  std::set<std::string> taken;
  *next = std::max<int64_t>(*next, 1);
  for (const v1::Criterion& criterion : requirement->criteria()) {
    if (criterion.id().empty()) continue;
    taken.insert(criterion.id());
    // An id of the server's form, given by the caller, is not given again.
    int64_t number = 0;
    if (criterion.id()[0] == 'c' && absl::SimpleAtoi(criterion.id().substr(1), &number) && number < 1000000000) *next = std::max(*next, number + 1);
  }
  for (v1::Criterion& criterion : *requirement->mutable_criteria()) {
    if (!criterion.id().empty()) continue;
    const auto same = std::find_if(before.criteria().begin(), before.criteria().end(),
                                   [&](const v1::Criterion& old) { return old.text() == criterion.text() && taken.count(old.id()) == 0; });
    criterion.set_id(same != before.criteria().end() ? same->id() : absl::StrCat("c", (*next)++));
    taken.insert(criterion.id());
  }
}

}  // namespace frontline::requirement
