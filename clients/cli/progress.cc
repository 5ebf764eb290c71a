#include "clients/cli/progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

std::string Amount(uint64_t amount, Progress::Unit unit) {
  return unit == Progress::Unit::kBytes ? BytesText(amount) : Count(static_cast<int64_t>(amount));
}

}  // namespace

void Progress::Show(absl::string_view stage, uint64_t done, uint64_t total, Unit unit) {
  const bool other = stage != stage_;
  if (other && !terminal_) {
    // Short work is done before anybody asks.
    stage_ = std::string(stage);
    if (last_ == absl::InfinitePast()) last_ = now_();
  }
  const absl::Duration pause = terminal_ ? absl::Milliseconds(100) : absl::Seconds(10);
  if ((!other || !terminal_) && now_() - last_ < pause && (!terminal_ || done < total)) return;
  stage_ = std::string(stage);
  last_ = now_();
  const std::string amount = total == 0 ? (done == 0 ? "" : absl::StrCat("  ", Amount(done, unit)))
                                        : absl::StrCat("  ", Amount(std::min(done, total), unit), " of ", Amount(total, unit));
  if (!terminal_) {
    out_ << stage << amount << std::endl;
    return;
  }
  std::string line = std::string(stage);
  if (total > 0) {
    constexpr size_t kBar = 24;
    const size_t full = static_cast<size_t>(std::min<double>(1.0, static_cast<double>(done) / static_cast<double>(total)) * kBar);
    std::string bar;
    for (size_t i = 0; i < kBar; ++i) bar += i < full ? "█" : "░";
    line = absl::StrCat(PadRight(stage, 22), " ", bar);
  }
  out_ << "\r\x1b[K" << Truncate(line + amount, width_ > 1 ? width_ - 1 : 79) << std::flush;
  drawn_ = true;
}

void Progress::Clear() {
  if (drawn_) out_ << "\r\x1b[K" << std::flush;
  drawn_ = false;
}

}  // namespace frontline::cli
