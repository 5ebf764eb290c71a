// Messages as JSON and text, and back. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_JSON_H_
#define FRONTLINE_CLIENTS_CLI_JSON_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace frontline::cli {

// Protobuf JSON, indented, ending in a line feed.
std::string ToJson(const google::protobuf::Message& message);
// On one line, ending in a line feed.
std::string ToJsonLine(const google::protobuf::Message& message);
// Indented further by `indent` spaces and without the line feed, for an entry of an array.
std::string ToJsonEntry(const google::protobuf::Message& message, size_t indent);
// Merges JSON into `message`. INVALID_ARGUMENT for what is no JSON or names a field that there is not.
absl::Status ParseJson(absl::string_view json, google::protobuf::Message* message);
// The same from JSON when the text begins with '{', otherwise from protobuf text.
absl::Status ParseDocument(absl::string_view text, google::protobuf::Message* message);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_JSON_H_
