// What comes due by itself: embargoes that end, pieces of files that nothing needs.
#ifndef FRONTLINE_SERVICES_FEDERATION_BACKGROUND_H_
#define FRONTLINE_SERVICES_FEDERATION_BACKGROUND_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/store.h"

namespace frontline::federation {

// Does what is due by the store's clock. Blocks.
absl::Status DoDueWork(storage::Store& store, const std::string& run);

// Does it again and again, on a thread of its own: at once, whenever a day begins, and every half minute.
class Background {
 public:
  Background(std::function<absl::Time()> clock, std::string run) : clock_(std::move(clock)), run_(std::move(run)) {}
  ~Background() { Stop(); }

  // `store` outlives Stop. Called once.
  void Start(storage::Store* store);
  void Stop();

 private:
  void Run(storage::Store* store);

  const std::function<absl::Time()> clock_;
  const std::string run_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_BACKGROUND_H_
