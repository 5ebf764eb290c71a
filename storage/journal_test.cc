#include "storage/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "storage/key.h"
#include "storage/layout.h"
#include "storage/rocks_store.h"
#include "storage/sha256.h"
#include "storage/testing.h"

namespace frontline::storage {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

constexpr absl::Time kNoon = absl::FromUnixSeconds(1790000000);

std::string SequenceKey(uint64_t sequence) {
  std::string key;
  AppendUint(sequence, &key);
  return key;
}

class JournalTest : public ::testing::Test {
 protected:
  absl::Status Do(Mutation mutation) { return CommitAndWait(*store_, std::move(mutation)); }
  void Overwrite(Family family, const std::string& key, const std::optional<std::string>& value) {
    ASSERT_TRUE(Do([&](Transaction& tx) {
                  value.has_value() ? tx.Put(family, key, *value) : tx.Delete(family, key);
                  return absl::OkStatus();
                }).ok());
  }

  absl::Time now_ = kNoon;
  std::unique_ptr<RocksStore> store_ = NewMemoryStore([this] { return now_; });
};

// --- Change feed ---

TEST_F(JournalTest, TheFeedHasNoGapWhateverFails) {
  for (int i = 0; i < 30; ++i) {
    now_ += absl::Seconds(1);
    const absl::Status status = Do([i](Transaction& tx) {
      for (int j = 0; j < 3; ++j) {
        if (absl::Status appended = AppendChange(tx, "need", absl::StrCat("needs/", i), Change::ACTION_UPDATED); !appended.ok()) return appended;
      }
      return i % 2 == 0 ? absl::OkStatus() : absl::AbortedError("undone");
    });
    EXPECT_EQ(status.ok(), i % 2 == 0);
  }
  EXPECT_EQ(*LastChange(store_->Read()), 45u);
  uint64_t last = 0;
  while (last < 45) {
    absl::StatusOr<std::vector<Change>> changes = ReadChanges(store_->Read(), last, 7);
    ASSERT_TRUE(changes.ok()) << changes.status();
    ASSERT_FALSE(changes->empty());
    ASSERT_LE(changes->size(), 7u);
    for (const Change& change : *changes) {
      EXPECT_EQ(change.sequence(), ++last);
      EXPECT_EQ(change.resource(), absl::StrCat("needs/", (last - 1) / 3 * 2));
      EXPECT_EQ(absl::FromUnixMicros(change.time_micros()), kNoon + absl::Seconds((last - 1) / 3 * 2 + 1));
    }
  }
  EXPECT_TRUE(ReadChanges(store_->Read(), 45, 7)->empty());
  EXPECT_TRUE(ReadChanges(store_->Read(), UINT64_MAX, 7)->empty());
  EXPECT_TRUE(ReadChanges(store_->Read(), 0, 0)->empty());
}

TEST_F(JournalTest, ADamagedFeedIsDataLoss) {
  ASSERT_TRUE(Do([](Transaction& tx) { return AppendChange(tx, "need", "needs/1", Change::ACTION_CREATED); }).ok());
  Overwrite(Family::kFeed, SequenceKey(1), "\xff\xff");
  EXPECT_TRUE(absl::IsDataLoss(ReadChanges(store_->Read(), 0, 10).status()));
  Overwrite(Family::kMeta, std::string(kFeedHeadKey), "\xff\xff");
  EXPECT_TRUE(absl::IsDataLoss(LastChange(store_->Read()).status()));
  EXPECT_TRUE(absl::IsDataLoss(Do([](Transaction& tx) { return AppendChange(tx, "need", "needs/2", Change::ACTION_CREATED); })));
}

// --- Audit ---

class AuditTest : public JournalTest {
 protected:
  void SetUp() override {
    for (int i = 1; i <= 5; ++i) {
      now_ += absl::Seconds(1);
      ASSERT_TRUE(Do([i](Transaction& tx) {
                    AuditEntry entry;
                    entry.set_actor("members/buyer");
                    entry.set_method("frontline.requirement.v1.NeedService/CreateNeed");
                    entry.set_resource(absl::StrCat("needs/", i));
                    entry.set_outcome("OK");
                    entry.set_request_id(absl::StrCat("r", i));
                    return AppendAudit(tx, std::move(entry));
                  }).ok());
    }
    ASSERT_TRUE(VerifyAudit(store_->Read()).ok());
  }
  std::string Stored(uint64_t sequence) { return **store_->Read().Get(Family::kAudit, SequenceKey(sequence)); }
  // The walk must stop with this, and Check must list it.
  void ExpectFound(const std::string& what) {
    const absl::StatusOr<stored::v1::Head> head = VerifyAudit(store_->Read());
    EXPECT_TRUE(absl::IsDataLoss(head.status())) << head.status();
    EXPECT_THAT(std::string(head.status().message()), HasSubstr(what));
    absl::StatusOr<CheckReport> report = Check(*store_, {});
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report->problems, Contains(HasSubstr(what)));
  }
};

