#include "storage/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "storage/journal.h"
#include "storage/layout.h"
#include "storage/testing.h"

namespace frontline::storage {
namespace {

using stored::v1::Reply;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A sample record: Reply stands in for a resource. By method; by request hash, unique; by each letter of the response, multi-valued.
constexpr uint16_t kByMethod = 1;
constexpr uint16_t kByHash = 2;
constexpr uint16_t kByLetter = 3;

const Table<Reply>& Samples() {
  static const auto* table = new Table<Reply>(
      {.id = 7,
       .kind = "sample",
       .indexes = {{.id = kByMethod, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.method(), r.expires_micros())}; }},
                   {.id = kByHash,
                    .unique = true,
                    .fields = [](absl::string_view, const Reply& r) { return r.request_hash().empty() ? Keys{} : Keys{KeyOf(r.request_hash())}; }},
                   {.id = kByLetter, .fields = [](absl::string_view, const Reply& r) {
                      Keys keys;
                      for (char c : r.response()) keys.push_back(KeyOf(std::string(1, c)));
                      return keys;
                    }}}});
  return *table;
}

Reply Sample(const std::string& method, const std::string& hash = "", const std::string& letters = "", int64_t at = 0) {
  Reply reply;
  reply.set_method(method);
  reply.set_request_hash(hash);
  reply.set_response(letters);
  reply.set_expires_micros(at);
  return reply;
}

std::vector<std::string> Names(const absl::StatusOr<Page<Reply>>& page) {
  EXPECT_TRUE(page.ok()) << page.status();
  std::vector<std::string> names;
  if (page.ok()) {
    for (const auto& row : page->rows) names.push_back(row.name);
  }
  return names;
}

class TableTest : public ::testing::Test {
 protected:
  absl::Status Create(const std::string& name, const Reply& record) {
    return CommitAndWait(*store_, [&](Transaction& tx) { return Samples().Create(tx, name, record); });
  }
  absl::Status Update(const std::string& name, const Reply& record) {
    return CommitAndWait(*store_, [&](Transaction& tx) { return Samples().Update(tx, name, record); });
  }
  absl::Status Delete(const std::string& name) {
    return CommitAndWait(*store_, [&](Transaction& tx) { return Samples().Delete(tx, name); });
  }
  std::vector<std::string> By(uint16_t index, const std::string& key) { return Names(Samples().ListBy(store_->Read(), index, key, "", 100)); }
  void ExpectSound() {
    absl::StatusOr<CheckReport> report = Check(*store_, {&Samples()});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->problems, IsEmpty());
  }

  std::unique_ptr<RocksStore> store_ = NewMemoryStore();
};

TEST_F(TableTest, KeepsARecordWithItsIndexEntriesAndItsChange) {
  ASSERT_TRUE(Create("forces/kent/needs/1", Sample("m", "h", "ab")).ok());
  absl::StatusOr<Reply> read = Samples().Get(store_->Read(), "forces/kent/needs/1");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->response(), "ab");
  EXPECT_THAT(By(kByMethod, KeyOf("m")), ElementsAre("forces/kent/needs/1"));
  EXPECT_THAT(By(kByLetter, KeyOf("b")), ElementsAre("forces/kent/needs/1"));
  absl::StatusOr<std::vector<Change>> changes = ReadChanges(store_->Read(), 0, 10);
  ASSERT_TRUE(changes.ok());
  ASSERT_EQ(changes->size(), 1u);
  EXPECT_EQ(changes->front().resource(), "forces/kent/needs/1");
  EXPECT_EQ(changes->front().kind(), "sample");
  EXPECT_EQ(changes->front().action(), Change::ACTION_CREATED);
  ExpectSound();
}

