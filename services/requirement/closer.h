// Closes consultations whose last day is over, on a thread of its own.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_CLOSER_H_
#define FRONTLINE_SERVICES_REQUIREMENT_CLOSER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/store.h"

namespace frontline::requirement {

// Closes what is due in `store` at `now`; writes nothing when there is none. How many.
absl::StatusOr<int> CloseDueNow(storage::Store& store, absl::Time now);

class Closer {
 public:
  using Clock = std::function<absl::Time()>;
  explicit Closer(Clock clock) : clock_(std::move(clock)) {}
  ~Closer() { Stop(); }

  // Looks now, and every minute. `store` outlives Stop.
  void Start(storage::Store* store);
  // Ends the thread. May be called more than once.
  void Stop();

 private:
  void Run(storage::Store* store);

  const Clock clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_CLOSER_H_
