// Check, Backup and GetStats: what looks at the store as a whole.
#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "absl/time/clock.h"
#include "services/admin/handlers.h"
#include "services/base/errors.h"
#include "services/rpc/method.h"
#include "services/rpc/resource.h"
#include "services/rpc/fake_stream_for_test.h"
#include "services/rpc/testing.h"
#include "storage/key.h"
#include "storage/table.h"
#include "storage/testing.h"

namespace frontline::admin {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using Record = google::protobuf::StringValue;

const storage::Table<Record>& Words() {
  static const auto* table =
      new storage::Table<Record>({.id = 65, .kind = "word", .indexes = {{.id = 1, .fields = [](absl::string_view, const Record& r) {
                                                                           return storage::Keys{storage::KeyOf(r.value())};
                                                                         }}}});
  return *table;
}

using CheckStream = rpc::testing::FakeStream<v1::CheckRequest, v1::CheckResponse>;
using BackupStream = rpc::testing::FakeStream<v1::BackupRequest, v1::BackupResponse>;

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    folder_ = fs::temp_directory_path() / ("frontline_admin_test." + std::to_string(getpid()));
    fs::remove_all(folder_);
    storage::RocksOptions options;
    options.path = folder_ / "store";
    options.reserve_bytes = 0;
    auto store = storage::RocksStore::Open(options);
    EXPECT_TRUE(store.ok()) << store.status();
    parts_.store = store_.emplace_back(*std::move(store)).get();
    parts_.tables = {&Words()};
    parts_.backup_folder = folder_ / "backups";
    parts_.version = "1.2.3";
    parts_.clock = [] { return absl::Now(); };
    EXPECT_TRUE(storage::CommitAndWait(*parts_.store, [](storage::Transaction& tx) {
                  Record record;
                  record.set_value("a word");
                  return Words().Create(tx, "forces/kent/words/1", record);
                }).ok());
  }
  ~StoreTest() override {
    store_.clear();
    fs::remove_all(folder_);
  }

  absl::Status RunCheck(const rpc::Call& call, CheckStream& raw) {
    rpc::Stream<v1::CheckRequest, v1::CheckResponse> stream(raw);
    return Check(parts_, call, stream);
  }
  absl::Status RunBackup(const rpc::Call& call, BackupStream& raw) {
    rpc::Stream<v1::BackupRequest, v1::BackupResponse> stream(raw);
    return Backup(parts_, running_, call, stream);
  }
  static BackupStream Named(const std::string& id) {
    v1::BackupRequest request;
    request.set_backup_id(id);
    return BackupStream(request);
  }
  static rpc::Call AdministratorOfKent() {
    return rpc::testing::CallBy("forces/kent/members/administrator", {{"forces/kent", frontline::identity::v1::ROLE_ADMINISTRATOR}});
  }

  fs::path folder_;
  std::vector<std::unique_ptr<storage::RocksStore>> store_;
  AdminParts parts_;
  std::atomic<bool> running_{false};
};

TEST_F(StoreTest, ACheckReportsProgressByStageAndThenWhatItFound) {
  CheckStream stream;
  ASSERT_TRUE(RunCheck(rpc::testing::NationalAdministrator(), stream).ok());
  std::vector<v1::CheckResponse::Stage> stages;
  for (const v1::CheckResponse& response : stream.sent) stages.push_back(response.stage());
  EXPECT_THAT(stages, ::testing::ElementsAre(v1::CheckResponse::STAGE_RECORDS, v1::CheckResponse::STAGE_INDEXES, v1::CheckResponse::STAGE_FEED,
                                             v1::CheckResponse::STAGE_DONE));
  EXPECT_EQ(stream.sent[1].total(), 1u) << "the index entries that the records call for";
  const v1::CheckReport& report = stream.sent.back().report();
  EXPECT_TRUE(report.ok());
  EXPECT_EQ(report.records(), 1u);
  EXPECT_EQ(report.index_entries(), 1u);
}

TEST_F(StoreTest, ACheckTellsOfDamage) {
  parts_.tables.clear();
  CheckStream stream;
  ASSERT_TRUE(RunCheck(rpc::testing::NationalAdministrator(), stream).ok());
  const v1::CheckReport& report = stream.sent.back().report();
  EXPECT_FALSE(report.ok());
  EXPECT_THAT(report.problems(), ::testing::Contains(HasSubstr("a record of no table")));
}

TEST_F(StoreTest, ACheckThatNobodyWaitsForIsGivenUp) {
  CheckStream stream;
  stream.on_send = [&](size_t) { stream.Cancel(); };
  EXPECT_TRUE(absl::IsCancelled(RunCheck(rpc::testing::NationalAdministrator(), stream)));
  EXPECT_THAT(stream.sent, SizeIs(1));
}

TEST_F(StoreTest, ABackupCanBeRestoredAndHoldsTheRecords) {
  BackupStream stream = Named("monday");
  const absl::Status status = RunBackup(rpc::testing::NationalAdministrator(), stream);
  ASSERT_TRUE(status.ok()) << status;
  const v1::BackupResponse& last = stream.sent.back();
  EXPECT_EQ(last.folder(), (folder_ / "backups/monday").string());
  EXPECT_GT(last.done_bytes(), 0u);
  EXPECT_EQ(last.done_bytes(), last.total_bytes());
  EXPECT_EQ(fs::status(folder_ / "backups").permissions(), fs::perms::owner_all);
  ASSERT_TRUE(storage::Restore(last.folder(), folder_ / "restored").ok());
  storage::RocksOptions options;
  options.path = folder_ / "restored";
  auto restored = storage::RocksStore::Open(options);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ((*restored)->store_id(), parts_.store->store_id());
  auto record = Words().Get((*restored)->Read(), "forces/kent/words/1");
  ASSERT_TRUE(record.ok()) << record.status();
  EXPECT_EQ(record->value(), "a word");
}

