#include "services/rpc/executor.h"

#include <utility>

namespace frontline::rpc {

Executor::Executor(size_t threads, size_t queue) : max_threads_(threads), max_queue_(queue) {}

Executor::~Executor() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool Executor::TrySubmit(std::function<void()> work) {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) return false;
    // An idle thread takes one piece each: what is queued beyond them waits for a thread to come free.
    if (idle_ > queue_.size()) {
      queue_.push_back(std::move(work));
    } else if (threads_.size() < max_threads_) {
      queue_.push_back(std::move(work));
      threads_.emplace_back([this] { Run(); });
      return true;
    } else if (queue_.size() < max_queue_ + idle_) {
      queue_.push_back(std::move(work));
    } else {
      return false;
    }
  }
  wake_.notify_one();
  return true;
}

void Executor::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (true) {
    if (queue_.empty()) {
      if (stopping_) return;
      ++idle_;
      wake_.wait(lock);
      --idle_;
      continue;
    }
    std::function<void()> work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    work();
    work = nullptr;  // whatever it held goes before the thread is counted as free
    lock.lock();
  }
}

size_t Executor::queued() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return queue_.size();
}

size_t Executor::busy() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return threads_.size() - idle_;
}

}  // namespace frontline::rpc
