// What frontlined ends with, so that whoever starts it can tell why it did not serve.
#ifndef FRONTLINE_SERVICES_SERVER_EXIT_CODE_H_
#define FRONTLINE_SERVICES_SERVER_EXIT_CODE_H_

#include <string>

#include "absl/status/status.h"

namespace frontline::server {

// Part of the command line's contract (README.md): never change a number.
enum class ExitCode {
  kOk = 0,
  kInternal = 1,         // a defect of the program
  kUsage = 2,            // an option that does not exist, or with a value that makes no sense
  kUnknownService = 3,   // --services or --peer names a service that there is not
  kMissingPeer = 4,      // a service that is needed runs neither here nor at a --peer
  kAddress = 5,          // an address can't be listened on: its port is in use, or it is not this machine's
  kFolderInUse = 6,      // another process has the data folder open
  kNewerFormat = 7,      // the data folder was written by a newer version
  kDamaged = 8,          // the data folder, or the backup, is damaged
  kTls = 9,              // a TLS file can't be used, or TLS is missing where it must be
  kDiskFull = 10,        // no room for the data
  kFolderUnusable = 11,  // the data folder can't be made or opened, or is none of Frontline's
  kNotRestored = 12,     // the backup is not one, or the data folder is not empty
};

// For a status that is not OK.
ExitCode ExitCodeOf(const absl::Status& status);

// The status's message as one line.
std::string OneLine(const absl::Status& status);

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_EXIT_CODE_H_
