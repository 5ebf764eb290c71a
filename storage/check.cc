#include <algorithm>
#include <map>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/journal.h"
#include "storage/key.h"
#include "storage/layout.h"
#include "storage/rocks_store.h"

namespace frontline::storage {
namespace {

constexpr size_t kMaxProblems = 1000;
constexpr uint64_t kProgressEvery = 8192;

Range Whole() { return {std::string(1, '\0'), std::string(kFamilyEnd)}; }

// One row is in memory at a time, whatever the size of the store.
class Checker {
 public:
  Checker(const Snapshot& snapshot, const std::vector<const AnyTable*>& tables, const CheckProgress& progress, CheckReport* report)
      : snapshot_(snapshot), progress_(progress), report_(*report) {
    for (const AnyTable* table : tables) tables_[table->id()] = table;
  }

  // Each gives an error only when the store can't be read.
  absl::Status Records() {
    std::unique_ptr<Cursor> cursor = snapshot_.Scan(Family::kRecords, Whole());
    for (; cursor->Valid() && !Full(); cursor->Next()) {
      if (absl::Status status = Progress(CheckStage::kRecords, report_.records, 0); !status.ok()) return status;
      report_.records += Counted(cursor->key());
      if (absl::Status status = Record(cursor->key(), cursor->value()); !status.ok()) return status;
    }
    return cursor->status();
  }
  absl::Status Indexes() {
    std::unique_ptr<Cursor> cursor = snapshot_.Scan(Family::kIndexes, Whole());
    for (; cursor->Valid() && !Full(); cursor->Next()) {
      if (absl::Status status = Progress(CheckStage::kIndexes, report_.index_entries, derived_); !status.ok()) return status;
      report_.index_entries += Counted(cursor->key());
      if (absl::Status status = IndexEntry(cursor->key(), cursor->value()); !status.ok()) return status;
    }
    return cursor->status();
  }
  absl::Status Meta() {
    uint64_t walked = 0;
    bool format = false;
    std::unique_ptr<Cursor> cursor = snapshot_.Scan(Family::kMeta, Whole());
    for (; cursor->Valid() && !Full(); cursor->Next()) {
      if (absl::Status status = Progress(CheckStage::kRecords, report_.records + ++walked, 0); !status.ok()) return status;
      format = format || cursor->key() == kFormatKey;
      MetaEntry(cursor->key(), cursor->value());
    }
    if (!cursor->status().ok()) return cursor->status();
    if (!format) Problem("there is no format record");
    return absl::OkStatus();
  }
  absl::Status Feed() {
    absl::StatusOr<uint64_t> head = LastChange(snapshot_);
    if (!head.ok()) return Noted(head.status());
    uint64_t last = 0;
    while (!Full()) {
      absl::StatusOr<std::vector<Change>> changes = ReadChanges(snapshot_, last, 256);
      if (!changes.ok()) return Noted(changes.status());
      if (changes->empty()) break;
      for (const Change& change : *changes) {
        if (absl::Status status = Progress(CheckStage::kFeed, last, *head); !status.ok()) return status;
        if (change.sequence() != last + 1) Problem(absl::StrCat("the change feed has a gap: ", change.sequence(), " follows ", last));
        last = change.sequence();
      }
    }
    if (*head != last) Problem(absl::StrCat("the change feed ends at ", last, " and its head says ", *head));
    return absl::OkStatus();
  }
  absl::Status Audit() {
    absl::StatusOr<stored::v1::Head> end = AuditHead(snapshot_);
    if (!end.ok()) return Noted(end.status());
    absl::StatusOr<stored::v1::Head> head =
        VerifyAudit(snapshot_, [&](uint64_t done) { return Progress(CheckStage::kAudit, done, std::max(done, end->sequence())).ok(); });
    if (!head.ok()) return Noted(head.status());
    report_.audit_entries = head->sequence();
    return absl::OkStatus();
  }

 private:
  bool Full() const { return report_.problems.size() >= kMaxProblems; }
  void Problem(std::string text) {
    if (!Full()) report_.problems.push_back(std::move(text));
  }
  // Whether what lies under `key` counts: a hidden table's does not.
  uint64_t Counted(absl::string_view key) const {
    uint16_t id = 0;
    const auto table = TakeId(&key, &id) ? tables_.find(id) : tables_.end();
    return table == tables_.end() || !table->second->hidden();
  }
  // How a problem calls a record, or an index entry, of `table`: nothing must tell which hidden ones there are.
  static std::string Called(const AnyTable& table, absl::string_view name) { return table.hidden() ? "(hidden)" : std::string(name); }
  static std::string CalledKey(const AnyTable& table, absl::string_view key) {
    return table.hidden() ? "(hidden)" : absl::BytesToHexString(key);
  }
  // Every so often. CANCELLED when that is no longer wanted.
  absl::Status Progress(CheckStage stage, uint64_t done, uint64_t total) const {
    if (!progress_ || done % kProgressEvery != 0 || progress_(stage, done, total)) return absl::OkStatus();
    return absl::CancelledError("the check was given up");
  }
  // Damage is a finding; that the disk can't be read is not.
  absl::Status Noted(const absl::Status& status) {
    if (status.code() != absl::StatusCode::kDataLoss) return status;
    Problem(std::string(status.message()));
    return absl::OkStatus();
  }

