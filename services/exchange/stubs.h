// The other services as an import calls them: on behalf of its own caller, waiting for each answer. For the threads of streams.
#ifndef FRONTLINE_SERVICES_EXCHANGE_STUBS_H_
#define FRONTLINE_SERVICES_EXCHANGE_STUBS_H_

#include <grpcpp/client_context.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "services/base/errors.h"
#include "services/intake/problem.h"
#include "services/rpc/call.h"
#include "services/rpc/status.h"

namespace frontline::exchange {

using intake::Problems;

// NOT_READY when no process is known for `area`.
template <typename Service>
absl::Status Connect(const rpc::Call& call, absl::string_view area, std::unique_ptr<typename Service::Stub>* stub) {
  std::shared_ptr<grpc::ChannelInterface> channel = call.peers == nullptr ? nullptr : call.peers->Channel(area);
  if (channel == nullptr) return base::NotReady(std::string(area) + " is not served by this process, and no peer is named for it", absl::Seconds(5));
  *stub = Service::NewStub(channel);
  return absl::OkStatus();
}

// Ask(call, *stub, &Service::Stub::GetNeed, request, &response)
template <typename Stub, typename Request, typename Response>
absl::Status Ask(const rpc::Call& call, Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request, Response* response) {
  grpc::ClientContext context;
  call.Forward(&context);
  return rpc::FromGrpc((stub.*method)(&context, request, response));
}

// Whether the whole import must end with `status`, rather than the one item.
bool EndsImport(const absl::Status& status);
// What a service refused of an item, as its problems: each violation under `path`, or the message.
Problems ProblemsOf(const absl::Status& status, const std::string& path);

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_STUBS_H_
