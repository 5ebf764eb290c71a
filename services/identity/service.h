// The identity service: organisations, members and tokens, and who a caller is.
#ifndef FRONTLINE_SERVICES_IDENTITY_SERVICE_H_
#define FRONTLINE_SERVICES_IDENTITY_SERVICE_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "services/base/ids.h"
#include "services/rpc/authenticator.h"
#include "services/rpc/call.h"
#include "services/rpc/registry.h"
#include "storage/store.h"

namespace frontline::identity {

// The place in the change feed of the last write to members or tokens: what the service tells the authenticator of the same store, so that an answer
// kept in memory is never older than what was acknowledged. Thread-safe.
class AccessMark {
 public:
  uint64_t last_change() const { return last_change_.load(std::memory_order_acquire); }
  void Changed(uint64_t sequence) { last_change_.store(sequence, std::memory_order_release); }

 private:
  std::atomic<uint64_t> last_change_{0};
};

// What the service works with; all that is pointed at outlives it.
struct IdentityParts {
  storage::Store* store = nullptr;
  AccessMark* access = nullptr;  // shared with NewLocalAuthenticator
  // Where the first start writes the national administrator's token (0600, never overwritten). Empty: no administrator is made.
  std::string administrator_token_file;
};

// Serves frontline.identity.v1.IdentityService in full. `start` loads the reference data where it is newer than what was loaded, and on the first
// start makes the member kFirstAdministrator; it fails, with nothing of that member stored, when its token can't be written. Thread-safe.
rpc::Service NewIdentityService(IdentityParts parts);

// The member that the first start makes, an administrator nationally. Its token lasts 366 days.
inline constexpr char kFirstAdministrator[] = "national/frontline/members/administrator";

// The way back in when every national administrator's tokens are lost, for a store that nothing serves: gives kFirstAdministrator a token of 366 days,
// written to `token_file` (0600) in the place of an older one, and makes that member, enables it, or gives it its grant where need be. Audited. Waits
// for the disk. FAILED_PRECONDITION: NEVER_STARTED when the store never had a member (identity ran elsewhere), TOKEN_FILE when the token can't be
// written; nothing is stored then.
absl::Status RenewAdministrator(storage::Store& store, base::Ids& ids, const std::string& token_file);

// For a process that runs identity: looks into the store, and keeps in memory what it found. A token that was revoked, or whose member was disabled
// or changed, counts from the moment that the change is acknowledged. Answers on the calling thread.
std::unique_ptr<rpc::Authenticator> NewLocalAuthenticator(storage::Store* store, const AccessMark* access);

// For a process that does not: asks the peer "identity" (WhoAmI, ResolveSubject) and keeps an answer for at most 5 s. Answers UNAVAILABLE (NOT_READY)
// while the peer can't be reached. `peers` outlives it; the last answer may come after it is gone.
std::unique_ptr<rpc::Authenticator> NewRemoteAuthenticator(const rpc::Peers* peers);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_SERVICE_H_