TEST_F(AuditTest, EntriesAreChainedByTheirHashes) {
  absl::StatusOr<std::vector<AuditEntry>> entries = ReadAudit(store_->Read(), 0, 100);
  ASSERT_TRUE(entries.ok());
  ASSERT_EQ(entries->size(), 5u);
  std::string previous(kSha256Bytes, '\0');
  for (size_t i = 0; i < entries->size(); ++i) {
    AuditEntry entry = (*entries)[i];
    EXPECT_EQ(entry.sequence(), i + 1);
    EXPECT_EQ(entry.resource(), absl::StrCat("needs/", i + 1));
    EXPECT_EQ(absl::FromUnixMicros(entry.time_micros()), kNoon + absl::Seconds(i + 1));
    EXPECT_EQ(entry.previous_hash(), previous);
    previous = entry.hash();
    entry.clear_hash();
    EXPECT_EQ(previous, Sha256(entry.SerializeAsString())) << "the hash is not that of the entry without it, as the proto says";
  }
  EXPECT_EQ(AuditHead(store_->Read())->hash(), previous);
  EXPECT_EQ(VerifyAudit(store_->Read())->sequence(), 5u);
  EXPECT_EQ(ReadAudit(store_->Read(), 3, 1)->front().sequence(), 4u);
  EXPECT_TRUE(ReadAudit(store_->Read(), 5, 10)->empty());
}

TEST_F(AuditTest, AnUndoneMutationLeavesNoEntry) {
  EXPECT_FALSE(Do([](Transaction& tx) {
                 EXPECT_TRUE(AppendAudit(tx, AuditEntry()).ok());
                 return absl::AbortedError("undone");
               }).ok());
  EXPECT_EQ(VerifyAudit(store_->Read())->sequence(), 5u);
}

TEST_F(AuditTest, WhatTheCallerPutsIntoTheChainFieldsDoesNotCount) {
  ASSERT_TRUE(Do([](Transaction& tx) {
                AuditEntry entry;
                entry.set_sequence(99);
                entry.set_hash("forged");
                entry.set_previous_hash("forged");
                return AppendAudit(tx, std::move(entry));
              }).ok());
  EXPECT_EQ(VerifyAudit(store_->Read())->sequence(), 6u);
}

TEST_F(AuditTest, AnAlteredEntryIsFound) {
  AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(Stored(3)));
  entry.set_actor("members/somebody-else");
  Overwrite(Family::kAudit, SequenceKey(3), entry.SerializeAsString());
  ExpectFound("audit entry 3 was altered");
}

TEST_F(AuditTest, EveryAlteredByteIsFound) {
  const std::string whole = Stored(2);
  for (size_t i = 0; i < whole.size(); ++i) {
    std::string altered = whole;
    altered[i] = static_cast<char>(altered[i] ^ 0x01);
    Overwrite(Family::kAudit, SequenceKey(2), altered);
    EXPECT_TRUE(absl::IsDataLoss(VerifyAudit(store_->Read()).status())) << "byte " << i;
  }
}

TEST_F(AuditTest, AnEntryAlteredWithAFittingHashBreaksTheChain) {
  AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(Stored(3)));
  entry.set_actor("members/somebody-else");
  entry.clear_hash();
  entry.set_hash(Sha256(entry.SerializeAsString()));
  Overwrite(Family::kAudit, SequenceKey(3), entry.SerializeAsString());
  ExpectFound("audit entry 4 does not follow");
}

TEST_F(AuditTest, ARemovedEntryIsFound) {
  Overwrite(Family::kAudit, SequenceKey(2), std::nullopt);
  ExpectFound("audit entry 2 is missing");
}

TEST_F(AuditTest, ACutOffTailIsFound) {
  Overwrite(Family::kAudit, SequenceKey(5), std::nullopt);
  ExpectFound("audit entry 5 is missing");
}

