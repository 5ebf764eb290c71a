// The data folder: DIR/store (the records), DIR/admin.token (the first administrator's), DIR/backups (unless --backup-dir says otherwise).
#ifndef FRONTLINE_SERVICES_SERVER_DATA_FOLDER_H_
#define FRONTLINE_SERVICES_SERVER_DATA_FOLDER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/server/options.h"
#include "storage/rocks_store.h"

namespace frontline::server {

// Opens the store of the data folder, which is made (0700) when it is not there. Errors carry the reasons that exit_code.cc knows.
absl::StatusOr<std::unique_ptr<storage::RocksStore>> OpenStore(const std::string& folder, std::function<absl::Time()> clock);

// Where the first administrator's token is written.
std::string AdminTokenFile(const std::string& folder);

// Writes a new token of the first administrator there; identity::RenewAdministrator says what goes with it. FAILED_PRECONDITION
// (DATA_FOLDER_UNUSABLE) when there is no store: none is made.
absl::Status NewAdminToken(const std::string& folder, std::function<absl::Time()> clock);

// Makes the store of the data folder from a backup. FAILED_PRECONDITION (NOT_RESTORED) when the backup is none, or there is a store already;
// DATA_LOSS when the backup is damaged. Nothing is left behind then.
absl::Status RestoreStore(const std::string& backup, const std::string& folder);

// Where backups go.
std::string BackupFolder(const Options& options);

// The contents of a file with a token, without the line's end. FAILED_PRECONDITION (OPTIONS_INVALID) when it can't be read or is empty.
absl::StatusOr<std::string> ReadTokenFile(const std::string& file);

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_DATA_FOLDER_H_
