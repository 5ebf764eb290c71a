// The PEM files of the command line.
#ifndef FRONTLINE_SERVICES_SERVER_TLS_FILES_H_
#define FRONTLINE_SERVICES_SERVER_TLS_FILES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/server/options.h"

namespace frontline::server {

// Their contents; empty where no file was given.
struct TlsTexts {
  std::string certificate;
  std::string key;
  std::string client_ca;
  std::string peer_ca;
};

// FAILED_PRECONDITION (TLS_FILES_INVALID) naming the file that can't be read, holds no certificate or key, or has ended by `now`, or that certificate
// and key do not belong together: gRPC would fail later, and not say why.
absl::StatusOr<TlsTexts> ReadTlsFiles(const Options& options, absl::Time now);

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_TLS_FILES_H_
