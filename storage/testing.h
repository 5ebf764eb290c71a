// For tests of what stands on the store. Not for the programs.
#ifndef FRONTLINE_STORAGE_TESTING_H_
#define FRONTLINE_STORAGE_TESTING_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "storage/rocks_store.h"

namespace frontline::storage {

// An empty store, the real one, over files in memory that go with it. `clock` null: absl::Now. Ends the program where it can't be made.
std::unique_ptr<RocksStore> NewMemoryStore(std::function<absl::Time()> clock = nullptr);

// The yardstick of tests/bench/store_bench: plain RocksDB in `folder` (made by this), default options, one writer putting values of `value_bytes`
// under fresh keys with one fsync each, for `seconds`. Puts per second.
absl::StatusOr<double> PlainPutsPerSecond(const std::string& folder, size_t value_bytes, double seconds);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_TESTING_H_
