#include <sys/ioctl.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <system_error>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/time/clock.h"
#include "clients/cli/app.h"

namespace {

volatile std::sig_atomic_t asked_once = 0;

// The first Ctrl-C ends the call under way; a second one ends the program.
void OnInterrupt(int) {
  if (asked_once != 0) _exit(130);
  asked_once = 1;
  frontline::cli::Interrupt();
}

std::string FromEnvironment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

size_t TerminalWidth() {
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  int columns = 0;
  return absl::SimpleAtoi(FromEnvironment("COLUMNS"), &columns) && columns > 0 ? static_cast<size_t>(columns) : 80;
}

std::string OwnFile() {
  std::error_code error;
  return std::filesystem::read_symlink("/proc/self/exe", error).string();
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGINT, OnInterrupt);
  std::signal(SIGTERM, OnInterrupt);
  std::signal(SIGPIPE, SIG_IGN);
  // gRPC's own log is for its developers: what went wrong is said in our words.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  std::ios::sync_with_stdio(false);
  frontline::cli::Terminal terminal{std::cin, std::cout, std::cerr};
  terminal.out_is_terminal = isatty(STDOUT_FILENO) != 0;
  terminal.err_is_terminal = isatty(STDERR_FILENO) != 0;
  terminal.width = TerminalWidth();
  terminal.colour = FromEnvironment("NO_COLOR").empty() && FromEnvironment("TERM") != "dumb";
  frontline::cli::Session session(terminal, FromEnvironment, {absl::Now(), absl::LocalTimeZone()}, OwnFile());
  return frontline::cli::RunFrontctl(std::vector<std::string>(argv + 1, argv + argc), session);
}
