#include "services/server/exit_code.h"

#include <algorithm>
#include <iterator>

#include "services/base/errors.h"

namespace frontline::server {
namespace {

struct Reason {
  absl::string_view reason;
  ExitCode code;
};

constexpr Reason kReasons[] = {
    {"OPTIONS_INVALID", ExitCode::kUsage},          {"SERVICE_UNKNOWN", ExitCode::kUnknownService},
    {"PEER_MISSING", ExitCode::kMissingPeer},       {"ADDRESS_UNUSABLE", ExitCode::kAddress},
    {"DATA_FOLDER_IN_USE", ExitCode::kFolderInUse}, {"FORMAT_NEWER", ExitCode::kNewerFormat},
    {"TLS_FILES_INVALID", ExitCode::kTls},          {"TLS_MISSING", ExitCode::kTls},
    {"STORE_DAMAGED", ExitCode::kDamaged},          {"DATA_FOLDER_UNUSABLE", ExitCode::kFolderUnusable},
    {"NOT_RESTORED", ExitCode::kNotRestored},       {"TOKEN_FILE", ExitCode::kFolderUnusable},
    {"NEVER_STARTED", ExitCode::kFolderUnusable},
};

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status) {
  const std::string reason = base::ReasonOf(status);
  const auto* found = std::find_if(std::begin(kReasons), std::end(kReasons), [&](const Reason& entry) { return entry.reason == reason; });
  if (found != std::end(kReasons)) return found->code;
  switch (status.code()) {
    case absl::StatusCode::kDataLoss:
      return ExitCode::kDamaged;
    case absl::StatusCode::kResourceExhausted:
      return ExitCode::kDiskFull;
    default:
      return ExitCode::kInternal;
  }
}

std::string OneLine(const absl::Status& status) {
  std::string line(status.message());
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < ' '; }, ' ');
  return line;
}

}  // namespace frontline::server
