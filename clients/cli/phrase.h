// Messages that read better in words of their own than field by field.
#ifndef FRONTLINE_CLIENTS_CLI_PHRASE_H_
#define FRONTLINE_CLIENTS_CLI_PHRASE_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/views.h"

namespace frontline::cli {

using PhraseOf = std::string (*)(const google::protobuf::Message& message, const Style& style);

// Null when the type ("frontline.type.v1.Money") has none. Thread-safe.
PhraseOf FindPhrase(absl::string_view type);

// What a criterion asks, in words: "holds cyber-essentials (plus)", "any of: …". A frontline.requirement.v1.Test.
std::string TestWords(const google::protobuf::Message& test);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_PHRASE_H_
