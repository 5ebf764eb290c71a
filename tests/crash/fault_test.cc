// Every call to the file system fails in turn, and a power cut takes what was not synced: nothing acknowledged is lost, nothing is half there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "absl/strings/str_cat.h"
#include "storage/backup.h"
#include "storage/faulty_env.h"
#include "tests/crash/workload.h"

namespace frontline::crash {
namespace {

using storage::Fault;
using storage::FaultyEnv;
using storage::RocksOptions;
using storage::RocksStore;
using Names = storage::FaultyFileSystem::Names;
using ::testing::IsEmpty;

RocksOptions OptionsOn(const FaultyEnv& faulty) {
  RocksOptions options;
  options.path = "/data";
  options.env = faulty.env.get();
  options.env_owner = faulty.env;
  options.clock = [] { return absl::FromUnixSeconds(1790000000); };
  options.cache_bytes = 1 << 20;
  return options;
}

// Applies [first, last); the acknowledged ones go into `acknowledged`. What the store says once a write has failed is checked on the way.
void Write(RocksStore& store, uint64_t first, uint64_t last, std::set<uint64_t>* acknowledged) {
  bool failed = false;
  for (uint64_t number = first; number < last; ++number) {
    const absl::Status status = CommitAndWait(store, [number](storage::Transaction& tx) { return Apply(tx, number); });
    if (status.ok()) {
      EXPECT_FALSE(failed) << "a write succeeded after one had failed";
      acknowledged->insert(number);
    } else if (!failed) {
      EXPECT_TRUE(absl::IsUnavailable(status) || absl::IsDataLoss(status)) << status;
      failed = !store.health().ok();
    }
  }
  EXPECT_EQ(failed, !store.health().ok());
}

std::unique_ptr<RocksStore> MustOpen(const FaultyEnv& faulty) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(OptionsOn(faulty));
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

// A store with some history, then the part in which the fault strikes: open (which replays the log), write, read, close. The calls it took.
// After it the power goes: each of the four things that it can leave comes in turn.
uint64_t Round(Fault fault, uint64_t nth, bool lasting, bool* fired) {
  const int keep_percent = nth % 2 == 0 ? 0 : 60;
  const Names names = nth / 2 % 2 == 0 ? Names::kLost : Names::kKept;
  const FaultyEnv faulty = storage::NewFaultyMemoryEnv();
  std::set<uint64_t> acknowledged;
  {
    std::unique_ptr<RocksStore> store = MustOpen(faulty);
    if (store == nullptr) return 0;
    Write(*store, 1, 9, &acknowledged);
  }
  EXPECT_EQ(acknowledged.size(), 8u);
  faulty.files->Arm(fault, nth, lasting);
  {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(OptionsOn(faulty));
    if (store.ok()) {
      Write(**store, 9, 17, &acknowledged);
      // Reads go on after a failed write; where the disk itself can't be read they say so.
      absl::StatusOr<storage::Page<storage::Reply>> page = Ledger().List((*store)->Read(), "", "", 100);
      EXPECT_TRUE(page.ok() || faulty.files->fired()) << page.status();
    } else {
      EXPECT_TRUE(faulty.files->fired()) << store.status();
    }
  }
  *fired = faulty.files->fired();
  const uint64_t calls = faulty.files->calls();
  faulty.files->Disarm();
  faulty.files->Crash(keep_percent, names);
  std::unique_ptr<RocksStore> store = MustOpen(faulty);
  if (store == nullptr) return calls;
  EXPECT_THAT(Faults(*store, acknowledged), IsEmpty());
  Write(*store, 101, 104, &acknowledged);
  EXPECT_TRUE(store->health().ok());
  EXPECT_THAT(Faults(*store, acknowledged), IsEmpty());
  return calls;
}

void EveryCallInTurn(Fault fault, bool lasting) {
  bool fired = false;
  const uint64_t calls = Round(fault, UINT64_MAX, lasting, &fired);
  ASSERT_FALSE(fired);
  ASSERT_GT(calls, 10u) << "the wrapper sees too little of what the store does";
  uint64_t struck = 0;
  for (uint64_t nth = 1; nth <= calls; ++nth) {
    SCOPED_TRACE(absl::StrCat("call ", nth, " of ", calls));
    Round(fault, nth, lasting, &fired);
    if (fired) ++struck;
    if (::testing::Test::HasFailure()) return;
  }
  // Flushes and compactions run beside, so how many calls a round comes to is a matter of time: the last ones need not be there.
  EXPECT_GE(struck, calls / 2) << "most faults never struck: the test shows nothing";
}

TEST(FaultTest, EveryCallFailsOnce) { EveryCallInTurn(Fault::kEio, false); }
TEST(FaultTest, TheDiskDiesAtEveryCall) { EveryCallInTurn(Fault::kEio, true); }
TEST(FaultTest, TheDiskIsFullAtEveryCall) { EveryCallInTurn(Fault::kEnospc, false); }
TEST(FaultTest, TheDiskIsFullFromEveryCallOn) { EveryCallInTurn(Fault::kEnospc, true); }
TEST(FaultTest, EveryAppendIsTorn) { EveryCallInTurn(Fault::kTorn, false); }

// A backup that fails leaves nothing under its name, and the store that it was of loses nothing. One that says it is made can be restored.
void BackUp(Fault fault, uint64_t nth, uint64_t* calls, bool* fired) {
  const FaultyEnv faulty = storage::NewFaultyMemoryEnv();
  std::set<uint64_t> acknowledged;
  std::unique_ptr<RocksStore> store = MustOpen(faulty);
  ASSERT_NE(store, nullptr);
  Write(*store, 1, 9, &acknowledged);
  faulty.files->Arm(fault, nth, false);
  const absl::Status made = store->Backup("/backup");
  *fired = faulty.files->fired();
  *calls = faulty.files->calls();
  faulty.files->Disarm();
  EXPECT_TRUE(made.ok() || *fired) << made;
  EXPECT_EQ(faulty.env->FileExists("/backup").ok(), made.ok()) << made;
  store = nullptr;
  store = MustOpen(faulty);
  ASSERT_NE(store, nullptr);
  EXPECT_THAT(Faults(*store, acknowledged), IsEmpty());
  if (!made.ok()) return;
  const absl::Status restored = storage::RestoreBackup(*faulty.env, "/backup", "/restored");
  ASSERT_TRUE(restored.ok()) << restored;
  RocksOptions options = OptionsOn(faulty);
  options.path = "/restored";
  absl::StatusOr<std::unique_ptr<RocksStore>> copy = RocksStore::Open(options);
  ASSERT_TRUE(copy.ok()) << copy.status();
  EXPECT_THAT(Faults(**copy, acknowledged), IsEmpty());
}

TEST(FaultTest, EveryCallOfABackupFails) {
  for (Fault fault : {Fault::kEio, Fault::kEnospc, Fault::kTorn}) {
    uint64_t calls = 0;
    bool fired = false;
    BackUp(fault, UINT64_MAX, &calls, &fired);
    ASSERT_FALSE(fired);
    ASSERT_GT(calls, 5u);
    for (uint64_t nth = 1; nth <= calls; ++nth) {
      SCOPED_TRACE(absl::StrCat("call ", nth, " of ", calls));
      uint64_t ignored = 0;
      BackUp(fault, nth, &ignored, &fired);
      if (::testing::Test::HasFailure()) return;
    }
  }
}

// A scrub that fails says so and loses nothing, and the next one does it.
void ScrubWith(Fault fault, uint64_t nth, bool lasting, uint64_t* calls, bool* fired) {
  const FaultyEnv faulty = storage::NewFaultyMemoryEnv();
  std::set<uint64_t> acknowledged;
  RocksOptions options = OptionsOn(faulty);
  options.scrub_patience = absl::ZeroDuration();
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  Write(**store, 1, 17, &acknowledged);
  faulty.files->Arm(fault, nth, lasting);
  const absl::Status scrubbed = (*store)->Scrub(Ledger().Regions());
  *fired = faulty.files->fired();
  *calls = faulty.files->calls();
  faulty.files->Disarm();
  EXPECT_TRUE(scrubbed.ok() || *fired) << scrubbed;
  // Reads go on, and writes unless RocksDB has latched, which each of them then says.
  EXPECT_THAT(Faults(**store, acknowledged), IsEmpty());
  for (uint64_t number = 17; number < 20; ++number) {
    const absl::Status written = CommitAndWait(**store, [number](storage::Transaction& tx) { return Apply(tx, number); });
    if (written.ok()) acknowledged.insert(number);
    EXPECT_TRUE(written.ok() || !scrubbed.ok() || *fired) << written;
  }
  store->reset();
  faulty.files->Crash(nth % 2 == 0 ? 0 : 60, nth / 2 % 2 == 0 ? Names::kLost : Names::kKept);
  std::unique_ptr<RocksStore> again = MustOpen(faulty);
  ASSERT_NE(again, nullptr);
  EXPECT_THAT(Faults(*again, acknowledged), IsEmpty());
  const absl::Status repeated = again->Scrub(Ledger().Regions());
  EXPECT_TRUE(repeated.ok()) << repeated;
  EXPECT_THAT(Faults(*again, acknowledged), IsEmpty());
}

TEST(FaultTest, EveryCallOfAScrubFails) {
  for (const auto& [fault, lasting] : {std::pair{Fault::kEio, false}, {Fault::kEio, true}, {Fault::kEnospc, false}, {Fault::kTorn, false}}) {
    uint64_t calls = 0;
    bool fired = false;
    ScrubWith(fault, UINT64_MAX, lasting, &calls, &fired);
    ASSERT_FALSE(fired);
    ASSERT_GT(calls, 10u);
    // Every call fails once; the other ways to fail differ in what they leave behind, not in where the scrub is then.
    const uint64_t step = fault == Fault::kEio && !lasting ? 1 : 4;
    for (uint64_t nth = 1; nth <= calls; nth += step) {
      SCOPED_TRACE(absl::StrCat("call ", nth, " of ", calls));
      uint64_t ignored = 0;
      ScrubWith(fault, nth, lasting, &ignored, &fired);
      if (::testing::Test::HasFailure()) return;
    }
  }
}

TEST(FaultTest, APowerCutTakesOnlyWhatWasNotAcknowledged) {
  for (int keep_percent : {0, 1, 33, 66, 99, 100}) {
    SCOPED_TRACE(keep_percent);
    const FaultyEnv faulty = storage::NewFaultyMemoryEnv();
    std::set<uint64_t> acknowledged;
    for (uint64_t cut = 0; cut < 4; ++cut) {
      std::unique_ptr<RocksStore> store = MustOpen(faulty);
      ASSERT_NE(store, nullptr);
      ASSERT_THAT(Faults(*store, acknowledged), IsEmpty());
      Write(*store, cut * 100 + 1, cut * 100 + 30, &acknowledged);
      // The power goes while the store is open: nothing that it does from here on reaches the disk.
      faulty.files->Arm(Fault::kEio, 1, true);
      EXPECT_FALSE(CommitAndWait(*store, [&](storage::Transaction& tx) { return Apply(tx, cut * 100 + 50); }).ok());
      store.reset();
      faulty.files->Disarm();
      faulty.files->Crash(keep_percent, cut % 2 == 0 ? Names::kLost : Names::kKept);
    }
    std::unique_ptr<RocksStore> store = MustOpen(faulty);
    ASSERT_NE(store, nullptr);
    EXPECT_THAT(Faults(*store, acknowledged), IsEmpty());
  }
}

TEST(FaultTest, AFullDiskRefusesWritesAndRecoversByItself) {
  const FaultyEnv faulty = storage::NewFaultyMemoryEnv();
  std::unique_ptr<RocksStore> store = MustOpen(faulty);
  ASSERT_NE(store, nullptr);
  auto apply = [&](uint64_t number) { return CommitAndWait(*store, [number](storage::Transaction& tx) { return Apply(tx, number); }); };
  faulty.files->SetFreeBytes(1 << 20);
  // The store asks only so often: the first few may still go through.
  absl::Status status;
  uint64_t number = 1;
  for (; number < 100000 && status.ok(); ++number) status = apply(number);
  EXPECT_TRUE(absl::IsResourceExhausted(status)) << status;
  EXPECT_TRUE(store->health().ok()) << "a full disk is no failure";
  const uint64_t refused = number - 1;
  EXPECT_EQ(Ledger().Get(store->Read(), absl::StrCat("forces/sample/records/", refused)).status().code(), absl::StatusCode::kNotFound);
  faulty.files->SetFreeBytes(uint64_t{1} << 40);
  EXPECT_TRUE(apply(refused).ok()) << "there is room again";
  std::set<uint64_t> acknowledged;
  for (uint64_t i = 1; i <= refused; ++i) acknowledged.insert(i);
  EXPECT_THAT(Faults(*store, acknowledged), IsEmpty());
}

// The group after the one whose write fails has seen its effects: it must fail too.
TEST(FaultTest, WhatSawAFailedGroupFailsWithIt) {
  const FaultyEnv faulty = storage::NewFaultyMemoryEnv();
  std::unique_ptr<RocksStore> store = MustOpen(faulty);
  ASSERT_NE(store, nullptr);
  struct Outcome {
    std::mutex mutex;
    std::condition_variable finished;
    int left = 200;
    int ok = 0;
  } outcome;
  faulty.files->Arm(Fault::kEio, 4, true);
  for (uint64_t number = 1; number <= 200; ++number) {
    store->Commit([number](storage::Transaction& tx) { return Apply(tx, number); },
                  [&outcome](absl::Status status) {
                    std::lock_guard<std::mutex> lock(outcome.mutex);
                    if (status.ok()) ++outcome.ok;
                    EXPECT_TRUE(status.ok() || absl::IsUnavailable(status)) << status;
                    if (--outcome.left == 0) outcome.finished.notify_one();
                  });
  }
  std::unique_lock<std::mutex> lock(outcome.mutex);
  outcome.finished.wait(lock, [&outcome] { return outcome.left == 0; });
  EXPECT_LT(outcome.ok, 200);
  EXPECT_FALSE(store->health().ok());
  // What can be read is what was acknowledged: no unwritten group shows.
  EXPECT_EQ(AuditHead(store->Read())->sequence(), static_cast<uint64_t>(outcome.ok));
}

}  // namespace
}  // namespace frontline::crash
