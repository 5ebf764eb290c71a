// The exam that every implementation of Store must pass. Include it in one test file of the implementation, and there:
//
//   INSTANTIATE_TEST_SUITE_P(Mine, StoreConformanceTest, ::testing::Values(StoreCase{"Memory", [] { return std::make_unique<MySubject>(); }}),
//   CaseName);
#ifndef FRONTLINE_STORAGE_STORE_CONFORMANCE_H_
#define FRONTLINE_STORAGE_STORE_CONFORMANCE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
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

TEST_P(StoreConformanceTest, MutationsOfOneThreadRunInTheOrderOfTheirCommit) {
  std::vector<int> ran;  // on the writer only, read after all are done
  Dones dones;
  for (int i = 0; i < 2000; ++i) {
    store().Commit(
        [&ran, i](Transaction&) {
          ran.push_back(i);
          return absl::OkStatus();
        },
        dones.Next());
  }
  dones.Wait();
  ASSERT_EQ(ran.size(), 2000u);
  EXPECT_TRUE(std::is_sorted(ran.begin(), ran.end()));
}

TEST_P(StoreConformanceTest, EachMutationSeesAllThatWereBeforeIt) {
  // Every increment reads what the last one wrote, wherever that stands: in the database, in the group being written, or in its own group.
  constexpr int kThreads = 4;
  constexpr int kEach = 500;
  std::vector<Dones> dones(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, &dones, t] {
      for (int i = 0; i < kEach; ++i) {
        store().Commit(
            [](Transaction& tx) {
              absl::StatusOr<std::optional<std::string>> count = tx.Get(Family::kRecords, "count");
              if (!count.ok()) return count.status();
              const std::string next(count->has_value() ? (*count)->size() + 1 : 1, 'x');
              tx.Put(Family::kRecords, "count", next);
              return absl::OkStatus();
            },
            dones[t].Next());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (Dones& some : dones) {
    for (const absl::Status& status : some.Wait()) EXPECT_TRUE(status.ok()) << status;
  }
  EXPECT_EQ(Get("count")->size(), size_t{kThreads * kEach});
}

TEST_P(StoreConformanceTest, AMutationReadsItsOwnWrites) {
  ASSERT_TRUE(Put("old", "1").ok());
  EXPECT_TRUE(Do([](Transaction& tx) {
                EXPECT_EQ(Get(tx, "new"), std::nullopt);
                tx.Put(Family::kRecords, "new", "1");
                EXPECT_EQ(Get(tx, "new"), "1");
                tx.Put(Family::kRecords, "new", "2");
                EXPECT_EQ(Get(tx, "new"), "2");
                tx.Delete(Family::kRecords, "old");
                EXPECT_EQ(Get(tx, "old"), std::nullopt);
                tx.Put(Family::kRecords, "old", "3");
                EXPECT_EQ(Get(tx, "old"), "3");
                tx.Delete(Family::kRecords, "new");
                EXPECT_EQ(Get(tx, "new"), std::nullopt);
                EXPECT_THAT(Scan(tx, {"a", "z"}), ::testing::ElementsAre(std::pair("old", "3")));
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(Get("old"), "3");
  EXPECT_EQ(Get("new"), std::nullopt);
}

TEST_P(StoreConformanceTest, AFailedMutationLeavesNothing) {
  ASSERT_TRUE(Put("kept", "1").ok());
  ASSERT_TRUE(Put("deleted", "1").ok());
  // Committed without waiting, so that failed and successful ones share groups and overwrite each other's keys.
  Dones dones;
  for (int i = 0; i < 300; ++i) {
    store().Commit(
        [i](Transaction& tx) {
          EXPECT_EQ(Get(tx, "deleted"), "1");
          EXPECT_EQ(Get(tx, "kept"), i < 3 ? "1" : absl::StrCat(i - 1 - i % 3)) << i;
          EXPECT_EQ(Get(tx, "never"), std::nullopt);
          EXPECT_EQ(Scan(tx, {"a", "z"}).size(), 2u);
          tx.Put(Family::kRecords, "kept", absl::StrCat(i));
          if (i % 3 == 2) return absl::OkStatus();
          tx.Put(Family::kRecords, "never", "x");
          tx.Put(Family::kRecords, "never", "y");
          tx.Delete(Family::kRecords, "kept");
          tx.Delete(Family::kRecords, "deleted");
          tx.Put(Family::kMeta, "never", "x");
          EXPECT_EQ(Scan(tx, {"a", "z"}).size(), 1u);
          return absl::AbortedError("undone");
        },
        dones.Next());
  }
  size_t failed = 0;
  for (const absl::Status& status : dones.Wait()) failed += absl::IsAborted(status);
  EXPECT_EQ(failed, 200u);
  subject_->Reopen();
  EXPECT_EQ(Get("kept"), "299");
  EXPECT_EQ(Get("deleted"), "1");
  EXPECT_EQ(Get("never"), std::nullopt);
  EXPECT_EQ(Get("never", Family::kMeta), std::nullopt);
}

TEST_P(StoreConformanceTest, TheMutationsOwnErrorComesThroughWhole) {
  absl::Status error = absl::FailedPreconditionError("the requirement is published");
  error.SetPayload("type.example/Detail", absl::Cord("etag"));
  EXPECT_EQ(Do([&error](Transaction&) { return error; }), error);
}

TEST_P(StoreConformanceTest, WhatIsAcknowledgedIsThereAfterReopening) {
  const std::string large(1 << 20, 'l');
  ASSERT_TRUE(Put("empty", "").ok());
  ASSERT_TRUE(Put("large", large).ok());
  ASSERT_TRUE(Put(std::string("\0\xff\0", 3), "bytes").ok());
  ASSERT_TRUE(Put("gone", "x").ok());
  ASSERT_TRUE(Do([](Transaction& tx) {
                tx.Delete(Family::kRecords, "gone");
                tx.Delete(Family::kRecords, "never there");
                return absl::OkStatus();
              }).ok());
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(Get("empty"), "");
    EXPECT_EQ(Get("large"), large);
    EXPECT_EQ(Get(std::string("\0\xff\0", 3)), "bytes");
    EXPECT_EQ(Get("gone"), std::nullopt);
    subject_->Reopen();
  }
}

TEST_P(StoreConformanceTest, FamiliesNeverMeet) {
  for (int i = 0; i < kFamilies; ++i) ASSERT_TRUE(Put("~key", absl::StrCat(i), static_cast<Family>(i)).ok());
  for (int i = 0; i < kFamilies; ++i) {
    EXPECT_EQ(Get("~key", static_cast<Family>(i)), absl::StrCat(i));
    EXPECT_THAT(Scan(store().Read(), Range::Prefix("~"), static_cast<Family>(i)), ::testing::ElementsAre(std::pair("~key", absl::StrCat(i))));
  }
}

TEST_P(StoreConformanceTest, ASnapshotNeverChanges) {
  ASSERT_TRUE(Put("a", "1").ok());
  const Snapshot before = store().Read();
  ASSERT_TRUE(Put("a", "2").ok());
  ASSERT_TRUE(Put("b", "1").ok());
  const Snapshot copy = before;
  for (const Snapshot* snapshot : {&before, &copy}) {
    EXPECT_EQ(Get(*snapshot, "a"), "1");
    EXPECT_EQ(Get(*snapshot, "b"), std::nullopt);
    EXPECT_THAT(Scan(*snapshot, {"a", "z"}), ::testing::ElementsAre(std::pair("a", "1")));
  }
  EXPECT_EQ(Get("a"), "2");
}

TEST_P(StoreConformanceTest, ASnapshotShowsWholeMutationsAndAPrefixOfThem) {
  std::atomic<bool> stop{false};
  std::atomic<int> looks{0};
  std::thread reader([&] {
    size_t last = 0;
    while (!stop) {
      const Snapshot snapshot = store().Read();
      const size_t a = Get(snapshot, "a").value_or("").size();
      EXPECT_EQ(a, Get(snapshot, "b", Family::kMeta).value_or("").size()) << "half a mutation shows";
      EXPECT_GE(a, last) << "what was seen is gone again";
      last = a;
      ++looks;
    }
  });
  for (size_t i = 1; i <= 300 || looks < 10; ++i) {
    Dones dones;
    for (int j = 0; j < 2; ++j) {  // the second one undoes itself and must never show
      store().Commit(
          [i, j](Transaction& tx) {
            tx.Put(Family::kRecords, "a", std::string(j == 0 ? i : 0, 'x'));
            tx.Put(Family::kMeta, "b", std::string(j == 0 ? i : 0, 'x'));
            return j == 0 ? absl::OkStatus() : absl::AbortedError("undone");
          },
          dones.Next());
    }
    dones.Wait();
    EXPECT_EQ(Get("a")->size(), i) << "an acknowledged write does not show";
  }
  stop = true;
  reader.join();
}

TEST_P(StoreConformanceTest, ScansWalkBothWaysWithinTheirBounds) {
  std::map<std::string, std::string> model;
  for (const char* key : {"a", "aa", "ab", "b", "ba", "c"}) {
    ASSERT_TRUE(Put(key, absl::StrCat("of ", key)).ok());
    model[key] = absl::StrCat("of ", key);
  }
  for (bool reverse : {false, true}) {
    for (const auto& [begin, end] : std::vector<std::pair<std::string, std::string>>{
             {"a", "b"}, {"", "\xff"}, {"aa", "aa"}, {"b", "a"}, {"ab", "bb"}, {"c", "d"}, {"d", "e"}, {"a", std::string("a\0", 2)}}) {
      const Range range{begin, end, reverse};
      EXPECT_EQ(Scan(store().Read(), range), Expected(model, range)) << begin << " to " << end;
      EXPECT_TRUE(Do([&](Transaction& tx) {
                    EXPECT_EQ(Scan(tx, range), Expected(model, range)) << begin << " to " << end;
                    return absl::OkStatus();
                  }).ok());
    }
  }
  EXPECT_EQ(Scan(store().Read(), Range::Prefix("a")).size(), 3u);
}

TEST_P(StoreConformanceTest, AnUnboundedScanIsRefused) {
  ASSERT_TRUE(Put("a", "1").ok());
  const std::unique_ptr<Cursor> cursor = store().Read().Scan(Family::kRecords, {"a", ""});
  EXPECT_FALSE(cursor->Valid());
  EXPECT_TRUE(absl::IsInvalidArgument(cursor->status())) << cursor->status();
  EXPECT_TRUE(Do([](Transaction& tx) {
                tx.Put(Family::kRecords, "b", "1");
                EXPECT_TRUE(absl::IsInvalidArgument(tx.Scan(Family::kRecords, {"a", ""})->status()));
                return absl::OkStatus();
              }).ok());
}

TEST_P(StoreConformanceTest, AScanMergesWhatTheMutationAndThoseBeforeItWrote) {
  std::mt19937 random(20260801);
  std::map<std::string, std::string> model;  // on the writer only
  const auto key = [&random] { return std::string(1 + random() % 2, static_cast<char>('a' + random() % 12)); };
  Dones dones;
  for (int i = 0; i < 400; ++i) {
    store().Commit(
        [&, i](Transaction& tx) {
          std::map<std::string, std::string> own = model;
          for (int j = 0; j < 6; ++j) {
            const std::string k = key();
            if (random() % 3 == 0) {
              own.erase(k);
              tx.Delete(Family::kRecords, k);
            } else {
              own[k] = absl::StrCat(i, ".", j);
              tx.Put(Family::kRecords, k, own[k]);
            }
            Range range{key(), key(), random() % 2 == 0};
            if (range.end < range.begin) std::swap(range.begin, range.end);
            EXPECT_EQ(Scan(tx, range), Expected(own, range)) << "mutation " << i << ", write " << j;
          }
          if (i % 4 == 3) return absl::AbortedError("undone");
          model = std::move(own);
          return absl::OkStatus();
        },
        dones.Next());
  }
  dones.Wait();
  EXPECT_EQ(Scan(store().Read(), {"", "\xff"}), Expected(model, {"", "\xff"}));
}

TEST_P(StoreConformanceTest, TheQueueIsBounded) {
  Gate gate;
  Dones accepted;
  store().Commit(gate.Held(), accepted.Next());
  gate.AwaitEntered();
  // A refusal comes while Commit is still running, on its own thread: a queued one can't be done before the gate opens.
  absl::Status refused;
  size_t taken = 0;
  while (refused.ok() && taken <= 2 * subject_->max_queued() + 64) {
    const std::thread::id self = std::this_thread::get_id();
    store().Commit([](Transaction&) { return absl::OkStatus(); },
                   [&refused, self, done = accepted.Next()](absl::Status status) mutable {
                     if (std::this_thread::get_id() == self) refused = status;
                     done(std::move(status));
                   });
    ++taken;
  }
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_GE(taken, subject_->max_queued());
  gate.Open();
  size_t failed = 0;
  for (const absl::Status& status : accepted.Wait()) failed += !status.ok();
  EXPECT_EQ(failed, 1u) << "all but the refused one go through";
  EXPECT_TRUE(Put("a", "1").ok()) << "there is room again";
}

TEST_P(StoreConformanceTest, ADoneMayCommit) {
  std::mutex mutex;
  std::condition_variable finished;
  int left = 50;
  std::function<void(absl::Status)> again = [&](absl::Status status) {
    EXPECT_TRUE(status.ok()) << status;
    std::unique_lock<std::mutex> lock(mutex);
    const int number = --left;
    if (number == 0) return finished.notify_all();
    lock.unlock();
    store().Commit(
        [number](Transaction& tx) {
          tx.Put(Family::kRecords, absl::StrCat("n", number), "x");
          return absl::OkStatus();
        },
        again);
  };
  again(absl::OkStatus());
  std::unique_lock<std::mutex> lock(mutex);
  finished.wait(lock, [&left] { return left == 0; });
  EXPECT_EQ(Scan(store().Read(), Range::Prefix("n")).size(), 49u);
}

TEST_P(StoreConformanceTest, AScrubKeepsWhatIsThereAndWhatIsDeletedStaysDeleted) {
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(Put(absl::StrCat("a", i), absl::StrCat("first ", i)).ok());
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(Do([i](Transaction& tx) {
                  if (i % 3 == 0) tx.Delete(Family::kRecords, absl::StrCat("a", i));
                  if (i % 3 == 1) tx.Put(Family::kRecords, absl::StrCat("a", i), "second");
                  tx.Put(Family::kIndexes, absl::StrCat("a", i), "index");
                  return absl::OkStatus();
                }).ok());
  }
  ASSERT_TRUE(Put("b", "beside").ok());
  const Rows records = Scan(store().Read(), Range::Prefix("a"));
  ASSERT_EQ(records.size(), 200u);
  for (int times = 0; times < 2; ++times) {
    const absl::Status scrubbed = store().Scrub({{Family::kRecords, Range::Prefix("a")}, {Family::kIndexes, Range::Prefix("a")}});
    ASSERT_TRUE(scrubbed.ok()) << scrubbed;
    EXPECT_EQ(Scan(store().Read(), Range::Prefix("a")), records);
    EXPECT_EQ(Scan(store().Read(), Range::Prefix("a"), Family::kIndexes).size(), 300u);
    EXPECT_EQ(Get("b"), "beside");
  }
  subject_->Reopen();
  EXPECT_EQ(Scan(store().Read(), Range::Prefix("a")), records);
  EXPECT_TRUE(store().Scrub({}).ok());
  EXPECT_TRUE(store().Scrub({{Family::kFeed, Range::Prefix("none")}}).ok());
}

TEST_P(StoreConformanceTest, AScrubWithoutBoundsIsRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(store().Scrub({{Family::kRecords, {"a", ""}}})));
}

TEST_P(StoreConformanceTest, OthersReadAndWriteDuringAScrub) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Put(absl::StrCat("a", i), "old").ok());
  std::atomic<bool> stop{false};
  std::atomic<int> written{0};
  std::thread writer([&] {
    for (int i = 0; !stop; ++i) {
      EXPECT_TRUE(Put(absl::StrCat("a", i % 100), absl::StrCat("new ", i)).ok());
      EXPECT_EQ(Get(absl::StrCat("a", i % 100)), absl::StrCat("new ", i));
      ++written;
    }
  });
  while (written < 10) std::this_thread::yield();
  for (int times = 0; times < 3; ++times) {
    const absl::Status scrubbed = store().Scrub({{Family::kRecords, Range::Prefix("a")}});
    EXPECT_TRUE(scrubbed.ok()) << scrubbed;
  }
  const int before = written;
  while (written < before + 10) std::this_thread::yield();
  stop = true;
  writer.join();
  EXPECT_EQ(Scan(store().Read(), Range::Prefix("a")).size(), 100u);
}

