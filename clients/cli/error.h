// Errors as people read them, and the exit codes. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_ERROR_H_
#define FRONTLINE_CLIENTS_CLI_ERROR_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace frontline::cli {

// Part of the command line's contract: never change a number. --help lists them.
enum ExitCode {
  kOk = 0,
  kDefect = 1,         // a defect of frontctl
  kUsage = 2,          // a command or flag that does not exist, or with a value that makes no sense
  kNotFound = 3,       // what was named is not there
  kDenied = 4,         // no token, one that is not valid, or one that may not do this
  kInvalid = 5,        // the server refused a value
  kConflict = 6,       // it is there already, was changed meanwhile, or is not in a state for this
  kUnavailable = 7,    // the server can't be reached, is not ready, too busy, or too slow
  kServerFailure = 8,  // the server failed; its log says how
  kIncomplete = 9,     // it ran to its end, but not all is well: items refused by an import, problems found by a check
  kInterrupted = 130,  // Ctrl-C
};

// "frontctl --help" explains each with these words.
std::string ExitCodeHelp();

// A mistake on the command line itself: exit code 2.
absl::Status UsageError(absl::string_view message);
ExitCode ExitCodeOf(const absl::Status& status);

// The reason of google.rpc.ErrorInfo ("ETAG_MISMATCH"); empty when there is none.
std::string ReasonOf(const absl::Status& status);

// What is wrong, each violated field on a line of its own, and what to do; ends in a line feed. `server` is the address that was called; empty for
// none.
std::string RenderError(const absl::Status& status, absl::string_view server);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_ERROR_H_
