#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/criterion.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_REQUIREMENTS_PUBLISH;
using stored::v1::RequirementRecord;
using stored::v1::RevisionRecord;

absl::Status CheckAll(const storage::Reader& reader, const v1::Requirement& requirement, std::vector<base::Violation> violations) {
  if (absl::Status status = CheckContent(reader, requirement, "requirement.", &violations); !status.ok()) return status;
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

// The number of the revision that was current at `time`, of `count` of them; 0 before the first. Their times never fall from one to the next.
absl::StatusOr<int64_t> RevisionAt(const storage::Reader& reader, const std::string& name, absl::Time time, int64_t count) {
  int64_t low = 0;
  int64_t high = count;
  while (low < high) {
    const int64_t middle = low + (high - low + 1) / 2;
    absl::StatusOr<RevisionRecord> record = Revisions().Get(reader, RevisionName(name, middle));
    if (!record.ok()) return base::Damaged(absl::StrCat("'", name, "' lacks its revision ", middle));
    if (rpc::FromTimestamp(record->revision().requirement().update_time()) <= time) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

absl::Status GetRevision(const Call& call, const v1::GetRequirementRequest& request, const Snapshot& snapshot, int64_t count,
                         v1::Requirement* response) {
  absl::StatusOr<int64_t> number = request.revision();
  if (request.has_as_of()) number = RevisionAt(snapshot, request.name(), rpc::FromTimestamp(request.as_of()), count);
  if (!number.ok()) return number.status();
  // One that the caller may not see is answered for as one that there is not.
  const absl::Status none = base::NotFound(request.has_as_of() ? absl::StrCat(request.name(), " as of that moment")
                                                               : absl::StrCat(RevisionPrefix(request.name()), request.revision()));
  if (*number < 1 || *number > count) return none;
  absl::StatusOr<RevisionRecord> record = Revisions().Get(snapshot, RevisionName(request.name(), *number));
  if (!record.ok()) return base::Damaged(absl::StrCat("'", request.name(), "' lacks its revision ", *number));
  const v1::Requirement& requirement = record->revision().requirement();
  const Sight sight = SightOf(call, requirement);
  if (sight == Sight::kNothing) return none;
  *response = ShowRequirement(requirement, sight);
  return absl::OkStatus();
}

}  // namespace

absl::Status GetRequirement(const Call& call, const v1::GetRequirementRequest& request, const Snapshot& snapshot, v1::Requirement* response) {
  if (request.revision() != 0 && request.has_as_of()) return base::InvalidField("as_of", "can't be given together with revision");
  absl::StatusOr<RequirementRecord> record = LoadRequirement(snapshot, request.name());
  if (!record.ok()) return record.status();
  const Sight sight = SightOf(call, record->requirement());
  if (sight == Sight::kNothing) return base::NotFound(request.name());
  if (request.revision() != 0 || request.has_as_of()) return GetRevision(call, request, snapshot, record->requirement().revision(), response);
  *response = ShowRequirement(record->requirement(), sight);
  return absl::OkStatus();
}

absl::Status CreateRequirement(const Call& call, const v1::CreateRequirementRequest& request, Transaction& tx, v1::Requirement* response) {
  if (absl::EndsWith(request.parent(), "/-")) return base::InvalidField("parent", "must name one organisation");
  if (absl::Status status = CheckAll(tx, request.requirement(), {}); !status.ok()) return status;
  const std::string& external_id = request.requirement().external_id();
  if (!external_id.empty()) {
    auto holder = Requirements().Find(tx, kRequirementByExternalId, storage::KeyOf(request.parent(), external_id));
    if (!holder.ok()) return ForCaller(holder.status(), request.parent());
    if (holder->has_value()) return base::DuplicateIdentifier(external_id, (*holder)->name);
  }
  RequirementRecord record;
  v1::Requirement& requirement = *record.mutable_requirement();
  requirement = request.requirement();
  requirement.clear_etag();
  requirement.set_name(
      absl::StrCat(request.parent(), "/requirements/", request.requirement_id().empty() ? call.ids->ResourceId() : request.requirement_id()));
  requirement.set_state(v1::REQUIREMENT_STATE_DRAFT);
  requirement.set_author(call.principal.member());
  *requirement.mutable_create_time() = rpc::ToTimestamp(tx.now());
  NormaliseContent(&requirement);
  int64_t next = 1;
  GiveCriterionIds(v1::Requirement(), &requirement, &next);
  record.set_next_criterion(next);
  return SaveRequirement(call, tx, std::move(record), v1::Revision::CHANGE_CREATED, response);
}

absl::Status UpdateRequirement(const Call& call, const v1::UpdateRequirementRequest& request, Transaction& tx, v1::Requirement* response) {
  const std::string& name = request.requirement().name();
  if (name.empty()) return base::InvalidField("requirement.name", "is required");
  absl::StatusOr<RequirementRecord> record =
      LoadRequirementFor(tx, name, request.requirement().etag(), {v1::REQUIREMENT_STATE_DRAFT, v1::REQUIREMENT_STATE_PUBLISHED});
  if (!record.ok()) return record.status();
  v1::Requirement& requirement = *record->mutable_requirement();
  const bool published = requirement.state() == v1::REQUIREMENT_STATE_PUBLISHED;
  const absl::string_view organisation = rpc::OrganisationOf(name);
  if (published && !call.principal.HasIn(PERMISSION_REQUIREMENTS_PUBLISH, organisation)) {
    return base::PermissionDenied("REQUIREMENTS_PUBLISH", organisation);
  }
  const v1::Requirement before = requirement;
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), request.requirement(), &requirement); !status.ok()) return status;
  if (absl::Status status = CheckAll(tx, requirement, {}); !status.ok()) return status;
  NormaliseContent(&requirement);
  int64_t next = record->next_criterion();
  GiveCriterionIds(before, &requirement, &next);
  record->set_next_criterion(next);
  LintAgain(&requirement);
  if (!request.accept_warnings().empty()) AcceptAll(call, tx, request.accept_warnings(), &requirement);
  if (published) {
    if (absl::Status status = CheckWarnings(requirement); !status.ok()) return status;
  }
  return SaveRequirement(call, tx, *std::move(record), v1::Revision::CHANGE_UPDATED, response);
}

}  // namespace frontline::requirement
