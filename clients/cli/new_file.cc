#include "clients/cli/new_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "clients/cli/error.h"

namespace frontline::cli {

NewFile::~NewFile() {
  if (fd_ >= 0) close(fd_);
  if (!partial_.empty()) unlink(partial_.c_str());
}

absl::Status NewFile::Failed(absl::string_view what, int error) const {
  return UsageError(absl::StrCat("'", path_, "' can't be ", what, ": ", std::strerror(error)));
}

absl::Status NewFile::Open(const std::string& path, bool replace) {
  path_ = path;
  replace_ = replace;
  struct stat found;
  if (!replace && lstat(path.c_str(), &found) == 0) return UsageError(absl::StrCat("'", path, "' is there already; --force replaces it"));
  std::string partial = absl::StrCat(path, ".partial-XXXXXX");
  fd_ = mkostemp(partial.data(), O_CLOEXEC);  // 0600
  if (fd_ < 0) return Failed("made", errno);
  partial_ = partial;
  return absl::OkStatus();
}

absl::Status NewFile::Write(absl::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(fd_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return Failed("written", errno);
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return absl::OkStatus();
}

absl::Status NewFile::Keep() {
  if (fsync(fd_) != 0) return Failed("written", errno);
  if (replace_) {
    if (std::rename(partial_.c_str(), path_.c_str()) != 0) return Failed("replaced", errno);
    partial_.clear();
    return absl::OkStatus();
  }
  // Unlike rename, link refuses a name that is taken.
  if (link(partial_.c_str(), path_.c_str()) != 0) {
    if (errno == EEXIST) return UsageError(absl::StrCat("'", path_, "' is there already; --force replaces it"));
    // Some file systems know no links.
    if (std::rename(partial_.c_str(), path_.c_str()) != 0) return Failed("made", errno);
    partial_.clear();
  }
  return absl::OkStatus();
}

}  // namespace frontline::cli
