#include "storage/database.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#if __has_include("rocksdb/advanced_cache.h")  // newer versions say only there what a cache is
#include "rocksdb/advanced_cache.h"
#endif
#include "rocksdb/convenience.h"
#include "rocksdb/env.h"
#include "rocksdb/file_system.h"
#include "rocksdb/filter_policy.h"
#include "rocksdb/table.h"
#include "services/base/errors.h"
#include "storage/merge_cursor.h"

namespace frontline::storage {
namespace {

// In the order of Family. Names are on disk.
constexpr const char* kFamilyNames[kFamilies] = {"records", "indexes", "feed", "audit", "meta"};

rocksdb::DBOptions DatabaseOptions(rocksdb::Env* env) {
  rocksdb::DBOptions options;
  options.env = env;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  // An incomplete record at the end of the log is a write that nobody was told of; damage anywhere before it refuses to open. See README.md.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.max_total_wal_size = 64 << 20;
  // A log that is no longer needed is deleted at once, not kept, not overwritten bit by bit (the defaults; Scrub relies on them).
  options.WAL_ttl_seconds = 0;
  options.WAL_size_limit_MB = 0;
  options.recycle_log_file_num = 0;
  options.db_write_buffer_size = 48 << 20;          // all families together
  options.allow_concurrent_memtable_write = false;  // there is one writer
  options.enable_write_thread_adaptive_yield = false;
  options.max_background_jobs = 2;
  options.max_open_files = 512;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  // What RocksDB notes at "info" of its doings has keys in it, and when each file was made: see README.md, "Scrub".
  options.info_log_level = rocksdb::WARN_LEVEL;
  // Each change to the set of files begins a new list of them, so that no list goes on naming the first and last keys of files that are gone.
  options.max_manifest_file_size = 1;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 4 << 20;
  options.bytes_per_sync = 1 << 20;      // table files go out steadily, so that the log's fsync does not wait behind a burst of them
  options.max_bgerror_resume_count = 0;  // a store that failed stays failed until it is opened again
  return options;
}

rocksdb::ColumnFamilyOptions FamilyOptions(Family family, const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::ColumnFamilyOptions options;
  options.comparator = rocksdb::BytewiseComparator();
  options.write_buffer_size = 16 << 20;
  options.max_write_buffer_number = 3;
  options.level_compaction_dynamic_level_bytes = true;
  // The writer is never slowed down by design of RocksDB alone: a fallen-behind compaction shows in the statistics, not as a stall at 20 files.
  options.level0_slowdown_writes_trigger = 40;
  options.level0_stop_writes_trigger = 64;
  const std::vector<rocksdb::CompressionType> supported = rocksdb::GetSupportedCompressions();
  const bool lz4 = std::find(supported.begin(), supported.end(), rocksdb::kLZ4Compression) != supported.end();
  options.compression = lz4 ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  // Most keys looked up by a mutation are not there: a new name, a unique key, a request id. The memtable answers that from a filter too.
  if (family != Family::kFeed && family != Family::kAudit) {
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = 0.02;
  }
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.block_size = 8 << 10;
  table.format_version = 5;  // which RocksDB 7 and 9 both read and write: a data folder may move between distributions
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

class RocksCursor : public Cursor {
 public:
  RocksCursor(rocksdb::DB* db, rocksdb::ColumnFamilyHandle* family, const Range& range, const rocksdb::Snapshot* at)
      : reverse_(range.reverse), begin_(range.begin), end_(range.end), lower_(begin_), upper_(end_) {
    rocksdb::ReadOptions options;
    options.snapshot = at;
    options.iterate_lower_bound = &lower_;
    options.iterate_upper_bound = &upper_;
    iterator_.reset(db->NewIterator(options, family));
    if (reverse_) {
      iterator_->SeekToLast();
    } else {
      iterator_->SeekToFirst();
    }
  }
  bool Valid() const override { return iterator_->Valid(); }
  void Next() override {
    if (reverse_) {
      iterator_->Prev();
    } else {
      iterator_->Next();
    }
  }
  absl::string_view key() const override { return AsView(iterator_->key()); }
  absl::string_view value() const override { return AsView(iterator_->value()); }
  absl::Status status() const override { return FromRocks(iterator_->status()); }

 private:
  const bool reverse_;
  const std::string begin_;
  const std::string end_;
  const rocksdb::Slice lower_;  // of begin_ and end_, which the iterator points into
  const rocksdb::Slice upper_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
};

class SnapshotReader : public Reader {
 public:
  explicit SnapshotReader(std::shared_ptr<Database> database) : database_(std::move(database)), at_(database_->rocks()->GetSnapshot()) {}
  ~SnapshotReader() override { database_->rocks()->ReleaseSnapshot(at_); }
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const override { return database_->Get(family, key, at_); }
  std::unique_ptr<Cursor> Scan(Family family, const Range& range) const override { return database_->Scan(family, range, at_); }

 private:
  const std::shared_ptr<Database> database_;
  const rocksdb::Snapshot* const at_;
};

absl::Status OpenError(const rocksdb::Status& status, const std::string& path) {
  const std::string text = status.ToString();
  // RocksDB has no code for it: both the lock of another process and one of our own come as an I/O error that speaks of the lock.
  if (status.IsIOError() && (absl::StrContains(text, "While lock file") || absl::StrContains(text, "lock hold by current process"))) {
    return base::Precondition("DATA_FOLDER_IN_USE", absl::StrCat("the data folder ", path, " is in use by another process (", text, ")"));
  }
  if (status.IsCorruption()) {
    return absl::DataLossError(absl::StrCat("the data folder ", path, " is damaged: ", text, ". Nothing was changed; restore it from a backup"));
  }
  if (status.IsInvalidArgument()) {
    return absl::FailedPreconditionError(absl::StrCat("the data folder ", path, " is not one of this program, or of a newer one: ", text));
  }
  if (status.IsNoSpace()) {
    return absl::ResourceExhaustedError(absl::StrCat("the disk of the data folder ", path, " is full: ", text, ". Nothing is lost; make room"));
  }
  return absl::UnavailableError(absl::StrCat("the data folder ", path, " can't be opened: ", text));
}

}  // namespace

absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsNotFound()) return absl::NotFoundError(status.ToString());
  if (status.IsCorruption()) return absl::DataLossError(status.ToString());
  if (status.IsNoSpace()) return absl::ResourceExhaustedError(status.ToString());
  return absl::UnavailableError(status.ToString());
}