TEST_F(AuditTest, ACutOffTailWithItsHeadTurnedBackIsFoundByTheNextHash) {
  // All of the store's own traces fit then; only a head noted elsewhere shows it. VerifyAudit gives the head for that.
  const std::string noted = VerifyAudit(store_->Read())->hash();
  Overwrite(Family::kAudit, SequenceKey(5), std::nullopt);
  AuditEntry last;
  ASSERT_TRUE(last.ParseFromString(Stored(4)));
  stored::v1::Head head;
  head.set_sequence(4);
  head.set_hash(last.hash());
  Overwrite(Family::kMeta, std::string(kAuditHeadKey), head.SerializeAsString());
  EXPECT_NE(VerifyAudit(store_->Read())->hash(), noted);
}

TEST_F(AuditTest, AnEntryThatNobodyAppendedIsFound) {
  AuditEntry entry;
  entry.set_sequence(6);
  entry.set_previous_hash(AuditHead(store_->Read())->hash());
  entry.set_hash(Sha256(entry.SerializeAsString()));
  Overwrite(Family::kAudit, SequenceKey(6), entry.SerializeAsString());
  ExpectFound("audit entry 7 is missing");
}

TEST_F(AuditTest, TwoEntriesThatChangedPlacesAreFound) {
  const std::string second = Stored(2);
  Overwrite(Family::kAudit, SequenceKey(2), Stored(3));
  Overwrite(Family::kAudit, SequenceKey(3), second);
  ExpectFound("audit entry 2 carries another sequence number");
}

TEST_F(AuditTest, BytesThatAreNoEntryAreFound) {
  Overwrite(Family::kAudit, SequenceKey(4), "\xff\xff\xff");
  ExpectFound("audit entry 4 does not parse");
  EXPECT_TRUE(absl::IsDataLoss(ReadAudit(store_->Read(), 0, 10).status()));
}

TEST_F(AuditTest, AKeyThatIsNoSequenceIsFound) {
  Overwrite(Family::kAudit, "\x10junk", "junk");
  ExpectFound("has a malformed key");
}

TEST_F(AuditTest, ADamagedOrMissingHeadIsFoundAndAppendsNothing) {
  Overwrite(Family::kMeta, std::string(kAuditHeadKey), "\xff");
  ExpectFound("the head of the audit does not parse");
  EXPECT_TRUE(absl::IsDataLoss(Do([](Transaction& tx) { return AppendAudit(tx, AuditEntry()); })));
  Overwrite(Family::kMeta, std::string(kAuditHeadKey), std::nullopt);
  ExpectFound("audit entry 6 is missing");
}

TEST_F(AuditTest, TheWalkCanBeGivenUp) {
  for (int i = 0; i < 9000; i += 500) {
    ASSERT_TRUE(Do([](Transaction& tx) {
                  for (int j = 0; j < 500; ++j) {
                    if (absl::Status status = AppendAudit(tx, AuditEntry()); !status.ok()) return status;
                  }
                  return absl::OkStatus();
                }).ok());
  }
  EXPECT_TRUE(absl::IsCancelled(VerifyAudit(store_->Read(), [](uint64_t) { return false; }).status()));
  EXPECT_EQ(VerifyAudit(store_->Read(), [](uint64_t walked) { return walked > 0; })->sequence(), 9005u);
}

// --- Replies ---

// What scans of the meta family began with.
class WatchedTransaction : public Transaction {
 public:
  WatchedTransaction(Transaction& tx, std::vector<Range>* scans) : tx_(tx), scans_(scans) {}
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const override { return tx_.Get(family, key); }
  std::unique_ptr<Cursor> Scan(Family family, const Range& range) const override {
    scans_->push_back(range);
    return tx_.Scan(family, range);
  }
  void Put(Family family, absl::string_view key, absl::string_view value) override { tx_.Put(family, key, value); }
  void Delete(Family family, absl::string_view key) override { tx_.Delete(family, key); }
  absl::Time now() const override { return tx_.now(); }

 private:
  Transaction& tx_;
  std::vector<Range>* const scans_;
};

class ReplyTest : public JournalTest {
 protected:
  absl::Status Keep(const std::string& principal, const std::string& id, const std::string& response = "x") {
    return Do([&](Transaction& tx) {
      Reply reply;
      reply.set_response(response);
      WatchedTransaction watched(tx, &scans_);
      return KeepReply(watched, principal, id, std::move(reply));
    });
  }
  std::optional<std::string> Find(const std::string& principal, const std::string& id) {
    absl::StatusOr<std::optional<Reply>> reply = FindReply(store_->Read(), principal, id, now_);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.ok() && reply->has_value() ? std::optional<std::string>((*reply)->response()) : std::nullopt;
  }
  std::vector<std::string> Kept() {
    std::vector<std::string> keys;
    const Snapshot snapshot = store_->Read();
    std::unique_ptr<Cursor> cursor = snapshot.Scan(Family::kMeta, Range::Prefix(kReplyPrefix));
    for (; cursor->Valid(); cursor->Next()) keys.emplace_back(cursor->key());
    return keys;
  }

