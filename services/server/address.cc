#include "services/server/address.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"

namespace frontline::server {
namespace {

using Found = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// 0, or the errno of binding to `address`.
int TryBind(const addrinfo& address) {
  const int fd = socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  // As gRPC does it: a connection of a server that ended just now is not in the way.
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const int error = bind(fd, address.ai_addr, address.ai_addrlen) == 0 && listen(fd, 1) == 0 ? 0 : errno;
  close(fd);
  return error;
}

std::string Why(int error, const std::string& text, const std::string& option) {
  switch (error) {
    case EADDRINUSE:
      return absl::StrCat(text, " is in use by another process: stop that one, or give another address with ", option);
    case EADDRNOTAVAIL:
      return absl::StrCat(text, " is not an address of this machine: give one that is with ", option);
    case EACCES:
      return absl::StrCat("this user may not listen on ", text, ": give a port from 1024 on with ", option);
    default:
      return absl::StrCat("can't listen on ", text, ": ", std::strerror(error), "; give another address with ", option);
  }
}

}  // namespace

absl::StatusOr<Address> ParseAddress(const std::string& text) {
  Address address;
  if (absl::StartsWith(text, "unix:") && text.size() > 5) {
    address.unix_socket = true;
    return address;
  }
  const absl::Status malformed =
      absl::InvalidArgumentError(absl::StrCat("'", text, "' is not an address: give HOST:PORT, for example 127.0.0.1:50051"));
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0) return malformed;
  address.host = text.substr(0, colon);
  if (address.host.front() == '[' && address.host.back() == ']')
    address.host = address.host.substr(1, address.host.size() - 2);
  else if (absl::StrContains(address.host, ":"))
    return malformed;
  const std::string port = text.substr(colon + 1);
  if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos) return malformed;
  if (!absl::SimpleAtoi(port, &address.port) || address.port > 65535 || address.host.empty()) return malformed;
  return address;
}

absl::Status ProbeAddress(const std::string& text, const std::string& option) {
  absl::StatusOr<Address> address = ParseAddress(text);
  if (!address.ok()) return address.status();
  if (address->unix_socket) return absl::OkStatus();
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* raw = nullptr;
  const int failed = getaddrinfo(address->host.c_str(), std::to_string(address->port).c_str(), &hints, &raw);
  const Found found(raw, freeaddrinfo);
  if (failed != 0) {
    return base::Precondition(
        "ADDRESS_UNUSABLE", absl::StrCat("no address is known for ", address->host, " (", gai_strerror(failed), "): give another one with ", option));
  }
  int error = 0;
  for (const addrinfo* each = found.get(); each != nullptr; each = each->ai_next) {
    error = TryBind(*each);
    if (error == 0) return absl::OkStatus();
  }
  return base::Precondition("ADDRESS_UNUSABLE", Why(error, text, option));
}

}  // namespace frontline::server
