#include "storage/scrub.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <set>
#include <string>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "rocksdb/metadata.h"
#include "rocksdb/options.h"
#include "storage/merge_cursor.h"

namespace frontline::storage {
namespace {

using Names = std::set<std::string>;

using Clock = std::chrono::steady_clock;

constexpr auto kLookEvery = std::chrono::milliseconds(10);
// How long RocksDB is given at least to end what it is about itself.
constexpr auto kOwnWork = std::chrono::seconds(5);

bool IsTable(absl::string_view name) { return absl::EndsWith(name, ".sst"); }
bool IsLog(absl::string_view name) { return absl::EndsWith(name, ".log"); }
bool IsManifest(absl::string_view name) { return absl::StartsWith(name, "MANIFEST-"); }

// Of "000123.sst".
uint64_t NumberOf(absl::string_view name) {
  uint64_t number = 0;
  return absl::SimpleAtoi(name.substr(0, name.find('.')), &number) ? number : 0;
}

class Scrubber {
 public:
  Scrubber(Database& database, const std::vector<Region>& regions, absl::Duration patience)
      : database_(database), rocks_(*database.rocks()), regions_(regions), patience_(Clock::now() + absl::ToChronoNanoseconds(patience)) {}

  absl::Status CheckRoom(uint64_t reserve_bytes) const {
    uint64_t needed = reserve_bytes + database_.Property("rocksdb.cur-size-all-mem-tables");
    for (const rocksdb::LiveFileMetaData& file : LiveTables()) needed += Concerns(file) ? file.size : 0;
    const uint64_t free = database_.FreeBytes();
    if (free >= needed) return absl::OkStatus();
    return absl::ResourceExhaustedError(absl::StrCat("scrubbing needs ", (needed >> 20) + 1, " MiB free, there are ", free >> 20));
  }

  // Everything written before now into tables, and away from the logs.
  absl::Status Flush() {
    upto_ = rocks_.GetLatestSequenceNumber();
    absl::StatusOr<Names> names = Files();
    if (!names.ok()) return names.status();
    for (const std::string& name : *names) {
      uint64_t size = 0;
      // An empty one may be the one that is written to from now on.
      if (IsLog(name) && (!database_.env()->GetFileSize(PathOf(name), &size).ok() || size > 0)) old_logs_.insert(name);
    }
    std::vector<rocksdb::ColumnFamilyHandle*> families;
    for (int family = 0; family < kFamilies; ++family) families.push_back(database_.handle(static_cast<Family>(family)));
    return FromRocks(rocks_.Flush(rocksdb::FlushOptions(), families));
  }

  // A snapshot of before would keep what it sees, and its sequence numbers, through any compaction.
  absl::Status AwaitReaders() const {
    return Await(patience_, "somebody has been reading since before it was deleted", [this]() -> absl::StatusOr<bool> {
      uint64_t oldest = 0;
      const bool known = rocks_.GetIntProperty(rocksdb::DB::Properties::kOldestSnapshotSequence, &oldest);
      if (!known) return absl::InternalError("RocksDB does not say which snapshot is its oldest");
      return oldest == 0 || oldest >= upto_;
    });
  }

  // At the bottom there is nothing for a deletion to hide, so it goes with what it hides, and sequence numbers that no snapshot asks for become 0.
  absl::Status Compact() const {
    rocksdb::CompactRangeOptions options;
    options.exclusive_manual_compaction = true;  // no compaction of RocksDB's own moves a file past this one
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
    for (const Region& region : regions_) {
      const rocksdb::Slice begin(region.range.begin), end(region.range.end);
      const rocksdb::Status compacted = rocks_.CompactRange(options, database_.handle(region.family), &begin, &end);
      if (!compacted.ok()) return FromRocks(compacted);
    }
    // RocksDB passes over a range that no key lies in, so a file around it, which by its first and last key concerns it, stays as it was.
    for (const rocksdb::LiveFileMetaData& file : LiveTables()) {
      if (!Concerns(file) || !Unsettled(file)) continue;
      const rocksdb::Slice begin(file.smallestkey), end(file.largestkey);
      const rocksdb::Status compacted = rocks_.CompactRange(options, HandleOf(file), &begin, &end);
      if (!compacted.ok()) return FromRocks(compacted);
    }
    return absl::OkStatus();
  }

  // What was to come of it, as RocksDB's own books have it.
  absl::Status Verify() {
    for (const rocksdb::LiveFileMetaData& file : LiveTables()) {
      newest_table_ = std::max(newest_table_, NumberOf(absl::string_view(file.name).substr(1)));
      if (!Concerns(file)) continue;
      if (Unsettled(file)) return Unfinished(absl::StrCat(file.name, " still tells when its records were written"));
    }
    return absl::OkStatus();
  }

