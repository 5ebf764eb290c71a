// What only this engine does: the data folder, its lock, a full disk, a damaged log, time across restarts.
#include "storage/rocks_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/faulty_env.h"
#include "storage/folder_for_test.h"
#include "storage/journal.h"
#include "storage/testing.h"

namespace frontline::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

absl::Status Put(Store& store, const std::string& key, const std::string& value) {
  return CommitAndWait(store, [&](Transaction& tx) {
    tx.Put(Family::kRecords, key, value);
    return absl::OkStatus();
  });
}

std::vector<fs::path> FilesWith(const std::string& folder, const std::string& extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == extension && entry.file_size() > 0) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void FlipByte(const fs::path& file, int64_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(at);
  const char byte = static_cast<char>(stream.get() ^ 0x40);
  stream.seekp(at);
  stream.put(byte);
}

class DataFolderTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<RocksStore>> Open() {
    RocksOptions options;
    options.path = path_;
    options.env = faulty_.has_value() ? faulty_->env.get() : nullptr;
    return RocksStore::Open(options);
  }

  const FolderForTest base_;
  std::string path_ = base_.Under("data");
  std::optional<FaultyEnv> faulty_;
};

TEST_F(DataFolderTest, IsMadeForItsOwnerOnly) {
  path_ = base_.Under("some/where/data");
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(fs::status(path_).permissions(), fs::perms::owner_all);
}

TEST_F(DataFolderTest, ThatIsAFileIsRefused) {
  std::ofstream(path_) << "text";
  const absl::Status refused = Open().status();
  EXPECT_FALSE(refused.ok());
  EXPECT_THAT(std::string(refused.message()), HasSubstr(path_));
  EXPECT_EQ(fs::file_size(path_), 4u);
}

TEST_F(DataFolderTest, InUseByThisProcessIsRefused) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
  ASSERT_TRUE(store.ok());
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("is in use by another process"));
  EXPECT_TRUE(Put(**store, "a", "1").ok()) << "the one that was first goes on";
}

TEST_F(DataFolderTest, InUseByAnotherProcessIsRefused) {
  ASSERT_TRUE(Put(**Open(), "a", "1").ok());
  int held[2];
  int release[2];
  ASSERT_EQ(pipe(held), 0);
  ASSERT_EQ(pipe(release), 0);
  const std::string lock_file = path_ + "/LOCK";
  const pid_t child = fork();
  if (child == 0) {  // no more than system calls: the parent has threads
    const int file = open(lock_file.c_str(), O_RDWR);
    struct flock lock = {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    char byte = fcntl(file, F_SETLK, &lock) == 0 ? 'y' : 'n';
    if (write(held[1], &byte, 1) != 1 || read(release[0], &byte, 1) != 1) _exit(1);
    _exit(0);
  }
  char byte = 'n';
  ASSERT_EQ(read(held[0], &byte, 1), 1);
  ASSERT_EQ(byte, 'y');
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("is in use by another process"));
  ASSERT_EQ(write(release[1], &byte, 1), 1);
  ASSERT_EQ(waitpid(child, nullptr, 0), child);
  for (int end : {held[0], held[1], release[0], release[1]}) close(end);
  EXPECT_TRUE(Open().ok()) << "free again";
}

TEST_F(DataFolderTest, OnAFullDiskIsNotMade) {
  faulty_ = NewFaultyDiskEnv();
  fs::create_directory(path_);
  faulty_->files->SetFreeBytes(1 << 20);
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  faulty_->files->SetFreeBytes(std::nullopt);
  EXPECT_TRUE(Open().ok()) << "there is room again";
}

TEST_F(DataFolderTest, OnAFullDiskIsReadButNotWritten) {
  faulty_ = NewFaultyDiskEnv();
  fs::create_directory(path_);
  ASSERT_TRUE(Put(**Open(), "a", "1").ok());
  faulty_->files->SetFreeBytes(1 << 20);
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_EQ(**(*store)->Read().Get(Family::kRecords, "a"), "1");
  const absl::Status refused = Put(**store, "b", "1");
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_TRUE((*store)->health().ok());
  faulty_->files->SetFreeBytes(std::nullopt);
  EXPECT_TRUE(Put(**store, "b", "1").ok()) << "there is room again, and nobody restarted anything";
}

TEST_F(DataFolderTest, ThatCannotBeOpenedForWantOfRoomSaysSo) {
  faulty_ = NewFaultyDiskEnv();
  fs::create_directory(path_);
  ASSERT_TRUE(Put(**Open(), "a", "1").ok());
  faulty_->files->Arm(Fault::kEnospc, 1, true);
  const absl::Status refused = Open().status();
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_THAT(std::string(refused.message()), HasSubstr("is full"));
  faulty_->files->Disarm();
  EXPECT_EQ(**(*Open())->Read().Get(Family::kRecords, "a"), "1");
}

