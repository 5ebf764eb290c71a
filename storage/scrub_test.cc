// Looks at the files of a real folder, byte by byte and key by key: what was deleted is found before a scrub, and not after it.
#include "storage/scrub.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/sst_file_reader.h"
#include "rocksdb/table_properties.h"
#include "rocksdb/utilities/debug.h"
#include "storage/faulty_env.h"
#include "storage/folder_for_test.h"
#include "storage/journal.h"
#include "storage/rocks_store.h"
#include "storage/table.h"

namespace frontline::storage {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr int kPeople = 120;

// Reply stands in for both: method is a state, request_hash a secret's hash, response what was answered.
const Table<Reply>& Invitations() {
  static const auto* table = new Table<Reply>(
      {.id = 70,
       .kind = "invitation",
       .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.method())}; }},
                   {.id = 2, .unique = true, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.request_hash())}; }}},
       .hidden = true});
  return *table;
}
const Table<Reply>& Responses() {
  static const auto* table =
      new Table<Reply>({.id = 71,
                        .kind = "response",
                        .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.request_hash())}; }}},
                        .hidden = true});
  return *table;
}

struct Version {
  std::string key;
  uint64_t sequence;
  std::string type;
};

class ScrubTest : public ::testing::Test {
 protected:
  void Open() {
    store_.reset();
    RocksOptions options;
    options.path = path_;
    options.scrub_patience = absl::Seconds(10);
    absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }
  absl::Status Do(Mutation mutation) { return CommitAndWait(*store_, std::move(mutation)); }

  // 32 characters that stand nowhere else.
  std::string Random() {
    std::string text;
    for (int i = 0; i < 32; ++i) text.push_back("0123456789abcdef"[random_() % 16]);
    return text;
  }

  // Invitations, used one after the other, in several runs of the store, so that there are logs and tables of all levels.
  void Survey() {
    for (int i = 0; i < kPeople; ++i) {
      invitations_.push_back(Random());
      hashes_.push_back(Random());
      responses_.push_back(Random());
      answers_.push_back(Random());
    }
    ASSERT_TRUE(Do([this](Transaction& tx) {
                  for (int i = 0; i < kPeople; ++i) {
                    Reply invitation;
                    invitation.set_method("ISSUED");
                    invitation.set_request_hash(hashes_[i]);
                    if (absl::Status status = Invitations().Create(tx, Name(invitations_[i]), invitation); !status.ok()) return status;
                  }
                  return absl::OkStatus();
                }).ok());
    for (int i = 0; i < kPeople; ++i) {
      if (i % 40 == 20) Open();
      ASSERT_TRUE(Do([this, i](Transaction& tx) {
                    absl::StatusOr<Reply> invitation = Invitations().Get(tx, Name(invitations_[i]));
                    if (!invitation.ok()) return invitation.status();
                    invitation->set_method("USED");
                    if (absl::Status status = Invitations().Update(tx, Name(invitations_[i]), *invitation); !status.ok()) return status;
                    Reply response;
                    response.set_request_hash(answers_[i]);
                    response.set_response("Often");
                    if (absl::Status status = Responses().Create(tx, Name(responses_[i]), response); !status.ok()) return status;
                    AuditEntry entry;
                    entry.set_resource("forces/kent/surveys/s");
                    return AppendAudit(tx, entry);
                  }).ok());
    }
  }
  static std::string Name(const std::string& id) { return "forces/kent/surveys/s/" + id; }

  absl::Status Purge() {
    return Do([this](Transaction& tx) {
      for (const std::string& id : invitations_) {
        if (absl::Status status = Invitations().Delete(tx, Name(id)); !status.ok()) return status;
      }
      return absl::OkStatus();
    });
  }
  static std::vector<Region> All() {
    std::vector<Region> regions = Invitations().Regions("forces/kent/surveys/s/");
    for (Region& region : Responses().Regions("forces/kent/surveys/s/")) regions.push_back(std::move(region));
    return regions;
  }

