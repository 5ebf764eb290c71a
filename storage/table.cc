#include "storage/table.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "storage/journal.h"
#include "storage/layout.h"

namespace frontline::storage {
namespace {

using google::protobuf::MessageLite;

// The same record gives the same bytes in every process: maps in key order.
std::string Serialised(const MessageLite& record) {
  std::string bytes;
  bytes.reserve(record.ByteSizeLong());
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    record.SerializeToCodedStream(&coded);
  }
  return bytes;
}

std::string RecordKey(uint16_t table, absl::string_view name) {
  std::string key;
  key.reserve(2 + name.size());
  AppendId(table, &key);
  key.append(name.data(), name.size());
  return key;
}

std::string IndexPrefix(uint16_t table, uint16_t index) {
  std::string key;
  AppendId(table, &key);
  AppendId(index, &key);
  return key;
}

bool IsTuple(absl::string_view key) {
  if (key.empty()) return false;
  while (!key.empty()) {
    if (!SkipElement(&key)) return false;
  }
  return true;
}

// Where a page starts: past `after`, never before the range itself.
Range PageRange(Range range, absl::string_view prefix, absl::string_view after) {
  if (after.empty()) return range;
  std::string begin = absl::StrCat(prefix, after, absl::string_view("\0", 1));
  if (begin > range.begin) range.begin = std::move(begin);
  if (range.begin > range.end) range.begin = range.end;
  return range;
}

[[noreturn]] void Misdeclared(const std::string& kind, const char* what) {
  std::fprintf(stderr, "storage: table \"%s\": %s\n", kind.c_str(), what);
  std::abort();
}

}  // namespace

AnyTable::AnyTable(uint16_t id, std::string kind, bool feed, bool hidden, std::unique_ptr<MessageLite> prototype, std::vector<Index> indexes)
    : id_(id), kind_(std::move(kind)), feed_(feed && !hidden), hidden_(hidden), prototype_(std::move(prototype)), indexes_(std::move(indexes)) {
  if (id_ == 0 || id_ > kMaxTableId) Misdeclared(kind_, "the id must be from 1 to 0xfeff");
  for (size_t i = 0; i < indexes_.size(); ++i) {
    if (indexes_[i].id == 0 || !indexes_[i].fields) Misdeclared(kind_, "an index needs an id above 0 and its fields");
    for (size_t j = 0; j < i; ++j) {
      if (indexes_[j].id == indexes_[i].id) Misdeclared(kind_, "two indexes have one id");
    }
  }
}

const AnyTable::Index* AnyTable::FindIndex(uint16_t id) const {
  for (const Index& index : indexes_) {
    if (index.id == id) return &index;
  }
  return nullptr;
}

absl::StatusOr<std::vector<AnyTable::Entry>> AnyTable::EntriesOf(absl::string_view name, const MessageLite& record) const {
  std::vector<Entry> entries;
  for (const Index& index : indexes_) {
    for (std::string& fields : index.fields(name, record)) {
      if (!IsTuple(fields)) return absl::InternalError(absl::StrCat("index ", index.id, " of ", kind_, " gives a key that KeyOf did not make"));
      Entry entry;
      entry.unique = index.unique;
      entry.key.reserve(5 + fields.size() + name.size());
      AppendId(id_, &entry.key);
      AppendId(index.id, &entry.key);
      entry.key += fields;
      entry.key.push_back(kEndOfFields);
      // A unique entry keeps the name as its value, so that one Get finds whether the key is taken.
      (index.unique ? entry.value : entry.key).append(name.data(), name.size());
      entries.push_back(std::move(entry));
    }
  }
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

absl::StatusOr<std::string> AnyTable::NameIn(absl::string_view key, absl::string_view value) const {
  uint16_t table = 0;
  uint16_t id = 0;
  absl::string_view rest = key;
  const Index* index = TakeId(&rest, &table) && TakeId(&rest, &id) && table == id_ ? FindIndex(id) : nullptr;
  if (index == nullptr) return absl::DataLossError("an index entry of no declared index: " + absl::BytesToHexString(key));
  while (!rest.empty() && rest[0] != kEndOfFields) {
    if (!SkipElement(&rest)) return absl::DataLossError("an index entry with malformed fields: " + absl::BytesToHexString(key));
  }
  if (rest.empty()) return absl::DataLossError("an index entry that breaks off: " + absl::BytesToHexString(key));
  rest.remove_prefix(1);
  return std::string(index->unique ? value : rest);
}

absl::Status AnyTable::Load(const Reader& reader, absl::string_view name, MessageLite* record) const {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kRecords, RecordKey(id_, name));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return absl::NotFoundError(absl::StrCat("no ", kind_, " named ", name));
  if (!record->ParseFromString(**value)) return absl::DataLossError(absl::StrCat("the stored ", kind_, " ", name, " does not parse"));
  return absl::OkStatus();
}

