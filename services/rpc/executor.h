// Threads for what may block or takes long. Bounded: threads are made on demand up to a limit, work waits in a bounded queue. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_EXECUTOR_H_
#define FRONTLINE_SERVICES_RPC_EXECUTOR_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace frontline::rpc {

class Executor {
 public:
  // At most `threads` threads; at most `queue` pieces of work that wait for one (0: work starts at once or is refused).
  Executor(size_t threads, size_t queue);
  // Finishes what is queued.
  ~Executor();

  // False, and `work` is not run, when every thread is busy and the queue is full.
  bool TrySubmit(std::function<void()> work);
  size_t queued() const;
  size_t busy() const;

 private:
  void Run();

  const size_t max_threads_;
  const size_t max_queue_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> threads_;
  size_t idle_ = 0;
  bool stopping_ = false;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_EXECUTOR_H_
