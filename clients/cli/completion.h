// What could come next on a command line.
#ifndef FRONTLINE_CLIENTS_CLI_COMPLETION_H_
#define FRONTLINE_CLIENTS_CLI_COMPLETION_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::cli {

// Names that a server knows in a collection ("*/*/needs/*") that begin with a prefix; empty when it can't be asked.
using NamesOf = std::function<std::vector<std::string>(const std::string& pattern, const std::string& prefix)>;

// Candidates for the last of `words` (which may be empty), without the program's name. "\tFILES" alone: a file.
std::vector<std::string> Complete(const std::vector<std::string>& words, const NamesOf& names);

// The script for a shell; empty for one that is not known.
absl::string_view CompletionScript(absl::string_view shell);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_COMPLETION_H_
