#include "services/rpc/transport.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/support/server_callback.h>

#include <chrono>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace frontline::rpc {
namespace {

using grpc::ByteBuffer;
using grpc::internal::RpcMethod;
using grpc::internal::RpcServiceMethod;

absl::string_view AsView(const grpc::string_ref& text) { return absl::string_view(text.data(), text.size()); }

absl::string_view Metadata(const grpc::CallbackServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  return found == context.client_metadata().end() ? absl::string_view() : AsView(found->second);
}

}  // namespace

Incoming IncomingOf(const grpc::CallbackServerContext& context) {
  Incoming incoming;
  incoming.authorization = Metadata(context, "authorization");
  incoming.traceparent = Metadata(context, "traceparent");
  const std::chrono::system_clock::time_point deadline = context.deadline();
  if (deadline != std::chrono::system_clock::time_point::max()) incoming.deadline = absl::FromChrono(deadline);
  incoming.peer = context.peer();
  // gRPC 1.51 has no name for the other end of a channel within the process; one of the network always has an address.
  incoming.in_process = incoming.peer == "unknown" || absl::StartsWith(incoming.peer, "inproc");
  if (!incoming.authorization.empty()) return incoming;  // a token says who calls, whatever the connection says
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth != nullptr && auth->IsPeerAuthenticated()) {
    const std::vector<grpc::string_ref> names = auth->FindPropertyValues("x509_common_name");
    if (!names.empty()) incoming.common_name = std::string(AsView(names.front()));
  }
  return incoming;
}

RawService::RawService(const google::protobuf::ServiceDescriptor& descriptor, const MethodTable& methods, Pipeline* pipeline) {
  for (int i = 0; i < descriptor.method_count(); ++i) {
    const std::string name = absl::StrCat(descriptor.full_name(), "/", descriptor.method(i)->name());
    const Method* method = methods.Find(name);
    const std::string* path = &paths_.emplace_back("/" + name);
    if (method->streaming()) {
      AddMethod(new RpcServiceMethod(path->c_str(), RpcMethod::BIDI_STREAMING, nullptr));
      MarkMethodRawCallback(i, new grpc::internal::CallbackBidiHandler<ByteBuffer, ByteBuffer>(
                                   [pipeline, method](grpc::CallbackServerContext* context) { return StartStream(pipeline, method, context); }));
    } else {
      AddMethod(new RpcServiceMethod(path->c_str(), RpcMethod::NORMAL_RPC, nullptr));
      MarkMethodRawCallback(i, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                                   [pipeline, method](grpc::CallbackServerContext* context, const ByteBuffer* request, ByteBuffer* response) {
                                     return StartUnary(pipeline, method, context, request, response);
                                   }));
    }
  }
}

}  // namespace frontline::rpc
