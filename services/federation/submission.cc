#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/federation/content.h"
#include "services/federation/day.h"
#include "services/federation/handlers.h"
#include "services/federation/record.h"
#include "services/federation/release.h"
#include "services/federation/tables.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

using stored::v1::SubmissionRecord;

// Puts forward what is complete.
void Lodge(const Call& call, absl::Time now, v1::Submission* submission) {
  submission->set_state(v1::SUBMISSION_STATE_LODGED);
  submission->set_member(call.principal.member());
  *submission->mutable_lodge_time() = rpc::ToTimestamp(now);
  if (submission->date().empty()) submission->set_date(DayOf(now));
}

// Whether it is to be seen by others from now on.
bool StandsOpen(const v1::Submission& submission, absl::Time now) {
  return submission.state() == v1::SUBMISSION_STATE_LODGED && submission.embargo_until() <= DayOf(now);
}

absl::Status CheckFree(const Transaction& tx, const std::string& name) {
  for (const storage::Table<SubmissionRecord>* table : {&Released(), &Hidden()}) {
    const absl::Status status = table->Get(tx, name).status();
    if (status.ok()) return base::AlreadyExists(name);
    if (!absl::IsNotFound(status)) return ForCaller(status, name);
  }
  return absl::OkStatus();
}

// What only the server, or the reader, fills in.
void ClearDerived(v1::Submission* submission) {
  submission->clear_etag();
  submission->clear_body();
  submission->clear_hidden();
}

}  // namespace

absl::Status GetSubmission(const Call& call, const v1::GetSubmissionRequest& request, const Snapshot& snapshot, v1::Submission* response) {
  absl::StatusOr<Sight> sight = Sight::Open(call.principal, snapshot, call.now);
  if (!sight.ok()) return sight.status();
  absl::StatusOr<v1::Submission> submission = sight->Get(request.name());
  if (!submission.ok()) return submission.status();
  *response = *std::move(submission);
  return absl::OkStatus();
}

absl::Status CreateSubmission(const Call& call, const v1::CreateSubmissionRequest& request, Transaction& tx, v1::Submission* response) {
  if (absl::Status status = RequireInside(call.principal, request.parent()); !status.ok()) return status;
  if (absl::Status status = CheckContent(request.submission(), tx.now(), request.lodge(), /*new_embargo=*/true); !status.ok()) return status;
  SubmissionRecord record;
  v1::Submission& submission = *record.mutable_submission();
  submission = request.submission();
  ClearDerived(&submission);
  submission.set_name(
      absl::StrCat(request.parent(), "/submissions/", request.submission_id().empty() ? call.ids->ResourceId() : request.submission_id()));
  const std::string name = submission.name();
  if (absl::Status status = CheckFree(tx, name); !status.ok()) return status;
  submission.set_state(v1::SUBMISSION_STATE_DRAFT);
  submission.set_member(call.principal.member());
  if (submission.sensitivity() == v1::SENSITIVITY_UNSPECIFIED) submission.set_sensitivity(v1::SENSITIVITY_OPEN);
  *submission.mutable_create_time() = rpc::ToTimestamp(tx.now());
  *submission.mutable_update_time() = submission.create_time();
  if (request.lodge()) Lodge(call, tx.now(), &submission);
  absl::Status status;
  if (StandsOpen(submission, tx.now())) {
    *submission.mutable_release_time() = rpc::ToTimestamp(tx.now());
    status = Release(tx, std::move(record));
  } else {
    status = ForCaller(Hidden().Create(tx, name, record), name);
  }
  return status.ok() ? Answer(call, tx, name, response) : status;
}

absl::Status UpdateSubmission(const Call& call, const v1::UpdateSubmissionRequest& request, Transaction& tx, v1::Submission* response) {
  const std::string& name = request.submission().name();
  if (absl::Status status = RequireInside(call.principal, name); !status.ok()) return status;
  absl::StatusOr<Found> found = LoadForChange(tx, name, request.submission().etag());
  if (!found.ok()) return found.status();
  v1::Submission& submission = *found->record.mutable_submission();
  if (request.lodge() && submission.state() != v1::SUBMISSION_STATE_DRAFT) return base::WrongState(name, StateName(submission.state()), "DRAFT");
  const std::string embargo = submission.embargo_until();
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), request.submission(), &submission); !status.ok()) return status;
  if (submission.sensitivity() == v1::SENSITIVITY_UNSPECIFIED) submission.set_sensitivity(v1::SENSITIVITY_OPEN);
  const bool lodged = request.lodge() || submission.state() == v1::SUBMISSION_STATE_LODGED;
  if (absl::Status status = CheckContent(submission, tx.now(), lodged, submission.embargo_until() != embargo); !status.ok()) return status;
  if (request.lodge()) Lodge(call, tx.now(), &submission);
  if (submission.date().empty() && lodged) submission.set_date(DayOf(tx.now()));
  absl::Status status;
  if (StandsOpen(submission, tx.now())) {
    *submission.mutable_update_time() = rpc::ToTimestamp(tx.now());
    *submission.mutable_release_time() = submission.update_time();
    status = Release(tx, std::move(found->record));
  } else {
    status = Save(tx, *std::move(found));
  }
  return status.ok() ? Answer(call, tx, name, response) : status;
}

}  // namespace frontline::federation
