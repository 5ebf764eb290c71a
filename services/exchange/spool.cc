#include "services/exchange/spool.h"

#include <cerrno>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"

namespace frontline::exchange {
namespace {

absl::Status Failed() {
  if (errno == ENOSPC || errno == EDQUOT) {
    return absl::ResourceExhaustedError("The server's temporary folder is full; nothing was imported. Make room there, then import again.");
  }
  return absl::UnavailableError("The server's temporary folder can't be written; nothing was imported. Set TMPDIR to a folder that can.");
}

}  // namespace

Spool::Spool(uint64_t most_bytes) : most_bytes_(most_bytes), file_(std::tmpfile()) {}

absl::Status Spool::Append(absl::string_view bytes) {
  if (file_ == nullptr) return Failed();
  size_ += bytes.size();
  if (size_ > most_bytes_) {
    return base::InvalidField("chunk", absl::StrCat("takes the file past ", most_bytes_ >> 20, " MiB, the most that an import takes: split it"));
  }
  return std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size() ? absl::OkStatus() : Failed();
}

absl::Status Spool::Rewind() {
  if (file_ == nullptr || std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) return Failed();
  return absl::OkStatus();
}

size_t Spool::Read(char* to, size_t size) { return std::fread(to, 1, size, file_.get()); }

}  // namespace frontline::exchange
