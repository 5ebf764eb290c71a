// Files compiled into the program (embed.cmake): the contract with its comments, and the sample data.
#ifndef FRONTLINE_CLIENTS_CLI_EMBEDDED_H_
#define FRONTLINE_CLIENTS_CLI_EMBEDDED_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::cli {

struct EmbeddedFile {
  absl::string_view name;  // "needs.json"
  absl::string_view content;
};

// A serialised google.protobuf.FileDescriptorSet with source info.
absl::string_view EmbeddedContract();
// The sample data, by file.
const std::vector<EmbeddedFile>& EmbeddedSample();

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_EMBEDDED_H_
