// Numbered mutations whose outcome can be worked out from their numbers alone: what a store holds after a crash is compared with what the mutations
// in its audit must have left.
#ifndef FRONTLINE_TESTS_CRASH_WORKLOAD_H_
#define FRONTLINE_TESTS_CRASH_WORKLOAD_H_

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "storage/journal.h"
#include "storage/rocks_store.h"
#include "storage/table.h"

namespace frontline::crash {

// With a plain, a unique and a multi-valued index.
const storage::Table<storage::Reply>& Ledger();

// Creates record `number`; the numbers divisible by 3 change an earlier record too, those divisible by 7 delete one. Appends to the audit and keeps
// a reply. A number that was applied before is refused (ALREADY_EXISTS).
absl::Status Apply(storage::Transaction& tx, uint64_t number);

// What is wrong with the store, in words; empty when nothing is: every number of `acknowledged` is in the audit, the records are exactly what the
// audited numbers leave, indexes, feed and audit pass Check.
std::vector<std::string> Faults(storage::Store& store, const std::set<uint64_t>& acknowledged);

}  // namespace frontline::crash

#endif  // FRONTLINE_TESTS_CRASH_WORKLOAD_H_
