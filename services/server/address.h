// Addresses to listen on.
#ifndef FRONTLINE_SERVICES_SERVER_ADDRESS_H_
#define FRONTLINE_SERVICES_SERVER_ADDRESS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace frontline::server {

struct Address {
  std::string host;  // without brackets; empty for a Unix socket
  int port = 0;
  bool unix_socket = false;
};

// "127.0.0.1:50051", "[::1]:50051", "localhost:0", "unix:/run/frontline.sock". INVALID_ARGUMENT for others.
absl::StatusOr<Address> ParseAddress(const std::string& text);

// FAILED_PRECONDITION (ADDRESS_UNUSABLE) that says why nothing can listen on `text`: gRPC would only say that it can't. `option`: what the user
// would change. Looks before the server listens, so it is a better message, not a promise.
absl::Status ProbeAddress(const std::string& text, const std::string& option);

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_ADDRESS_H_
