#include "storage/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "frontline/storage/stored/v1/stored.pb.h"
#include "rocksdb/env.h"
#include "storage/layout.h"
#include "storage/rocks_store.h"

namespace frontline::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FormatTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<RocksStore>> Open(const FormatHistory* formats = nullptr) {
    RocksOptions options;
    options.path = "/store";
    options.env = env_.get();
    options.formats = formats;
    return RocksStore::Open(options);
  }
  uint32_t Version(Store& store) {
    stored::v1::Format format;
    EXPECT_TRUE(format.ParseFromString(**store.Read().Get(Family::kMeta, kFormatKey)));
    return format.version();
  }
  // A step that renames every record "old/n" to "new/n", one commit each, and fails before the one with number `fail_at`. Idempotent, as steps must
  // be.
  FormatStep Renaming(uint32_t from, int* fail_at) {
    return {from, [this, from, fail_at](Store& store) {
              ran_.push_back(absl::StrCat("from ", from));
              for (int i = 0; i < 5; ++i) {
                if (i == *fail_at) return absl::UnavailableError("the disk went away");
                absl::Status status = CommitAndWait(store, [i](Transaction& tx) {
                  absl::StatusOr<std::optional<std::string>> old = tx.Get(Family::kRecords, absl::StrCat("old/", i));
                  if (!old.ok()) return old.status();
                  if (!old->has_value()) return absl::OkStatus();
                  tx.Put(Family::kRecords, absl::StrCat("new/", i), **old);
                  tx.Delete(Family::kRecords, absl::StrCat("old/", i));
                  return absl::OkStatus();
                });
                if (!status.ok()) return status;
              }
              return absl::OkStatus();
            }};
  }
  std::vector<std::string> Records(Store& store) {
    std::vector<std::string> rows;
    const Snapshot snapshot = store.Read();
    std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kRecords, {"a", "z"});
    for (; cursor->Valid(); cursor->Next()) rows.push_back(absl::StrCat(cursor->key(), "=", cursor->value()));
    return rows;
  }

  const std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::vector<std::string> ran_;
};

TEST_F(FormatTest, ANewStoreGetsTheVersionAndAnIdThatStays) {
  std::string id;
  {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ(Version(**store), ThisFormat().current);
    id = (*store)->store_id();
    EXPECT_EQ(id.size(), 32u);
  }
  EXPECT_EQ((*Open())->store_id(), id);
}

TEST_F(FormatTest, ANewerFormatIsRefusedAndLeftAsItIs) {
  const FormatHistory newer{.current = ThisFormat().current + 6, .steps = {}};
  ASSERT_TRUE(Open(&newer).ok());
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("is of format 7, and this program knows formats up to 1"));
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(&newer);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(Version(**store), newer.current);
}

class MigrationTest : public FormatTest {
 protected:
  void SetUp() override {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
    ASSERT_TRUE(store.ok()) << store.status();
    id_ = (*store)->store_id();
    ASSERT_TRUE(CommitAndWait(**store, [](Transaction& tx) {
                  for (int i = 0; i < 5; ++i) tx.Put(Family::kRecords, absl::StrCat("old/", i), absl::StrCat("r", i));
                  return absl::OkStatus();
                }).ok());
  }
  std::string id_;
};

TEST_F(MigrationTest, AnOlderFormatIsMigratedStepByStepOnce) {
  int never = -1;
  const FormatHistory formats{.current = 3, .steps = {Renaming(2, &never), Renaming(1, &never)}};
  for (int i = 0; i < 2; ++i) {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(&formats);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->store_id(), id_) << "the store is the same";
    EXPECT_EQ(Version(**store), 3u);
    EXPECT_THAT(Records(**store), ElementsAre("new/0=r0", "new/1=r1", "new/2=r2", "new/3=r3", "new/4=r4"));
  }
  EXPECT_THAT(ran_, ElementsAre("from 1", "from 2"));
}

TEST_F(MigrationTest, AStepThatBrokeOffIsRunAgainAndNoneAfterItBefore) {
  int fail_at = 3;
  int never = -1;
  const FormatHistory formats{.current = 3, .steps = {Renaming(1, &fail_at), Renaming(2, &never)}};
  const absl::Status broken = Open(&formats).status();
  EXPECT_TRUE(absl::IsUnavailable(broken)) << broken;
  EXPECT_THAT(std::string(broken.message()), HasSubstr("migrating the data folder from format 1: the disk went away"));
  EXPECT_THAT(ran_, ElementsAre("from 1"));
  EXPECT_FALSE(Open(&formats).ok()) << "still broken";
  fail_at = -1;
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(&formats);
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_THAT(ran_, ElementsAre("from 1", "from 1", "from 1", "from 2"));
  EXPECT_THAT(Records(**store), ElementsAre("new/0=r0", "new/1=r1", "new/2=r2", "new/3=r3", "new/4=r4"));
}

TEST_F(MigrationTest, AFormatThatNoStepLeadsOnFromIsRefused) {
  int never = -1;
  const FormatHistory formats{.current = 3, .steps = {Renaming(2, &never)}};
  const absl::Status refused = Open(&formats).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("no longer migrates"));
  EXPECT_TRUE(ran_.empty());
}

TEST_F(MigrationTest, DataWithoutAFormatRecordIsDataLoss) {
  ASSERT_TRUE(CommitAndWait(**Open(), [](Transaction& tx) {
                tx.Delete(Family::kMeta, kFormatKey);
                return absl::OkStatus();
              }).ok());
  EXPECT_TRUE(absl::IsDataLoss(Open().status())) << Open().status();
}

TEST_F(MigrationTest, AFormatRecordThatDoesNotParseIsDataLoss) {
  ASSERT_TRUE(CommitAndWait(**Open(), [](Transaction& tx) {
                tx.Put(Family::kMeta, kFormatKey, "\xff\xff");
                return absl::OkStatus();
              }).ok());
  EXPECT_TRUE(absl::IsDataLoss(Open().status())) << Open().status();
}

}  // namespace
}  // namespace frontline::storage