  absl::Status Record(absl::string_view key, absl::string_view value) {
    uint16_t id = 0;
    absl::string_view name = key;
    auto table = TakeId(&name, &id) ? tables_.find(id) : tables_.end();
    if (table == tables_.end() || name.empty()) {
      Problem(absl::StrCat("a record of no table: ", absl::BytesToHexString(key)));
      return absl::OkStatus();
    }
    std::unique_ptr<google::protobuf::MessageLite> record = table->second->NewRecord();
    if (!record->ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      Problem(absl::StrCat("the ", table->second->kind(), " ", Called(*table->second, name), " does not parse"));
      return absl::OkStatus();
    }
    absl::StatusOr<std::vector<AnyTable::Entry>> entries = table->second->EntriesOf(name, *record);
    if (!entries.ok()) return entries.status();
    if (!table->second->hidden()) derived_ += entries->size();
    for (const AnyTable::Entry& entry : *entries) {
      absl::StatusOr<std::optional<std::string>> found = snapshot_.Get(Family::kIndexes, entry.key);
      if (!found.ok()) return found.status();
      if (!found->has_value() || **found != entry.value) {
        Problem(absl::StrCat("the ", table->second->kind(), " ", Called(*table->second, name), " lacks its index entry ",
                             CalledKey(*table->second, entry.key)));
      }
    }
    return absl::OkStatus();
  }

  absl::Status IndexEntry(absl::string_view key, absl::string_view value) {
    uint16_t id = 0;
    absl::string_view rest = key;
    auto table = TakeId(&rest, &id) ? tables_.find(id) : tables_.end();
    if (table == tables_.end()) {
      Problem(absl::StrCat("an index entry of no table: ", absl::BytesToHexString(key)));
      return absl::OkStatus();
    }
    absl::StatusOr<std::string> name = table->second->NameIn(key, value);
    if (!name.ok()) return Noted(name.status());
    std::string record_key;
    AppendId(id, &record_key);
    record_key += *name;
    absl::StatusOr<std::optional<std::string>> stored = snapshot_.Get(Family::kRecords, record_key);
    if (!stored.ok()) return stored.status();
    if (!stored->has_value()) {
      Problem(absl::StrCat("an index entry without its ", table->second->kind(), " ", Called(*table->second, *name), ": ",
                           CalledKey(*table->second, key)));
      return absl::OkStatus();
    }
    std::unique_ptr<google::protobuf::MessageLite> record = table->second->NewRecord();
    if (!record->ParseFromString(**stored)) return absl::OkStatus();  // found by Records already
    absl::StatusOr<std::vector<AnyTable::Entry>> entries = table->second->EntriesOf(*name, *record);
    if (!entries.ok()) return entries.status();
    for (const AnyTable::Entry& entry : *entries) {
      if (entry.key == key && entry.value == value) return absl::OkStatus();
    }
    Problem(absl::StrCat("an index entry that the ", table->second->kind(), " ", Called(*table->second, *name), " does not call for: ",
                         CalledKey(*table->second, key)));
    return absl::OkStatus();
  }

  void MetaEntry(absl::string_view key, absl::string_view value) {
    if (key == kFeedHeadKey || key == kAuditHeadKey) return;  // Feed and Audit look at those
    if (key == kFormatKey) {
      stored::v1::Format format;
      if (!format.ParseFromArray(value.data(), static_cast<int>(value.size()))) Problem("the format record does not parse");
      return;
    }
    if (key == kSweptKey) {
      if (!absl::StartsWith(value, kReplyPrefix)) Problem("the mark of the reply sweep does not parse");
      return;
    }
    absl::string_view rest = key;
    int64_t day = 0;
    if (!absl::ConsumePrefix(&rest, kReplyPrefix) || !TakeInt(&rest, &day) || !SkipElement(&rest) || !SkipElement(&rest) || !rest.empty()) {
      return Problem(absl::StrCat("an entry of no kind in the meta family: ", absl::BytesToHexString(key)));
    }
    Reply reply;
    if (!reply.ParseFromArray(value.data(), static_cast<int>(value.size()))) {
      Problem(absl::StrCat("a kept reply that does not parse: ", absl::BytesToHexString(key)));
    }
  }

  const Snapshot& snapshot_;
  const CheckProgress& progress_;
  CheckReport& report_;
  uint64_t derived_ = 0;  // index entries that the records call for
  std::map<uint16_t, const AnyTable*> tables_;
};

}  // namespace

absl::StatusOr<CheckReport> Check(Store& store, const std::vector<const AnyTable*>& tables, const CheckProgress& progress) {
  CheckReport report;
  const Snapshot snapshot = store.Read();
  Checker checker(snapshot, tables, progress, &report);
  if (absl::Status status = checker.Records(); !status.ok()) return status;
  if (absl::Status status = checker.Indexes(); !status.ok()) return status;
  if (absl::Status status = checker.Meta(); !status.ok()) return status;
  if (absl::Status status = checker.Feed(); !status.ok()) return status;
  if (absl::Status status = checker.Audit(); !status.ok()) return status;
  return report;
}

}  // namespace frontline::storage
