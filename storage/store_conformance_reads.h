// Part of store_conformance.h: families, snapshots and scans.
#ifndef FRONTLINE_STORAGE_STORE_CONFORMANCE_READS_H_
#define FRONTLINE_STORAGE_STORE_CONFORMANCE_READS_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/store_conformance_fixture.h"

namespace frontline::storage {

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

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_STORE_CONFORMANCE_READS_H_
