#include "services/intake/spool.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"

namespace frontline::intake {
namespace {

absl::Status Failed(int error) {
  if (error == ENOSPC || error == EDQUOT) {
    return absl::ResourceExhaustedError("The server's temporary folder is full; nothing was imported. Make room there, then import again.");
  }
  return absl::UnavailableError("The server's temporary folder can't be used; nothing was imported. Set TMPDIR to a folder that can be written.");
}

// std::tmpfile knows /tmp alone, which is often a small part of the memory.
std::FILE* Nameless() {
  const char* folder = std::getenv("TMPDIR");
  std::string path = absl::StrCat(folder == nullptr || *folder == '\0' ? "/tmp" : folder, "/frontline-import-XXXXXX");
  const int file = mkostemp(path.data(), O_CLOEXEC);
  if (file < 0) return nullptr;
  unlink(path.c_str());
  std::FILE* stream = fdopen(file, "w+b");
  if (stream == nullptr) close(file);
  return stream;
}

}  // namespace

Spool::Spool(uint64_t most_bytes) : most_bytes_(most_bytes), file_(Nameless()), error_(file_ == nullptr ? errno : 0) {}

absl::Status Spool::Append(absl::string_view bytes) {
  if (file_ == nullptr) return Failed(error_);
  size_ += bytes.size();
  if (size_ > most_bytes_) {
    return base::InvalidField("chunk", absl::StrCat("takes the file past ", most_bytes_ >> 20, " MiB, the most that an import takes: split it"));
  }
  return std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size() ? absl::OkStatus() : Failed(errno);
}

absl::Status Spool::Rewind() {
  if (file_ == nullptr) return Failed(error_);
  if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) return Failed(errno);
  return absl::OkStatus();
}

size_t Spool::Read(char* to, size_t size) { return std::fread(to, 1, size, file_.get()); }

absl::Status Spool::ReadStatus() const {
  if (file_ != nullptr && std::ferror(file_.get()) == 0) return absl::OkStatus();
  return absl::UnavailableError("The server's temporary folder can't be read any more. Import the file again: what was written is found again.");
}

}  // namespace frontline::intake