  static std::string Bytes(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  // The kinds of files that hold any of `needles`, or what is left of one when its first half is shared with the key before.
  static std::set<std::string> KindsHolding(const std::string& folder, const std::vector<std::string>& needles) {
    std::set<std::string> kinds;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = entry.path().filename(), bytes = Bytes(entry.path());
      for (const std::string& needle : needles) {
        if (bytes.find(needle.substr(16)) == std::string::npos) continue;
        kinds.insert(name.find('.') != std::string::npos ? name.substr(name.find('.')) : name.substr(0, name.find('-')));
      }
    }
    return kinds;
  }
  std::set<std::string> KindsHolding(const std::vector<std::string>& needles) const { return KindsHolding(path_, needles); }

  // Every version of every key of `table` that RocksDB has, with its sequence number, in records and indexes.
  std::vector<Version> Versions(uint16_t table) const {
    rocksdb::DB* raw = nullptr;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const char* name : {"default", "records", "indexes", "feed", "audit", "meta"}) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    const rocksdb::Status opened = rocksdb::DB::OpenForReadOnly(rocksdb::DBOptions(), path_, families, &handles, &raw);
    EXPECT_TRUE(opened.ok()) << opened.ToString();
    std::vector<Version> versions;
    if (!opened.ok()) return versions;
    const std::unique_ptr<rocksdb::DB> db(raw);
    const std::string begin{static_cast<char>(table >> 8), static_cast<char>(table & 0xff)};
    const std::string end{static_cast<char>(table >> 8), static_cast<char>((table & 0xff) + 1)};
    for (rocksdb::ColumnFamilyHandle* family : {handles[1], handles[2]}) {
      std::vector<rocksdb::KeyVersion> found;
      const rocksdb::Status read = rocksdb::GetAllKeyVersions(db.get(), family, rocksdb::Slice(begin), rocksdb::Slice(end), 1 << 20, &found);
      EXPECT_TRUE(read.ok()) << read.ToString();
      for (const rocksdb::KeyVersion& version : found) versions.push_back({version.user_key, version.sequence, version.GetTypeName()});
    }
    for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
    return versions;
  }

  const FolderForTest folder_;
  const std::string path_ = folder_.Under("data");
  std::mt19937_64 random_{5};
  std::unique_ptr<RocksStore> store_;
  std::vector<std::string> invitations_, hashes_, responses_, answers_;
};

TEST_F(ScrubTest, WithoutItWhoeverHasTheFolderCanTieAnInvitationToAResponse) {
  Open();
  Survey();
  ASSERT_TRUE(Purge().ok());
  // In the log as it was written, and in tables.
  EXPECT_THAT(KindsHolding(invitations_), ::testing::IsSupersetOf({".log", ".sst"}));
  // What was written together has numbers next to each other.
  std::map<std::string, uint64_t> used, answered;
  for (const Version& version : Versions(70)) {
    for (int i = 0; i < kPeople; ++i) {
      if (version.key.find(invitations_[i]) != std::string::npos && version.type == "TypeValue") used[invitations_[i]] = version.sequence;
    }
  }
  for (const Version& version : Versions(71)) {
    for (int i = 0; i < kPeople; ++i) {
      if (version.key.find(responses_[i]) != std::string::npos) answered[responses_[i]] = version.sequence;
    }
  }
  int tied = 0;
  for (int i = 0; i < kPeople; ++i) {
    if (used.count(invitations_[i]) > 0 && answered.count(responses_[i]) > 0) {
      const int64_t apart = static_cast<int64_t>(used[invitations_[i]]) - static_cast<int64_t>(answered[responses_[i]]);
      tied += apart > -10 && apart < 10;
    }
  }
  EXPECT_GT(tied, kPeople / 4);
}

TEST_F(ScrubTest, WhatWasDeletedIsInNoFile) {
  Open();
  Survey();
  ASSERT_THAT(KindsHolding(invitations_), Not(IsEmpty()));
  ASSERT_THAT(KindsHolding(hashes_), Not(IsEmpty()));
  ASSERT_TRUE(Purge().ok());
  const absl::Status scrubbed = store_->Scrub(All());
  ASSERT_TRUE(scrubbed.ok()) << scrubbed;
  EXPECT_THAT(KindsHolding(invitations_), IsEmpty());
  EXPECT_THAT(KindsHolding(hashes_), IsEmpty());
  EXPECT_THAT(Versions(70), IsEmpty());
  // Nor after it was opened again.
  Open();
  EXPECT_THAT(KindsHolding(invitations_), IsEmpty());
  EXPECT_EQ(*Invitations().Count(store_->Read()), 0u);
  EXPECT_EQ(*Responses().Count(store_->Read()), static_cast<uint64_t>(kPeople));
}

