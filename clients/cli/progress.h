// How far long work is: a bar that is drawn over itself on a terminal, elsewhere a line now and then.
#ifndef FRONTLINE_CLIENTS_CLI_PROGRESS_H_
#define FRONTLINE_CLIENTS_CLI_PROGRESS_H_

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::cli {

// Not thread-safe.
class Progress {
 public:
  enum class Unit { kItems, kBytes };

  Progress(std::ostream& out, bool terminal, size_t width, std::function<absl::Time()> now)
      : out_(out), terminal_(terminal), width_(width), now_(std::move(now)) {}
  ~Progress() { Clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // `total` 0: not known. Drawn ten times a second at most; elsewhere a line every ten seconds.
  void Show(absl::string_view stage, uint64_t done, uint64_t total, Unit unit);
  // Takes the bar away, so that something else can be printed.
  void Clear();

 private:
  std::ostream& out_;
  const bool terminal_;
  const size_t width_;
  const std::function<absl::Time()> now_;
  std::string stage_;
  absl::Time last_ = absl::InfinitePast();
  bool drawn_ = false;
};

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_PROGRESS_H_
