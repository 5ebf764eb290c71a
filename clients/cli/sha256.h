// SHA-256 by OpenSSL, as 64 hex digits in lower case. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_SHA256_H_
#define FRONTLINE_CLIENTS_CLI_SHA256_H_

#include <memory>
#include <string>

#include "absl/strings/string_view.h"

struct evp_md_ctx_st;

namespace frontline::cli {

// Of what comes piece by piece. Not thread-safe.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void Add(absl::string_view bytes);
  // Of all that was added; nothing can be added afterwards.
  std::string Hex();

 private:
  evp_md_ctx_st* const context_;
};

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SHA256_H_
