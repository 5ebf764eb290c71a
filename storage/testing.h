// For tests of what stands on the store. Not for the programs.
#ifndef FRONTLINE_STORAGE_TESTING_H_
#define FRONTLINE_STORAGE_TESTING_H_

#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "storage/rocks_store.h"

namespace frontline::storage {

// An empty store, the real one, over files in memory that go with it. `clock` null: absl::Now. Ends the program where it can't be made.
std::unique_ptr<RocksStore> NewMemoryStore(std::function<absl::Time()> clock = nullptr);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_TESTING_H_
