#include "storage/overlay.h"

#include <algorithm>
#include <cstring>

namespace frontline::storage {
namespace {

constexpr size_t kBlockBytes = 64 << 10;
constexpr size_t kBlocksKept = 16;  // by Clear, for the next group

}  // namespace

absl::string_view Overlay::Keep(absl::string_view text) {
  if (text.empty()) return absl::string_view();
  while (block_ < blocks_.size() && blocks_[block_].size - used_ < text.size()) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const size_t size = std::max(kBlockBytes, text.size());
    blocks_.push_back({std::unique_ptr<char[]>(new char[size]), size});
    used_ = 0;
  }
  char* kept = blocks_[block_].memory.get() + used_;
  std::memcpy(kept, text.data(), text.size());
  used_ += text.size();
  bytes_ += text.size();
  return absl::string_view(kept, text.size());
}

const Overlay::Entry* Overlay::Find(Family family, absl::string_view key) const {
  auto found = positions_.find(Slot(family, key));
  return found == positions_.end() ? nullptr : &entries_[found->second];
}

void Overlay::Set(Family family, absl::string_view key, absl::string_view value, bool deleted) {
  auto found = positions_.find(Slot(family, key));
  if (found != positions_.end()) {
    Entry& entry = entries_[found->second];
    undo_.push_back({found->second, false, entry.deleted, entry.value});
    entry.value = Keep(value);
    entry.deleted = deleted;
    return;
  }
  const uint32_t position = static_cast<uint32_t>(entries_.size());
  const absl::string_view kept = Keep(key);
  entries_.push_back({kept, Keep(value), family, deleted});
  positions_.emplace(Slot(family, kept), position);
  undo_.push_back({position, true, false, absl::string_view()});
}

void Overlay::Rollback() {
  for (; !undo_.empty(); undo_.pop_back()) {
    const Undo& undo = undo_.back();
    Entry& entry = entries_[undo.entry];
    if (undo.added) {
      // Added last of those still there, so it is the last entry.
      positions_.erase(Slot(entry.family, entry.key));
      entries_.pop_back();
    } else {
      entry.value = undo.value;
      entry.deleted = undo.deleted;
    }
  }
  const uint32_t size = static_cast<uint32_t>(entries_.size());
  for (int family = 0; family < kFamilies; ++family) {
    if (sorted_to_[family] <= size) continue;
    std::erase_if(sorted_[family], [size](uint32_t position) { return position >= size; });
    sorted_to_[family] = size;
  }
}

std::vector<const Overlay::Entry*> Overlay::Collect(Family family, absl::string_view begin, absl::string_view end) {
  std::vector<uint32_t>& sorted = sorted_[static_cast<int>(family)];
  uint32_t& sorted_to = sorted_to_[static_cast<int>(family)];
  auto less = [this](uint32_t a, uint32_t b) { return entries_[a].key < entries_[b].key; };
  const size_t before = sorted.size();
  for (; sorted_to < entries_.size(); ++sorted_to) {
    if (entries_[sorted_to].family == family) sorted.push_back(sorted_to);
  }
  if (sorted.size() > before) {
    std::sort(sorted.begin() + before, sorted.end(), less);
    std::inplace_merge(sorted.begin(), sorted.begin() + before, sorted.end(), less);
  }
  std::vector<const Entry*> collected;
  auto from = std::lower_bound(sorted.begin(), sorted.end(), begin, [this](uint32_t a, absl::string_view key) { return entries_[a].key < key; });
  for (; from != sorted.end() && entries_[*from].key < end; ++from) collected.push_back(&entries_[*from]);
  return collected;
}

void Overlay::Clear() {
  positions_.clear();
  entries_.clear();
  undo_.clear();
  for (std::vector<uint32_t>& sorted : sorted_) sorted.clear();
  sorted_to_ = {};
  if (blocks_.size() > kBlocksKept) blocks_.resize(kBlocksKept);
  block_ = used_ = bytes_ = 0;
}

}  // namespace frontline::storage
