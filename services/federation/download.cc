#include <algorithm>
#include <utility>

#include "services/base/errors.h"
#include "services/federation/chunks.h"
#include "services/federation/handlers.h"
#include "services/federation/record.h"
#include "services/federation/sight.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

// What the caller asks for, where it may see it. One answer for all that it may not see, and all that is not there.
absl::StatusOr<v1::Attachment> FindAttachment(const Call& call, const std::string& name) {
  const Snapshot snapshot = call.store->Read();
  absl::StatusOr<Sight> sight = Sight::Open(call.principal, snapshot, call.now);
  if (!sight.ok()) return sight.status();
  absl::StatusOr<std::optional<Found>> found = sight->Find(rpc::ParentOf(name));
  if (!found.ok()) return found.status();
  if (!found->has_value()) return base::NotFound(name);
  const auto& attachments = (*found)->record.submission().attachments();
  const auto attachment = std::find_if(attachments.begin(), attachments.end(), [&name](const v1::Attachment& one) { return one.name() == name; });
  if (attachment == attachments.end()) return base::NotFound(name);
  return *attachment;
}

}  // namespace

absl::Status DownloadAttachment(const Call& call, rpc::Stream<v1::DownloadAttachmentRequest, v1::DownloadAttachmentResponse>& stream) {
  v1::DownloadAttachmentRequest request;
  if (!stream.Receive(&request)) return base::InvalidField("name", "is required");
  absl::StatusOr<v1::Attachment> attachment = FindAttachment(call, request.name());
  if (!attachment.ok()) return attachment.status();
  const absl::Status left = absl::CancelledError("The caller left before it had the file.");
  v1::DownloadAttachmentResponse response;
  *response.mutable_attachment() = *attachment;
  if (!stream.Send(response)) return left;
  response.Clear();
  return ReadContent(*call.store, rpc::OrganisationOf(request.name()), *attachment, [&](std::string bytes, bool last) {
    response.set_chunk(std::move(bytes));
    response.set_last(last);
    return stream.Send(response) ? absl::OkStatus() : left;
  });
}

}  // namespace frontline::federation
