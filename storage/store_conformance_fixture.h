// For the headers of store_conformance.h: the implementation under test, and what their tests share.
#ifndef FRONTLINE_STORAGE_STORE_CONFORMANCE_FIXTURE_H_
#define FRONTLINE_STORAGE_STORE_CONFORMANCE_FIXTURE_H_

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "storage/store.h"

namespace frontline::storage {

// An implementation under test, with an empty store open.
class StoreSubject {
 public:
  virtual ~StoreSubject() = default;
  virtual Store& store() = 0;
  // Closes the store (mutations that wait are finished) and opens it again over the same files.
  virtual void Reopen() = 0;
  // What the store's clock says from now on. It may go back.
  virtual void SetClock(absl::Time now) = 0;
  // How many mutations may wait.
  virtual size_t max_queued() const = 0;
};

struct StoreCase {
  std::string name;
  std::function<std::unique_ptr<StoreSubject>()> make;
};
inline void PrintTo(const StoreCase& one, std::ostream* out) { *out << one.name; }
inline std::string CaseName(const ::testing::TestParamInfo<StoreCase>& info) { return info.param.name; }

class StoreConformanceTest : public ::testing::TestWithParam<StoreCase> {
 protected:
  using Rows = std::vector<std::pair<std::string, std::string>>;

  Store& store() { return subject_->store(); }
  absl::Status Do(Mutation mutation) { return CommitAndWait(store(), std::move(mutation)); }
  absl::Status Put(const std::string& key, const std::string& value, Family family = Family::kRecords) {
    return Do([&](Transaction& tx) {
      tx.Put(family, key, value);
      return absl::OkStatus();
    });
  }
  std::optional<std::string> Get(const std::string& key, Family family = Family::kRecords) { return Get(store().Read(), key, family); }
  static std::optional<std::string> Get(const Reader& reader, const std::string& key, Family family = Family::kRecords) {
    absl::StatusOr<std::optional<std::string>> value = reader.Get(family, key);
    EXPECT_TRUE(value.ok()) << value.status();
    return value.ok() ? *value : std::nullopt;
  }
  static Rows Scan(const Reader& reader, const Range& range, Family family = Family::kRecords) {
    Rows rows;
    std::unique_ptr<Cursor> cursor = reader.Scan(family, range);
    for (; cursor->Valid(); cursor->Next()) rows.emplace_back(std::string(cursor->key()), std::string(cursor->value()));
    EXPECT_TRUE(cursor->status().ok()) << cursor->status();
    return rows;
  }
  // What a scan of `range` must give, from a plain map.
  static Rows Expected(const std::map<std::string, std::string>& model, const Range& range) {
    Rows rows;
    for (const auto& [key, value] : model) {
      if (key >= range.begin && key < range.end) rows.emplace_back(key, value);
    }
    if (range.reverse) std::reverse(rows.begin(), rows.end());
    return rows;
  }

  // Counts Dones of commits that were not waited for.
  class Dones {
   public:
    Done Next() {
      std::lock_guard<std::mutex> lock(mutex_);
      ++asked_;
      return [this](absl::Status status) {
        std::lock_guard<std::mutex> lock(mutex_);
        statuses_.push_back(std::move(status));
        changed_.notify_all();
      };
    }
    // All statuses so far, once as many have come as were asked for.
    std::vector<absl::Status> Wait() {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return statuses_.size() == asked_; });
      return statuses_;
    }
    size_t came() {
      std::lock_guard<std::mutex> lock(mutex_);
      return statuses_.size();
    }

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    size_t asked_ = 0;
    std::vector<absl::Status> statuses_;
  };

  // Holds the writer within a mutation until Open. Only a test may make a mutation wait.
  class Gate {
   public:
    Mutation Held() {
      return [this](Transaction&) {
        std::unique_lock<std::mutex> lock(mutex_);
        entered_ = true;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
        return absl::OkStatus();
      };
    }
    void AwaitEntered() {
      std::unique_lock<std::mutex> lock(mutex_);
      changed_.wait(lock, [this] { return entered_; });
    }
    void Open() {
      std::lock_guard<std::mutex> lock(mutex_);
      open_ = true;
      changed_.notify_all();
    }

   private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool entered_ = false;
    bool open_ = false;
  };

  const std::unique_ptr<StoreSubject> subject_ = GetParam().make();
};

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_STORE_CONFORMANCE_FIXTURE_H_