TEST_F(ScrubTest, WhatIsKeptTellsNotInWhichOrderItCame) {
  Open();
  Survey();
  ASSERT_TRUE(Purge().ok());
  const auto numbered = [this] {
    size_t count = 0;
    for (const Version& version : Versions(71)) count += version.sequence != 0;
    return count;
  };
  ASSERT_GT(numbered(), 0u + kPeople);
  const absl::Status scrubbed = store_->Scrub(All());
  ASSERT_TRUE(scrubbed.ok()) << scrubbed;
  EXPECT_EQ(Versions(71).size(), 2u * kPeople);  // record and index
  EXPECT_EQ(numbered(), 0u);
  // Only in tables, and as the first or last key of one in the list of them.
  for (const std::string& kind : KindsHolding(responses_)) EXPECT_TRUE(kind == ".sst" || kind == "MANIFEST") << kind;
  // The next writes do not bring it back.
  ASSERT_TRUE(Do([](Transaction& tx) { return Responses().Put(tx, Name("later"), Reply()); }).ok());
  Open();
  EXPECT_EQ(numbered(), 2u);
}

TEST_F(ScrubTest, TheListOfFilesNamesNoKeyThatIsGoneAndNoNumber) {
  Open();
  Survey();
  store_.reset();                                                 // so that no compaction comes between
  ASSERT_THAT(KindsHolding(invitations_), Contains("MANIFEST"));  // as the first or last key of a table
  Open();
  ASSERT_TRUE(Purge().ok());
  ASSERT_TRUE(store_->Scrub(All()).ok());
  store_.reset();  // so that no compaction comes between
  std::vector<std::string> manifests;
  std::vector<std::string> tables;
  for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
    const std::string name = entry.path().filename();
    if (name.find("MANIFEST-") == 0) manifests.push_back(entry.path());
    if (name.find(".sst") != std::string::npos) tables.push_back(entry.path());
  }
  EXPECT_EQ(manifests.size(), 1u);
  EXPECT_THAT(KindsHolding(invitations_), IsEmpty());
  // No table lies about that RocksDB does not count, and none of these tables holds a deletion.
  rocksdb::Options options;
  for (const std::string& table : tables) {
    rocksdb::SstFileReader reader(options);
    ASSERT_TRUE(reader.Open(table).ok()) << table;
    const auto properties = reader.GetTableProperties();
    if (properties->column_family_name != "records" && properties->column_family_name != "indexes") continue;
    EXPECT_EQ(properties->num_deletions, 0u) << table;
    const std::unique_ptr<rocksdb::Iterator> walk(reader.NewIterator(rocksdb::ReadOptions()));
    uint64_t keys = 0;
    for (walk->SeekToFirst(); walk->Valid(); walk->Next()) ++keys;
    EXPECT_EQ(keys, properties->num_entries) << table << " holds old versions";
  }
}

TEST_F(ScrubTest, TheLogOfRocksDbHoldsNoKeys) {
  Open();
  Survey();
  ASSERT_TRUE(Purge().ok());
  ASSERT_TRUE(store_->Scrub(All()).ok());
  for (const fs::directory_entry& entry : fs::directory_iterator(path_)) {
    if (entry.path().filename().string().find("LOG") != 0) continue;
    const std::string text = Bytes(entry.path());
    for (const char* trace : {"surveys", "seqno", "table_file_creation", "Manual compaction"}) EXPECT_THAT(text, Not(HasSubstr(trace)));
  }
}

