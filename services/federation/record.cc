#include "services/federation/record.h"

#include "absl/strings/strip.h"
#include "services/base/errors.h"
#include "services/federation/release.h"
#include "services/federation/tables.h"
#include "services/rpc/resource.h"

namespace frontline::federation {

absl::Status ForCaller(const absl::Status& status, absl::string_view name) {
  if (absl::IsNotFound(status)) return base::NotFound(name);
  if (absl::IsAlreadyExists(status)) return base::AlreadyExists(name);
  if (absl::IsDataLoss(status)) return base::Damaged(status.message());
  return status;
}

std::string StateName(v1::SubmissionState state) { return std::string(absl::StripPrefix(v1::SubmissionState_Name(state), "SUBMISSION_STATE_")); }

absl::StatusOr<Found> LoadForWrite(storage::Transaction& tx, absl::string_view name, absl::string_view etag) {
  if (absl::Status status = Settle(tx, name); !status.ok()) return status;
  Found found;
  absl::StatusOr<stored::v1::SubmissionRecord> record = Released().Get(tx, name);
  if (absl::IsNotFound(record.status())) {
    found.hidden = true;
    record = Hidden().Get(tx, name);
  }
  if (!record.ok()) return ForCaller(record.status(), name);
  if (absl::Status status = rpc::CheckEtag(etag, record->submission(), name); !status.ok()) return status;
  found.record = *std::move(record);
  return found;
}

absl::Status CheckChangeable(const Found& found) {
  constexpr char kNeeded[] = "DRAFT, or LODGED and under its embargo";
  const v1::Submission& submission = found.record.submission();
  if (submission.state() == v1::SUBMISSION_STATE_WITHDRAWN) return base::WrongState(submission.name(), "WITHDRAWN", kNeeded);
  return found.hidden ? absl::OkStatus() : base::WrongState(submission.name(), "released", kNeeded);
}

absl::StatusOr<Found> LoadForChange(storage::Transaction& tx, absl::string_view name, absl::string_view etag) {
  absl::StatusOr<Found> found = LoadForWrite(tx, name, etag);
  if (!found.ok()) return found;
  if (absl::Status status = CheckChangeable(*found); !status.ok()) return status;
  return found;
}

absl::Status Save(storage::Transaction& tx, Found found) {
  v1::Submission& submission = *found.record.mutable_submission();
  *submission.mutable_update_time() = rpc::ToTimestamp(tx.now());
  return ForCaller((found.hidden ? Hidden() : Released()).Update(tx, submission.name(), found.record), submission.name());
}

absl::Status Answer(const rpc::Call& call, const storage::Transaction& tx, absl::string_view name, v1::Submission* response) {
  absl::StatusOr<Sight> sight = Sight::Open(call.principal, tx, tx.now());
  if (!sight.ok()) return sight.status();
  absl::StatusOr<v1::Submission> submission = sight->Get(name);
  if (!submission.ok()) return submission.status();
  *response = *std::move(submission);
  return absl::OkStatus();
}

}  // namespace frontline::federation
