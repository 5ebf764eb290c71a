#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;

void Decide(const Call& call, const Transaction& tx, const std::string& reason, v1::NeedState state, NeedRecord* record) {
  v1::NeedDecision& decision = *record->mutable_need()->mutable_decision();
  decision.Clear();
  decision.set_reason(reason);
  decision.set_member(call.principal.member());
  *decision.mutable_time() = rpc::ToTimestamp(tx.now());
  record->mutable_need()->set_state(state);
}

}  // namespace

absl::Status ValidateNeed(const Call& call, const v1::ValidateNeedRequest& request, Transaction& tx, v1::Need* response) {
  absl::StatusOr<NeedRecord> record = LoadNeedFor(tx, request.name(), request.etag(), {v1::NEED_STATE_LOGGED});
  if (!record.ok()) return record.status();
  Decide(call, tx, request.reason(), v1::NEED_STATE_VALIDATED, &*record);
  return SaveNeed(tx, *std::move(record), response);
}

absl::Status DeclineNeed(const Call& call, const v1::DeclineNeedRequest& request, Transaction& tx, v1::Need* response) {
  absl::StatusOr<NeedRecord> record = LoadNeedFor(tx, request.name(), request.etag(), {v1::NEED_STATE_LOGGED, v1::NEED_STATE_VALIDATED});
  if (!record.ok()) return record.status();
  record->set_decided_from(record->need().state());
  Decide(call, tx, request.reason(), v1::NEED_STATE_DECLINED, &*record);
  return SaveNeed(tx, *std::move(record), response);
}

absl::Status AddressNeed(const Call& call, const v1::AddressNeedRequest& request, Transaction& tx, v1::Need* response) {
  absl::StatusOr<NeedRecord> record = LoadNeedFor(tx, request.name(), request.etag(), {v1::NEED_STATE_VALIDATED});
  if (!record.ok()) return record.status();
  if (!request.requirement().empty()) {
    // Needs are read across organisations: they may only name what everybody may see. What is hidden is answered for as what is not there.
    absl::StatusOr<stored::v1::RequirementRecord> requirement = Requirements().Get(tx, request.requirement());
    if (!requirement.ok() && !absl::IsNotFound(requirement.status())) return ForCaller(requirement.status(), request.requirement());
    if (!requirement.ok() || !IsPublic(requirement->requirement())) {
      return base::InvalidField("requirement", "must be a requirement that is published or closed");
    }
  }
  record->set_decided_from(record->need().state());
  Decide(call, tx, request.reason(), v1::NEED_STATE_ADDRESSED, &*record);
  record->mutable_need()->mutable_decision()->set_requirement(request.requirement());
  return SaveNeed(tx, *std::move(record), response);
}

absl::Status ReopenNeed(const Call& call, const v1::ReopenNeedRequest& request, Transaction& tx, v1::Need* response) {
  absl::StatusOr<NeedRecord> record = LoadNeedFor(tx, request.name(), request.etag(), {v1::NEED_STATE_ADDRESSED, v1::NEED_STATE_DECLINED});
  if (!record.ok()) return record.status();
  Decide(call, tx, request.reason(), record->decided_from(), &*record);
  record->clear_decided_from();
  return SaveNeed(tx, *std::move(record), response);
}

}  // namespace frontline::requirement
