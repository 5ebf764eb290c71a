#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/print.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

using google::protobuf::Message;

// Made before the token is asked for: a secret that could not be written would be lost.
class SecretFile {
 public:
  explicit SecretFile(const std::string& path) : path_(path), fd_(open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)), error_(errno) {}
  ~SecretFile() {
    if (fd_ < 0) return;
    close(fd_);
    if (!written_) unlink(path_.c_str());
  }
  SecretFile(const SecretFile&) = delete;
  SecretFile& operator=(const SecretFile&) = delete;

  absl::Status status() const {
    return fd_ >= 0 ? absl::OkStatus() : UsageError(absl::StrCat("--to: can't make the file '", path_, "': ", std::strerror(error_)));
  }
  absl::Status Write(const std::string& secret) {
    const std::string line = secret + "\n";
    written_ = write(fd_, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && fsync(fd_) == 0;
    return written_ ? absl::OkStatus() : UsageError(absl::StrCat("the token can't be written to '", path_, "'; revoke it and issue another"));
  }

 private:
  const std::string path_;
  const int fd_;
  const int error_;
  bool written_ = false;
};

}  // namespace

absl::StatusOr<int> RunIssueToken(const Invocation& invocation) {
  const std::string path = invocation.arguments.Get("to");
  if (path.empty()) return RunMethod(invocation);
  const auto& method = *FindMethod(invocation.command.method);
  const std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const absl::Status built =
      BuildRequest(invocation.command, invocation.arguments, "", invocation.session.NewRequestId(), invocation.session.clock(), request.get());
  if (!built.ok()) return UsageError(built.message());
  SecretFile file(path);
  if (!file.status().ok()) return file.status();
  const std::unique_ptr<Message> response = NewMessage(*method.output_type());
  if (absl::Status called = invocation.session.Call(method, *request, response.get()); !called.ok()) return called;
  if (absl::Status written = file.Write(GetText(*response, "secret")); !written.ok()) return written;
  const Message* token = GetChild(*response, "token");
  if (token == nullptr) return kOk;
  if (invocation.session.output == Output::kTable || invocation.session.output == Output::kWide) {
    invocation.out() << GetText(*token, "name") << ", until " << Cell(*token, "expire_time", invocation.session.style()) << "\nIts secret lies in "
                     << path << "\n";
  } else {
    Print(*token, invocation.session);
  }
  return kOk;
}

}  // namespace frontline::cli
