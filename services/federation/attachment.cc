#include <utility>

#include "services/base/errors.h"
#include "services/federation/chunks.h"
#include "services/federation/handlers.h"
#include "services/federation/record.h"
#include "services/rpc/resource.h"

namespace frontline::federation {

absl::Status DeleteAttachment(const Call& call, const v1::DeleteAttachmentRequest& request, Transaction& tx, v1::Submission* response) {
  if (absl::Status status = RequireInside(call.principal, request.name()); !status.ok()) return status;
  const std::string parent(rpc::ParentOf(request.name()));
  absl::StatusOr<Found> found = LoadForChange(tx, parent, request.etag());
  if (absl::IsNotFound(found.status())) return base::NotFound(request.name());
  if (!found.ok()) return found.status();
  auto& attachments = *found->record.mutable_submission()->mutable_attachments();
  for (int i = 0; i < attachments.size(); ++i) {
    if (attachments[i].name() != request.name()) continue;
    const absl::Status dropped = DropReference(tx, rpc::OrganisationOf(parent), attachments[i]);
    if (!dropped.ok()) return dropped;
    attachments.DeleteSubrange(i, 1);
    if (absl::Status status = Save(tx, *std::move(found)); !status.ok()) return status;
    return Answer(call, tx, parent, response);
  }
  return base::NotFound(request.name());
}

}  // namespace frontline::federation
