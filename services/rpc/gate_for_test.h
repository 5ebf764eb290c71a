// For tests: something to wait for, so that none of them sleeps.
#ifndef FRONTLINE_SERVICES_RPC_GATE_FOR_TEST_H_
#define FRONTLINE_SERVICES_RPC_GATE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace frontline::rpc::testing {

// Shut, until it is opened. Thread-safe.
class Gate {
 public:
  void Open() {
    std::lock_guard<std::mutex> lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }
  // Waits until it is open; a test that would wait for ever fails after half a minute.
  bool Wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    const bool open = opened_.wait_for(lock, std::chrono::seconds(30), [this] { return open_; });
    EXPECT_TRUE(open) << "what the test waited for did not happen";
    return open;
  }
  bool IsOpen() {
    std::lock_guard<std::mutex> lock(mutex_);
    return open_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_GATE_FOR_TEST_H_
