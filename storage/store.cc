#include "storage/store.h"

#include <condition_variable>
#include <mutex>
#include <utility>

namespace frontline::storage {

Range Range::Prefix(absl::string_view prefix) {
  Range range{std::string(prefix), std::string(prefix)};
  // The least key past all that start with the prefix: the last byte that is not 0xff goes up by one, what follows it goes.
  while (!range.end.empty() && range.end.back() == '\xff') range.end.pop_back();
  if (!range.end.empty()) range.end.back() = static_cast<char>(static_cast<unsigned char>(range.end.back()) + 1);
  return range;
}

absl::Status CommitAndWait(Store& store, Mutation mutation) {
  // Held by both sides: `done` may still be unlocking when this thread has already seen the result.
  struct Wait {
    std::mutex mutex;
    std::condition_variable finished;
    bool done = false;
    absl::Status status;
  };
  auto wait = std::make_shared<Wait>();
  store.Commit(std::move(mutation), [wait](absl::Status status) {
    std::lock_guard<std::mutex> lock(wait->mutex);
    wait->status = std::move(status);
    wait->done = true;
    wait->finished.notify_one();
  });
  std::unique_lock<std::mutex> lock(wait->mutex);
  wait->finished.wait(lock, [&wait] { return wait->done; });
  return wait->status;
}

}  // namespace frontline::storage
