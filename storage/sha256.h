// SHA-256 by OpenSSL. Thread-safe.
#ifndef FRONTLINE_STORAGE_SHA256_H_
#define FRONTLINE_STORAGE_SHA256_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace frontline::storage {

inline constexpr size_t kSha256Bytes = 32;

// The digest: 32 bytes.
std::string Sha256(absl::string_view bytes);

// A digest of what comes piece by piece. Not thread-safe.
class Sha256Stream {
 public:
  Sha256Stream();
  ~Sha256Stream();
  Sha256Stream(const Sha256Stream&) = delete;
  Sha256Stream& operator=(const Sha256Stream&) = delete;
  void Add(absl::string_view bytes);
  // The digest of all that was added; the stream is spent.
  std::string Finish();

 private:
  evp_md_ctx_st* const context_;
};

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_SHA256_H_
