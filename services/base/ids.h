// Random ids and secrets. Injected, so that tests are repeatable. Thread-safe.
#ifndef FRONTLINE_SERVICES_BASE_IDS_H_
#define FRONTLINE_SERVICES_BASE_IDS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

namespace frontline::base {

class Ids {
 public:
  virtual ~Ids() = default;
  // `bytes` random bytes fit for keys (OpenSSL's generator in production).
  virtual std::string Bytes(size_t bytes) = 0;
  // A resource id: ten characters of Crockford base32 in lower case, the first one a letter (50 bits).
  std::string ResourceId();
};

std::unique_ptr<Ids> NewRandomIds();
// A repeatable sequence, for tests.
std::unique_ptr<Ids> NewSeededIds(uint64_t seed);

// SHA-256, 32 bytes.
std::string Sha256(absl::string_view bytes);

}  // namespace frontline::base

#endif  // FRONTLINE_SERVICES_BASE_IDS_H_
