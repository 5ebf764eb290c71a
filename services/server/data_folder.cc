#include "services/server/data_folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/identity/service.h"

namespace frontline::server {
namespace {

namespace fs = std::filesystem;

std::string StorePath(const std::string& folder) { return absl::StrCat(folder, "/store"); }

absl::Status MakeFolder(const std::string& folder) {
  std::error_code error;
  if (fs::is_directory(folder, error)) return absl::OkStatus();
  if (fs::exists(folder, error)) return base::Precondition("DATA_FOLDER_UNUSABLE", absl::StrCat("the data folder ", folder, " is not a folder"));
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  if (error == std::errc::no_space_on_device) return absl::ResourceExhaustedError(absl::StrCat("no room for the data folder ", folder));
  return base::Precondition("DATA_FOLDER_UNUSABLE", absl::StrCat("the data folder ", folder, " can't be made: ", error.message()));
}

// The store's errors in terms of the process: what it has no reason for is about the folder.
absl::Status OpenError(const absl::Status& status) {
  if (absl::StrContains(status.message(), "No space left on device")) return absl::ResourceExhaustedError(status.message());
  const bool about_the_folder = absl::IsUnavailable(status) || absl::IsFailedPrecondition(status);
  if (!about_the_folder || !base::ReasonOf(status).empty()) return status;
  return base::Precondition("DATA_FOLDER_UNUSABLE", status.message());
}

}  // namespace

absl::StatusOr<std::unique_ptr<storage::RocksStore>> OpenStore(const std::string& folder, std::function<absl::Time()> clock) {
  if (absl::Status status = MakeFolder(folder); !status.ok()) return status;
  storage::RocksOptions options;
  options.path = StorePath(folder);
  options.clock = std::move(clock);
  absl::StatusOr<std::unique_ptr<storage::RocksStore>> store = storage::RocksStore::Open(options);
  if (!store.ok()) return OpenError(store.status());
  return store;
}

std::string AdminTokenFile(const std::string& folder) { return absl::StrCat(folder, "/admin.token"); }

absl::Status NewAdminToken(const std::string& folder, std::function<absl::Time()> clock) {
  std::error_code error;
  if (!fs::is_directory(StorePath(folder), error)) {
    const std::string why = absl::StrCat(folder, " is no data folder: there is no store in it; --data names the one to use");
    return base::Precondition("DATA_FOLDER_UNUSABLE", why);
  }
  const absl::StatusOr<std::unique_ptr<storage::RocksStore>> store = OpenStore(folder, std::move(clock));
  if (!store.ok()) return store.status();
  return identity::RenewAdministrator(**store, *base::NewRandomIds(), AdminTokenFile(folder));
}

absl::Status RestoreStore(const std::string& backup, const std::string& folder) {
  if (absl::Status status = MakeFolder(folder); !status.ok()) return status;
  absl::Status status = storage::Restore(backup, StorePath(folder));
  if (status.ok() || absl::IsDataLoss(status)) return status;
  if (absl::StrContains(status.message(), "No space left on device")) return absl::ResourceExhaustedError(status.message());
  return base::Precondition("NOT_RESTORED", absl::StrCat("nothing was restored: ", status.message()));
}

std::string BackupFolder(const Options& options) { return options.backup_dir.empty() ? absl::StrCat(options.data, "/backups") : options.backup_dir; }

absl::StatusOr<std::string> ReadTokenFile(const std::string& file) {
  std::ifstream stream(file);
  const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const std::string token(absl::StripAsciiWhitespace(text));
  if (token.empty()) return base::Precondition("OPTIONS_INVALID", absl::StrCat("--system-token: ", file, " can't be read or holds no token"));
  return token;
}

}  // namespace frontline::server
