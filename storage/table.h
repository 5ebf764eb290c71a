// Typed tables over the store: `[table id][name] → record`, index entries `[index id][fields][name]`, and a change in the feed, all written in the
// caller's transaction. A handler never touches an index.
//
//   const Table<NeedRecord>& Needs() {
//     static const auto* table = new Table<NeedRecord>({.id = 20, .kind = "need", .indexes = {
//         {.id = 1, .fields = [](absl::string_view name, const NeedRecord& r) { return Keys{KeyOf(r.need().state())}; }},
//         {.id = 2, .unique = true, .fields = ...}}});
//     return *table;
//   }
//
// A table's ids are part of the disk format: never change or reuse one. Thread-safe (immutable after construction).
#ifndef FRONTLINE_STORAGE_TABLE_H_
#define FRONTLINE_STORAGE_TABLE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message_lite.h"
#include "storage/key.h"
#include "storage/store.h"

namespace frontline::storage {

// The keys under which one record stands in one index: none, one, or several (multi-valued). Each made with KeyOf(...) (storage/key.h).
using Keys = std::vector<std::string>;

// One page of a listing.
template <typename Record>
struct Page {
  struct Row {
    std::string name;
    Record record;
  };
  std::vector<Row> rows;
  std::string next;  // where the next page starts (give it back as `after`); empty at the end
};

// A table without its record type, for Check(), backup and tools.
class AnyTable {
 public:
  struct Index {
    uint16_t id = 0;      // unique within the table
    bool unique = false;  // a second record with the same key is refused (ALREADY_EXISTS)
    std::function<Keys(absl::string_view name, const google::protobuf::MessageLite& record)> fields;
  };
  AnyTable(uint16_t id, std::string kind, bool feed, bool hidden, std::unique_ptr<google::protobuf::MessageLite> prototype,
           std::vector<Index> indexes);

  uint16_t id() const { return id_; }
  const std::string& kind() const { return kind_; }  // the resource's kind in the feed: "need"
  // Others must not learn that its records are there: writes stay out of the feed, and neither statistics nor a check's counts include them.
  bool hidden() const { return hidden_; }
  const std::vector<Index>& indexes() const { return indexes_; }
  std::unique_ptr<google::protobuf::MessageLite> NewRecord() const { return std::unique_ptr<google::protobuf::MessageLite>(prototype_->New()); }
  // One entry of the index family.
  struct Entry {
    std::string key;
    std::string value;
    bool unique = false;
    bool operator<(const Entry& other) const { return key < other.key; }
    bool operator==(const Entry& other) const { return key == other.key && value == other.value; }
  };
  // What `record` stands for in the index family, sorted, each once. INTERNAL when an index gives a key that was not made with KeyOf.
  absl::StatusOr<std::vector<Entry>> EntriesOf(absl::string_view name, const google::protobuf::MessageLite& record) const;
  // Where its records lie whose names start with `prefix` (empty: all), and all of its indexes, in which names come last. For Store::Scrub.
  std::vector<Region> Regions(absl::string_view prefix = "") const;
  // How many records there are. Walks them all.
  absl::StatusOr<uint64_t> Count(const Reader& reader) const;
  // The record's name in an entry of this table's indexes. DATA_LOSS when the entry is not of that form.
  absl::StatusOr<std::string> NameIn(absl::string_view key, absl::string_view value) const;

 protected:
  struct RawRow {
    std::string name;
    std::string value;
  };
  // NOT_FOUND when absent. DATA_LOSS when the stored bytes do not parse.
  absl::Status Load(const Reader& reader, absl::string_view name, google::protobuf::MessageLite* record) const;
  enum class Expect { kAbsent, kPresent, kEither };
  absl::Status Write(Transaction& tx, absl::string_view name, const google::protobuf::MessageLite& record, Expect expect) const;
  absl::Status Erase(Transaction& tx, absl::string_view name) const;
  absl::Status LoadRange(const Reader& reader, absl::string_view prefix, absl::string_view after, size_t limit, std::vector<RawRow>* rows,
                         std::string* next) const;
  absl::Status LoadByIndex(const Reader& reader, uint16_t index, absl::string_view key, absl::string_view after, size_t limit,
                           std::vector<RawRow>* rows, std::string* next) const;
  // The row under exactly `key` in a unique index; false when there is none.
  absl::StatusOr<bool> LoadUnique(const Reader& reader, uint16_t index, absl::string_view key, RawRow* row) const;

 private:
  const Index* FindIndex(uint16_t id) const;

