// Whole views of single types, for what must read like a letter and not like a record.
#ifndef FRONTLINE_CLIENTS_CLI_VIEW_H_
#define FRONTLINE_CLIENTS_CLI_VIEW_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/views.h"

namespace frontline::cli {

using View = std::string (*)(const google::protobuf::Message& message, const Style& style);

// Null when the type ("frontline.matching.v1.Match") has none. Thread-safe.
View FindView(absl::string_view type);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_VIEW_H_
