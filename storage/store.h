// The narrow face of the record store. One engine stands behind it today (storage/rocks_store.h); anything that implements it must pass
// storage/store_conformance.h.
//
// Guarantees: mutations run one at a time, in the order in which Commit was called, each seeing everything that the ones before it did (strict
// serialisability). Done(Ok) is called only when the mutation's writes are on stable storage. A mutation that returns an error leaves no trace. A
// Snapshot sees a prefix of the acknowledged mutations, whole mutations only.
#ifndef FRONTLINE_STORAGE_STORE_H_
#define FRONTLINE_STORAGE_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::storage {

// Where a key lives. Each is a RocksDB column family; keys of different families never meet.
enum class Family : uint8_t { kRecords = 0, kIndexes = 1, kFeed = 2, kAudit = 3, kMeta = 4 };
inline constexpr int kFamilies = 5;

// Keys from `begin` (included) to `end` (excluded), bytewise. An empty `end` is refused: every scan is bounded.
struct Range {
  std::string begin;
  std::string end;
  bool reverse = false;  // from the greatest key down

  // Every key that starts with `prefix`. `prefix` must not be empty or all 0xff.
  static Range Prefix(absl::string_view prefix);
};

// A part of the store: keys of one family. A table's are given by AnyTable::Regions (storage/table.h).
struct Region {
  Family family = Family::kRecords;
  Range range;
};

// Walks a range. Not thread-safe; must not outlive its reader, nor survive a write to the transaction that it walks.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool Valid() const = 0;  // false at the end and after an error: ask status()
  virtual void Next() = 0;
  virtual absl::string_view key() const = 0;    // valid until Next
  virtual absl::string_view value() const = 0;  // valid until Next
  virtual absl::Status status() const = 0;
};

// What Snapshot and Transaction have in common, so that tables read through either.
class Reader {
 public:
  virtual ~Reader() = default;
  // The value, or nullopt where there is none. An error only when the disk fails (DATA_LOSS, UNAVAILABLE).
  virtual absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const = 0;
  virtual std::unique_ptr<Cursor> Scan(Family family, const Range& range) const = 0;
};

// A consistent view at one moment. Copyable, cheap to copy; thread-safe. Holding one keeps old versions on disk: let go within seconds.
class Snapshot : public Reader {
 public:
  explicit Snapshot(std::shared_ptr<const Reader> view) : view_(std::move(view)) {}
  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const override { return view_->Get(family, key); }
  std::unique_ptr<Cursor> Scan(Family family, const Range& range) const override { return view_->Scan(family, range); }

 private:
  std::shared_ptr<const Reader> view_;
};

// A mutation's view of the store: it sees its own writes. Used only on the writer thread, within the mutation.
class Transaction : public Reader {
 public:
  virtual void Put(Family family, absl::string_view key, absl::string_view value) = 0;
  virtual void Delete(Family family, absl::string_view key) = 0;
  // The one clock that a mutation may use; the same for the whole mutation, never less than in an earlier one.
  virtual absl::Time now() const = 0;
};

// Pure: no I/O, no clock but tx.now(), no lock, no wait. May be run once only. An error undoes all that it wrote.
using Mutation = absl::AnyInvocable<absl::Status(Transaction&)>;
// Called once, on a thread of the store. Must not block. Gets the mutation's own error, or UNAVAILABLE when the disk failed (the write may or
// may not be there after the next start), RESOURCE_EXHAUSTED when the queue or the disk is full (nothing was written).
using Done = absl::AnyInvocable<void(absl::Status)>;

class Store {
 public:
  virtual ~Store() = default;
  // The state after the last acknowledged mutation. Thread-safe, does not wait for writers.
  virtual Snapshot Read() = 0;
  // Queues `mutation`. Thread-safe. The queue is bounded: past it, `done` gets RESOURCE_EXHAUSTED at once, on the calling thread.
  virtual void Commit(Mutation mutation, Done done) = 0;
  // Makes what was overwritten or deleted in `regions` by mutations acknowledged before this call leave the disk: when it returns Ok, no file of the
  // store holds an old version, a deleted key or a mark of the deletion; nothing tells in which order, or together with what else, the records that
  // are still there were written; and no log holds a mutation of before (of whatever region). What storage/README.md, "Scrub", says of backups and of
  // the disk itself stays beyond its reach.
  //
  // Blocks, for seconds (it rewrites the regions), so call it on a background or stream thread, never on the store's own or in a handler.
  // Thread-safe; others read and write meanwhile. The caller must hold no Snapshot or Cursor. Whatever was there stays there: a crash or an error on
  // the way loses nothing and breaks nothing, but only Ok says that it is done, so whoever must have it done keeps a note and calls again, also after
  // a restart. INVALID_ARGUMENT for a range without bounds; UNAVAILABLE when an older Snapshot is still held after a while, or the disk fails;
  // RESOURCE_EXHAUSTED when there is no room to rewrite, and then nothing was begun.
  virtual absl::Status Scrub(const std::vector<Region>& regions) = 0;
};

// Commit, and wait for it. For start-up, tools and tests; never on the store's own threads.
absl::Status CommitAndWait(Store& store, Mutation mutation);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_STORE_H_
