// What --help prints. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_HELP_H_
#define FRONTLINE_CLIENTS_CLI_HELP_H_

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/command.h"
#include "clients/cli/views.h"

namespace frontline::cli {

std::string ProgramHelp(const Style& style);
std::string NounHelp(const Noun& noun, const Style& style);
std::string CommandHelp(const Command& command, const Style& style);
// "frontctl needs get NEED [flags]".
std::string UsageOf(const Command& command);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_HELP_H_
