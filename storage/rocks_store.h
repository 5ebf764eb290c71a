// The record store on RocksDB: one writer, group commit, the next group's mutations running while the last group's fsync is under way.
#ifndef FRONTLINE_STORAGE_ROCKS_STORE_H_
#define FRONTLINE_STORAGE_ROCKS_STORE_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/format.h"
#include "storage/store.h"
#include "storage/table.h"

namespace rocksdb {
class Env;
}

namespace frontline::storage {

struct RocksOptions {
  std::string path;                         // the data folder; made when absent (0700)
  rocksdb::Env* env = nullptr;              // null: the operating system's. Tests give a memory or a faulty one. Not owned.
  std::shared_ptr<rocksdb::Env> env_owner;  // kept as long as the store and its snapshots; whoever owns `env`, where that is to outlive the caller
  const FormatHistory* formats = nullptr;   // null: ThisFormat(), storage/format.h. For tests of migration
  std::function<absl::Time()> clock;        // null: absl::Now
  size_t max_queued = 65536;                // mutations waiting; past it Commit answers RESOURCE_EXHAUSTED
  size_t max_group = 4096;                  // mutations in one fsync
  uint64_t reserve_bytes = 64ull << 20;     // free space under which commits are refused with RESOURCE_EXHAUSTED before anything is written
  size_t cache_bytes = 64ull << 20;         // block cache
  absl::Duration scrub_patience = absl::Minutes(1);  // how long Scrub waits for those who hold older snapshots or read older files
};

// Facts for `frontctl admin stats`.
struct StoreStats {
  uint64_t commits = 0;       // mutations acknowledged
  uint64_t failed = 0;        // mutations refused or undone
  uint64_t groups = 0;        // fsyncs
  uint64_t queued = 0;        // waiting now
  uint64_t disk_bytes = 0;    // size of the data folder's tables
  uint64_t memory_bytes = 0;  // memtables, block cache and readers
};

// What Check() found.
struct CheckReport {
  uint64_t records = 0;  // those of hidden tables are checked, not counted, and problems do not name them
  uint64_t index_entries = 0;
  uint64_t audit_entries = 0;
  std::vector<std::string> problems;  // at most 1,000; empty: all is well
  bool ok() const { return problems.empty(); }
};

// How far Check() is. `total`: how much there is of this stage, 0 where that is not known.
enum class CheckStage { kRecords, kIndexes, kFeed, kAudit };
// Called now and then, on the thread that checks. False ends the check with CANCELLED.
using CheckProgress = std::function<bool(CheckStage stage, uint64_t done, uint64_t total)>;
// Called now and then, on the thread that makes the backup: bytes in the backup so far, and how many it will hold.
using BackupProgress = std::function<void(uint64_t done_bytes, uint64_t total_bytes)>;

class RocksStore : public Store {
 public:
  // FAILED_PRECONDITION when the folder is of a newer format or in use by another process; DATA_LOSS when it is damaged.
  static absl::StatusOr<std::unique_ptr<RocksStore>> Open(const RocksOptions& options);
  // Refuses new commits, finishes those queued, closes.
  ~RocksStore() override;

  Snapshot Read() override;
  void Commit(Mutation mutation, Done done) override;
  absl::Status Scrub(const std::vector<Region>& regions) override;

  // Not OK once a write has failed: from then on every Commit answers UNAVAILABLE until the store is opened again; reads go on.
  absl::Status health() const;
  StoreStats stats() const;
  const std::string& store_id() const;
  // Called on a store thread after each group is durable. Must not block. Set once, before the first Commit (for those who follow the feed).
  void set_on_commit(std::function<void()> on_commit);

  // A consistent copy into `folder` (must not exist) while writes go on. Refused without the room for it. Waits for a Scrub under way, and one for
  // it.
  absl::Status Backup(const std::string& folder, const BackupProgress& progress = nullptr);

 private:
  class Impl;
  explicit RocksStore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Makes `folder` (must not exist or be empty) a data folder from a backup, after checking the backup. Offline: no store is open on either.
absl::Status Restore(const std::string& backup, const std::string& folder);

// Re-derives every index entry from the records of `tables`, looks for entries without a record and records of no table, reads the kept replies, and
// verifies the audit chain and that the feed has no gap. Reads one snapshot.
absl::StatusOr<CheckReport> Check(Store& store, const std::vector<const AnyTable*>& tables, const CheckProgress& progress = nullptr);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_ROCKS_STORE_H_
