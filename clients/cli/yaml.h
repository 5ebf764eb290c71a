// Messages from YAML, and from JSON, which is a sort of it, with the line that each mistake stands on. The only place that knows yaml-cpp.
// Thread-safe.
//
// The message says what a value is, not the YAML: "no", "on" and 007 stay texts where the field is a text. Enums take the words that flags take
// ("likert"). A text alone stands for a message that has `en` (Text). Field names as in the contract, or as in JSON ("showIf").
#ifndef FRONTLINE_CLIENTS_CLI_YAML_H_
#define FRONTLINE_CLIENTS_CLI_YAML_H_

#include <google/protobuf/message.h>

#include <map>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace frontline::cli {

// Path of a field → its line, from 1: "sections[0].questions[1].kind".
using Lines = std::map<std::string, int>;

// Fills `message`. INVALID_ARGUMENT with the first mistake: "line 12: sections[0].kind: ...". Aliases are followed, as long as the document, written
// out, stays small; keys that are there twice, fields that there are not, and merge keys are refused. `lines` may be null.
absl::Status ParseYaml(absl::string_view text, google::protobuf::Message* message, Lines* lines);

// Whether the document is a map that has `key`.
bool YamlHasKey(absl::string_view text, absl::string_view key);

// The line of the field at `path`, or of the nearest thing around it that has one; 0 for none.
int LineOf(const Lines& lines, absl::string_view path);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_YAML_H_
