#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_NEEDS_DECIDE;
using stored::v1::NeedRecord;

// Forces, each once: a force that is named twice would stand twice in a listing, or count twice.
absl::Status CheckForces(const v1::Need& need) {
  std::vector<base::Violation> violations;
  std::set<std::string> reached;
  for (int i = 0; i < need.reach_size(); ++i) {
    const v1::ForceReach& reach = need.reach(i);
    const std::string field = absl::StrCat("need.reach[", i, "]");
    if (rpc::Segment(reach.force(), 1) == "-") violations.push_back({field + ".force", "must name one force"});
    if (!reached.insert(reach.force()).second) violations.push_back({field + ".force", "is named already"});
    if (reach.strength() > 0 && reach.people_affected() > reach.strength()) {
      violations.push_back({field + ".people_affected", "must not be more than the strength of the force"});
    }
  }
  for (int i = 0; i < need.forces_size(); ++i) {
    if (rpc::Segment(need.forces(i), 1) == "-") {
      violations.push_back({absl::StrCat("need.forces[", i, "]"), "must name one force"});
    }
    for (int j = 0; j < i; ++j) {
      if (need.forces(i) == need.forces(j)) {
        violations.push_back({absl::StrCat("need.forces[", i, "]"), "is named already"});
        break;
      }
    }
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

absl::Status CheckExternalId(const Transaction& tx, absl::string_view parent, const std::string& external_id) {
  if (external_id.empty()) return absl::OkStatus();
  auto holder = Needs().Find(tx, kNeedByExternalId, storage::KeyOf(parent, external_id));
  if (!holder.ok()) return ForCaller(holder.status(), parent);
  return holder->has_value() ? base::DuplicateIdentifier(external_id, (*holder)->name) : absl::OkStatus();
}

}  // namespace

absl::Status GetNeed(const Call&, const v1::GetNeedRequest& request, const Snapshot& snapshot, v1::Need* response) {
  absl::StatusOr<NeedRecord> record = LoadNeed(snapshot, request.name());
  return record.ok() ? ShowWholeNeed(snapshot, *record, response) : record.status();
}

absl::Status CreateNeed(const Call& call, const v1::CreateNeedRequest& request, Transaction& tx, v1::Need* response) {
  if (absl::EndsWith(request.parent(), "/-")) return base::InvalidField("parent", "must name one organisation");
  if (absl::Status status = CheckForces(request.need()); !status.ok()) return status;
  if (absl::Status status = CheckExternalId(tx, request.parent(), request.need().external_id()); !status.ok()) return status;
  NeedRecord record;
  v1::Need& need = *record.mutable_need();
  need = request.need();
  need.clear_etag();
  need.set_name(absl::StrCat(request.parent(), "/needs/", request.need_id().empty() ? call.ids->ResourceId() : request.need_id()));
  need.set_state(v1::NEED_STATE_LOGGED);
  need.set_author(call.principal.member());
  *need.mutable_create_time() = rpc::ToTimestamp(tx.now());
  *need.mutable_update_time() = need.create_time();
  BringUpToDate(&record);
  if (absl::Status status = Needs().Create(tx, need.name(), record); !status.ok()) return ForCaller(status, need.name());
  need.set_etag(rpc::EtagOf(need));
  response->Swap(&need);  // nothing to derive yet
  return absl::OkStatus();
}

absl::Status UpdateNeed(const Call& call, const v1::UpdateNeedRequest& request, Transaction& tx, v1::Need* response) {
  const std::string& name = request.need().name();
  if (name.empty()) return base::InvalidField("need.name", "is required");
  absl::StatusOr<NeedRecord> record = LoadNeedFor(tx, name, request.need().etag(), {v1::NEED_STATE_LOGGED, v1::NEED_STATE_VALIDATED});
  if (!record.ok()) return record.status();
  const absl::string_view organisation = rpc::OrganisationOf(name);
  if (record->need().state() == v1::NEED_STATE_VALIDATED && !call.principal.HasIn(PERMISSION_NEEDS_DECIDE, organisation)) {
    return base::PermissionDenied("NEEDS_DECIDE", organisation);
  }
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), request.need(), record->mutable_need()); !status.ok()) return status;
  if (absl::Status status = CheckForces(record->need()); !status.ok()) return status;
  return SaveNeed(tx, *std::move(record), response);
}

}  // namespace frontline::requirement