absl::StatusOr<std::shared_ptr<Database>> Database::Open(const RocksOptions& options) {
  if (options.path.empty()) return absl::InvalidArgumentError("the data folder has no name");
  std::shared_ptr<Database> database(new Database);
  database->env_owner_ = options.env_owner;
  database->env_ = options.env != nullptr ? options.env : rocksdb::Env::Default();
  database->path_ = options.path;
  database->cache_ = rocksdb::NewLRUCache(options.cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  // RocksDB insists on this one; it stays empty.
  descriptors.emplace_back(rocksdb::kDefaultColumnFamilyName, FamilyOptions(Family::kMeta, database->cache_));
  for (int i = 0; i < kFamilies; ++i) descriptors.emplace_back(kFamilyNames[i], FamilyOptions(static_cast<Family>(i), database->cache_));
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened = rocksdb::DB::Open(DatabaseOptions(database->env_), options.path, descriptors, &handles, &db);
  if (!opened.ok()) return OpenError(opened, options.path);
  database->db_.reset(db);
  database->default_family_ = handles[0];
  std::copy(handles.begin() + 1, handles.end(), database->families_.begin());
  return database;
}

Database::~Database() {
  if (db_ == nullptr) return;
  for (rocksdb::ColumnFamilyHandle* family : families_) db_->DestroyColumnFamilyHandle(family);
  db_->DestroyColumnFamilyHandle(default_family_);
  db_->Close();  // every acknowledged write is in the log already: an error here loses nothing
}

absl::StatusOr<std::optional<std::string>> Database::Get(Family family, absl::string_view key, const rocksdb::Snapshot* at) const {
  rocksdb::ReadOptions options;
  options.snapshot = at;
  std::string value;
  const rocksdb::Status status = db_->Get(options, families_[static_cast<int>(family)], AsSlice(key), &value);
  if (status.IsNotFound()) return std::optional<std::string>();
  if (!status.ok()) return FromRocks(status);
  return std::optional<std::string>(std::move(value));
}

std::unique_ptr<Cursor> Database::Scan(Family family, const Range& range, const rocksdb::Snapshot* at) const {
  if (absl::Status status = CheckRange(range); !status.ok()) return EndedCursor(std::move(status));
  if (range.begin >= range.end) return EndedCursor(absl::OkStatus());
  return std::make_unique<RocksCursor>(db_.get(), families_[static_cast<int>(family)], range, at);
}

absl::Status Database::Write(const Overlay& overlay) {
  // In key order: each insertion into the memtable then starts near the last one, which saves a tenth of the time of a write.
  sorted_.clear();
  for (const Overlay::Entry& entry : overlay.entries()) sorted_.push_back(&entry);
  std::sort(sorted_.begin(), sorted_.end(),
            [](const Overlay::Entry* a, const Overlay::Entry* b) { return a->family != b->family ? a->family < b->family : a->key < b->key; });
  batch_.Clear();
  for (const Overlay::Entry* entry : sorted_) {
    rocksdb::ColumnFamilyHandle* family = families_[static_cast<int>(entry->family)];
    const rocksdb::Status status =
        entry->deleted ? batch_.Delete(family, AsSlice(entry->key)) : batch_.Put(family, AsSlice(entry->key), AsSlice(entry->value));
    if (!status.ok()) return FromRocks(status);
  }
  rocksdb::WriteOptions options;
  options.sync = true;
  return FromRocks(db_->Write(options, &batch_));
}

std::shared_ptr<const Reader> Database::TakeSnapshot(std::shared_ptr<Database> database) {
  return std::make_shared<SnapshotReader>(std::move(database));
}

uint64_t Database::FreeBytes() const {
  uint64_t free = 0;
  const rocksdb::IOStatus status = env_->GetFileSystem()->GetFreeSpace(path_, rocksdb::IOOptions(), &free, nullptr);
  return status.ok() ? free : UINT64_MAX;
}

uint64_t Database::CacheBytes() const { return cache_->GetUsage(); }

uint64_t Database::Property(const char* name) const {
  uint64_t sum = 0;
  for (rocksdb::ColumnFamilyHandle* family : families_) {
    uint64_t value = 0;
    if (db_->GetIntProperty(family, name, &value)) sum += value;
  }
  return sum;
}

}  // namespace frontline::storage
