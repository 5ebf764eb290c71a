// The log: one JSON object a line. Lines are gathered and written by a thread of its own, so that a caller never waits for the disk or a pipe; what
// comes faster than can be written is dropped and counted. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_LOG_H_
#define FRONTLINE_SERVICES_RPC_LOG_H_

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::rpc {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// One line in the making: LogLine(LogLevel::kInfo, now).Text("event", "call").Number("ms", 3).
class LogLine {
 public:
  LogLine(LogLevel level, absl::Time now);
  // Left out when `value` is empty.
  LogLine& Text(absl::string_view key, absl::string_view value);
  LogLine& Number(absl::string_view key, int64_t value);
  LogLevel level() const { return level_; }
  // The line, ended; leaves none behind.
  std::string Finish() { return std::move(json_) + "}\n"; }

 private:
  LogLevel level_;
  std::string json_;
};

class Log {
 public:
  // Writes lines of `least` and above to the file descriptor `fd` (not owned).
  Log(LogLevel least, int fd);
  // Writes what is left.
  ~Log();

  bool Wants(LogLevel level) const { return level >= least_; }
  void Write(LogLine line);
  uint64_t dropped() const;

 private:
  void Run();

  const LogLevel least_;
  const int fd_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::string waiting_;
  uint64_t dropped_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_LOG_H_
