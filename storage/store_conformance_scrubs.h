// Part of store_conformance.h: scrubs.
#ifndef FRONTLINE_STORAGE_STORE_CONFORMANCE_SCRUBS_H_
#define FRONTLINE_STORAGE_STORE_CONFORMANCE_SCRUBS_H_

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "storage/store_conformance_fixture.h"

namespace frontline::storage {

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

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_STORE_CONFORMANCE_SCRUBS_H_
