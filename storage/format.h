// The version of the disk format: what happens on start to a folder that an older or newer program wrote.
#ifndef FRONTLINE_STORAGE_FORMAT_H_
#define FRONTLINE_STORAGE_FORMAT_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/store.h"

namespace frontline::storage {

// One step of migration, from version `from` to `from` + 1. May commit as often as it likes, so that its memory stays bounded; therefore must be
// idempotent: after a crash or an error it is run again from the start. The version goes up only when it has returned Ok.
struct FormatStep {
  uint32_t from = 0;
  std::function<absl::Status(Store&)> run;
};

// The version that a program writes, and how to come to it from the older ones that it still reads.
struct FormatHistory {
  uint32_t current = 0;
  std::vector<FormatStep> steps;
};

// This program's: version 1, which is the first, so there are no steps yet. The next change of the format adds the first one.
const FormatHistory& ThisFormat();

// Brings the store to `formats.current`: writes version and a new id into an empty store, migrates an older one step by step. The store's id.
// FAILED_PRECONDITION for a newer version or one that no step leads on from; DATA_LOSS for a store that has data but no version.
absl::StatusOr<std::string> SettleFormat(Store& store, const FormatHistory& formats);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_FORMAT_H_
