// Writing a backup of an open database. Restore stands in storage/rocks_store.h.
#ifndef FRONTLINE_STORAGE_BACKUP_H_
#define FRONTLINE_STORAGE_BACKUP_H_

#include <string>

#include "absl/status/status.h"
#include "storage/database.h"
#include "storage/rocks_store.h"

namespace frontline::storage {

// The file of a backup that lists the others.
inline constexpr char kBackupManifest[] = "FRONTLINE_BACKUP";

// ALREADY_EXISTS when `folder` is there; RESOURCE_EXHAUSTED when the disk would be left with less than `reserve_bytes`. On an error nothing is
// left behind in `folder`. `progress` may be null.
absl::Status WriteBackup(Database& database, const std::string& store_id, uint64_t reserve_bytes, const std::string& folder,
                         const BackupProgress& progress);

// Restore (storage/rocks_store.h) on the files of `env`.
absl::Status RestoreBackup(rocksdb::Env& env, const std::string& backup, const std::string& folder);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_BACKUP_H_
