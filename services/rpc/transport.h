// Carries calls between gRPC's callback API and the pipeline: one class for single calls, one for streams, whatever the method. Bytes in, bytes out,
// so that nothing is generated per method.
#ifndef FRONTLINE_SERVICES_RPC_TRANSPORT_H_
#define FRONTLINE_SERVICES_RPC_TRANSPORT_H_

#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/byte_buffer.h>
#include <grpcpp/support/server_callback.h>

#include <deque>
#include <string>

#include "services/rpc/pipeline.h"

namespace frontline::rpc {

// The largest message of a stream; a single call's is the server's limit.
inline constexpr size_t kMostStreamBytes = 1 << 20;

// What the context says of a call. `context` outlives the result.
Incoming IncomingOf(const grpc::CallbackServerContext& context);

// Each starts a call and gives its reactor, which deletes itself.
grpc::ServerUnaryReactor* StartUnary(Pipeline* pipeline, const Method* method, grpc::CallbackServerContext* context, const grpc::ByteBuffer* request,
                                     grpc::ByteBuffer* response);
grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* StartStream(Pipeline* pipeline, const Method* method,
                                                                         grpc::CallbackServerContext* context);

// A service of the contract as gRPC wants it: every method raw, so that reflection and health know it by its descriptor.
class RawService : public grpc::Service {
 public:
  // `methods` must hold every method of `descriptor` and, like `pipeline`, outlive the service.
  RawService(const google::protobuf::ServiceDescriptor& descriptor, const MethodTable& methods, Pipeline* pipeline);

 private:
  std::deque<std::string> paths_;  // gRPC's methods point at these
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_TRANSPORT_H_
