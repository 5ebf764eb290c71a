#include "services/rpc/call.h"

#include <grpcpp/client_context.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace frontline::rpc {

void Call::Forward(grpc::ClientContext* context) const {
  if (!token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
  if (!trace_id.empty()) {
    // W3C trace context: version, trace, this call as the parent (never all zeros), sampled.
    std::string parent = ids == nullptr ? std::string("\0\0\0\0\0\0\0\1", 8) : ids->Bytes(8);
    parent[7] = static_cast<char>(parent[7] | 1);
    context->AddMetadata("traceparent", absl::StrCat("00-", trace_id, "-", absl::BytesToHexString(parent), "-01"));
  }
  if (deadline != absl::InfiniteFuture()) context->set_deadline(absl::ToChronoTime(deadline));
}

}  // namespace frontline::rpc
