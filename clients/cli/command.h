// What frontctl can do: one entry for each `frontctl NOUN VERB`. Most serve one method of the contract and need no code: flags come from the fields
// of the method's request, help from the contract's comments, output from its response (views.h).
#ifndef FRONTLINE_CLIENTS_CLI_COMMAND_H_
#define FRONTLINE_CLIENTS_CLI_COMMAND_H_

#include <google/protobuf/descriptor.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontline::cli {

class Invocation;

// A value that is given by its place.
struct Argument {
  std::string label = {};  // "NEED"
  std::string field = {};  // path of the request field that it fills ("need.name"); empty for commands with a `run` of their own
  bool required = true;
  bool many = false;          // the last one alone
  std::string help = {};      // empty: the field's comment
  std::string fallback = {};  // for a parent: "suppliers/-", or "@own" for the caller's organisation ("-/-" with a national role)
};

// A flag of a command's own, beside those of its request.
struct OwnFlag {
  std::string name;         // "columns"
  std::string placeholder;  // "FILE"; empty for yes/no
  std::string help;
  bool repeated = false;
};

struct Command {
  std::string noun;
  std::string verb;    // empty for a noun alone (`frontctl whoami`)
  std::string method;  // "identity.v1.IdentityService/GetMember"; empty for none
  std::vector<Argument> arguments;
  std::vector<std::string> examples;  // without "frontctl "
  // The rest is for what differs from the rule.
  std::string summary = {};                                            // empty: the method's comment
  absl::StatusOr<int> (*run)(const Invocation& invocation) = nullptr;  // the exit code; null: RunMethod
  std::vector<OwnFlag> flags = {};
  bool file_only = false;              // the request's message is too large for flags: -f and --set alone
  std::vector<std::string> also = {};  // further methods that it serves
  bool local = false;                  // needs no server
  std::string notes = {};              // more for --help
  bool hidden = false;

  std::string Name() const { return verb.empty() ? noun : noun + " " + verb; }
};

const std::vector<Command>& Commands();

// A noun with a line on what it is, in the order of --help.
struct Noun {
  std::string name;
  std::string summary;
  std::vector<std::string> aliases;
};
const std::vector<Noun>& Nouns();

// The method "identity.v1.IdentityService/GetMember" of the contract. Null when there is none.
const google::protobuf::MethodDescriptor* FindMethod(absl::string_view method);
// Every service that this program knows.
std::vector<const google::protobuf::ServiceDescriptor*> Services();

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_COMMAND_H_
