// frontlined: README.md says what it takes and what it ends with.
#include <sys/stat.h>

#include <cstdio>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/stubs/logging.h"
#include "services/server/data_folder.h"
#include "services/server/exit_code.h"
#include "services/server/options.h"
#include "services/server/process.h"
#include "services/server/signals.h"

namespace {

using frontline::server::Options;

void Print(std::FILE* stream, const std::string& text) {
  std::fputs(text.c_str(), stream);
  std::fflush(stream);
}

int Failed(const absl::Status& status) {
  Print(stderr, absl::StrCat("frontlined: ", frontline::server::OneLine(status), "\n"));
  return static_cast<int>(frontline::server::ExitCodeOf(status));
}

int Restore(const Options& options) {
  if (absl::Status status = frontline::server::RestoreStore(options.restore, options.data); !status.ok()) return Failed(status);
  Print(stdout, absl::StrCat("restored ", options.restore, " into ", options.data, "; start frontlined --data ", options.data, "\n"));
  return 0;
}

int NewAdminToken(const Options& options) {
  if (absl::Status status = frontline::server::NewAdminToken(options.data, [] { return absl::Now(); }); !status.ok()) return Failed(status);
  Print(stdout, absl::StrCat("a new token of the administrator, good for 366 days, lies in ", frontline::server::AdminTokenFile(options.data), "\n"));
  return 0;
}

int Serve(const Options& options) {
  absl::StatusOr<std::unique_ptr<frontline::server::Process>> process = frontline::server::Process::Start(options);
  if (!process.ok()) return Failed(process.status());
  Print(stdout, absl::StrCat((*process)->Greeting(), "\n"));
  const int number = frontline::server::WaitForSignal();
  (*process)->Stop(absl::StrCat("signal ", number));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  frontline::server::HoldSignals();
  google::protobuf::SetLogHandler(nullptr);  // what a caller sends wrong is the caller's to know; stderr is for our log
  umask(077);  // all that it writes is for this user alone
  const frontline::server::CommandLine line = frontline::server::ParseCommandLine(argc, argv);
  Print(stdout, line.out);
  if (!line.error.empty()) Print(stderr, absl::StrCat("frontlined: ", line.error, "\n"));
  if (line.exit.has_value()) return *line.exit;
  if (line.options.new_admin_token) return NewAdminToken(line.options);
  return line.options.restore.empty() ? Serve(line.options) : Restore(line.options);
}
