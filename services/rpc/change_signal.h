// Wakes those who wait for the store to change. Costs one atomic read per commit while nobody waits. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_CHANGE_SIGNAL_H_
#define FRONTLINE_SERVICES_RPC_CHANGE_SIGNAL_H_

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

#include "absl/time/time.h"

namespace frontline::rpc {

class ChangeSignal {
 public:
  // A group of writes is durable.
  void Changed() {
    generation_.fetch_add(1);
    if (waiting_.load() > 0) Wake();
  }
  // Something that a `stop` of Wait looks at has changed.
  void Wake() {
    std::lock_guard<std::mutex> lock(mutex_);
    wake_.notify_all();
  }
  uint64_t generation() const { return generation_.load(); }
  // Returns once the generation is not `seen`, or `stop` says so, or after `at_most`.
  void Wait(uint64_t seen, absl::Duration at_most, const std::function<bool()>& stop) {
    waiting_.fetch_add(1);
    {
      std::unique_lock<std::mutex> lock(mutex_);
      wake_.wait_for(lock, absl::ToChronoMilliseconds(std::min(std::max(at_most, absl::ZeroDuration()), absl::Hours(1))),
                     [&] { return generation_.load() != seen || stop(); });
    }
    waiting_.fetch_sub(1);
  }

 private:
  std::atomic<uint64_t> generation_{0};
  std::atomic<int> waiting_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_CHANGE_SIGNAL_H_
