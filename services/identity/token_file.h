// The file that an administrator's token is written to: whole or not at all, for its owner's eyes (0600).
#ifndef FRONTLINE_SERVICES_IDENTITY_TOKEN_FILE_H_
#define FRONTLINE_SERVICES_IDENTITY_TOKEN_FILE_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace frontline::identity {

class TokenFile {
 public:
  // What a file that is there already means: kRefuse: it is somebody's, and stays; kReplace: it holds an older token. Each writes under a name of its
  // own first, so that one never takes up what the other left.
  enum class Older { kRefuse, kReplace };
  explicit TokenFile(std::string path, Older older = Older::kRefuse)
      : path_(std::move(path)), pending_(path_ + (older == Older::kRefuse ? ".new" : ".renewed")), older_(older) {}

  bool Exists() const;
  // Writes the secret beside the file, on stable storage. FAILED_PRECONDITION (TOKEN_FILE) when a file is there that may not be replaced, or nothing
  // can be written there.
  absl::Status Prepare(absl::string_view secret) const;
  // The secret that Prepare wrote and nobody published; empty for none.
  std::string Pending() const;
  // Gives what was prepared its name. FAILED_PRECONDITION (TOKEN_FILE) when it can't be done; what was prepared stays.
  absl::Status Publish() const;
  // Removes what was prepared.
  void Discard() const;

 private:
  const std::string path_;
  const std::string pending_;
  const Older older_;
};

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_TOKEN_FILE_H_
