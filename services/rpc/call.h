// One call as a handler sees it: who calls, when, and what the handler may reach. No grpc++ server type.
#ifndef FRONTLINE_SERVICES_RPC_CALL_H_
#define FRONTLINE_SERVICES_RPC_CALL_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/ids.h"
#include "services/rpc/principal.h"

namespace grpc {
class ChannelInterface;
class ClientContext;
}  // namespace grpc

namespace frontline::storage {
class Store;
}

namespace frontline::rpc {

// Channels to the other services: in-process where the service runs here, TCP where it does not. Thread-safe.
class Peers {
 public:
  virtual ~Peers() = default;
  // `area`: "supplier", "requirement", ... Null when no such service is known to this process.
  virtual std::shared_ptr<grpc::ChannelInterface> Channel(absl::string_view area) const = 0;
  // Makes `context` act for this process itself (the built-in system principal), for background work such as following the feed.
  virtual void ActAsSystem(grpc::ClientContext* context) const = 0;
};

// Immutable during the call; read it from any thread.
struct Call {
  Principal principal;
  std::string method;      // "frontline.requirement.v1.NeedService/CreateNeed"
  std::string trace_id;    // W3C trace id, given or made
  std::string request_id;  // the request's request_id field, or empty
  std::string token;       // the bearer token, to pass on to peers; never logged
  absl::Time now;          // when the call came in; a write uses Transaction::now()
  absl::Time deadline;     // infinite when the client gave none
  base::Ids* ids = nullptr;
  const Peers* peers = nullptr;
  storage::Store* store = nullptr;  // for prepare steps and streams; null in tests that need none

  // Sets up `context` to call a peer on behalf of the caller: its token, trace and deadline.
  void Forward(grpc::ClientContext* context) const;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_CALL_H_
