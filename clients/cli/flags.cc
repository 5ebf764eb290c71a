#include "clients/cli/flags.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "clients/cli/comments.h"
#include "clients/cli/json.h"
#include "clients/cli/rules.h"
#include "clients/cli/short_form.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsMessage(const FieldDescriptor& field) { return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_map(); }

bool IsOurs(const FieldDescriptor& field) {
  return field.name() == "request_id" || field.name() == "page_token" || field.name() == "page_size" || field.name() == "update_mask" ||
         field.name() == "last";
}

std::string Placeholder(const FieldDescriptor& field) {
  if (field.is_map()) return "KEY=VALUE";
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return "";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "WORD";
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const absl::string_view form = ShortForm(*field.message_type());
      return form.empty() ? "JSON" : std::string(form);
    }
    case FieldDescriptor::CPPTYPE_STRING:
      break;
    default:
      return "N";
  }
  switch (RulesOf(field).form) {
    case Form::kName:
      return "NAME";
    case Form::kId:
      return "ID";
    case Form::kDay:
      return "DAY";
    case Form::kCpv:
      return "CODE";
    case Form::kUri:
      return "LINK";
    case Form::kRegion:
      return "REGION";
    default:
      return "TEXT";
  }
}

Flag MakeFlag(const std::string& name, const std::vector<const FieldDescriptor*>& path) {
  const FieldDescriptor& field = *path.back();
  Flag flag{name, Placeholder(field), CommentOf(field.full_name()), {}, path, field.is_repeated()};
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    for (int i = 0; i < field.enum_type()->value_count(); ++i) {
      const auto* value = field.enum_type()->value(i);
      if (value->number() != 0) flag.choices.push_back(EnumFlag(*value));
    }
  }
  return flag;
}

class Collector {
 public:
  Collector(const Command& command, const FieldDescriptor* body) : command_(command), body_(body), update_(IsUpdate(command)) {}

  static bool IsUpdate(const Command& command) { return absl::StrContains(command.method, "/Update"); }

  void Collect(const Descriptor& type, const std::string& prefix, std::vector<const FieldDescriptor*> path) {
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      path.push_back(&field);
      Visit(field, prefix, path);
      path.pop_back();
    }
  }
  std::vector<Flag> flags;

 private:
  bool FilledByArgument(const std::vector<const FieldDescriptor*>& path) const {
    const std::string text = absl::StrJoin(path, ".", [](std::string* out, const FieldDescriptor* field) { out->append(field->name()); });
    return std::any_of(command_.arguments.begin(), command_.arguments.end(), [&text](const Argument& argument) { return argument.field == text; });
  }

  void Visit(const FieldDescriptor& field, const std::string& prefix, const std::vector<const FieldDescriptor*>& path) {
    const Rules rules = RulesOf(field);
    const bool in_body = path.size() > 1;
    if (IsOurs(field) || rules.output_only || field.type() == FieldDescriptor::TYPE_BYTES || FilledByArgument(path)) return;
    if (in_body && update_ && rules.immutable) return;
    if (in_body && !update_ && field.name() == "etag") return;
    // The name of what is made comes from its parent and id, except where an argument fills it.
    if (in_body && path.size() == 2 && field.name() == "name") return;
    const bool nested = IsMessage(field) && !field.is_repeated() && ShortForm(*field.message_type()).empty();
    if (nested && &field == body_) {
      if (!command_.file_only) Collect(*field.message_type(), "", path);
    } else if (nested && path.size() < 4 && !IsRecursive(*field.message_type())) {
      Collect(*field.message_type(), absl::StrCat(prefix, FieldFlag(field), "-"), path);
    } else {
      Add(field, prefix, path);
    }
  }

  static bool IsRecursive(const Descriptor& type) { return type.full_name() == "frontline.requirement.v1.Test"; }

  void Add(const FieldDescriptor& field, const std::string& prefix, const std::vector<const FieldDescriptor*>& path) {
    std::string name = absl::StrCat(prefix, FieldFlag(field));
    if (body_ != nullptr && field.name() == absl::StrCat(body_->name(), "_id")) name = "id";
    const bool taken = std::any_of(flags.begin(), flags.end(), [&name](const Flag& flag) { return flag.name == name; });
    if (!taken) flags.push_back(MakeFlag(name, path));
  }

  const Command& command_;
  const FieldDescriptor* body_;
  const bool update_;
};

absl::Status Named(const std::string& what, const absl::Status& status) {
  return status.ok() ? status : absl::Status(status.code(), absl::StrCat(what, ": ", status.message()));
}

Message* BodyMessage(Message* request, const FieldDescriptor* body) {
  return body == nullptr ? request : request->GetReflection()->MutableMessage(request, body);
}