absl::Status AnyTable::Write(Transaction& tx, absl::string_view name, const MessageLite& record, Expect expect) const {
  if (name.empty()) return absl::InvalidArgumentError(absl::StrCat("a ", kind_, " needs a name"));
  const std::string key = RecordKey(id_, name);
  absl::StatusOr<std::optional<std::string>> old = tx.Get(Family::kRecords, key);
  if (!old.ok()) return old.status();
  const bool present = old->has_value();
  if (present && expect == Expect::kAbsent) return absl::AlreadyExistsError(absl::StrCat("there is already a ", kind_, " named ", name));
  if (!present && expect == Expect::kPresent) return absl::NotFoundError(absl::StrCat("no ", kind_, " named ", name));

  std::vector<Entry> before;
  if (present && !indexes_.empty()) {
    std::unique_ptr<MessageLite> stored = NewRecord();
    if (!stored->ParseFromString(**old)) return absl::DataLossError(absl::StrCat("the stored ", kind_, " ", name, " does not parse"));
    absl::StatusOr<std::vector<Entry>> entries = EntriesOf(name, *stored);
    if (!entries.ok()) return entries.status();
    before = *std::move(entries);
  }
  absl::StatusOr<std::vector<Entry>> after = EntriesOf(name, record);
  if (!after.ok()) return after.status();

  for (const Entry& entry : before) {
    if (!std::binary_search(after->begin(), after->end(), entry)) tx.Delete(Family::kIndexes, entry.key);
  }
  for (const Entry& entry : *after) {
    if (std::binary_search(before.begin(), before.end(), entry)) continue;
    if (entry.unique) {
      absl::StatusOr<std::optional<std::string>> holder = tx.Get(Family::kIndexes, entry.key);
      if (!holder.ok()) return holder.status();
      // Who holds it is not said: the caller may not be allowed to know.
      if (holder->has_value()) return absl::AlreadyExistsError(absl::StrCat("another ", kind_, " has a key that must be unique"));
    }
    tx.Put(Family::kIndexes, entry.key, entry.value);
  }
  tx.Put(Family::kRecords, key, Serialised(record));
  if (!feed_) return absl::OkStatus();
  return AppendChange(tx, kind_, name, present ? Change::ACTION_UPDATED : Change::ACTION_CREATED);
}

absl::Status AnyTable::Erase(Transaction& tx, absl::string_view name) const {
  std::unique_ptr<MessageLite> stored = NewRecord();
  if (absl::Status status = Load(tx, name, stored.get()); !status.ok()) return status;
  absl::StatusOr<std::vector<Entry>> entries = EntriesOf(name, *stored);
  if (!entries.ok()) return entries.status();
  for (const Entry& entry : *entries) tx.Delete(Family::kIndexes, entry.key);
  tx.Delete(Family::kRecords, RecordKey(id_, name));
  if (!feed_) return absl::OkStatus();
  return AppendChange(tx, kind_, name, Change::ACTION_DELETED);
}

