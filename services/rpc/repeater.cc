#include "services/rpc/repeater.h"

#include <utility>

namespace frontline::rpc {

void Repeater::Start(Work work) {
  thread_ = std::thread([this, work = std::move(work)] { Run(work); });
}

void Repeater::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Repeater::stopping() {
  std::lock_guard<std::mutex> lock(mutex_);
  return stopping_;
}

void Repeater::Run(const Work& work) {
  while (!stopping()) {
    const absl::Duration rest = work([this] { return stopping(); });
    std::unique_lock<std::mutex> lock(mutex_);
    wake_.wait_for(lock, absl::ToChronoMilliseconds(rest), [this] { return stopping_; });
  }
}

}  // namespace frontline::rpc
