#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/federation/chunks.h"
#include "services/federation/content.h"
#include "services/federation/handlers.h"
#include "services/federation/record.h"
#include "services/federation/tables.h"
#include "services/rpc/resource.h"

namespace frontline::federation {
namespace {

using UploadStream = rpc::Stream<v1::UploadAttachmentRequest, v1::Attachment>;

absl::Status Left() { return absl::CancelledError("The caller left before the file was there. Nothing of it was kept: attach it again."); }

// Takes the rest of the file, whose first message is `request`.
absl::Status Receive(UploadStream& stream, v1::UploadAttachmentRequest request, const v1::Attachment& attachment, ChunkWriter* writer) {
  bool last = false;
  do {
    if (last) return base::InvalidField("last", "was set before the last message");
    last = request.last();
    if (writer->size() + static_cast<int64_t>(request.chunk().size()) > attachment.size_bytes()) {
      return base::InvalidField("attachment.size_bytes", absl::StrCat("says ", attachment.size_bytes(), ", and more came"));
    }
    if (absl::Status status = writer->Add(request.chunk()); !status.ok()) return status;
    request.Clear();
    if (!stream.Receive(&request)) break;
    if (!request.parent().empty()) return base::InvalidField("parent", "is taken from the first message alone");
    if (request.has_attachment()) return base::InvalidField("attachment", "is taken from the first message alone");
  } while (true);
  // The end of a stream and the end of its caller look alike for a moment: only the mark tells that all of it has come.
  if (stream.cancelled()) return Left();
  if (!last) return base::InvalidField("last", "was never set: the file is cut off");
  std::string sha256;
  if (absl::Status status = writer->Finish(&sha256); !status.ok()) return status;
  if (writer->size() != attachment.size_bytes()) {
    return base::InvalidField("attachment.size_bytes", absl::StrCat("says ", attachment.size_bytes(), ", and ", writer->size(), " came"));
  }
  if (sha256 != attachment.sha256()) return base::InvalidField("attachment.sha256", absl::StrCat("is not that of what came, which is ", sha256));
  return absl::OkStatus();
}

// Attaches what has come.
absl::Status Attach(const Call& call, Transaction& tx, const std::string& parent, const ChunkWriter& writer, v1::Attachment* attachment) {
  absl::StatusOr<Found> found = LoadForChange(tx, parent, "");
  if (!found.ok()) return found.status();
  v1::Submission& submission = *found->record.mutable_submission();
  if (const v1::Attachment* same = FindSame(submission, *attachment); same != nullptr) {
    *attachment = *same;
    return absl::OkStatus();
  }
  if (absl::Status status = CheckRoom(submission, *attachment); !status.ok()) return status;
  attachment->set_name(absl::StrCat(parent, "/attachments/", call.ids->ResourceId()));
  attachment->set_member(call.principal.member());
  *attachment->mutable_create_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = AddReference(tx, rpc::OrganisationOf(parent), *attachment, writer.set(), writer.count()); !status.ok()) return status;
  *submission.add_attachments() = *attachment;
  return Save(tx, *std::move(found));
}

// What can be refused before the file has come.
absl::Status CheckEarly(const Call& call, const std::string& parent, const v1::Attachment& attachment) {
  const Snapshot snapshot = call.store->Read();
  absl::StatusOr<Sight> sight = Sight::Open(call.principal, snapshot, call.now);
  if (!sight.ok()) return sight.status();
  absl::StatusOr<std::optional<Found>> found = sight->Find(parent);
  if (!found.ok()) return found.status();
  if (!found->has_value()) return base::NotFound(parent);
  if (absl::Status status = CheckChangeable(**found); !status.ok()) return status;
  const v1::Submission& submission = (*found)->record.submission();
  return FindSame(submission, attachment) != nullptr ? absl::OkStatus() : CheckRoom(submission, attachment);
}

}  // namespace

absl::Status UploadAttachment(const std::string& run, const Call& call, UploadStream& stream) {
  v1::UploadAttachmentRequest request;
  if (!stream.Receive(&request)) return stream.cancelled() ? Left() : base::InvalidField("parent", "is required");
  if (request.parent().empty()) return base::InvalidField("parent", "is required");
  const std::string parent = request.parent();
  if (absl::Status status = RequireInside(call.principal, parent); !status.ok()) return status;
  if (!request.has_attachment()) return base::InvalidField("attachment", "is required");
  v1::Attachment attachment = std::move(*request.mutable_attachment());
  request.clear_attachment();
  if (absl::Status status = CheckFile(attachment); !status.ok()) return status;
  if (absl::Status status = CheckEarly(call, parent, attachment); !status.ok()) return status;
  ChunkWriter writer(*call.store, run, *call.ids);
  if (absl::Status status = Receive(stream, std::move(request), attachment, &writer); !status.ok()) return status;
  const absl::Status status = storage::CommitAndWait(*call.store, [&](Transaction& tx) { return Attach(call, tx, parent, writer, &attachment); });
  if (!status.ok()) return status;
  stream.Send(attachment);
  return absl::OkStatus();
}

}  // namespace frontline::federation
