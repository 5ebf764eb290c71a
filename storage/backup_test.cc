#include "storage/backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/backup_manifest.h"
#include "storage/faulty_env.h"
#include "storage/folder_for_test.h"
#include "storage/journal.h"
#include "storage/rocks_store.h"
#include "storage/sha256.h"
#include "storage/table.h"

namespace frontline::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Table<Reply>& Samples() {
  static const auto* table = new Table<Reply>(
      {.id = 7, .kind = "sample", .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.method())}; }}}});
  return *table;
}

absl::Status Create(Store& store, uint64_t number) {
  return CommitAndWait(store, [number](Transaction& tx) {
    Reply record;
    record.set_method(absl::StrCat("m", number % 7));
    record.set_response(std::string(200, static_cast<char>('a' + number % 26)));
    if (absl::Status status = Samples().Create(tx, absl::StrCat("n", number), record); !status.ok()) return status;
    return AppendAudit(tx, AuditEntry());
  });
}

void ExpectSound(Store& store, uint64_t at_least, uint64_t at_most) {
  absl::StatusOr<CheckReport> report = Check(store, {&Samples()});
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->problems, IsEmpty());
  EXPECT_EQ(report->records, report->audit_entries);
  EXPECT_GE(report->records, at_least);
  EXPECT_LE(report->records, at_most);
  for (uint64_t number = 0; number < report->records; ++number) {
    ASSERT_TRUE(Samples().Get(store.Read(), absl::StrCat("n", number)).ok()) << "no prefix: lacks " << number;
  }
}

std::string Contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}
void Replace(const fs::path& file, const std::string& contents) { std::ofstream(file, std::ios::binary | std::ios::trunc) << contents; }

class BackupTest : public ::testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<RocksStore>> Open(const std::string& path) {
    RocksOptions options;
    options.path = path;
    return RocksStore::Open(options);
  }
  // A store with ten records, and a backup of it.
  void MakeBackup() {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(data_);
    ASSERT_TRUE(store.ok()) << store.status();
    for (uint64_t i = 0; i < 10; ++i) ASSERT_TRUE(Create(**store, i).ok());
    id_ = (*store)->store_id();
    const absl::Status made = (*store)->Backup(backup_);
    ASSERT_TRUE(made.ok()) << made;
  }
  std::vector<std::string> NamesIn(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }
  void ExpectRefused(absl::StatusCode code, const std::string& why) {
    const absl::Status refused = Restore(backup_, restored_);
    EXPECT_EQ(refused.code(), code) << refused;
    EXPECT_THAT(std::string(refused.message()), HasSubstr(why));
    EXPECT_FALSE(fs::exists(restored_)) << "something was made of a backup that was refused";
    EXPECT_FALSE(fs::exists(restored_ + ".partial"));
  }

  const FolderForTest base_;
  const std::string data_ = base_.Under("data");
  const std::string backup_ = base_.Under("backup");
  const std::string restored_ = base_.Under("restored");
  std::string id_;
};

TEST_F(BackupTest, RestoresToTheSameStore) {
  MakeBackup();
  const absl::Status restored = Restore(backup_, restored_ + "/");
  ASSERT_TRUE(restored.ok()) << restored;
  {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(restored_);
    ASSERT_TRUE(store.ok()) << store.status();
    EXPECT_EQ((*store)->store_id(), id_);
    ExpectSound(**store, 10, 10);
    EXPECT_TRUE(Create(**store, 10).ok());
  }
  const absl::Status again = Restore(backup_, base_.Under("second"));
  EXPECT_TRUE(again.ok()) << "the restored store wrote into its backup: " << again;
}

TEST_F(BackupTest, IsAPrefixOfWhatWasWrittenWhileItWasMade) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(data_);
  ASSERT_TRUE(store.ok());
  std::atomic<uint64_t> acknowledged{0};
  std::atomic<bool> stop{false};
  std::thread writer([&] {
    for (uint64_t i = 0; !stop; ++i) {
      const absl::Status status = Create(**store, i);
      ASSERT_TRUE(status.ok()) << status;
      acknowledged = i + 1;
    }
  });
  for (int i = 0; i < 3; ++i) {
    while (acknowledged < 100u * (i + 1)) std::this_thread::yield();
    const uint64_t before = acknowledged;
    const std::string folder = absl::StrCat(backup_, i);
    const absl::Status made = (*store)->Backup(folder);
    ASSERT_TRUE(made.ok()) << made;
    const uint64_t after = acknowledged + 1;  // one may be durable and not yet acknowledged
    const std::string restored = absl::StrCat(restored_, i);
    ASSERT_TRUE(Restore(folder, restored).ok());
    absl::StatusOr<std::unique_ptr<RocksStore>> copy = Open(restored);
    ASSERT_TRUE(copy.ok()) << copy.status();
    ExpectSound(**copy, before, after);
  }
  stop = true;
  writer.join();
}

