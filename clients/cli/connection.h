// Calls to a Frontline server by the contract's descriptors: the one place that knows gRPC.
#ifndef FRONTLINE_CLIENTS_CLI_CONNECTION_H_
#define FRONTLINE_CLIENTS_CLI_CONNECTION_H_

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::cli {

// Where the server is and how to be known to it.
struct Target {
  std::string server = "127.0.0.1:50051";
  std::string token;  // empty: none
  // PEM files; empty: none. TLS is used when one is set, or when the server is not on this machine and `plaintext` does not forbid it.
  std::string tls_ca;
  std::string tls_cert;
  std::string tls_key;
  bool plaintext = false;
  absl::Duration timeout = absl::InfiniteDuration();  // of a call; infinite: a minute for single calls, none for streams
};

// Whether an address is this machine's own: loopback or a Unix socket.
bool IsLocal(absl::string_view server);
// Whether the connection is encrypted.
bool UsesTls(const Target& target);

// Statuses carry the server's details as payloads, by type URL ("type.googleapis.com/google.rpc.ErrorInfo"). CANCELLED after Interrupt().
// Not thread-safe: one caller.
class Connection {
 public:
  using Message = google::protobuf::Message;
  using Method = google::protobuf::MethodDescriptor;

  virtual ~Connection() = default;

  virtual absl::Status Call(const Method& method, const Message& request, Message* response) = 0;

  // Streams in either direction. `next` fills the next request and returns false at the end; it is asked when the last one has gone out.
  // `on_response` may end the call with a status of its own.
  virtual absl::Status Stream(const Method& method, const std::function<absl::StatusOr<bool>(Message*)>& next,
                              const std::function<absl::Status(const Message&)>& on_response) = 0;

  // Many calls, up to `in_flight` at a time, in order of sending. `done` is called once for each, by index, in order of answering.
  struct Request {
    const Method* method;
    const Message* message;
  };
  virtual absl::Status CallAll(const std::vector<Request>& requests, int in_flight,
                               const std::function<void(size_t index, const absl::Status& status, const Message& response)>& done) = 0;

  // Whether a service ("" for the server as a whole) takes calls, by the health protocol of gRPC. NOT_FOUND for a service that is not there.
  virtual absl::StatusOr<bool> Health(const std::string& service) = 0;
};

// Connects when first called. INVALID_ARGUMENT when a TLS file can't be read; FAILED_PRECONDITION when a token would go over an unencrypted network.
absl::StatusOr<std::unique_ptr<Connection>> Connect(const Target& target);

// Ends the call under way, and those to come, with CANCELLED. Async-signal-safe.
void Interrupt();

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_CONNECTION_H_