TEST_F(DataFolderTest, WithDamageInTheMiddleOfTheLogIsRefusedAndLeftAsItIs) {
  {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(Put(**store, absl::StrCat("k", i), std::string(1000, 'v')).ok());
  }
  const fs::path log = FilesWith(path_, ".log").back();
  const uintmax_t size = fs::file_size(log);
  ASSERT_GT(size, 100000u);
  FlipByte(log, static_cast<int64_t>(size / 2));
  for (int i = 0; i < 2; ++i) {
    const absl::Status refused = Open().status();
    EXPECT_TRUE(absl::IsDataLoss(refused)) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr("is damaged"));
    EXPECT_EQ(fs::file_size(log), size);
  }
  FlipByte(log, static_cast<int64_t>(size / 2));
  EXPECT_EQ((**(*Open())->Read().Get(Family::kRecords, "k99")).size(), 1000u) << "the refusal took something";
}

TEST_F(DataFolderTest, WithATornRecordAtTheEndOfTheLogOpensWithoutIt) {
  {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(Put(**store, absl::StrCat("k", i), std::string(1000, 'v')).ok());
  }
  const fs::path log = FilesWith(path_, ".log").back();
  fs::resize_file(log, fs::file_size(log) - 500);
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
  ASSERT_TRUE(store.ok()) << store.status();
  EXPECT_TRUE((*store)->Read().Get(Family::kRecords, "k98")->has_value());
  EXPECT_FALSE((*store)->Read().Get(Family::kRecords, "k99")->has_value());
}

TEST_F(DataFolderTest, WithADamagedTableTellsOfItWhereItIsRead) {
  for (int run = 0; run < 2; ++run) {  // the second opening turns the log of the first into tables
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
    ASSERT_TRUE(store.ok());
    for (int i = 0; run == 0 && i < 1000; ++i) ASSERT_TRUE(Put(**store, absl::StrCat("k", i), absl::StrCat(i, std::string(200, 'v'))).ok());
  }
  for (const fs::path& table : FilesWith(path_, ".sst")) FlipByte(table, 100);
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
  absl::Status status = store.status();
  if (store.ok()) {
    const Snapshot snapshot = (*store)->Read();
    std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kRecords, {"a", "z"});
    while (cursor->Valid()) cursor->Next();
    status = cursor->status();
  }
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
}

TEST_F(DataFolderTest, ThatIsRemovedUnderTheStoreIsNotSilentlyMadeAnew) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open();
  ASSERT_TRUE(Put(**store, "a", "1").ok());
  store->reset();
  fs::remove(path_ + "/CURRENT");
  const absl::Status refused = Open().status();
  EXPECT_FALSE(refused.ok()) << "an empty store over the remains of one";
  EXPECT_FALSE(FilesWith(path_, ".log").empty()) << "the remains were thrown away";
}

TEST(RocksStoreTest, ASnapshotOutlivesItsStore) {
  std::unique_ptr<RocksStore> store = NewMemoryStore();
  ASSERT_TRUE(Put(*store, "a", "1").ok());
  const Snapshot snapshot = store->Read();
  store.reset();
  EXPECT_EQ(**snapshot.Get(Family::kRecords, "a"), "1");
}

// Found in review: mutations saw nanoseconds and the journal keeps microseconds, so that after a restart time could be a little earlier.
TEST(RocksStoreTest, TimeDoesNotGoBackAcrossARestart) {
  const std::shared_ptr<FaultyEnv> faulty = std::make_shared<FaultyEnv>(NewFaultyMemoryEnv());
  absl::Time clock = absl::FromUnixNanos(1790000000000000999);
  RocksOptions options;
  options.path = "/store";
  options.env = faulty->env.get();
  options.clock = [&clock] { return clock; };
  absl::Time seen;
  for (int run = 0; run < 3; ++run) {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE(CommitAndWait(**store, [&](Transaction& tx) {
                  EXPECT_GE(tx.now(), seen) << "run " << run;
                  seen = tx.now();
                  return run == 1 ? AppendChange(tx, "need", "needs/1", Change::ACTION_CREATED) : AppendAudit(tx, AuditEntry());
                }).ok());
    clock -= absl::Hours(1);
  }
}

TEST(RocksStoreTest, CountsWhatItDoes) {
  std::unique_ptr<RocksStore> store = NewMemoryStore();
  const StoreStats before = store->stats();
  ASSERT_TRUE(Put(*store, "a", "1").ok());
  EXPECT_FALSE(CommitAndWait(*store, [](Transaction&) { return absl::AbortedError("undone"); }).ok());
  const StoreStats after = store->stats();
  EXPECT_EQ(after.commits - before.commits, 1u);
  EXPECT_EQ(after.failed - before.failed, 1u);
  EXPECT_EQ(after.groups - before.groups, 1u) << "what wrote nothing needs no fsync";
  EXPECT_EQ(after.queued, 0u);
}

TEST(RocksStoreTest, ThoseWhoFollowTheFeedAreCalledWhenThereIsSomethingToSee) {
  std::unique_ptr<RocksStore> store = NewMemoryStore();
  std::atomic<int> seen{-1};
  store->set_on_commit([&] { seen = (*store->Read().Get(Family::kRecords, "a")).has_value() ? 1 : 0; });
  ASSERT_TRUE(Put(*store, "a", "1").ok());
  EXPECT_EQ(seen, 1) << "called before the write shows, or after its Done";
}

}  // namespace
}  // namespace frontline::storage
