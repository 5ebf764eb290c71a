#include "storage/merge_cursor.h"

#include <algorithm>
#include <utility>

namespace frontline::storage {
namespace {

using Entries = std::vector<const Overlay::Entry*>;

// The union of two runs in key order; of equal keys, the one of `top`.
Entries Layered(const Entries& under, const Entries& top) {
  Entries merged;
  merged.reserve(under.size() + top.size());
  size_t i = 0;
  for (const Overlay::Entry* entry : top) {
    while (i < under.size() && under[i]->key < entry->key) merged.push_back(under[i++]);
    if (i < under.size() && under[i]->key == entry->key) ++i;
    merged.push_back(entry);
  }
  merged.insert(merged.end(), under.begin() + i, under.end());
  return merged;
}

class MergeCursor : public Cursor {
 public:
  MergeCursor(std::unique_ptr<Cursor> base, Entries writes, bool reverse) : base_(std::move(base)), writes_(std::move(writes)), reverse_(reverse) {
    if (reverse_) std::reverse(writes_.begin(), writes_.end());
    Settle();
  }

  bool Valid() const override { return valid_; }
  void Next() override {
    if (on_write_) {
      ++write_;
    } else {
      base_->Next();
    }
    Settle();
  }
  absl::string_view key() const override { return on_write_ ? writes_[write_]->key : base_->key(); }
  absl::string_view value() const override { return on_write_ ? writes_[write_]->value : base_->value(); }
  absl::Status status() const override { return base_->status(); }

 private:
  // Finds the next key to show, from where both sides stand: skips what an overlay hides.
  void Settle() {
    while (true) {
      // A failed base must end the walk: showing the rest of the overlay would leave records out silently.
      if (!base_->Valid() && !base_->status().ok()) {
        valid_ = false;
        return;
      }
      if (write_ == writes_.size()) {
        on_write_ = false;
        valid_ = base_->Valid();
        return;
      }
      const Overlay::Entry* write = writes_[write_];
      if (base_->Valid()) {
        const int order = base_->key().compare(write->key) * (reverse_ ? -1 : 1);
        if (order < 0) {
          on_write_ = false;
          valid_ = true;
          return;
        }
        if (order == 0) {
          base_->Next();
          continue;
        }
      }
      if (!write->deleted) {
        on_write_ = true;
        valid_ = true;
        return;
      }
      ++write_;
    }
  }

  std::unique_ptr<Cursor> base_;
  Entries writes_;
  const bool reverse_;
  size_t write_ = 0;
  bool on_write_ = false;
  bool valid_ = false;
};

class Ended : public Cursor {
 public:
  explicit Ended(absl::Status status) : status_(std::move(status)) {}
  bool Valid() const override { return false; }
  void Next() override {}
  absl::string_view key() const override { return absl::string_view(); }
  absl::string_view value() const override { return absl::string_view(); }
  absl::Status status() const override { return status_; }

 private:
  const absl::Status status_;
};

}  // namespace

std::unique_ptr<Cursor> Merge(std::unique_ptr<Cursor> base, Overlay* over, Overlay& top, Family family, const Range& range) {
  Entries writes = top.Collect(family, range.begin, range.end);
  if (over != nullptr) writes = Layered(over->Collect(family, range.begin, range.end), writes);
  if (writes.empty()) return base;
  return std::make_unique<MergeCursor>(std::move(base), std::move(writes), range.reverse);
}

std::unique_ptr<Cursor> EndedCursor(absl::Status status) { return std::make_unique<Ended>(std::move(status)); }

absl::Status CheckRange(const Range& range) {
  if (range.end.empty()) return absl::InvalidArgumentError("a scan must have an end");
  return absl::OkStatus();
}

}  // namespace frontline::storage
