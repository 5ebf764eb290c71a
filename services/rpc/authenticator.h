// Turns a bearer token, or a client certificate, into a principal, and knows which organisations stand. Implemented by services/identity, locally or
// over its stub.
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
  // Whether new things may come into `organisation` ("forces/kent"): calls `done` once, as above. NOT_FOUND where there is none, FAILED_PRECONDITION
  // (WRONG_STATE) where it was merged into another. One who knows no organisations lets all stand.
  virtual void Standing(absl::string_view /*organisation*/, absl::Time /*now*/, std::function<void(absl::Status)> done) { done(absl::OkStatus()); }
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_AUTHENTICATOR_H_
