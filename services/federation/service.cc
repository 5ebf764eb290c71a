#include "services/federation/service.h"

#include <memory>
#include <string>
#include <utility>

#include "services/base/ids.h"
#include "services/federation/background.h"
#include "services/federation/chunks.h"
#include "services/federation/handlers.h"
#include "services/federation/tables.h"

namespace frontline::federation {
namespace {

// What lives as long as the service.
struct State {
  const std::string run = NewRun(*base::NewRandomIds());
  rpc::Repeater background;
};

void Register(rpc::Registry& registry, const std::shared_ptr<State>& state) {
  const std::string prefix = "frontline.federation.v1.SubmissionService/";
  registry.Read<v1::GetSubmissionRequest, v1::Submission>(prefix + "GetSubmission", GetSubmission);
  registry.LongRead<v1::ListSubmissionsRequest, v1::ListSubmissionsResponse>(prefix + "ListSubmissions", ListSubmissions);
  registry.Write<v1::CreateSubmissionRequest, v1::Submission>(prefix + "CreateSubmission", CreateSubmission);
  registry.Write<v1::UpdateSubmissionRequest, v1::Submission>(prefix + "UpdateSubmission", UpdateSubmission);
  registry.Write<v1::WithdrawSubmissionRequest, v1::Submission>(prefix + "WithdrawSubmission", WithdrawSubmission);
  registry.Write<v1::SupersedeSubmissionRequest, v1::Submission>(prefix + "SupersedeSubmission", SupersedeSubmission);
  registry.Streaming<v1::UploadAttachmentRequest, v1::Attachment>(
      prefix + "UploadAttachment", [state](const Call& call, auto& stream) { return UploadAttachment(state->run, call, stream); });
  registry.Streaming<v1::DownloadAttachmentRequest, v1::DownloadAttachmentResponse>(prefix + "DownloadAttachment", DownloadAttachment);
  registry.Write<v1::DeleteAttachmentRequest, v1::Submission>(prefix + "DeleteAttachment", DeleteAttachment);
}

}  // namespace

rpc::Service NewFederationService(FederationParts parts) {
  auto state = std::make_shared<State>();
  rpc::Service service;
  service.area = "federation";
  service.services = {"frontline.federation.v1.SubmissionService"};
  service.tables = AllTables();
  service.handlers = [state](rpc::Registry& registry) { Register(registry, state); };
  service.start = [state, parts](const Call& system) {
    state->background.Start(DueWork(system.store, parts.clock, state->run));
    return absl::OkStatus();
  };
  service.stop = [state] { state->background.Stop(); };
  return service;
}

}  // namespace frontline::federation
