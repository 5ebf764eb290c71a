#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"
#include "frontline/requirement/v1/need_service.grpc.pb.h"
#include "frontline/requirement/v1/requirement_service.grpc.pb.h"
#include "frontline/supplier/v1/supplier_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/matching/handlers.h"
#include "services/rpc/status.h"

namespace frontline::matching {
namespace {

namespace r = frontline::requirement::v1;
namespace s = frontline::supplier::v1;

// `ask(channel, context, response)` → grpc::Status.
template <typename Response, typename Function>
absl::StatusOr<Response> Ask(const Call& call, absl::string_view area, Function ask) {
  const std::shared_ptr<grpc::ChannelInterface> channel = call.peers == nullptr ? nullptr : call.peers->Channel(area);
  if (channel == nullptr) return base::NotReady(absl::StrCat("the ", area, " service"), absl::Seconds(1));
  grpc::ClientContext context;
  call.Forward(&context);
  Response response;
  if (absl::Status status = rpc::FromGrpc(ask(channel, &context, &response)); !status.ok()) return status;
  return response;
}

}  // namespace

absl::StatusOr<engine::Requirement> AskRequirement(const Call& call, const std::string& name, int64_t revision) {
  r::GetRequirementRequest request;
  request.set_name(name);
  request.set_revision(revision);
  return Ask<r::Requirement>(call, "requirement", [&](const auto& channel, grpc::ClientContext* context, r::Requirement* response) {
    return r::RequirementService::NewStub(channel)->GetRequirement(context, request, response);
  });
}

absl::StatusOr<r::Need> AskNeed(const Call& call, const std::string& name) {
  r::GetNeedRequest request;
  request.set_name(name);
  return Ask<r::Need>(call, "requirement", [&](const auto& channel, grpc::ClientContext* context, r::Need* response) {
    return r::NeedService::NewStub(channel)->GetNeed(context, request, response);
  });
}

absl::StatusOr<engine::Profile> AskProfile(const Call& call, const std::string& name) {
  s::GetProfileRequest request;
  request.set_name(name);
  return Ask<s::Profile>(call, "supplier", [&](const auto& channel, grpc::ClientContext* context, s::Profile* response) {
    return s::SupplierService::NewStub(channel)->GetProfile(context, request, response);
  });
}

}  // namespace frontline::matching
