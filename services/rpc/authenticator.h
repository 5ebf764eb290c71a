// Turns a bearer token, or a client certificate, into a principal. Implemented by services/identity, locally or over its stub.
#ifndef FRONTLINE_SERVICES_RPC_AUTHENTICATOR_H_
#define FRONTLINE_SERVICES_RPC_AUTHENTICATOR_H_

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/rpc/principal.h"

namespace frontline::rpc {

class Authenticator {
 public:
  using Done = std::function<void(absl::StatusOr<std::shared_ptr<const Principal>>)>;
  virtual ~Authenticator() = default;
  // Calls `done` once, on this thread or another; UNAUTHENTICATED for a token that is unknown, revoked or expired. Thread-safe, does not block.
  virtual void ByToken(absl::string_view token, absl::Time now, Done done) = 0;
  // The same for the subject common name of a verified client certificate (a Member of that external_subject with the role system).
  virtual void ByCertificate(absl::string_view common_name, absl::Time now, Done done) = 0;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_AUTHENTICATOR_H_