// Found in review: backups and restored folders were readable by everybody.
TEST_F(BackupTest, IsForItsOwnerOnlyAndSoIsWhatIsRestored) {
  MakeBackup();
  ASSERT_TRUE(Restore(backup_, restored_).ok());
  EXPECT_EQ(fs::status(backup_).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(restored_).permissions(), fs::perms::owner_all);
}

TEST_F(BackupTest, TellsHowFarItIs) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(data_);
  ASSERT_TRUE(store.ok());
  for (uint64_t i = 0; i < 10; ++i) ASSERT_TRUE(Create(**store, i).ok());
  uint64_t last = 0;
  uint64_t total = 0;
  ASSERT_TRUE((*store)
                  ->Backup(backup_,
                           [&](uint64_t done, uint64_t of) {
                             EXPECT_GE(done, last);
                             EXPECT_LE(done, of);
                             last = done;
                             total = of;
                           })
                  .ok());
  EXPECT_GT(total, 0u);
  EXPECT_EQ(last, total);
}

TEST_F(BackupTest, AnExistingFolderIsRefusedAndLeftAlone) {
  absl::StatusOr<std::unique_ptr<RocksStore>> store = Open(data_);
  ASSERT_TRUE(store.ok());
  fs::create_directory(backup_);
  Replace(backup_ + "/mine", "x");
  EXPECT_TRUE(absl::IsAlreadyExists((*store)->Backup(backup_)));
  EXPECT_THAT(NamesIn(backup_), ::testing::ElementsAre("mine"));
  EXPECT_TRUE(absl::IsInvalidArgument((*store)->Backup("")));
}

// Found in review: a folder that happened to be called like the unfinished backup was emptied.
TEST_F(BackupTest, AFolderWithTheNameOfAnUnfinishedOneIsLeftAlone) {
  MakeBackup();
  for (const std::string& partial : {backup_ + "2.partial", restored_ + ".partial"}) {
    fs::create_directory(partial);
    Replace(partial + "/mine", "x");
  }
  const absl::Status refused = (*Open(data_))->Backup(backup_ + "2");
  EXPECT_TRUE(absl::IsAlreadyExists(refused)) << refused;
  EXPECT_TRUE(absl::IsAlreadyExists(Restore(backup_, restored_)));
  for (const std::string& partial : {backup_ + "2.partial", restored_ + ".partial"}) EXPECT_THAT(NamesIn(partial), ::testing::ElementsAre("mine"));
}

TEST_F(BackupTest, WithoutRoomIsRefusedAndLeavesNothing) {
  const FaultyEnv faulty = NewFaultyDiskEnv();
  fs::create_directory(data_);
  RocksOptions options;
  options.path = data_;
  options.env = faulty.env.get();
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  ASSERT_TRUE(Create(**store, 0).ok());
  faulty.files->SetFreeBytes(options.reserve_bytes);
  const absl::Status refused = (*store)->Backup(backup_);
  EXPECT_TRUE(absl::IsResourceExhausted(refused)) << refused;
  EXPECT_THAT(NamesIn(base_.path()), ::testing::ElementsAre("data"));
  faulty.files->SetFreeBytes(std::nullopt);
  ASSERT_TRUE((*store)->Backup(backup_).ok());
  faulty.files->SetFreeBytes(options.reserve_bytes);
  const absl::Status no_room = RestoreBackup(*faulty.env, backup_, restored_);
  EXPECT_TRUE(absl::IsResourceExhausted(no_room)) << no_room;
  EXPECT_THAT(NamesIn(base_.path()), ::testing::ElementsAre("backup", "data"));
}

