// The one writer: a queue of mutations, run in order into groups, each group written with one fsync. Two threads take turns in two roles: the one
// *runs* mutations into the next group while the other *writes* the last. Whoever ran a group writes it, so with one mutation in flight no thread
// waits for another's wake-up.
#ifndef FRONTLINE_STORAGE_GROUP_WRITER_H_
#define FRONTLINE_STORAGE_GROUP_WRITER_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/database.h"
#include "storage/overlay.h"
#include "storage/rocks_store.h"

namespace frontline::storage {

class GroupWriter {
 public:
  // `last_time`: what now() may not fall below. `published` is called after each group is durable and before its Dones.
  GroupWriter(std::shared_ptr<Database> database, const RocksOptions& options, absl::Time last_time, std::function<void()> published);
  // Refuses what comes from now on, finishes what is queued.
  ~GroupWriter();

  void Commit(Mutation mutation, Done done);
  absl::Status health() const;
  // Fills in commits, failed, groups, queued.
  void AddTo(StoreStats* stats) const;

 private:
  struct Waiting {
    Mutation mutation;
    Done done;
    absl::Status status;
  };
  struct Group {
    std::unique_ptr<Overlay> overlay;
    std::vector<Waiting> members;
  };
  using Lock = std::unique_lock<std::mutex>;

  void Work();
  // Runs what is queued into `group` until the write role is free. Holds `lock` on entry and return.
  void FillGroup(Lock& lock, Group& group);
  // Runs one mutation; on an error nothing of it is left in `own`.
  absl::Status Run(Mutation& mutation, Overlay* previous, Overlay& own);
  // Ok while the disk has room.
  absl::Status CheckRoom();
  // Both under the mutex: overlays are used again, so that their memory and tables are allocated once.
  std::unique_ptr<Overlay> SpareOverlay();
  void Recycle(std::unique_ptr<Overlay> overlay);

  const std::shared_ptr<Database> database_;
  const std::function<absl::Time()> clock_;
  const size_t max_queued_;
  const size_t max_group_;
  const uint64_t reserve_bytes_;
  const std::function<void()> published_;

  mutable std::mutex mutex_;
  std::condition_variable runnable_;  // there may be something to run and nobody who runs
  std::condition_variable filling_;   // for the one who runs: something more is queued, or the write role is free
  std::deque<Waiting> queue_;
  bool running_ = false;  // the run role is taken
  bool writing_ = false;  // the write role is taken
  bool stopping_ = false;
  absl::Status health_;  // the first failure of a write
  // What was last handed to the write role: the one who runs must see it. Replaced only by the one who runs, and only while nobody writes.
  std::unique_ptr<Overlay> previous_;
  std::vector<std::unique_ptr<Overlay>> spare_;
  uint64_t commits_ = 0;
  uint64_t failed_ = 0;
  uint64_t groups_ = 0;

  // Of the run role.
  absl::Time last_time_;
  std::chrono::steady_clock::time_point room_checked_;
  bool room_known_ = false;
  bool room_low_ = false;

  std::thread threads_[2];
};

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_GROUP_WRITER_H_