TEST_P(StoreConformanceTest, ClosingFinishesWhatIsQueued) {
  Dones dones;
  for (int i = 0; i < 500; ++i) {
    store().Commit(
        [i](Transaction& tx) {
          tx.Put(Family::kRecords, absl::StrCat("n", i), "x");
          return absl::OkStatus();
        },
        dones.Next());
  }
  subject_->Reopen();
  EXPECT_EQ(dones.came(), 500u) << "closed before every Done";
  for (const absl::Status& status : dones.Wait()) EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(Scan(store().Read(), Range::Prefix("n")).size(), 500u);
}

TEST_P(StoreConformanceTest, TimeStandsStillWithinAMutationAndNeverGoesBack) {
  const absl::Time noon = absl::FromUnixSeconds(1790000000);
  absl::Time seen;
  auto look = [&seen](Transaction& tx) {
    seen = tx.now();
    return absl::OkStatus();
  };
  subject_->SetClock(noon);
  ASSERT_TRUE(Do(look).ok());
  EXPECT_EQ(seen, noon);
  subject_->SetClock(noon - absl::Hours(1));
  ASSERT_TRUE(Do(look).ok());
  EXPECT_EQ(seen, noon) << "the clock went back, the store's time must not";
  subject_->SetClock(noon + absl::Hours(1));
  ASSERT_TRUE(Do([&](Transaction& tx) {
                const absl::Time first = tx.now();
                subject_->SetClock(noon + absl::Hours(2));
                EXPECT_EQ(tx.now(), first);
                return look(tx);
              }).ok());
  EXPECT_EQ(seen, noon + absl::Hours(1));
}

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_STORE_CONFORMANCE_H_
