// The handlers, one file per concern. Each is a free function; service.cc registers them.
#ifndef FRONTLINE_SERVICES_FEDERATION_HANDLERS_H_
#define FRONTLINE_SERVICES_FEDERATION_HANDLERS_H_

#include <string>

#include "absl/status/status.h"
#include "frontline/federation/v1/submission_service.pb.h"
#include "services/rpc/call.h"
#include "services/rpc/registry.h"
#include "storage/store.h"

namespace frontline::federation {

using rpc::Call;
using storage::Snapshot;
using storage::Transaction;

// submission.cc
absl::Status GetSubmission(const Call& call, const v1::GetSubmissionRequest& request, const Snapshot& snapshot, v1::Submission* response);
absl::Status CreateSubmission(const Call& call, const v1::CreateSubmissionRequest& request, Transaction& tx, v1::Submission* response);
absl::Status UpdateSubmission(const Call& call, const v1::UpdateSubmissionRequest& request, Transaction& tx, v1::Submission* response);

// submission_list.cc
absl::Status ListSubmissions(const Call& call, const v1::ListSubmissionsRequest& request, const Snapshot& snapshot,
                             v1::ListSubmissionsResponse* response);

// submission_step.cc
absl::Status WithdrawSubmission(const Call& call, const v1::WithdrawSubmissionRequest& request, Transaction& tx, v1::Submission* response);
absl::Status SupersedeSubmission(const Call& call, const v1::SupersedeSubmissionRequest& request, Transaction& tx, v1::Submission* response);

// upload.cc, download.cc, attachment.cc. The streams work through call.store; `run` is this run of the process (chunks.h).
absl::Status UploadAttachment(const std::string& run, const Call& call, rpc::Stream<v1::UploadAttachmentRequest, v1::Attachment>& stream);
absl::Status DownloadAttachment(const Call& call, rpc::Stream<v1::DownloadAttachmentRequest, v1::DownloadAttachmentResponse>& stream);
absl::Status DeleteAttachment(const Call& call, const v1::DeleteAttachmentRequest& request, Transaction& tx, v1::Submission* response);

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_HANDLERS_H_
