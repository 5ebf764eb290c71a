#include "services/rpc/peers.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "absl/strings/str_cat.h"

namespace frontline::rpc {

std::shared_ptr<grpc::ChannelInterface> ProcessPeers::Channel(absl::string_view area) const {
  const auto found = channels_.find(std::string(area));
  return found == channels_.end() ? nullptr : found->second;
}

void ProcessPeers::ActAsSystem(grpc::ClientContext* context) const { context->AddMetadata("authorization", absl::StrCat("Bearer ", token_)); }

}  // namespace frontline::rpc
