// What to say to words that are not understood. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_SUGGEST_H_
#define FRONTLINE_CLIENTS_CLI_SUGGEST_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "clients/cli/command.h"

namespace frontline::cli {

// The one of `known` that was most likely meant; empty when none is near.
std::string Nearest(absl::string_view word, const std::vector<std::string>& known);

// "there is no verb 'lst' for needs; did you mean 'list'?". `command` and `noun` are null when none was understood; `unknown` is what was left over.
std::string UnknownWord(const Command* command, const Noun* noun, const std::vector<std::string>& unknown, const std::vector<std::string>& words);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SUGGEST_H_