  std::vector<Range> scans_;
};

TEST_F(ReplyTest, AReplyIsFoundByItsPrincipalAndIdForADay) {
  ASSERT_TRUE(Keep("members/a", "1", "first").ok());
  EXPECT_EQ(Find("members/a", "1"), "first");
  EXPECT_EQ(Find("members/a", "2"), std::nullopt);
  EXPECT_EQ(Find("members/b", "1"), std::nullopt);
  for (absl::Duration later : {absl::Hours(1), absl::Hours(12), absl::Hours(24) - absl::Microseconds(1)}) {
    now_ = kNoon + later;
    EXPECT_EQ(Find("members/a", "1"), "first") << later;
  }
  now_ = kNoon + absl::Hours(24);
  EXPECT_EQ(Find("members/a", "1"), std::nullopt);
  ASSERT_TRUE(Keep("members/a", "1", "second").ok());
  EXPECT_EQ(Find("members/a", "1"), "second");
}

TEST_F(ReplyTest, PrincipalAndIdDoNotRunTogether) {
  ASSERT_TRUE(Keep("ab", "c").ok());
  EXPECT_EQ(Find("a", "bc"), std::nullopt);
  ASSERT_TRUE(Keep(std::string("a\0", 2), "b").ok());
  EXPECT_EQ(Find("a", std::string("\0b", 2)), std::nullopt);
}

TEST_F(ReplyTest, TimesBefore1970Work) {
  now_ = absl::FromUnixMicros(-1);
  store_ = NewMemoryStore([this] { return now_; });
  ASSERT_TRUE(Keep("a", "1").ok());  // the store's time starts at 1970
  now_ = absl::UnixEpoch() + absl::Hours(23);
  EXPECT_EQ(Find("a", "1"), "x");
}

TEST_F(ReplyTest, ExpiredRepliesAreSweptAFewWithEachNewOne) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Keep("a", absl::StrCat("old", i)).ok());
  now_ += absl::Hours(23);
  ASSERT_TRUE(Keep("a", "live").ok());
  EXPECT_EQ(Kept().size(), 101u) << "what may still be asked for was swept";
  now_ = kNoon + absl::Hours(50);  // past the day on which all but "live" expired
  ASSERT_TRUE(Keep("b", "0").ok());
  EXPECT_GE(Kept().size(), 90u) << "one call must not do the work of all";
  for (int i = 1; i < 20; ++i) ASSERT_TRUE(Keep("b", absl::StrCat(i)).ok());
  EXPECT_LE(Kept().size(), 21u) << "expired replies stay";
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Find("b", absl::StrCat(i)), "x");
}

// Found in review: each sweep began at the oldest day again, and walked over all that the ones before it had deleted: with a million replies a day,
// a million deletions to pass, on the writer, in every call after midnight.
TEST_F(ReplyTest, ASweepGoesOnWhereTheLastOneStopped) {
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(Keep("a", absl::StrCat(i)).ok());
  now_ += absl::Hours(72);
  scans_.clear();
  std::string swept;
  while (true) {
    const std::vector<std::string> before = Kept();
    const size_t scans = scans_.size();
    ASSERT_TRUE(Keep("b", absl::StrCat(scans)).ok());
    ASSERT_EQ(scans_.size(), scans + 1);
    EXPECT_GE(scans_.back().begin, swept) << "walks again over what was deleted";
    const std::vector<std::string> after = Kept();
    for (const std::string& key : before) {
      if (!std::count(after.begin(), after.end(), key)) swept = std::max(swept, key);
    }
    if (after.size() == scans + 1) break;
    ASSERT_LT(scans, 50u) << "the sweep does not come to an end";
  }
  const size_t scans = scans_.size();
  ASSERT_TRUE(Keep("b", "last").ok());
  EXPECT_EQ(scans_.size(), scans) << "nothing needs to look until tomorrow";
}

TEST_F(ReplyTest, AReplyThatDoesNotParseIsDataLoss) {
  ASSERT_TRUE(Keep("a", "1").ok());
  Overwrite(Family::kMeta, Kept().front(), "\xff\xff");
  EXPECT_TRUE(absl::IsDataLoss(FindReply(store_->Read(), "a", "1", now_).status()));
}

}  // namespace
}  // namespace frontline::storage
