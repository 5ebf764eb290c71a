// Rows that one thread changes while others read: readers hold an immutable view of a moment, the writer copies only the chunks that it touches.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_SLOTS_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_SLOTS_H_

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace frontline::matching::engine {

inline constexpr size_t kSlotsInChunk = 256;

// Immutable. Rows are in the order in which they first came, which says nothing.
template <typename Row>
class Rows {
 public:
  using Chunk = std::array<std::shared_ptr<const Row>, kSlotsInChunk>;
  Rows() = default;
  Rows(std::vector<std::shared_ptr<const Chunk>> chunks, size_t count) : chunks_(std::move(chunks)), count_(count) {}

  size_t count() const { return count_; }
  template <typename Function>
  void ForEach(Function function) const {
    for (const auto& chunk : chunks_) {
      for (const auto& row : *chunk) {
        if (row != nullptr) function(*row);
      }
    }
  }

 private:
  std::vector<std::shared_ptr<const Chunk>> chunks_;
  size_t count_ = 0;
};

// The writer's side. Not thread-safe.
template <typename Row>
class Slots {
 public:
  void Put(absl::string_view name, std::shared_ptr<const Row> row) {
    const auto [place, added] = places_.try_emplace(std::string(name), 0);
    if (added) {
      if (free_.empty()) {
        place->second = used_++;
      } else {
        place->second = free_.back();
        free_.pop_back();
      }
    }
    At(place->second) = std::move(row);
  }
  bool Remove(absl::string_view name) {
    const auto place = places_.find(name);
    if (place == places_.end()) return false;
    At(place->second) = nullptr;
    free_.push_back(place->second);
    places_.erase(place);
    return true;
  }
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    names.reserve(places_.size());
    for (const auto& [name, place] : places_) names.push_back(name);
    return names;
  }
  // What is there now. Later changes don't show in it.
  Rows<Row> View() {
    std::fill(own_.begin(), own_.end(), false);
    return Rows<Row>(std::vector<std::shared_ptr<const Chunk>>(chunks_.begin(), chunks_.end()), places_.size());
  }

 private:
  using Chunk = typename Rows<Row>::Chunk;
  std::shared_ptr<const Row>& At(size_t place) {
    const size_t chunk = place / kSlotsInChunk;
    if (chunk == chunks_.size()) {
      chunks_.push_back(std::make_shared<Chunk>());
      own_.push_back(true);
    } else if (!own_[chunk]) {
      chunks_[chunk] = std::make_shared<Chunk>(*chunks_[chunk]);
      own_[chunk] = true;
    }
    return (*chunks_[chunk])[place % kSlotsInChunk];
  }

  std::vector<std::shared_ptr<Chunk>> chunks_;
  std::vector<bool> own_;  // whether no view has seen the chunk
  absl::flat_hash_map<std::string, size_t> places_;
  std::vector<size_t> free_;
  size_t used_ = 0;
};

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_SLOTS_H_