  const uint16_t id_;
  const std::string kind_;
  const bool feed_;
  const bool hidden_;
  const std::unique_ptr<google::protobuf::MessageLite> prototype_;
  const std::vector<Index> indexes_;
};

template <typename Record>
class Table : public AnyTable {
 public:
  struct TypedIndex {
    uint16_t id = 0;
    bool unique = false;
    std::function<Keys(absl::string_view name, const Record& record)> fields;
  };
  struct Options {
    uint16_t id = 0;
    std::string kind;
    std::vector<TypedIndex> indexes;
    bool feed = true;     // whether writes go into the change feed
    bool hidden = false;  // AnyTable::hidden; then never in the feed
  };
  explicit Table(Options options)
      : AnyTable(options.id, options.kind, options.feed, options.hidden, std::make_unique<Record>(), Erased(std::move(options.indexes))) {}

  // NOT_FOUND when absent.
  absl::StatusOr<Record> Get(const Reader& reader, absl::string_view name) const {
    Record record;
    if (absl::Status status = Load(reader, name, &record); !status.ok()) return status;
    return record;
  }
  // ALREADY_EXISTS when `name` or a unique key is taken.
  absl::Status Create(Transaction& tx, absl::string_view name, const Record& record) const { return Write(tx, name, record, Expect::kAbsent); }
  // NOT_FOUND when `name` is absent; ALREADY_EXISTS when a unique key is another's.
  absl::Status Update(Transaction& tx, absl::string_view name, const Record& record) const { return Write(tx, name, record, Expect::kPresent); }
  // Create or Update.
  absl::Status Put(Transaction& tx, absl::string_view name, const Record& record) const { return Write(tx, name, record, Expect::kEither); }
  // NOT_FOUND when absent.
  absl::Status Delete(Transaction& tx, absl::string_view name) const { return Erase(tx, name); }

  // Records whose name starts with `prefix` (empty: all), in name order, from `after` (a Page's `next`; empty: from the start), at most `limit` (>
  // 0).
  absl::StatusOr<Page<Record>> List(const Reader& reader, absl::string_view prefix, absl::string_view after, size_t limit) const {
    std::vector<RawRow> rows;
    Page<Record> page;
    if (absl::Status status = LoadRange(reader, prefix, after, limit, &rows, &page.next); !status.ok()) return status;
    return Parsed(std::move(rows), std::move(page));
  }
  // Records that stand in `index` under exactly `key`, or, when `key` is made of the index's first fields only, under any key that starts with them.
  // In key order, then name order. A multi-valued index may give a record once for each key that fits.
  absl::StatusOr<Page<Record>> ListBy(const Reader& reader, uint16_t index, absl::string_view key, absl::string_view after, size_t limit) const {
    std::vector<RawRow> rows;
    Page<Record> page;
    if (absl::Status status = LoadByIndex(reader, index, key, after, limit, &rows, &page.next); !status.ok()) return status;
    return Parsed(std::move(rows), std::move(page));
  }
  // The one record under exactly `key` in a unique index (INTERNAL for another index). nullopt when there is none.
  absl::StatusOr<std::optional<typename Page<Record>::Row>> Find(const Reader& reader, uint16_t index, absl::string_view key) const {
    std::vector<RawRow> rows(1);
    absl::StatusOr<bool> found = LoadUnique(reader, index, key, &rows[0]);
    if (!found.ok()) return found.status();
    if (!*found) return std::optional<typename Page<Record>::Row>();
    absl::StatusOr<Page<Record>> page = Parsed(std::move(rows), Page<Record>());
    if (!page.ok()) return page.status();
    return std::optional<typename Page<Record>::Row>(std::move(page->rows[0]));
  }

 private:
  static std::vector<Index> Erased(std::vector<TypedIndex> typed) {
    std::vector<Index> erased;
    for (TypedIndex& index : typed) {
      erased.push_back(
          {index.id, index.unique, [fields = std::move(index.fields)](absl::string_view name, const google::protobuf::MessageLite& record) {
             return fields(name, static_cast<const Record&>(record));
           }});
    }
    return erased;
  }
  static absl::StatusOr<Page<Record>> Parsed(std::vector<RawRow> rows, Page<Record> page) {
    for (RawRow& row : rows) {
      typename Page<Record>::Row parsed{std::move(row.name), Record()};
      if (!parsed.record.ParseFromString(row.value)) return absl::DataLossError("a stored record does not parse: " + parsed.name);
      page.rows.push_back(std::move(parsed));
    }
    return page;
  }
};

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_TABLE_H_
