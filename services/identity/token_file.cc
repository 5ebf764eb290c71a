#include "services/identity/token_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"

namespace frontline::identity {
namespace {

absl::Status Failed(absl::string_view what, const std::string& path, int error) {
  return base::Precondition("TOKEN_FILE", absl::StrCat("The administrator's token can't be kept: ", what, " ", path, ": ", std::strerror(error),
                                                       ". Make the place writable, or name another one, and start again."));
}

bool WriteAll(int file, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<size_t>(written));
  }
  return true;
}

bool IsFolder(const std::string& path) {
  struct stat facts;
  return lstat(path.c_str(), &facts) == 0 && S_ISDIR(facts.st_mode);
}

// Makes the names in a file's folder last.
void SyncFolderOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, std::max<size_t>(1, slash));
  const int handle = open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return;
  fsync(handle);
  close(handle);
}

}  // namespace

bool TokenFile::Exists() const {
  struct stat facts;
  return lstat(path_.c_str(), &facts) == 0;
}

absl::Status TokenFile::Prepare(absl::string_view secret) const {
  if (older_ == Older::kRefuse && Exists()) return Failed("there is already a file", path_, EEXIST);
  // Nothing else can have its name taken.
  if (older_ == Older::kReplace && IsFolder(path_)) return Failed("can't replace", path_, EISDIR);
  Discard();
  const int file = open(pending_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file < 0) return Failed("can't make", pending_, errno);
  const bool written = WriteAll(file, absl::StrCat(secret, "\n")) && fsync(file) == 0;
  const int error = errno;
  close(file);
  if (written) return absl::OkStatus();
  Discard();
  return Failed("can't write", pending_, error);
}

std::string TokenFile::Pending() const {
  std::ifstream file(pending_);
  std::string line;
  std::getline(file, line);
  return std::string(absl::StripAsciiWhitespace(line));
}

absl::Status TokenFile::Publish() const {
  int result = renameat2(AT_FDCWD, pending_.c_str(), AT_FDCWD, path_.c_str(), older_ == Older::kReplace ? 0 : RENAME_NOREPLACE);
  // Not every file system can tell.
  if (result != 0 && errno == EINVAL && (older_ == Older::kReplace || !Exists())) result = rename(pending_.c_str(), path_.c_str());
  if (result != 0) return Failed(absl::StrCat("it lies in ", pending_, ", which can't be given the name"), path_, errno);
  SyncFolderOf(path_);
  return absl::OkStatus();
}

void TokenFile::Discard() const { unlink(pending_.c_str()); }

}  // namespace frontline::identity