absl::Status AnyTable::LoadRange(const Reader& reader, absl::string_view prefix, absl::string_view after, size_t limit, std::vector<RawRow>* rows,
                                 std::string* next) const {
  if (limit == 0) return absl::InvalidArgumentError("a page holds at least one row");
  next->clear();
  const std::string table = RecordKey(id_, "");
  const Range range = PageRange(Range::Prefix(RecordKey(id_, prefix)), table, after);
  if (range.begin == range.end) return absl::OkStatus();
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kRecords, range);
  for (; cursor->Valid(); cursor->Next()) {
    if (rows->size() == limit) {
      *next = rows->back().name;
      return absl::OkStatus();
    }
    rows->push_back({std::string(cursor->key().substr(table.size())), std::string(cursor->value())});
  }
  return cursor->status();
}

std::vector<Region> AnyTable::Regions(absl::string_view prefix) const {
  std::vector<Region> regions = {{Family::kRecords, Range::Prefix(RecordKey(id_, prefix))}};
  if (!indexes_.empty()) regions.push_back({Family::kIndexes, Range::Prefix(RecordKey(id_, ""))});
  return regions;
}

absl::StatusOr<uint64_t> AnyTable::Count(const Reader& reader) const {
  uint64_t count = 0;
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kRecords, Range::Prefix(RecordKey(id_, "")));
  for (; cursor->Valid(); cursor->Next()) ++count;
  if (!cursor->status().ok()) return cursor->status();
  return count;
}

absl::Status AnyTable::LoadByIndex(const Reader& reader, uint16_t index, absl::string_view key, absl::string_view after, size_t limit,
                                   std::vector<RawRow>* rows, std::string* next) const {
  if (limit == 0) return absl::InvalidArgumentError("a page holds at least one row");
  if (FindIndex(index) == nullptr) return absl::InternalError(absl::StrCat(kind_, " has no index ", index));
  next->clear();
  const std::string prefix = IndexPrefix(id_, index);
  const Range range = PageRange(Range::Prefix(absl::StrCat(prefix, key)), prefix, after);
  if (range.begin == range.end) return absl::OkStatus();
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kIndexes, range);
  std::string last;
  for (; cursor->Valid(); cursor->Next()) {
    if (rows->size() == limit) {
      *next = std::move(last);
      return absl::OkStatus();
    }
    absl::StatusOr<std::string> name = NameIn(cursor->key(), cursor->value());
    if (!name.ok()) return name.status();
    absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kRecords, RecordKey(id_, *name));
    if (!value.ok()) return value.status();
    if (!value->has_value()) return absl::DataLossError(absl::StrCat("index ", index, " of ", kind_, " names a record that is not there: ", *name));
    last.assign(cursor->key().data() + prefix.size(), cursor->key().size() - prefix.size());
    rows->push_back({*std::move(name), **std::move(value)});
  }
  return cursor->status();
}

absl::StatusOr<bool> AnyTable::LoadUnique(const Reader& reader, uint16_t index, absl::string_view key, RawRow* row) const {
  const Index* declared = FindIndex(index);
  if (declared == nullptr || !declared->unique) return absl::InternalError(absl::StrCat(kind_, " has no unique index ", index));
  std::string entry = absl::StrCat(IndexPrefix(id_, index), key, absl::string_view(&kEndOfFields, 1));
  absl::StatusOr<std::optional<std::string>> name = reader.Get(Family::kIndexes, entry);
  if (!name.ok()) return name.status();
  if (!name->has_value()) return false;
  row->name = **std::move(name);
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kRecords, RecordKey(id_, row->name));
  if (!value.ok()) return value.status();
  if (!value->has_value()) return absl::DataLossError(absl::StrCat("index ", index, " of ", kind_, " names a record that is not there: ", row->name));
  row->value = **std::move(value);
  return true;
}

}  // namespace frontline::storage
