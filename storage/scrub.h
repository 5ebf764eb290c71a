// Making what was deleted leave the disk: Store::Scrub on RocksDB. README.md, "Scrub", says what is done, and what stays beyond reach.
#ifndef FRONTLINE_STORAGE_SCRUB_H_
#define FRONTLINE_STORAGE_SCRUB_H_

#include <cstdint>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/database.h"
#include "storage/store.h"

namespace frontline::storage {

// As Store::Scrub. Not while a backup is made, nor twice at once. Refused where less than `reserve_bytes` would be left free on the way. `patience`:
// how long to wait for readers of before.
absl::Status ScrubDatabase(Database& database, const std::vector<Region>& regions, uint64_t reserve_bytes, absl::Duration patience);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_SCRUB_H_
