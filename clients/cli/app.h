// frontctl from its command line to its exit code.
#ifndef FRONTLINE_CLIENTS_CLI_APP_H_
#define FRONTLINE_CLIENTS_CLI_APP_H_

#include <string>
#include <vector>

#include "clients/cli/session.h"

namespace frontline::cli {

// `arguments` without the program's name. Prints what there is to print and returns the exit code.
int RunFrontctl(const std::vector<std::string>& arguments, Session& session);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_APP_H_
