// The lint's warnings, and letting them stand.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/lint.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::RequirementRecord;
using Warnings = google::protobuf::RepeatedPtrField<v1::LintWarning>;

constexpr int kMostAccepted = 50;

bool Covers(const v1::AcceptedWarning& accepted, const v1::LintWarning& warning) {
  return accepted.rule() == warning.rule() && (accepted.field().empty() || accepted.field() == warning.field());
}

bool Has(const Warnings& warnings, const v1::LintWarning& warning) {
  return std::any_of(warnings.begin(), warnings.end(), [&](const v1::LintWarning& other) {
    return other.rule() == warning.rule() && other.field() == warning.field() && other.message() == warning.message();
  });
}

// Whether what `accepted` was given for still stands word for word, and nothing new with it. Warnings say what they found, so that the same message
// is the same finding.
bool StillStands(const v1::AcceptedWarning& accepted, const Warnings& before, const Warnings& now) {
  bool stands = false;
  for (const v1::LintWarning& warning : now) {
    if (!Covers(accepted, warning)) continue;
    if (!Has(before, warning)) return false;
    stands = true;
  }
  return stands;
}

void MarkAccepted(v1::Requirement* requirement) {
  for (v1::LintWarning& warning : *requirement->mutable_warnings()) {
    const auto& accepted = requirement->accepted_warnings();
    warning.set_accepted(std::any_of(accepted.begin(), accepted.end(), [&](const v1::AcceptedWarning& a) { return Covers(a, warning); }));
  }
}

// Lets the warning of `rule` in `field` stand; in place of an earlier acceptance of the same.
void Accept(const Call& call, const Transaction& tx, const std::string& rule, const std::string& field, const std::string& reason,
            v1::Requirement* requirement) {
  auto& all = *requirement->mutable_accepted_warnings();
  auto same = std::find_if(all.begin(), all.end(), [&](const v1::AcceptedWarning& a) { return a.rule() == rule && a.field() == field; });
  v1::AcceptedWarning& accepted = same != all.end() ? *same : *all.Add();
  accepted.set_rule(rule);
  accepted.set_field(field);
  accepted.set_reason(reason);
  accepted.set_member(call.principal.member());
  *accepted.mutable_time() = rpc::ToTimestamp(tx.now());
}

}  // namespace

void LintAgain(v1::Requirement* requirement) {
  Warnings before;
  before.Swap(requirement->mutable_warnings());
  for (v1::LintWarning& warning : Lint(*requirement)) requirement->mutable_warnings()->Add(std::move(warning));
  auto& accepted = *requirement->mutable_accepted_warnings();
  for (int i = accepted.size() - 1; i >= 0; --i) {
    if (!StillStands(accepted[i], before, requirement->warnings())) accepted.DeleteSubrange(i, 1);
  }
  MarkAccepted(requirement);
}

void AcceptAll(const Call& call, const Transaction& tx, const std::string& reason, v1::Requirement* requirement) {
  // A rule at a time where there would be too many of them.
  const bool by_rule = requirement->warnings_size() + requirement->accepted_warnings_size() > kMostAccepted;
  for (const v1::LintWarning& warning : requirement->warnings()) {
    if (!warning.accepted()) Accept(call, tx, warning.rule(), by_rule ? "" : warning.field(), reason, requirement);
  }
  MarkAccepted(requirement);
}

absl::Status CheckWarnings(const v1::Requirement& requirement) {
  std::string standing;
  int count = 0;
  for (const v1::LintWarning& warning : requirement.warnings()) {
    if (warning.accepted()) continue;
    if (++count <= 20) absl::StrAppend(&standing, count > 1 ? ", " : "", warning.rule(), " (", warning.field(), ")");
  }
  if (count == 0) return absl::OkStatus();
  if (count > 20) absl::StrAppend(&standing, " and ", count - 20, " more");
  return base::Precondition("LINT_WARNINGS", absl::StrCat("'", requirement.name(), "' can't be published yet, the lint warns of: ", standing,
                                                          ". Mend each, or accept it with a reason."));
}

absl::Status LintRequirement(const Call& call, const v1::LintRequirementRequest& request, const Snapshot& snapshot,
                             v1::LintRequirementResponse* response) {
  if (request.name().empty() == !request.has_requirement()) {
    return base::InvalidField(request.name().empty() ? "name" : "requirement", "name or requirement is required, and not both");
  }
  v1::Requirement requirement = request.requirement();
  if (!request.name().empty()) {
    absl::StatusOr<RequirementRecord> record = LoadRequirement(snapshot, request.name());
    if (!record.ok()) return record.status();
    requirement = std::move(*record->mutable_requirement());
    // What the lint says is the buyer's alone.
    if (SightOf(call, requirement) != Sight::kWhole) return base::NotFound(request.name());
  } else {
    std::vector<base::Violation> violations;
    if (absl::Status status = CheckContent(snapshot, requirement, "requirement.", &violations); !status.ok()) return status;
    if (!violations.empty()) return base::InvalidFields(violations);
  }
  LintAgain(&requirement);
  response->mutable_warnings()->Swap(requirement.mutable_warnings());
  return absl::OkStatus();
}

absl::Status AcceptWarning(const Call& call, const v1::AcceptWarningRequest& request, Transaction& tx, v1::Requirement* response) {
  absl::StatusOr<RequirementRecord> record = LoadRequirementFor(
      tx, request.name(), request.etag(), {v1::REQUIREMENT_STATE_DRAFT, v1::REQUIREMENT_STATE_IN_REVIEW, v1::REQUIREMENT_STATE_PUBLISHED});
  if (!record.ok()) return record.status();
  v1::Requirement& requirement = *record->mutable_requirement();
  LintAgain(&requirement);
  const bool warns = std::any_of(requirement.warnings().begin(), requirement.warnings().end(), [&](const v1::LintWarning& warning) {
    return warning.rule() == request.rule() && (request.field().empty() || request.field() == warning.field());
  });
  if (!warns) {
    return base::Precondition("NO_SUCH_WARNING", absl::StrCat("The lint does not warn of ", request.rule(), request.field().empty() ? "" : " at ",
                                                              request.field(), ". Lint the requirement to see what it warns of."));
  }
  Accept(call, tx, request.rule(), request.field(), request.reason(), &requirement);
  if (requirement.accepted_warnings_size() > kMostAccepted) {
    return base::Precondition("TOO_MANY_ACCEPTED",
                              absl::StrCat("At most ", kMostAccepted, " acceptances can stand. Accept the rule without a field."));
  }
  return SaveRequirement(call, tx, *std::move(record), v1::Revision::CHANGE_WARNING_ACCEPTED, response);
}

}  // namespace frontline::requirement
