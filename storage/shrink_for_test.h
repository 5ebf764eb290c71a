// What a random test needs to be of use when it fails: a seed that can be given back, and the shortest run that still fails.
#ifndef FRONTLINE_STORAGE_SHRINK_FOR_TEST_H_
#define FRONTLINE_STORAGE_SHRINK_FOR_TEST_H_

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <random>
#include <utility>
#include <vector>

namespace frontline::storage {

// FRONTLINE_TEST_SEED, or a fresh one. Print it with every failure.
inline uint64_t SeedForTest() {
  const char* given = std::getenv("FRONTLINE_TEST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

// Leaves out of `steps`, which fails, what it can: runs of steps from long to short, until no single step can go.
template <typename Step>
std::vector<Step> Shrink(std::vector<Step> steps, const std::function<bool(const std::vector<Step>&)>& fails) {
  size_t length = steps.size() / 2;
  while (length > 0) {
    bool shorter = false;
    for (size_t at = 0; at < steps.size();) {
      std::vector<Step> fewer(steps.begin(), steps.begin() + at);
      fewer.insert(fewer.end(), steps.begin() + std::min(steps.size(), at + length), steps.end());
      if (fails(fewer)) {
        steps = std::move(fewer);
        shorter = true;
      } else {
        at += length;
      }
    }
    if (!shorter || length > 1) length = length > 1 ? (length + 1) / 2 : 0;
  }
  return steps;
}

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_SHRINK_FOR_TEST_H_
