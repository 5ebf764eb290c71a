// Background work that a service does again and again: what comes due with time alone.
#ifndef FRONTLINE_SERVICES_RPC_REPEATER_H_
#define FRONTLINE_SERVICES_RPC_REPEATER_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "absl/time/time.h"

namespace frontline::rpc {

// Runs a piece of work on a thread of its own, at once and after every rest. Start and Stop are called by one thread, as rpc::Service has them.
class Repeater {
 public:
  // Returns how long to rest, in real time. Long work asks `stopping` in between and ends early.
  using Work = std::function<absl::Duration(const std::function<bool()>& stopping)>;

  Repeater() = default;
  ~Repeater() { Stop(); }
  Repeater(const Repeater&) = delete;
  Repeater& operator=(const Repeater&) = delete;

  // Called once. What `work` uses outlives Stop.
  void Start(Work work);
  // Ends the thread: a rest at once, work under way when it is done. May be called more than once, and without a start.
  void Stop();

 private:
  void Run(const Work& work);
  bool stopping();

  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // under mutex_
  std::thread thread_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_REPEATER_H_