  // A new list of files begins with what there is, and then says what changes: the one that the last compaction began still names the files that it
  // did away with, with their first and last keys. A change of nothing begins another.
  absl::Status BeginManifest() {
    absl::StatusOr<Names> names = Files();
    if (!names.ok()) return names.status();
    for (const std::string& name : *names) {
      if (IsManifest(name)) old_manifests_.insert(name);
    }
    return FromRocks(rocks_.SetOptions(database_.handle(Family::kMeta), {{"disable_auto_compactions", "false"}}));
  }

  // Files that RocksDB no longer needs it deletes when it next comes by. This makes it come by.
  absl::Status Purge() const {
    const Clock::time_point until = std::max(patience_, Clock::now() + kOwnWork);
    return Await(until, "files of before are still read, or can't be deleted", [this]() -> absl::StatusOr<bool> {
      rocksdb::Status status = rocks_.DisableFileDeletions();
      if (status.ok()) status = rocks_.EnableFileDeletions();
      if (!status.ok()) return FromRocks(status);
      absl::StatusOr<Names> names = Files();
      if (!names.ok()) return names.status();
      Names live;
      for (const rocksdb::LiveFileMetaData& file : LiveTables()) live.insert(file.name.substr(1));
      return std::none_of(names->begin(), names->end(), [&](const std::string& name) {
        // A newer one that is not live is just being made.
        if (IsTable(name)) return live.count(name) == 0 && NumberOf(name) <= newest_table_;
        return old_logs_.count(name) > 0 || old_manifests_.count(name) > 0;
      });
    });
  }

 private:
  static absl::Status Unfinished(absl::string_view why) {
    return absl::UnavailableError(absl::StrCat("what was deleted may still be on the disk: ", why, "; try again"));
  }

  static absl::Status Await(Clock::time_point until, absl::string_view otherwise, const std::function<absl::StatusOr<bool>()>& done) {
    while (true) {
      absl::StatusOr<bool> is_done = done();
      if (!is_done.ok()) return is_done.status();
      if (*is_done) return absl::OkStatus();
      if (Clock::now() >= until) return Unfinished(otherwise);
      std::this_thread::sleep_for(kLookEvery);
    }
  }

  std::string PathOf(const std::string& name) const { return absl::StrCat(database_.path(), "/", name); }
  absl::StatusOr<Names> Files() const {
    std::vector<std::string> names;
    const rocksdb::Status status = database_.env()->GetChildren(database_.path(), &names);
    if (!status.ok()) return FromRocks(status);
    return Names(names.begin(), names.end());
  }
  std::vector<rocksdb::LiveFileMetaData> LiveTables() const {
    std::vector<rocksdb::LiveFileMetaData> files;
    rocks_.GetLiveFilesMetaData(&files);
    return files;
  }
  // Tells when some of its records of before were written. Those written meanwhile may lie in a file with the others, whose lowest number is then 0.
  bool Unsettled(const rocksdb::LiveFileMetaData& file) const { return file.smallest_seqno != 0 && file.smallest_seqno <= upto_; }
  rocksdb::ColumnFamilyHandle* HandleOf(const rocksdb::LiveFileMetaData& file) const {
    for (int family = 0; family < kFamilies; ++family) {
      if (database_.handle(static_cast<Family>(family))->GetName() == file.column_family_name) return database_.handle(static_cast<Family>(family));
    }
    return nullptr;  // never of a file that concerns a region
  }
  bool Concerns(const rocksdb::LiveFileMetaData& file) const {
    return std::any_of(regions_.begin(), regions_.end(), [&](const Region& region) {
      return database_.handle(region.family)->GetName() == file.column_family_name && file.smallestkey < region.range.end &&
             file.largestkey >= region.range.begin;
    });
  }

  Database& database_;
  rocksdb::DB& rocks_;
  const std::vector<Region>& regions_;
  const Clock::time_point patience_;  // until when readers of before are waited for
  uint64_t upto_ = 0;                 // the sequence number of the last write of before
  uint64_t newest_table_ = 0;
  Names old_logs_;
  Names old_manifests_;
};

}  // namespace

absl::Status ScrubDatabase(Database& database, const std::vector<Region>& regions, uint64_t reserve_bytes, absl::Duration patience) {
  for (const Region& region : regions) {
    if (absl::Status status = CheckRange(region.range); !status.ok()) return status;
  }
  Scrubber scrubber(database, regions, patience);
  if (absl::Status status = scrubber.CheckRoom(reserve_bytes); !status.ok()) return status;
  if (absl::Status status = scrubber.Flush(); !status.ok()) return status;
  if (absl::Status status = scrubber.AwaitReaders(); !status.ok()) return status;
  if (absl::Status status = scrubber.Compact(); !status.ok()) return status;
  if (absl::Status status = scrubber.Verify(); !status.ok()) return status;
  if (absl::Status status = scrubber.BeginManifest(); !status.ok()) return status;
  return scrubber.Purge();
}

}  // namespace frontline::storage
