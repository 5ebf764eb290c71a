#include "services/federation/background.h"

#include <algorithm>

#include "services/federation/chunks.h"
#include "services/federation/day.h"
#include "services/federation/release.h"

namespace frontline::federation {
namespace {

// Submissions that one mutation releases.
constexpr size_t kReleasedAtOnce = 20;
constexpr absl::Duration kRest = absl::Seconds(30);

absl::Duration UntilTomorrow(absl::Time now) { return BeginOf(DayOf(now + absl::Hours(24))) - now; }

}  // namespace

absl::Status DoDueWork(storage::Store& store, const std::string& run) {
  for (bool more = true; more;) {
    const absl::Status status = storage::CommitAndWait(store, [&more](storage::Transaction& tx) {
      absl::StatusOr<bool> left = ReleaseDue(tx, kReleasedAtOnce);
      more = left.ok() && *left;
      return left.status();
    });
    if (!status.ok()) return status;
  }
  return SweepLoose(store, run);
}

void Background::Start(storage::Store* store) {
  thread_ = std::thread([this, store] { Run(store); });
}

void Background::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Background::Run(storage::Store* store) {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_) {
    lock.unlock();
    DoDueWork(*store, run_).IgnoreError();  // a disk that fails or is full may be well again next time
    lock.lock();
    const absl::Duration rest = std::min(kRest, UntilTomorrow(clock_()) + absl::Milliseconds(1));
    wake_.wait_for(lock, absl::ToChronoMilliseconds(rest), [this] { return stopping_; });
  }
}

}  // namespace frontline::federation
