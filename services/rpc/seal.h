// Text that goes out and comes back unread and unaltered: AES-256-GCM under this process's own random key. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_SEAL_H_
#define FRONTLINE_SERVICES_RPC_SEAL_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace frontline::rpc {

// `text`, so that nobody reads it. `bound` is not in it, but must be given again to open it.
std::string Seal(absl::string_view bound, absl::string_view text);
// What was sealed; nullopt when it was altered, bound to something else, or sealed by another process.
std::optional<std::string> Unseal(absl::string_view bound, absl::string_view sealed);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_SEAL_H_
