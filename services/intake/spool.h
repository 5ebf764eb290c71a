// Holds an upload until all of it is there: nothing of a file may be written before its end was seen.
#ifndef FRONTLINE_SERVICES_INTAKE_SPOOL_H_
#define FRONTLINE_SERVICES_INTAKE_SPOOL_H_

#include <cstdint>
#include <cstdio>
#include <memory>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace frontline::intake {

// The largest file that an import takes.
inline constexpr uint64_t kMostFileBytes = 1ull << 30;

// A nameless temporary file in TMPDIR (/tmp where that is not set), gone with this object or with the process. Not thread-safe.
class Spool {
 public:
  explicit Spool(uint64_t most_bytes = kMostFileBytes);

  // INVALID_ARGUMENT past the limit; RESOURCE_EXHAUSTED when the temporary folder is full, UNAVAILABLE when it can't be written.
  absl::Status Append(absl::string_view bytes);
  // To be called between the last Append and the first Read, and to read again. Errors as Append's.
  absl::Status Rewind();
  // Up to `size` bytes into `to`; 0 at the end.
  size_t Read(char* to, size_t size);
  // After a Read that gave 0: UNAVAILABLE when that was not the end, but a disk that can't be read.
  absl::Status ReadStatus() const;
  uint64_t size() const { return size_; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  const uint64_t most_bytes_;
  std::unique_ptr<std::FILE, Close> file_;
  int error_ = 0;  // of making the file
  uint64_t size_ = 0;
};

}  // namespace frontline::intake

#endif  // FRONTLINE_SERVICES_INTAKE_SPOOL_H_