TEST_F(StoreTest, ABackupIsFinishedThoughTheCallerLeaves) {
  BackupStream stream = Named("monday");
  stream.on_send = [&](size_t) { stream.Cancel(); };
  EXPECT_TRUE(RunBackup(rpc::testing::NationalAdministrator(), stream).ok());
  EXPECT_THAT(stream.sent, SizeIs(1));
  EXPECT_TRUE(fs::exists(folder_ / "backups/monday/FRONTLINE_BACKUP"));
}

TEST_F(StoreTest, ABackupWithoutANameIsNamedAfterTheTime) {
  BackupStream stream;
  ASSERT_TRUE(RunBackup(rpc::testing::NationalAdministrator(), stream).ok());
  EXPECT_THAT(stream.sent.back().folder(), ::testing::EndsWith("/20261124t090000z"));
}

TEST_F(StoreTest, ABackupNeverOverwritesAnother) {
  BackupStream first = Named("monday");
  ASSERT_TRUE(RunBackup(rpc::testing::NationalAdministrator(), first).ok());
  BackupStream second = Named("monday");
  const absl::Status status = RunBackup(rpc::testing::NationalAdministrator(), second);
  EXPECT_EQ(base::ReasonOf(status), "RESOURCE_EXISTS");
  EXPECT_THAT(std::string(status.message()), HasSubstr("backups/monday"));
}

TEST_F(StoreTest, OneBackupAtATime) {
  running_ = true;
  BackupStream stream = Named("monday");
  EXPECT_EQ(base::ReasonOf(RunBackup(rpc::testing::NationalAdministrator(), stream)), "BACKUP_RUNNING");
  EXPECT_TRUE(running_) << "the other one's turn";
  running_ = false;
  BackupStream next = Named("monday");
  EXPECT_TRUE(RunBackup(rpc::testing::NationalAdministrator(), next).ok());
  EXPECT_FALSE(running_);
}

TEST_F(StoreTest, WithoutABackupFolderThereIsNone) {
  parts_.backup_folder.clear();
  BackupStream stream = Named("monday");
  const absl::Status status = RunBackup(rpc::testing::NationalAdministrator(), stream);
  EXPECT_EQ(base::ReasonOf(status), "BACKUP_FOLDER_MISSING");
  EXPECT_THAT(std::string(status.message()), HasSubstr("--backup-dir"));
}

TEST_F(StoreTest, ABackupFolderThatCannotBeMadeIsNamed) {
  parts_.backup_folder = "/proc/frontline/backups";
  BackupStream stream = Named("monday");
  const absl::Status status = RunBackup(rpc::testing::NationalAdministrator(), stream);
  EXPECT_EQ(base::ReasonOf(status), "BACKUP_FOLDER_UNUSABLE");
  EXPECT_THAT(std::string(status.message()), HasSubstr("/proc/frontline/backups"));
}

TEST_F(StoreTest, StatsGiveTheFiguresOfProcessAndStore) {
  rpc::Call call = rpc::testing::NationalAdministrator();
  parts_.start_time = call.now - absl::Seconds(90);
  static const auto* hidden = new storage::Table<Record>({.id = 66, .kind = "hidden", .indexes = {}, .hidden = true});
  parts_.tables.push_back(hidden);
  ASSERT_TRUE(storage::CommitAndWait(*parts_.store, [](storage::Transaction& tx) { return hidden->Put(tx, "bodies/x/y/1", Record()); }).ok());
  v1::GetStatsResponse response;
  ASSERT_TRUE(GetStats(parts_, call, {}, parts_.store->Read(), &response).ok());
  EXPECT_EQ(response.version(), "1.2.3");
  EXPECT_EQ(response.uptime().seconds(), 90);
  EXPECT_EQ(rpc::FromTimestamp(response.start_time()), parts_.start_time);
  EXPECT_GT(response.resident_bytes(), 1u << 20);
  ASSERT_THAT(response.tables(), SizeIs(1));
  EXPECT_EQ(response.tables(0).kind(), "word");
  EXPECT_EQ(response.tables(0).records(), 1u);
  EXPECT_EQ(response.feed_position(), 1u);
  EXPECT_EQ(response.audit_entries(), 0u);
  EXPECT_EQ(response.store().store_id(), parts_.store->store_id());
  EXPECT_GE(response.store().commits(), 1u);
  EXPECT_EQ(response.store().failure(), "");
}

TEST_F(StoreTest, TheWholeStoreIsForNationalAdministratorsAlone) {
  const rpc::Call call = AdministratorOfKent();
  CheckStream check;
  EXPECT_EQ(base::ReasonOf(RunCheck(call, check)), "PERMISSION_MISSING");
  BackupStream backup = Named("monday");
  EXPECT_EQ(base::ReasonOf(RunBackup(call, backup)), "PERMISSION_MISSING");
  EXPECT_FALSE(fs::exists(folder_ / "backups"));
  v1::GetStatsResponse response;
  EXPECT_EQ(base::ReasonOf(GetStats(parts_, call, {}, parts_.store->Read(), &response)), "PERMISSION_MISSING");
}

TEST_F(StoreTest, TheServiceServesEveryMethodOfItsContract) {
  rpc::MethodTable methods;
  methods.AddService(NewAdminService(parts_));
  const absl::Status status = methods.Check();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(methods.methods(), SizeIs(7));
}

}  // namespace
}  // namespace frontline::admin