TEST_F(TableTest, CreateRefusesANameThatIsTaken) {
  ASSERT_TRUE(Create("a", Sample("first")).ok());
  EXPECT_EQ(Create("a", Sample("second")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Samples().Get(store_->Read(), "a")->method(), "first");
}

TEST_F(TableTest, UpdateAndDeleteNeedTheRecord) {
  EXPECT_EQ(Update("a", Sample("m")).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Delete("a").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Samples().Get(store_->Read(), "a").status().code(), absl::StatusCode::kNotFound);
}

TEST_F(TableTest, AnEmptyNameIsRefused) { EXPECT_EQ(Create("", Sample("m")).code(), absl::StatusCode::kInvalidArgument); }

TEST_F(TableTest, UpdateMovesIndexEntries) {
  ASSERT_TRUE(Create("a", Sample("old", "h1", "xy")).ok());
  ASSERT_TRUE(Update("a", Sample("new", "h2", "yz")).ok());
  EXPECT_THAT(By(kByMethod, KeyOf("old")), IsEmpty());
  EXPECT_THAT(By(kByMethod, KeyOf("new")), ElementsAre("a"));
  EXPECT_THAT(By(kByLetter, KeyOf("x")), IsEmpty());
  EXPECT_THAT(By(kByLetter, KeyOf("y")), ElementsAre("a"));
  EXPECT_THAT(By(kByLetter, KeyOf("z")), ElementsAre("a"));
  EXPECT_TRUE(Create("b", Sample("m", "h1")).ok()) << "the key let go is free again";
  ExpectSound();
}

TEST_F(TableTest, DeleteLeavesNothingBehind) {
  ASSERT_TRUE(Create("a", Sample("m", "h", "xy")).ok());
  ASSERT_TRUE(Delete("a").ok());
  absl::StatusOr<CheckReport> report = Check(*store_, {&Samples()});
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->records, 0u);
  EXPECT_EQ(report->index_entries, 0u);
  EXPECT_TRUE(report->ok());
}

