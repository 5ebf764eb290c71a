// A file that is there whole or not at all: written under another name in the same folder, and given its own once it is complete.
#ifndef FRONTLINE_CLIENTS_CLI_NEW_FILE_H_
#define FRONTLINE_CLIENTS_CLI_NEW_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace frontline::cli {

// Not thread-safe. Errors are mistakes of usage that name the path: a folder that is not there, a disk that is full.
class NewFile {
 public:
  NewFile() = default;
  // What was not kept is gone.
  ~NewFile();
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  // `replace`: a file of that name may be there, and stays until Keep. Called once.
  absl::Status Open(const std::string& path, bool replace);
  absl::Status Write(absl::string_view bytes);
  // Makes it durable and gives it its name. One that came to be there meanwhile is not replaced unless Open was told so.
  absl::Status Keep();

 private:
  absl::Status Failed(absl::string_view what, int error) const;

  std::string path_;
  std::string partial_;
  bool replace_ = false;
  int fd_ = -1;
};

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_NEW_FILE_H_
