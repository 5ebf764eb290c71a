// Part of store_conformance.h: mutations, their order, failure, Dones and clock, and what is left of them after reopening.
#ifndef FRONTLINE_STORAGE_STORE_CONFORMANCE_COMMITS_H_
#define FRONTLINE_STORAGE_STORE_CONFORMANCE_COMMITS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "storage/store_conformance_fixture.h"

namespace frontline::storage {

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

#endif  // FRONTLINE_STORAGE_STORE_CONFORMANCE_COMMITS_H_
