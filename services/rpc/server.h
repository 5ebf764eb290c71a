// The gRPC server of a process: the contract's services behind the pipeline, beside gRPC's own health and reflection.
#ifndef FRONTLINE_SERVICES_RPC_SERVER_H_
#define FRONTLINE_SERVICES_RPC_SERVER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/rpc/authenticator.h"
#include "services/rpc/method.h"
#include "services/rpc/peers.h"
#include "services/rpc/pipeline.h"
#include "services/rpc/telemetry.h"

namespace frontline::rpc {

struct ServerOptions {
  std::string listen = "127.0.0.1:50051";  // port 0: a free one
  // PEM texts. Without certificate and key the server speaks plain HTTP/2, which Start refuses on any address but loopback.
  std::string tls_certificate;
  std::string tls_key;
  std::string tls_client_ca;  // given: clients may show a certificate that it signed, which then says who they are
  size_t max_message_bytes = 8 << 20;
  int max_metadata_bytes = 16 << 10;
  int max_streams = 1024;                                 // calls at once on one connection
  absl::Duration health_every = absl::Milliseconds(200);  // how often readiness is looked at
  PipelineOptions pipeline;
};

class Server {
 public:
  // What it works with; all outlive it.
  struct Parts {
    storage::Store* store = nullptr;
    Authenticator* authenticator = nullptr;
    base::Ids* ids = nullptr;
    ProcessPeers* peers = nullptr;  // gets in-process channels to `services`
    Log* log = nullptr;
    ChangeSignal* changes = nullptr;
    std::function<absl::Time()> clock;
    std::function<absl::Status()> store_health;  // not Ok: the whole process is NOT_SERVING
  };
  // Checks the contract of `services`, listens, and starts their background work. FAILED_PRECONDITION for a broken contract or missing TLS,
  // UNAVAILABLE when the address can't be listened on; a service's own error where its `start` fails.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, Parts parts, std::vector<Service> services);
  // Stops at once, if it was not stopped.
  ~Server();

  int port() const;
  const MethodTable& methods() const;
  std::shared_ptr<Telemetry> telemetry() const;
  // Says NOT_SERVING, takes no new calls, lets those under way end for at most `grace`, then cancels them; ends the services' background work. Call
  // once.
  void Stop(absl::Duration grace);

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Whether only this machine can reach `listen` ("127.0.0.1:50051", "[::1]:0", "localhost:1", "unix:path").
bool IsLoopback(absl::string_view listen);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_SERVER_H_
