#include "storage/rocks_store.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/backup.h"
#include "storage/database.h"
#include "storage/group_writer.h"
#include "storage/journal.h"
#include "storage/scrub.h"

namespace frontline::storage {
namespace {

// The folder and those above it, ours alone. Only where the operating system's files are used: other environments make their own.
absl::Status MakeFolder(const RocksOptions& options) {
  if (options.env != nullptr) return absl::OkStatus();
  std::error_code error;
  const std::filesystem::path path(options.path);
  if (std::filesystem::is_directory(path, error)) return absl::OkStatus();
  std::filesystem::create_directories(path, error);
  if (!error) std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  if (error) return absl::UnavailableError(absl::StrCat("the data folder ", options.path, " can't be made: ", error.message()));
  return absl::OkStatus();
}

// The time of the last thing written, so that no mutation sees an earlier one, whatever the clock did between two runs.
absl::StatusOr<absl::Time> LastTime(const Reader& reader) {
  absl::Time last = absl::UnixEpoch();
  absl::StatusOr<uint64_t> change = LastChange(reader);
  if (!change.ok()) return change.status();
  if (*change > 0) {
    absl::StatusOr<std::vector<Change>> changes = ReadChanges(reader, *change - 1, 1);
    if (!changes.ok()) return changes.status();
    if (!changes->empty()) last = std::max(last, absl::FromUnixMicros(changes->front().time_micros()));
  }
  absl::StatusOr<stored::v1::Head> head = AuditHead(reader);
  if (!head.ok()) return head.status();
  if (head->sequence() > 0) {
    absl::StatusOr<std::vector<AuditEntry>> entries = ReadAudit(reader, head->sequence() - 1, 1);
    if (!entries.ok()) return entries.status();
    if (!entries->empty()) last = std::max(last, absl::FromUnixMicros(entries->front().time_micros()));
  }
  return last;
}

}  // namespace

class RocksStore::Impl {
 public:
  Impl(std::shared_ptr<Database> database, const RocksOptions& options, absl::Time last_time)
      : database_(database),
        reserve_bytes_(options.reserve_bytes),
        scrub_patience_(options.scrub_patience),
        writer_(database, options, last_time, [this] { Published(); }) {}

  Snapshot Read() {
    std::lock_guard<std::mutex> lock(view_mutex_);
    if (view_ == nullptr) view_ = Database::TakeSnapshot(database_);
    return Snapshot(view_);
  }

  // The snapshot that readers share is of before: let go of it, so that the next reader gets one of now.
  absl::Status Scrub(const std::vector<Region>& regions) {
    std::lock_guard<std::mutex> alone(upkeep_);
    {
      std::shared_ptr<const Reader> old;
      std::lock_guard<std::mutex> lock(view_mutex_);
      old.swap(view_);
    }
    return ScrubDatabase(*database_, regions, reserve_bytes_, scrub_patience_);
  }

  absl::Status Backup(const std::string& folder, const BackupProgress& progress) {
    std::lock_guard<std::mutex> alone(upkeep_);
    return WriteBackup(*database_, store_id_, reserve_bytes_, folder, progress);
  }

  Database& database() { return *database_; }
  GroupWriter& writer() { return writer_; }
  std::string& store_id() { return store_id_; }
  void set_on_commit(std::function<void()> on_commit) { on_commit_ = std::move(on_commit); }

 private:
  // One snapshot serves every reader until the next group is durable: taking one needs RocksDB's own lock.
  void Published() {
    std::shared_ptr<const Reader> old;
    {
      std::lock_guard<std::mutex> lock(view_mutex_);
      old.swap(view_);
    }
    old.reset();  // where this was the last holder, outside our lock
    if (on_commit_) on_commit_();
  }

  const std::shared_ptr<Database> database_;
  const uint64_t reserve_bytes_;
  const absl::Duration scrub_patience_;
  std::mutex upkeep_;  // held by Scrub and Backup: a backup keeps RocksDB from deleting files
  std::mutex view_mutex_;
  std::shared_ptr<const Reader> view_;
  std::string store_id_;
  std::function<void()> on_commit_;
  GroupWriter writer_;  // last: its threads use all the others
};

RocksStore::RocksStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RocksStore::~RocksStore() = default;

absl::StatusOr<std::unique_ptr<RocksStore>> RocksStore::Open(const RocksOptions& options) {
  if (absl::Status status = MakeFolder(options); !status.ok()) return status;
  absl::StatusOr<std::shared_ptr<Database>> database = Database::Open(options);
  if (!database.ok()) return database.status();
  absl::StatusOr<absl::Time> last_time = LastTime(**database);
  if (!last_time.ok()) return last_time.status();
  std::unique_ptr<RocksStore> store(new RocksStore(std::make_unique<Impl>(*std::move(database), options, *last_time)));
  absl::StatusOr<std::string> id = SettleFormat(*store, options.formats != nullptr ? *options.formats : ThisFormat());
  if (!id.ok()) return id.status();
  store->impl_->store_id() = *std::move(id);
  return store;
}

Snapshot RocksStore::Read() { return impl_->Read(); }
void RocksStore::Commit(Mutation mutation, Done done) { impl_->writer().Commit(std::move(mutation), std::move(done)); }
absl::Status RocksStore::health() const { return impl_->writer().health(); }
const std::string& RocksStore::store_id() const { return impl_->store_id(); }
void RocksStore::set_on_commit(std::function<void()> on_commit) { impl_->set_on_commit(std::move(on_commit)); }

StoreStats RocksStore::stats() const {
  StoreStats stats;
  impl_->writer().AddTo(&stats);
  const Database& database = impl_->database();
  stats.disk_bytes = database.Property("rocksdb.total-sst-files-size");
  stats.memory_bytes =
      database.Property("rocksdb.cur-size-all-mem-tables") + database.Property("rocksdb.estimate-table-readers-mem") + database.CacheBytes();
  return stats;
}

absl::Status RocksStore::Backup(const std::string& folder, const BackupProgress& progress) { return impl_->Backup(folder, progress); }

absl::Status RocksStore::Scrub(const std::vector<Region>& regions) { return impl_->Scrub(regions); }

}  // namespace frontline::storage
