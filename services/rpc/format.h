// The forms that a text field may be asked to have (options.proto, enum Format). Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_FORMAT_H_
#define FRONTLINE_SERVICES_RPC_FORMAT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/options/v1/options.pb.h"

namespace frontline::rpc {

using frontline::options::v1::Format;

// What is wrong with `text`, which is valid UTF-8 and not empty, as the end of a sentence ("must be a day that exists, as YYYY-MM-DD"); null when
// nothing is. Control characters are looked for in every format.
const char* FormatProblem(Format format, absl::string_view text);

// The length in characters (code points) of valid UTF-8.
size_t Characters(absl::string_view text);

// Patterns of resource names ("forces/*/needs/*|bodies/*/needs/*"): a star stands for one segment.
class NamePattern {
 public:
  explicit NamePattern(absl::string_view pattern);
  bool Matches(absl::string_view name) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::vector<std::vector<std::string>> choices_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_FORMAT_H_
