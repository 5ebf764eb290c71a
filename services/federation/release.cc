#include "services/federation/release.h"

#include <algorithm>
#include <utility>

#include "services/federation/day.h"
#include "services/federation/record.h"
#include "services/federation/tables.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

using stored::v1::SubmissionRecord;
using stored::v1::SupersessionRecord;

absl::Time Later(absl::Time time, const google::protobuf::Timestamp& other) { return std::max(time, rpc::FromTimestamp(other)); }

// The one that takes `record`'s place, if it is released.
absl::Status JoinSuccessor(storage::Transaction& tx, SubmissionRecord* record) {
  const std::string& name = record->submission().name();
  absl::StatusOr<SupersessionRecord> link = Supersessions().Get(tx, name);
  if (!link.ok()) return absl::IsNotFound(link.status()) ? absl::OkStatus() : ForCaller(link.status(), name);
  absl::StatusOr<SubmissionRecord> successor = Released().Get(tx, link->successor());
  if (!successor.ok()) return absl::IsNotFound(successor.status()) ? absl::OkStatus() : ForCaller(successor.status(), link->successor());
  Join(record->mutable_submission(), successor->mutable_submission());
  if (absl::Status status = Released().Update(tx, link->successor(), *successor); !status.ok()) return status;
  return Supersessions().Delete(tx, name);
}

// Those whose place `record` takes, as far as they are released.
absl::Status JoinSuperseded(storage::Transaction& tx, SubmissionRecord* record) {
  const std::string& name = record->submission().name();
  absl::StatusOr<storage::Page<SupersessionRecord>> links =
      Supersessions().ListBy(tx, kSupersessionBySuccessor, storage::KeyOf(name), "", kMostSuperseded);
  if (!links.ok()) return ForCaller(links.status(), name);
  for (const auto& link : links->rows) {
    absl::StatusOr<SubmissionRecord> old = Released().Get(tx, link.name);
    if (absl::IsNotFound(old.status())) continue;  // still hidden: joined when it is released
    if (!old.ok()) return ForCaller(old.status(), link.name);
    Join(old->mutable_submission(), record->mutable_submission());
    if (absl::Status status = Released().Update(tx, link.name, *old); !status.ok()) return status;
    if (absl::Status status = Supersessions().Delete(tx, link.name); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

bool IsDue(const v1::Submission& submission, absl::string_view today) {
  return submission.state() == v1::SUBMISSION_STATE_LODGED && submission.embargo_until() <= today;
}

void EndEmbargo(v1::Submission* submission) { *submission->mutable_release_time() = rpc::ToTimestamp(BeginOf(submission->embargo_until())); }

void Join(v1::Submission* old, v1::Submission* successor) {
  old->set_superseded_by(successor->name());
  if (old->state() == v1::SUBMISSION_STATE_LODGED) old->set_state(v1::SUBMISSION_STATE_SUPERSEDED);
  auto& names = *successor->mutable_supersedes();
  if (std::find(names.begin(), names.end(), old->name()) == names.end()) {
    *names.Add() = old->name();
    std::sort(names.begin(), names.end());
  }
  // In whatever order and however late this is done, the outcome is the same.
  const absl::Time joined = Later(rpc::FromTimestamp(old->release_time()), successor->release_time());
  *old->mutable_update_time() = rpc::ToTimestamp(Later(joined, old->update_time()));
  *successor->mutable_update_time() = rpc::ToTimestamp(Later(joined, successor->update_time()));
}

absl::Status Release(storage::Transaction& tx, SubmissionRecord record) {
  const std::string name = record.submission().name();
  if (absl::Status status = Hidden().Delete(tx, name); !status.ok() && !absl::IsNotFound(status)) return ForCaller(status, name);
  if (absl::Status status = JoinSuccessor(tx, &record); !status.ok()) return ForCaller(status, name);
  if (absl::Status status = JoinSuperseded(tx, &record); !status.ok()) return ForCaller(status, name);
  return ForCaller(Released().Create(tx, name, record), name);
}

absl::Status Settle(storage::Transaction& tx, absl::string_view name) {
  absl::StatusOr<SubmissionRecord> record = Hidden().Get(tx, name);
  if (!record.ok()) return absl::IsNotFound(record.status()) ? absl::OkStatus() : ForCaller(record.status(), name);
  if (!IsDue(record->submission(), DayOf(tx.now()))) return absl::OkStatus();
  EndEmbargo(record->mutable_submission());
  return Release(tx, *std::move(record));
}

absl::StatusOr<bool> ReleaseDue(storage::Transaction& tx, size_t most) {
  const std::string today = DayOf(tx.now());
  absl::StatusOr<storage::Page<SubmissionRecord>> page = Hidden().ListBy(tx, kHiddenByEmbargo, "", "", most);
  if (!page.ok()) return ForCaller(page.status(), "submissions");
  for (auto& row : page->rows) {
    if (!IsDue(row.record.submission(), today)) {
      page->next.clear();  // in the order of their days: none that follows is
      break;
    }
    EndEmbargo(row.record.mutable_submission());
    if (absl::Status status = Release(tx, std::move(row.record)); !status.ok()) return status;
  }
  if (!page->next.empty()) return true;
  absl::StatusOr<stored::v1::ReleaseRecord> releases = Releases().Get(tx, kReleases);
  if (!releases.ok() && !absl::IsNotFound(releases.status())) return ForCaller(releases.status(), kReleases);
  if (releases.ok() && releases->released_through() >= today) return false;
  stored::v1::ReleaseRecord through;
  through.set_released_through(today);
  if (absl::Status status = Releases().Put(tx, kReleases, through); !status.ok()) return status;
  return false;
}

}  // namespace frontline::federation