TEST_F(TableTest, AUniqueKeyIsHeldByOneRecord) {
  ASSERT_TRUE(Create("a", Sample("m", "h")).ok());
  EXPECT_EQ(Create("b", Sample("m", "h")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(Samples().Get(store_->Read(), "b").status().code(), absl::StatusCode::kNotFound) << "the refused mutation left its record";
  ASSERT_TRUE(Create("b", Sample("m", "other")).ok());
  EXPECT_EQ(Update("b", Sample("m", "h")).code(), absl::StatusCode::kAlreadyExists);
  EXPECT_TRUE(Update("a", Sample("changed", "h")).ok()) << "a record may keep its own key";
  auto found = Samples().Find(store_->Read(), kByHash, KeyOf("h"));
  ASSERT_TRUE(found.ok() && found->has_value());
  EXPECT_EQ((*found)->name, "a");
  EXPECT_FALSE(Samples().Find(store_->Read(), kByHash, KeyOf("none"))->has_value());
  EXPECT_EQ(Samples().Find(store_->Read(), kByMethod, KeyOf("m")).status().code(), absl::StatusCode::kInternal);
  ExpectSound();
}

TEST_F(TableTest, AUniqueKeyIsHeldWithinOneMutationToo) {
  absl::Status status = CommitAndWait(*store_, [](Transaction& tx) {
    if (absl::Status first = Samples().Create(tx, "a", Sample("m", "h")); !first.ok()) return first;
    return Samples().Create(tx, "b", Sample("m", "h"));
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(Names(Samples().List(store_->Read(), "", "", 10)), IsEmpty());
}

TEST_F(TableTest, AMultiValuedIndexGivesEachKeyOnce) {
  ASSERT_TRUE(Create("a", Sample("m", "", "xxyx")).ok());
  EXPECT_THAT(By(kByLetter, KeyOf("x")), ElementsAre("a"));
  absl::StatusOr<CheckReport> report = Check(*store_, {&Samples()});
  EXPECT_EQ(report->index_entries, 3u);  // the method, x, y
}

TEST_F(TableTest, AnIndexIsReadByItsFirstFieldsInKeyOrder) {
  ASSERT_TRUE(Create("late", Sample("m", "", "", 9)).ok());
  ASSERT_TRUE(Create("early", Sample("m", "", "", -5)).ok());
  ASSERT_TRUE(Create("other", Sample("mm", "", "", 0)).ok());
  EXPECT_THAT(By(kByMethod, KeyOf("m")), ElementsAre("early", "late"));
  EXPECT_THAT(By(kByMethod, KeyOf("m", int64_t{9})), ElementsAre("late"));
}

TEST_F(TableTest, ListsByPrefixOfTheName) {
  for (const char* name : {"forces/kent/needs/1", "forces/kent/needs/2", "forces/kentish/needs/1", "suppliers/x"})
    ASSERT_TRUE(Create(name, Sample("m")).ok());
  EXPECT_THAT(Names(Samples().List(store_->Read(), "forces/kent/", "", 10)), ElementsAre("forces/kent/needs/1", "forces/kent/needs/2"));
  EXPECT_EQ(Names(Samples().List(store_->Read(), "", "", 10)).size(), 4u);
  EXPECT_EQ(Samples().List(store_->Read(), "", "", 0).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(TableTest, PagesAreWholeAndEndWhereTheRowsEnd) {
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(Create(absl::StrCat("n/", i), Sample("m")).ok());
  for (size_t size : {1, 2, 3, 5, 9, 10, 11}) {
    std::vector<std::string> by_name;
    std::vector<std::string> by_index;
    std::string after;
    do {
      absl::StatusOr<Page<Reply>> page = Samples().List(store_->Read(), "n/", after, size);
      for (const std::string& name : Names(page)) by_name.push_back(name);
      after = page->next;
    } while (!after.empty());
    do {
      absl::StatusOr<Page<Reply>> page = Samples().ListBy(store_->Read(), kByMethod, KeyOf("m"), after, size);
      for (const std::string& name : Names(page)) by_index.push_back(name);
      after = page->next;
    } while (!after.empty());
    EXPECT_EQ(by_name.size(), 10u) << size;
    EXPECT_TRUE(std::is_sorted(by_name.begin(), by_name.end()));
    EXPECT_EQ(by_index, by_name) << size;
  }
}

TEST_F(TableTest, APageGoesOnInPlaceWhenRowsComeAndGo) {
  for (const char* name : {"b", "d", "f", "h"}) ASSERT_TRUE(Create(name, Sample("m")).ok());
  absl::StatusOr<Page<Reply>> first = Samples().List(store_->Read(), "", "", 2);
  EXPECT_THAT(Names(first), ElementsAre("b", "d"));
  ASSERT_TRUE(Delete("d").ok());               // the row that the page ended with
  ASSERT_TRUE(Create("a", Sample("m")).ok());  // before it
  ASSERT_TRUE(Create("e", Sample("m")).ok());  // after it
  EXPECT_THAT(Names(Samples().List(store_->Read(), "", first->next, 10)), ElementsAre("e", "f", "h"));
  EXPECT_THAT(Names(Samples().List(store_->Read(), "", "zzz", 10)), IsEmpty());
}

TEST_F(TableTest, ATableWithoutAFeedWritesNoChange) {
  static const auto* quiet = new Table<Reply>({.id = 8, .kind = "quiet", .indexes = {}, .feed = false});
  ASSERT_TRUE(CommitAndWait(*store_, [](Transaction& tx) { return quiet->Put(tx, "a", Sample("m")); }).ok());
  EXPECT_EQ(*LastChange(store_->Read()), 0u);
}

TEST_F(TableTest, AHiddenTableStaysOutOfTheFeedWhateverElseIsAskedFor) {
  static const auto* hidden = new Table<Reply>({.id = 9, .kind = "hidden", .indexes = {}, .feed = true, .hidden = true});
  EXPECT_TRUE(hidden->hidden());
  EXPECT_FALSE(Samples().hidden());
  ASSERT_TRUE(CommitAndWait(*store_, [](Transaction& tx) { return hidden->Put(tx, "a", Sample("m")); }).ok());
  ASSERT_TRUE(CommitAndWait(*store_, [](Transaction& tx) { return hidden->Delete(tx, "a"); }).ok());
  EXPECT_EQ(*LastChange(store_->Read()), 0u);
}

TEST_F(TableTest, ARecordThatDoesNotParseIsDataLoss) {
  std::string key;
  AppendId(7, &key);
  key += "broken";
  ASSERT_TRUE(CommitAndWait(*store_, [&](Transaction& tx) {
                tx.Put(Family::kRecords, key, "\xff\xff\xff");
                return absl::OkStatus();
              }).ok());
  EXPECT_EQ(Samples().Get(store_->Read(), "broken").status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Samples().List(store_->Read(), "", "", 10).status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(Update("broken", Sample("m")).code(), absl::StatusCode::kDataLoss);
}

TEST_F(TableTest, AnIndexKeyThatIsNoTupleIsRefused) {
  static const auto* wrong =
      new Table<Reply>({.id = 9, .kind = "wrong", .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply&) { return Keys{"raw"}; }}}});
  EXPECT_EQ(CommitAndWait(*store_, [](Transaction& tx) { return wrong->Put(tx, "a", Sample("m")); }).code(), absl::StatusCode::kInternal);
}

TEST(TableDeclarationDeathTest, ATableMustBeDeclaredSoundly) {
  EXPECT_DEATH(Table<Reply>({.id = 0, .kind = "zero", .indexes = {}}), "id must be");
  auto fields = [](absl::string_view, const Reply&) { return Keys{}; };
  EXPECT_DEATH(Table<Reply>({.id = 1, .kind = "twice", .indexes = {{.id = 1, .fields = fields}, {.id = 1, .fields = fields}}}), "one id");
}

}  // namespace
}  // namespace frontline::storage
