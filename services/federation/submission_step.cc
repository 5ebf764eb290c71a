#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/federation/handlers.h"
#include "services/federation/record.h"
#include "services/federation/release.h"
#include "services/federation/tables.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

using stored::v1::SupersessionRecord;

// The name of the one that takes, or is to take, the place of `submission`; empty for none.
absl::StatusOr<std::string> SuccessorOf(const storage::Reader& reader, const v1::Submission& submission) {
  if (!submission.superseded_by().empty()) return submission.superseded_by();
  absl::StatusOr<SupersessionRecord> link = Supersessions().Get(reader, submission.name());
  if (link.ok()) return link->successor();
  if (absl::IsNotFound(link.status())) return std::string();
  return ForCaller(link.status(), submission.name());
}

absl::StatusOr<std::vector<std::string>> ToSupersede(const storage::Reader& reader, const std::string& name) {
  absl::StatusOr<storage::Page<SupersessionRecord>> links =
      Supersessions().ListBy(reader, kSupersessionBySuccessor, storage::KeyOf(name), "", kMostSuperseded);
  if (!links.ok()) return ForCaller(links.status(), name);
  std::vector<std::string> names;
  for (auto& row : links->rows) names.push_back(std::move(row.name));
  return names;
}

// What nobody outside has seen is undone: what it was to supersede stands again.
absl::Status DropSupersessions(Transaction& tx, const std::string& name) {
  absl::StatusOr<std::vector<std::string>> names = ToSupersede(tx, name);
  if (!names.ok()) return names.status();
  names->push_back(name);
  for (const std::string& old : *names) {
    if (absl::Status status = Supersessions().Delete(tx, old); !status.ok() && !absl::IsNotFound(status)) return ForCaller(status, old);
  }
  return absl::OkStatus();
}

absl::Status CheckSuccessor(Transaction& tx, const v1::SupersedeSubmissionRequest& request, const absl::StatusOr<Found>& successor) {
  if (absl::IsNotFound(successor.status())) {
    return base::InvalidField("successor", absl::StrCat("names '", request.successor(), "', which does not exist"));
  }
  if (!successor.ok()) return successor.status();
  const v1::Submission& submission = successor->record.submission();
  if (submission.state() == v1::SUBMISSION_STATE_WITHDRAWN) return base::InvalidField("successor", "was withdrawn");
  // One that has a successor can't be one again, so no chain leads back to where it began.
  absl::StatusOr<std::string> next = SuccessorOf(tx, submission);
  if (!next.ok()) return next.status();
  if (!next->empty()) return base::InvalidField("successor", absl::StrCat("is superseded itself, by '", *next, "': name that one"));
  absl::StatusOr<std::vector<std::string>> waiting = ToSupersede(tx, submission.name());
  if (!waiting.ok()) return waiting.status();
  if (waiting->size() + static_cast<size_t>(submission.supersedes_size()) >= kMostSuperseded) {
    return base::InvalidField("successor", absl::StrCat("supersedes ", kMostSuperseded, " others, as many as it can"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WithdrawSubmission(const Call& call, const v1::WithdrawSubmissionRequest& request, Transaction& tx, v1::Submission* response) {
  if (absl::Status status = RequireInside(call.principal, request.name()); !status.ok()) return status;
  absl::StatusOr<Found> found = LoadForWrite(tx, request.name(), request.etag());
  if (!found.ok()) return found.status();
  v1::Submission& submission = *found->record.mutable_submission();
  if (submission.state() != v1::SUBMISSION_STATE_DRAFT && submission.state() != v1::SUBMISSION_STATE_LODGED) {
    return base::WrongState(request.name(), StateName(submission.state()), "DRAFT or LODGED");
  }
  if (absl::Status status = DropSupersessions(tx, request.name()); !status.ok()) return status;
  submission.set_state(v1::SUBMISSION_STATE_WITHDRAWN);
  v1::Withdrawal& withdrawal = *submission.mutable_withdrawal();
  withdrawal.set_reason(request.reason());
  withdrawal.set_member(call.principal.member());
  *withdrawal.mutable_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = Save(tx, *std::move(found)); !status.ok()) return status;
  return Answer(call, tx, request.name(), response);
}

absl::Status SupersedeSubmission(const Call& call, const v1::SupersedeSubmissionRequest& request, Transaction& tx, v1::Submission* response) {
  if (absl::Status status = RequireInside(call.principal, request.name()); !status.ok()) return status;
  if (request.successor() == request.name()) return base::InvalidField("successor", "must be another submission");
  if (rpc::OrganisationOf(request.successor()) != rpc::OrganisationOf(request.name())) {
    return base::InvalidField("successor", "must be a submission of the same body");
  }
  absl::StatusOr<Found> old = LoadForWrite(tx, request.name(), request.etag());
  if (!old.ok()) return old.status();
  // A DRAFT too, so that the audit of this step, where nothing is seen to change, tells of no more than drafts.
  const v1::SubmissionState state = old->record.submission().state();
  if (state != v1::SUBMISSION_STATE_DRAFT && state != v1::SUBMISSION_STATE_LODGED) {
    return base::WrongState(request.name(), StateName(state), "DRAFT or LODGED");
  }
  absl::StatusOr<std::string> taken = SuccessorOf(tx, old->record.submission());
  if (!taken.ok()) return taken.status();
  if (!taken->empty())
    return base::WrongState(request.name(), absl::StrCat("to be superseded by '", *taken, "'"), "DRAFT or LODGED, and not superseded");
  absl::StatusOr<Found> successor = LoadForWrite(tx, request.successor(), "");
  if (absl::Status status = CheckSuccessor(tx, request, successor); !status.ok()) return status;
  if (old->hidden || successor->hidden) {
    // Neither record says so: what everybody may read must not lead to what nobody may know of.
    SupersessionRecord link;
    link.set_successor(request.successor());
    if (absl::Status status = Supersessions().Create(tx, request.name(), link); !status.ok()) return ForCaller(status, request.name());
    return Answer(call, tx, request.name(), response);
  }
  Join(old->record.mutable_submission(), successor->record.mutable_submission());
  if (absl::Status status = Save(tx, *std::move(successor)); !status.ok()) return status;
  if (absl::Status status = Save(tx, *std::move(old)); !status.ok()) return status;
  return Answer(call, tx, request.name(), response);
}

}  // namespace frontline::federation
