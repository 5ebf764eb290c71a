// RocksDB as this store uses it: options, column families, snapshots, errors in our terms. Nothing above knows RocksDB.
#ifndef FRONTLINE_STORAGE_DATABASE_H_
#define FRONTLINE_STORAGE_DATABASE_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "rocksdb/cache.h"
#include "rocksdb/db.h"
#include "rocksdb/write_batch.h"
#include "storage/overlay.h"
#include "storage/rocks_store.h"
#include "storage/store.h"

namespace frontline::storage {

// DATA_LOSS for damage, NOT_FOUND, RESOURCE_EXHAUSTED for a full disk, otherwise UNAVAILABLE, with RocksDB's text.
absl::Status FromRocks(const rocksdb::Status& status);
inline rocksdb::Slice AsSlice(absl::string_view text) { return rocksdb::Slice(text.data(), text.size()); }
inline absl::string_view AsView(const rocksdb::Slice& slice) { return absl::string_view(slice.data(), slice.size()); }

// The open database. Thread-safe, but for Write. Closed when the last one lets go: the store, its snapshots.
class Database : public Reader {
 public:
  // FAILED_PRECONDITION when another process (or another store of this one) has it open.
  static absl::StatusOr<std::shared_ptr<Database>> Open(const RocksOptions& options);
  ~Database() override;

  // What is in the database now.
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const override { return Get(family, key, nullptr); }
  std::unique_ptr<Cursor> Scan(Family family, const Range& range) const override { return Scan(family, range, nullptr); }
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key, const rocksdb::Snapshot* at) const;
  std::unique_ptr<Cursor> Scan(Family family, const Range& range, const rocksdb::Snapshot* at) const;

  // All of `overlay` in one atomic write, on stable storage when this returns Ok. Called by one thread at a time.
  absl::Status Write(const Overlay& overlay);
  // A view of this moment, which keeps the database open.
  static std::shared_ptr<const Reader> TakeSnapshot(std::shared_ptr<Database> database);
  // Free bytes where the data folder lies; UINT64_MAX where the file system can't say.
  uint64_t FreeBytes() const;
  uint64_t Property(const char* name) const;  // summed over the families
  uint64_t CacheBytes() const;

  rocksdb::DB* rocks() const { return db_.get(); }
  rocksdb::ColumnFamilyHandle* handle(Family family) const { return families_[static_cast<int>(family)]; }
  const std::string& path() const { return path_; }
  rocksdb::Env* env() const { return env_; }

 private:
  Database() = default;

  std::shared_ptr<rocksdb::Env> env_owner_;  // outlives db_
  rocksdb::Env* env_ = nullptr;
  std::string path_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;
  std::array<rocksdb::ColumnFamilyHandle*, kFamilies> families_ = {};
  rocksdb::ColumnFamilyHandle* default_family_ = nullptr;
  // Of Write, used again each time.
  std::vector<const Overlay::Entry*> sorted_;
  rocksdb::WriteBatch batch_;
};

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_DATABASE_H_
