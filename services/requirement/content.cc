// What a requirement may say, beyond the field rules.
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/requirement/cpv.h"
#include "services/requirement/criterion.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

using Violations = std::vector<base::Violation>;

absl::Status CheckCodes(const storage::Reader& reader, const v1::Requirement& requirement, const std::string& path, Violations* violations) {
  for (int i = 0; i < requirement.cpv_codes_size(); ++i) {
    absl::StatusOr<std::string> problem = CpvProblem(reader, requirement.cpv_codes(i));
    if (!problem.ok()) return problem.status();
    if (!problem->empty())
      violations->push_back({absl::StrCat(path, "cpv_codes[", i, "]"), absl::StrCat("'", requirement.cpv_codes(i), "' ", *problem)});
  }
  return absl::OkStatus();
}

absl::Status CheckNeeds(const storage::Reader& reader, const v1::Requirement& requirement, const std::string& path, Violations* violations) {
  std::set<std::string> seen;
  for (int i = 0; i < requirement.needs_size(); ++i) {
    const std::string field = absl::StrCat(path, "needs[", i, "]");
    if (!seen.insert(requirement.needs(i)).second) {
      violations->push_back({field, "is named already"});
      continue;
    }
    absl::StatusOr<stored::v1::NeedRecord> need = Needs().Get(reader, requirement.needs(i));
    if (absl::IsNotFound(need.status())) {
      violations->push_back({field, absl::StrCat("names '", requirement.needs(i), "', which does not exist")});
    } else if (!need.ok()) {
      return ForCaller(need.status(), requirement.needs(i));
    }
  }
  return absl::OkStatus();
}

void CheckFigures(const v1::Requirement& requirement, const std::string& path, Violations* violations) {
  const frontline::type::v1::MoneyBand& value = requirement.value();
  if (value.has_min() && value.has_max()) {
    if (value.min().currency_code() != value.max().currency_code()) {
      violations->push_back({path + "value.max.currency_code", "must be the currency of value.min"});
    } else if (value.max().minor_units() < value.min().minor_units()) {
      violations->push_back({path + "value.max", "must not be under value.min"});
    }
  }
  if (requirement.quantity().amount() > 0 && requirement.quantity().unit().empty()) {
    violations->push_back({path + "quantity.unit", "is required with an amount: of what?"});
  }
}

}  // namespace

absl::Status CheckContent(const storage::Reader& reader, const v1::Requirement& requirement, const std::string& path, Violations* violations) {
  CheckCriteria(requirement, path, violations);
  CheckFigures(requirement, path, violations);
  if (absl::Status status = CheckCodes(reader, requirement, path, violations); !status.ok()) return status;
  return CheckNeeds(reader, requirement, path, violations);
}

}  // namespace frontline::requirement