TEST_F(BackupTest, EveryKindOfDamageIsRefused) {
  MakeBackup();
  for (const std::string& name : NamesIn(backup_)) {
    SCOPED_TRACE(name);
    const std::string whole = Contents(backup_ + "/" + name);
    if (whole.empty()) continue;
    std::string altered = whole;
    altered[altered.size() / 2] = static_cast<char>(altered[altered.size() / 2] ^ 1);
    Replace(backup_ + "/" + name, altered);
    ExpectRefused(absl::StatusCode::kDataLoss, name);
    Replace(backup_ + "/" + name, whole.substr(0, whole.size() - 1));
    ExpectRefused(absl::StatusCode::kDataLoss, name);
    fs::remove(backup_ + "/" + name);
    ExpectRefused(name == kBackupManifest ? absl::StatusCode::kFailedPrecondition : absl::StatusCode::kDataLoss,
                  name == kBackupManifest ? "is not a complete backup" : "should hold");
    Replace(backup_ + "/" + name, whole);
  }
  Replace(backup_ + "/000999.sst", "one more");
  ExpectRefused(absl::StatusCode::kDataLoss, "should hold");
  fs::remove(backup_ + "/000999.sst");
  EXPECT_TRUE(Restore(backup_, restored_).ok());
}

TEST_F(BackupTest, WhatIsNoBackupIsRefused) {
  ExpectRefused(absl::StatusCode::kFailedPrecondition, "is not a complete backup");
  MakeBackup();
  const std::string manifest = backup_ + "/" + kBackupManifest;
  Replace(manifest, "hello\n");
  ExpectRefused(absl::StatusCode::kDataLoss, kBackupManifest);
}

TEST_F(BackupTest, IsRestoredOnlyIntoAFolderThatHoldsNothing) {
  MakeBackup();
  const absl::Status refused = Restore(backup_, data_);
  EXPECT_TRUE(absl::IsAlreadyExists(refused)) << refused;
  ExpectSound(**Open(data_), 10, 10);
  fs::create_directory(restored_);
  EXPECT_TRUE(Restore(backup_, restored_).ok());
  ExpectSound(**Open(restored_), 10, 10);
}

TEST(BackupManifestTest, GivesBackWhatItWasMadeOf) {
  const BackupManifest manifest{"abc", {{"000001.sst", 12, std::string(64, 'a')}, {"CURRENT and more", 0, std::string(64, '0')}}};
  absl::StatusOr<BackupManifest> back = ParseManifest(RenderManifest(manifest));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->store_id, "abc");
  ASSERT_EQ(back->files.size(), 2u);
  EXPECT_EQ(back->files[1].name, "CURRENT and more");
  EXPECT_EQ(back->files[0].size, 12u);
  EXPECT_EQ(back->TotalBytes(), 12u);
  EXPECT_EQ(RenderManifest(*back), RenderManifest(manifest));
}

// Each with a fitting hash, as by a program with a mistake: names must not reach out of the folder.
TEST(BackupManifestTest, RefusesWhatNoBackupWrites) {
  const std::string hash(64, 'a');
  for (const std::string name : {"", ".", "..", "../x", "a/b", "/etc/passwd"}) {
    EXPECT_TRUE(absl::IsDataLoss(ParseManifest(RenderManifest({"abc", {{name, 1, hash}}})).status())) << name;
  }
  EXPECT_TRUE(absl::IsDataLoss(ParseManifest(RenderManifest({"abc", {{"a", 1, "short"}}})).status()));
  EXPECT_TRUE(absl::IsDataLoss(ParseManifest(RenderManifest({"abc", {{"a", 1, hash}, {"a", 1, hash}}})).status())) << "one file twice";
  EXPECT_TRUE(absl::IsDataLoss(ParseManifest("").status()));
  const std::string whole = RenderManifest({"abc", {{"a", 1, hash}}});
  for (size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(ParseManifest(whole.substr(0, size)).ok()) << size;
}

TEST(BackupManifestTest, ANewerFormIsRefusedAsSuch) {
  const std::string body = "frontline-backup 2\nwhatever else\n";
  const absl::Status refused = ParseManifest(absl::StrCat(body, "end ", absl::BytesToHexString(Sha256(body)), "\n")).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(refused)) << refused;
}

}  // namespace
}  // namespace frontline::storage
