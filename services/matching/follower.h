// Keeps a part of the index as fresh as a feed, on a thread of its own: load everything, then apply what changes. Reconnects with a growing pause.
#ifndef FRONTLINE_SERVICES_MATCHING_FOLLOWER_H_
#define FRONTLINE_SERVICES_MATCHING_FOLLOWER_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/time/time.h"
#include "services/matching/source.h"

namespace frontline::matching {

class Follower {
 public:
  struct Options {
    std::function<absl::Time()> clock;
    // Makes what was applied visible, as of a position of the feed.
    std::function<void(uint64_t)> publish;
    absl::Duration first_pause = absl::Milliseconds(20);
    absl::Duration longest_pause = absl::Seconds(2);
  };
  Follower(std::unique_ptr<Source> source, Options options);
  // Stops it.
  ~Follower();

  void Start();
  // Ends the thread, whatever it does. Call once.
  void Stop();
  // Whether everything has been loaded once. Stays true.
  bool loaded() const { return loaded_.load(); }

 private:
  void Run();
  absl::Status Load();
  absl::Status Follow();
  // What lapses with time alone is seen by loading again when the day changes.
  bool DayChanged();
  // False: it is to stop.
  bool Pause(absl::Duration pause);

  const std::unique_ptr<Source> source_;
  const Options options_;
  std::atomic<bool> loaded_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // under mutex_
  std::thread thread_;
  // Of the thread.
  bool current_ = false;  // what is loaded is of this feed
  uint64_t position_ = 0;
  int64_t day_ = 0;
  bool progress_ = false;  // since the last pause
};

}  // namespace frontline::matching

#endif  // FRONTLINE_SERVICES_MATCHING_FOLLOWER_H_