// The fields of an updatable resource that are set in it.
void AddSetFields(const Message& resource, std::set<std::string>* mask) {
  std::vector<const FieldDescriptor*> fields;
  resource.GetReflection()->ListFields(resource, &fields);
  for (const FieldDescriptor* field : fields) {
    const Rules rules = RulesOf(*field);
    if (!rules.output_only && !rules.immutable && field->name() != "etag" && field->name() != "name") mask->insert(field->name());
  }
}

// What a request is told apart from its file: flags, --set, --clear, arguments. `mask` gets the fields of the body that are touched.
class Filler {
 public:
  Filler(const Command& command, const Arguments& arguments, const Clock& clock, Message* request)
      : command_(command), arguments_(arguments), clock_(clock), request_(request), body_(BodyOf(*request->GetDescriptor())) {}

  absl::Status FillFlags(std::set<std::string>* mask) {
    for (const Flag& flag : FlagsOf(command_)) {
      if (!arguments_.Has(flag.name)) continue;
      Message* message = request_;
      for (size_t i = 0; i + 1 < flag.path.size(); ++i) message = message->GetReflection()->MutableMessage(message, flag.path[i]);
      // A list that is given replaces the file's.
      message->GetReflection()->ClearField(message, flag.path.back());
      for (const std::string& text : arguments_.All(flag.name)) {
        if (absl::Status set = Named("--" + flag.name, SetField(message, *flag.path.back(), text, clock_)); !set.ok()) return set;
      }
      if (flag.path.size() > 1 && flag.path[0] == body_ && flag.path[1]->name() != "etag") mask->insert(flag.path[1]->name());
    }
    return absl::OkStatus();
  }

  absl::Status FillPaths(std::set<std::string>* mask) {
    for (const std::string& text : arguments_.All("set")) {
      const std::vector<std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
      if (parts.size() != 2)
        return absl::InvalidArgumentError(absl::StrCat("--set ", text, ": PATH=VALUE is wanted, as in --set quantity.amount=500"));
      Message* message = BodyMessage(request_, body_);
      if (absl::Status set = Named("--set " + parts[0], SetPath(message, parts[0], parts[1], clock_)); !set.ok()) return set;
      mask->insert(parts[0].substr(0, parts[0].find_first_of(".[")));
    }
    for (const std::string& name : arguments_.All("clear")) {
      Message* message = BodyMessage(request_, body_);
      const std::string field_name = absl::StrJoin(absl::StrSplit(name, '-'), "_");
      const FieldDescriptor* field = message->GetDescriptor()->FindFieldByName(field_name);
      if (field == nullptr) return absl::InvalidArgumentError(absl::StrCat("--clear ", name, ": there is no such field"));
      message->GetReflection()->ClearField(message, field);
      mask->insert(field_name);
    }
    return absl::OkStatus();
  }

  absl::Status FillArguments() {
    for (const Argument& argument : command_.arguments) {
      if (argument.field.empty()) continue;
      const std::vector<std::string> values = arguments_.All(argument.label);
      if (values.empty() && argument.required) return absl::InvalidArgumentError(absl::StrCat(argument.label, " is missing"));
      for (const std::string& value : values) {
        if (absl::Status set = Named(argument.label, SetPath(request_, argument.field, value, clock_)); !set.ok()) return set;
      }
    }
    return absl::OkStatus();
  }

 private:
  const Command& command_;
  const Arguments& arguments_;
  const Clock& clock_;
  Message* request_;
  const FieldDescriptor* body_;
};

// A grant without an organisation is one in the member's own.
void CompleteGrants(Message* request) {
  const FieldDescriptor* body = BodyOf(*request->GetDescriptor());
  if (body == nullptr || body->message_type()->full_name() != "frontline.identity.v1.Member") return;
  const auto text = [](const Message& message, const char* name) {
    const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
    return field == nullptr ? std::string() : message.GetReflection()->GetString(message, field);
  };
  Message* member = BodyMessage(request, body);
  const std::vector<std::string> segments = absl::StrSplit(text(*member, "name"), '/');
  const std::string own = segments.size() > 1 ? absl::StrCat(segments[0], "/", segments[1]) : text(*request, "parent");
  const FieldDescriptor* grants = member->GetDescriptor()->FindFieldByName("grants");
  for (int i = 0; i < member->GetReflection()->FieldSize(*member, grants); ++i) {
    Message* grant = member->GetReflection()->MutableRepeatedMessage(member, grants, i);
    const FieldDescriptor* organisation = grant->GetDescriptor()->FindFieldByName("organisation");
    if (text(*grant, "organisation").empty()) grant->GetReflection()->SetString(grant, organisation, own);
  }
}

}  // namespace

