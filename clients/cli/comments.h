// What the contract's comments say: help texts are taken from them, so that nothing is explained twice. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_COMMENTS_H_
#define FRONTLINE_CLIENTS_CLI_COMMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::cli {

// The comment before a message, field, method, enum value ("frontline.requirement.v1.Need.statement"), as one line. Empty when there is none.
const std::string& CommentOf(absl::string_view full_name);
// Every method of the contract, as in "frontline.identity.v1.IdentityService/GetMember", from the protos themselves.
const std::vector<std::string>& MethodsOfContract();
// The first sentence of a text.
std::string FirstSentence(absl::string_view text);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_COMMENTS_H_