TEST_F(ScrubTest, AnOlderSnapshotHoldsItUpAndNothingIsLost) {
  Open();
  Survey();
  auto held = std::make_unique<Snapshot>(store_->Read());
  ASSERT_TRUE(Purge().ok());
  RocksOptions options;
  options.path = path_;
  options.scrub_patience = absl::ZeroDuration();
  store_.reset();  // the snapshot keeps the database open
  held.reset();
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  store_ = *std::move(store);
  held = std::make_unique<Snapshot>(store_->Read());
  ASSERT_TRUE(Do([](Transaction& tx) { return Responses().Put(tx, Name("later"), Reply()); }).ok());
  const absl::Status refused = store_->Scrub(All());
  EXPECT_TRUE(absl::IsUnavailable(refused)) << refused;
  EXPECT_EQ(*Responses().Count(*held), static_cast<uint64_t>(kPeople));
  EXPECT_EQ(*Responses().Count(store_->Read()), kPeople + 1u);
  held.reset();
  const absl::Status scrubbed = store_->Scrub(All());
  EXPECT_TRUE(scrubbed.ok()) << scrubbed;
  EXPECT_THAT(KindsHolding(invitations_), IsEmpty());
  EXPECT_TRUE(store_->health().ok());
}

TEST_F(ScrubTest, ABackupOfBeforeKeepsItAndOneOfAfterIsClean) {
  Open();
  Survey();
  ASSERT_TRUE(store_->Backup(folder_.Under("before")).ok());
  ASSERT_TRUE(Purge().ok());
  ASSERT_TRUE(store_->Scrub(All()).ok());
  ASSERT_TRUE(store_->Backup(folder_.Under("after")).ok());
  EXPECT_THAT(KindsHolding(folder_.Under("before"), invitations_), Not(IsEmpty()));  // which is why README.md says what to do
  EXPECT_THAT(KindsHolding(folder_.Under("after"), invitations_), IsEmpty());
  ASSERT_TRUE(Restore(folder_.Under("after"), folder_.Under("restored")).ok());
  EXPECT_THAT(KindsHolding(folder_.Under("restored"), invitations_), IsEmpty());
}

TEST_F(ScrubTest, OtherTablesAndSurveysStayAsTheyAre) {
  Open();
  Survey();
  ASSERT_TRUE(Do([](Transaction& tx) { return Responses().Put(tx, "forces/essex/surveys/t/1", Reply()); }).ok());
  ASSERT_TRUE(Purge().ok());
  ASSERT_TRUE(store_->Scrub(All()).ok());
  EXPECT_TRUE(Responses().Get(store_->Read(), "forces/essex/surveys/t/1").ok());
  const absl::StatusOr<CheckReport> report = Check(*store_, {&Invitations(), &Responses()});
  ASSERT_TRUE(report.ok());
  EXPECT_THAT(report->problems, IsEmpty());
  EXPECT_EQ(report->audit_entries, static_cast<uint64_t>(kPeople));
}

TEST(ScrubRoomTest, WithoutTheRoomItIsNotBegun) {
  const FaultyEnv faulty = NewFaultyMemoryEnv();
  RocksOptions options;
  options.path = "/data";
  options.env = faulty.env.get();
  options.env_owner = faulty.env;
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  ASSERT_TRUE(store.ok()) << store.status();
  ASSERT_TRUE(CommitAndWait(**store, [](Transaction& tx) { return Responses().Put(tx, "a", Reply()); }).ok());
  faulty.files->SetFreeBytes(1 << 20);
  EXPECT_TRUE(absl::IsResourceExhausted((*store)->Scrub(Responses().Regions())));
  EXPECT_TRUE((*store)->health().ok());
  faulty.files->SetFreeBytes(std::nullopt);
  EXPECT_TRUE((*store)->Scrub(Responses().Regions()).ok());
}

TEST(RegionsTest, AreTheRecordsOfThePrefixAndEveryIndexOfTheTable) {
  const std::vector<Region> regions = Responses().Regions("forces/kent/");
  ASSERT_EQ(regions.size(), 2u);
  EXPECT_EQ(regions[0].family, Family::kRecords);
  EXPECT_EQ(regions[0].range.begin, absl::StrCat(absl::string_view("\0G", 2), "forces/kent/"));
  EXPECT_EQ(regions[1].family, Family::kIndexes);
  EXPECT_EQ(regions[1].range.begin, absl::string_view("\0G", 2));
  EXPECT_EQ(regions[1].range.end, absl::string_view("\0H", 2));
}

}  // namespace
}  // namespace frontline::storage