bool Arguments::Yes(const std::string& name) const {
  const std::string value = Get(name);
  return Has(name) && value != "no" && value != "false" && value != "0";
}

const FieldDescriptor* BodyOf(const Descriptor& request) {
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor& field = *request.field(i);
    if (IsMessage(field) && !field.is_repeated() && ShortForm(*field.message_type()).empty()) return &field;
  }
  return nullptr;
}

std::vector<Flag> FlagsOf(const Command& command) {
  const google::protobuf::MethodDescriptor* method = FindMethod(command.method);
  if (method == nullptr) return {};
  Collector collector(command, BodyOf(*method->input_type()));
  collector.Collect(*method->input_type(), "", {});
  return collector.flags;
}

std::vector<Flag> AllFlagsOf(const Command& command) {
  std::vector<Flag> flags = FlagsOf(command);
  for (const OwnFlag& own : command.flags) flags.push_back({own.name, own.placeholder, own.help, {}, {}, own.repeated});
  const google::protobuf::MethodDescriptor* method = FindMethod(command.method);
  if (method == nullptr) return flags;
  const Descriptor& request = *method->input_type();
  if (request.FindFieldByName("page_token") != nullptr) {
    flags.push_back({"limit", "N", "Show at most this many; 200 unless set.", {}, {}});
    flags.push_back({"all", "", "Show all, however many.", {}, {}});
    flags.push_back({"page-size", "N", "Ask the server for this many at a time; 1,000 unless set.", {}, {}});
  }
  if (!method->client_streaming() && (BodyOf(request) != nullptr)) {
    flags.push_back(
        {"file", "FILE", "Take the fields from a file, as JSON or protobuf text; - for the standard input. Flags come on top.", {}, {}, false, "f"});
    flags.push_back({"set", "PATH=VALUE", "Set any field by its path, as in --set quantity.amount=500.", {}, {}, true});
  }
  if (Collector::IsUpdate(command)) flags.push_back({"clear", "FIELD", "Empty a field.", {}, {}, true});
  if (request.FindFieldByName("request_id") != nullptr) {
    flags.push_back({"request-id", "ID", "Give the same one again to repeat a call safely; made anew unless set.", {}, {}});
  }
  return flags;
}

std::vector<Flag> GlobalFlags() {
  return {
      {"output", "FORM", "How to print: table, wide (more columns, nothing cut), json, or name.", {"table", "wide", "json", "name"}, {}, false, "o"},
      {"server", "ADDRESS", "The server, as host:port; 127.0.0.1:50051 unless set.", {}, {}},
      {"token-file", "FILE", "The file that holds your token.", {}, {}},
      {"context", "NAME", "A server with its token and TLS files, made by 'frontctl contexts set'.", {}, {}},
      {"timeout", "SPAN", "How long to wait for an answer (30s, 5m); a minute unless set, for imports and the like without end.", {}, {}},
      {"tls-ca", "FILE", "The authority that signed the server's certificate, PEM; the system's unless set.", {}, {}},
      {"tls-cert", "FILE", "Your certificate, PEM, for servers that ask for one.", {}, {}},
      {"tls-key", "FILE", "Its key, PEM.", {}, {}},
      {"plaintext", "", "No TLS, to a server that is not on this machine; never with a token.", {}, {}},
  };
}

absl::Status BuildRequest(const Command& command, const Arguments& arguments, absl::string_view file, const std::string& request_id,
                          const Clock& clock, Message* request) {
  const FieldDescriptor* body = BodyOf(*request->GetDescriptor());
  const bool update = Collector::IsUpdate(command);
  std::set<std::string> mask;
  if (!file.empty()) {
    if (absl::Status parsed = Named("--file", ParseDocument(file, BodyMessage(request, body))); !parsed.ok()) return parsed;
    if (update) AddSetFields(*BodyMessage(request, body), &mask);
  }
  Filler filler(command, arguments, clock, request);
  for (absl::Status filled : {filler.FillFlags(&mask), filler.FillPaths(&mask), filler.FillArguments()}) {
    if (!filled.ok()) return filled;
  }
  CompleteGrants(request);
  const google::protobuf::Reflection& reflection = *request->GetReflection();
  if (const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("update_mask"); update && field != nullptr) {
    if (mask.empty()) return absl::InvalidArgumentError("nothing to change was given; see --help for the fields");
    if (absl::Status set = SetField(request, *field, absl::StrJoin(mask, ","), clock); !set.ok()) return set;
  }
  if (const FieldDescriptor* field = request->GetDescriptor()->FindFieldByName("request_id"); field != nullptr) {
    reflection.SetString(request, field, arguments.Has("request-id") ? arguments.Get("request-id") : request_id);
  }
  return absl::OkStatus();
}

}  // namespace frontline::cli
