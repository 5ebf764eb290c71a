#include <filesystem>
#include <system_error>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/admin/handlers.h"
#include "services/base/errors.h"

namespace frontline::admin {
namespace {

// Progress is worth a message every so many bytes.
constexpr uint64_t kReportEvery = 8 << 20;

// Puts `flag` back when it goes.
class Turn {
 public:
  explicit Turn(std::atomic<bool>& flag) : flag_(flag), taken_(!flag.exchange(true)) {}
  ~Turn() {
    if (taken_) flag_.store(false);
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool taken() const { return taken_; }

 private:
  std::atomic<bool>& flag_;
  const bool taken_;
};

// "20261124t090000z".
std::string IdAt(absl::Time time) { return absl::AsciiStrToLower(absl::FormatTime("%Y%m%dT%H%M%SZ", time, absl::UTCTimeZone())); }

// A backup holds everything that the store holds: nobody else may read it.
absl::Status MakeFolder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  if (fs::is_directory(folder, error)) return absl::OkStatus();
  fs::create_directories(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) return absl::OkStatus();
  return base::Precondition("BACKUP_FOLDER_UNUSABLE",
                            absl::StrCat("The server's backup folder ", folder, " can't be made: ", error.message(), ". Give it another one."));
}

absl::Status InTermsOfTheCaller(absl::Status status, const std::string& id) {
  if (status.code() == absl::StatusCode::kAlreadyExists) return base::AlreadyExists(absl::StrCat("backups/", id));
  return status;
}

}  // namespace

absl::Status Backup(const AdminParts& parts, std::atomic<bool>& running, const Call& call,
                    rpc::Stream<v1::BackupRequest, v1::BackupResponse>& stream) {
  if (absl::Status status = RequireNational(call, frontline::options::v1::PERMISSION_ADMIN); !status.ok()) return status;
  v1::BackupRequest request;
  if (!stream.Receive(&request)) return base::InvalidField("(request)", "is missing");
  if (parts.backup_folder.empty()) {
    return base::Precondition("BACKUP_FOLDER_MISSING", "The server has no backup folder. Start frontlined with --backup-dir.");
  }
  const Turn turn(running);
  if (!turn.taken()) return base::Precondition("BACKUP_RUNNING", "Another backup is being written. Wait until it is finished.");
  if (absl::Status status = MakeFolder(parts.backup_folder); !status.ok()) return status;

  const std::string id = request.backup_id().empty() ? IdAt(call.now) : request.backup_id();
  v1::BackupResponse response;
  response.set_total_bytes(parts.store->stats().disk_bytes);
  // Whether anyone still listens. The backup is finished either way: half of one is of no use.
  bool heard = stream.Send(response);
  uint64_t reported = 0;
  const auto progress = [&](uint64_t done_bytes, uint64_t total_bytes) {
    response.set_done_bytes(done_bytes);
    response.set_total_bytes(total_bytes);
    if (!heard || done_bytes - reported < kReportEvery) return;
    reported = done_bytes;
    heard = stream.Send(response);
  };
  const std::string folder = absl::StrCat(parts.backup_folder, "/", id);
  if (absl::Status status = parts.store->Backup(folder, progress); !status.ok()) return InTermsOfTheCaller(std::move(status), id);
  response.set_folder(folder);
  if (heard) stream.Send(response);
  return absl::OkStatus();
}

}  // namespace frontline::admin
