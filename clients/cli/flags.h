// The flags of a method, derived from its request, and the request made from them.
#ifndef FRONTLINE_CLIENTS_CLI_FLAGS_H_
#define FRONTLINE_CLIENTS_CLI_FLAGS_H_

#include <google/protobuf/message.h>

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/command.h"
#include "clients/cli/value.h"

namespace frontline::cli {

struct Flag {
  std::string name;         // "people-affected"
  std::string placeholder;  // "N"; empty for yes/no
  std::string help;
  std::vector<std::string> choices;                            // of an enum
  std::vector<const google::protobuf::FieldDescriptor*> path;  // into the request
  bool repeated = false;
  std::string letter = {};  // "o" for -o; empty for none
};

// The resource that a request carries ("need" of CreateNeedRequest): what -f and --set are about. Null when the request has no such field.
const google::protobuf::FieldDescriptor* BodyOf(const google::protobuf::Descriptor& request);

// Flags for the fields that are not output only, not filled by an argument of the command, and not seen to by frontctl itself (request_id,
// page_token, page_size, update_mask). Fields of the body stand for themselves; deeper messages without a short form have a prefix
// ("provenance-source").
std::vector<Flag> FlagsOf(const Command& command);

// The same, with those of the command's own and those that its kind of method has (--limit, --file, --set, --request-id).
std::vector<Flag> AllFlagsOf(const Command& command);

// The flags of every command: server, token, output.
std::vector<Flag> GlobalFlags();

// What was typed.
class Arguments {
 public:
  void Add(const std::string& name, const std::string& value) { values_[name].push_back(value); }
  bool Has(const std::string& name) const { return values_.count(name) > 0; }
  // The last value; empty when there is none.
  std::string Get(const std::string& name) const { return Has(name) ? values_.at(name).back() : ""; }
  std::vector<std::string> All(const std::string& name) const { return Has(name) ? values_.at(name) : std::vector<std::string>(); }
  // Given, and not as "=no".
  bool Yes(const std::string& name) const;

 private:
  std::map<std::string, std::vector<std::string>> values_;  // flags by name, arguments by label
};

// Fills `request` from the file (its content), the flags and the arguments, in this order. For an Update, the mask names what was given, and --clear.
// INVALID_ARGUMENT for what does not fit, saying which flag. `request_id` is set when the request has such a field and it was not given.
absl::Status BuildRequest(const Command& command, const Arguments& arguments, absl::string_view file, const std::string& request_id,
                          const Clock& clock, google::protobuf::Message* request);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_FLAGS_H_
