// The writes of one group of mutations, before they are in the database: what Transaction reads first, and what the WriteBatch is made of.
// A mutation that fails is undone by going back to a mark. Keys and values lie in an arena; nothing is freed until Clear.
//
// Used by one thread while the group runs. Sealed, when its group is being written: entries() may then be read by the writing thread while the
// thread that runs the next group calls Find and Collect.
#ifndef FRONTLINE_STORAGE_OVERLAY_H_
#define FRONTLINE_STORAGE_OVERLAY_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "storage/store.h"

namespace frontline::storage {

class Overlay {
 public:
  struct Entry {
    absl::string_view key;
    absl::string_view value;
    Family family = Family::kRecords;
    bool deleted = false;
  };

  Overlay() = default;
  Overlay(const Overlay&) = delete;
  Overlay& operator=(const Overlay&) = delete;

  // The last write to the key, a deletion included; null when there is none. Valid until the next Set.
  const Entry* Find(Family family, absl::string_view key) const;
  void Set(Family family, absl::string_view key, absl::string_view value, bool deleted);

  // From here on, what Set does can be undone.
  void Mark() { undo_.clear(); }
  // Undoes every Set since Mark.
  void Rollback();

  // Every key once, with its last value, in the order of first writing.
  const std::vector<Entry>& entries() const { return entries_; }
  // The entries whose keys lie in [begin, end), in key order. Valid until the next Set.
  std::vector<const Entry*> Collect(Family family, absl::string_view begin, absl::string_view end);
  size_t bytes() const { return bytes_; }
  bool empty() const { return entries_.empty(); }
  void Clear();

 private:
  struct Undo {
    uint32_t entry;
    bool added;  // the entry was not there; otherwise `value` and `deleted` are what it held
    bool deleted;
    absl::string_view value;
  };
  using Slot = std::pair<Family, absl::string_view>;

  absl::string_view Keep(absl::string_view text);

  absl::flat_hash_map<Slot, uint32_t> positions_;
  std::vector<Entry> entries_;
  std::vector<Undo> undo_;
  // Positions of each family's entries in key order: made only when something is scanned, extended by what has come since.
  std::array<std::vector<uint32_t>, kFamilies> sorted_;
  std::array<uint32_t, kFamilies> sorted_to_ = {};

  struct Block {
    std::unique_ptr<char[]> memory;
    size_t size = 0;
  };
  std::vector<Block> blocks_;
  size_t block_ = 0;  // the block in use
  size_t used_ = 0;   // of it
  size_t bytes_ = 0;  // kept in all
};

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_OVERLAY_H_
