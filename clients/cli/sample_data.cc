#include "clients/cli/sample_data.h"

#include <algorithm>
#include <array>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/command.h"
#include "clients/cli/dates.h"
#include "clients/cli/fields.h"
#include "clients/cli/json.h"
#include "clients/cli/session.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Struct;
using google::protobuf::Value;

struct FileKind {
  const char* file;
  const char* method;
};
constexpr std::array<FileKind, 10> kFiles = {{
    {"organisations.json", "identity.v1.IdentityService/CreateOrganisation"},
    {"members.json", "identity.v1.IdentityService/CreateMember"},
    {"suppliers.json", "supplier.v1.SupplierService/ApplyProfile"},
    {"debarments.json", "supplier.v1.SupplierService/CreateDebarment"},
    {"verifications.json", "supplier.v1.SupplierService/VerifyFact"},
    {"surveys.json", "survey.v1.SurveyService/CreateSurvey"},
    {"submissions.json", "federation.v1.SubmissionService/CreateSubmission"},
    {"needs.json", "requirement.v1.NeedService/CreateNeed"},
    {"requirements.json", "requirement.v1.RequirementService/CreateRequirement"},
    {"matches.json", "matching.v1.MatchingService/MatchSuppliers"},
}};

// Turns "@+90d" into the day, and words into the names of enum values, wherever the type has them.
class Normaliser {
 public:
  explicit Normaliser(absl::CivilDay today) : today_(today) {}

  void Object(Struct* object, const Descriptor* type) const {
    for (auto& [key, value] : *object->mutable_fields()) {
      const FieldDescriptor* field = nullptr;
      if (type != nullptr) {
        field = type->FindFieldByCamelcaseName(key);
        if (field == nullptr) field = type->FindFieldByName(key);
      }
      Any(&value, field);
    }
  }

 private:
  void Any(Value* value, const FieldDescriptor* field) const {
    switch (value->kind_case()) {
      case Value::kListValue:
        for (Value& entry : *value->mutable_list_value()->mutable_values()) Any(&entry, field);
        return;
      case Value::kStructValue:
        return Object(value->mutable_struct_value(), field == nullptr ? nullptr : field->message_type());
      case Value::kStringValue:
        return Text(value, field);
      default:
        return;
    }
  }

  void Text(Value* value, const FieldDescriptor* field) const {
    const std::string& text = value->string_value();
    if (absl::StartsWith(text, "@")) {
      const std::string day = text == "@" ? absl::FormatCivilTime(today_) : OffsetDay(text.substr(1), today_).value_or(text);
      // A moment is the beginning of the day.
      const bool moment = field != nullptr && field->message_type() != nullptr && field->message_type()->name() == "Timestamp";
      value->set_string_value(moment ? day + "T00:00:00Z" : day);
    } else if (field != nullptr && field->enum_type() != nullptr) {
      if (const auto* word = FindEnumValue(*field->enum_type(), text); word != nullptr) value->set_string_value(word->name());
    }
  }

  const absl::CivilDay today_;
};

// Takes a key out of an object.
Value Take(Struct* object, const char* key) {
  Value value;
  const auto found = object->fields().find(key);
  if (found == object->fields().end()) return value;
  value = found->second;
  object->mutable_fields()->erase(key);
  return value;
}

std::string Collection(const std::string& file) { return file.substr(0, file.find('.')); }

// The name that a creation gives.
std::string CreatedName(const std::string& file, const Message& request) {
  if (file == "suppliers.json") {
    const Message* profile = GetChild(request, "profile");
    const Message* supplier = profile == nullptr ? nullptr : GetChild(*profile, "supplier");
    return supplier == nullptr ? "" : GetText(*supplier, "name");
  }
  for (const char* id : {"organisation_id", "member_id", "debarment_id", "survey_id", "submission_id", "need_id", "requirement_id"}) {
    if (const std::string text = GetText(request, id); !text.empty()) {
      return file == "organisations.json" ? absl::StrCat(GetText(request, "parent"), "/", text)
                                          : absl::StrCat(GetText(request, "parent"), "/", Collection(file), "/", text);
    }
  }
  return "";
}

class ItemReader {
 public:
  ItemReader(const std::string& file, absl::CivilDay today) : file_(file), normaliser_(today) {}

  absl::StatusOr<SampleItem> Read(const std::string& where, Struct object) const {
    SampleItem item;
    item.where = where;
    const Value state = Take(&object, "state");
    const Value supporters = Take(&object, "supporters");
    const Value warnings = Take(&object, "acceptWarnings");
    Value decision = Take(&object, "decision");
    Value outcome = Take(&object, "outcome");
    Value mapping = Take(&object, "mapping");
    item.responses = Take(&object, "responses").string_value();
    item.acts_as = Take(&object, "as").string_value();
    item.merge_into = Take(&object, "mergeInto").string_value();
    const google::protobuf::MethodDescriptor& method = *FindMethod(SampleMethod(file_));
    if (file_ == "suppliers.json") {
      Struct request;
      *(*request.mutable_fields())["profile"].mutable_struct_value() = object;
      object = request;
    }
    absl::StatusOr<std::unique_ptr<Message>> request = Parse(object, *method.input_type());
    if (!request.ok()) return request.status();
    item.request = *std::move(request);
    item.name = CreatedName(file_, *item.request);
    const bool creates = file_ != "verifications.json" && file_ != "matches.json";
    if (creates && item.name.empty()) return absl::InvalidArgumentError("has no id of its own, so that a second loading would not know it again");
    item.state = state.string_value();
    for (char& c : item.state) c = c == '-' || c == '_' ? ' ' : c;
    absl::Status read = ReadSupporters(supporters, &item);
    if (read.ok()) read = ReadList(warnings, "requirement.v1.RequirementService/AcceptWarning", item.name, &item.warnings);
    if (read.ok()) read = ReadChild(&decision, "requirement.v1.NeedService/CreateNeed", "need", "decision", &item.decision);
    if (read.ok()) read = ReadChild(&outcome, "requirement.v1.RequirementService/CloseRequirement", "", "outcome", &item.outcome);
    if (read.ok()) read = ReadMapping(&mapping, &item.mapping);
    if (!read.ok()) return read;
    return item;
  }

 private:
  absl::StatusOr<std::unique_ptr<Message>> Parse(Struct object, const Descriptor& type) const {
    normaliser_.Object(&object, &type);
    std::unique_ptr<Message> message = NewMessage(type);
    if (absl::Status parsed = ParseJson(ToJson(object), message.get()); !parsed.ok()) return parsed;
    return message;
  }

  absl::Status ReadMapping(Value* value, std::unique_ptr<Message>* mapping) const {
    if (!value->has_struct_value()) return absl::OkStatus();
    const Descriptor* options = FindMethod("survey.v1.SurveyService/ImportResponses")->input_type()->FindFieldByName("options")->message_type();
    absl::StatusOr<std::unique_ptr<Message>> parsed = Parse(value->struct_value(), *options->FindFieldByName("mapping")->message_type());
    if (!parsed.ok()) return parsed.status();
    *mapping = *std::move(parsed);
    return absl::OkStatus();
  }

  // Requests about the item, each with its name.
  absl::Status ReadList(const Value& list, const char* method, const std::string& name, std::vector<std::unique_ptr<Message>>* requests) const {
    for (const Value& entry : list.list_value().values()) {
      Struct object = entry.struct_value();
      absl::StatusOr<std::unique_ptr<Message>> request = Parse(object, *FindMethod(method)->input_type());
      if (!request.ok()) return request.status();
      SetText(request->get(), "name", name);
      requests->push_back(*std::move(request));
    }
    return absl::OkStatus();
  }

  // Supporter objects: organisations with how many they speak for, and members.
  absl::Status ReadSupporters(const Value& list, SampleItem* item) const {
    Value organisations;
    organisations.mutable_list_value();
    for (const Value& entry : list.list_value().values()) {
      Struct supporter = entry.struct_value();
      const std::string name = Take(&supporter, "name").string_value();
      if (absl::StrContains(name, "/members/")) {
        item->members.push_back(name);
        continue;
      }
      (*supporter.mutable_fields())["organisation"].set_string_value(name);
      *organisations.mutable_list_value()->add_values()->mutable_struct_value() = supporter;
    }
    return ReadList(organisations, "requirement.v1.NeedService/SupportNeed", item->name, &item->supporters);
  }

  // A message of the type that a field of a request, or of a message in it, has.
  absl::Status ReadChild(Value* value, const char* method, const char* within, const char* field, std::unique_ptr<Message>* child) const {
    if (!value->has_struct_value()) return absl::OkStatus();
    const Descriptor* type = FindMethod(method)->input_type();
    if (*within != '\0') type = type->FindFieldByName(within)->message_type();
    absl::StatusOr<std::unique_ptr<Message>> parsed = Parse(value->struct_value(), *type->FindFieldByName(field)->message_type());
    if (!parsed.ok()) return parsed.status();
    *child = *std::move(parsed);
    return absl::OkStatus();
  }

  const std::string file_;
  const Normaliser normaliser_;
};

std::set<std::string> DefinedNames(const Sample& sample, std::vector<std::string>* problems) {
  std::set<std::string> names;
  for (const auto& [file, items] : sample) {
    for (const SampleItem& item : items) {
      // An organisation may be a supplier's, which has the same name.
      if (item.name.empty() || file == "organisations.json") continue;
      if (!names.insert(item.name).second) problems->push_back(absl::StrCat(item.where, ": ", item.name, " is given twice"));
      const Message* profile = GetChild(*item.request, "profile");
      if (profile == nullptr) continue;
      for (const char* within : {"capabilities", "certifications", "memberships"}) {
        for (const Message* resource : GetChildren(*profile, within)) {
          const std::string name = GetText(*resource, "name");
          if (!absl::StartsWith(name, absl::StrCat(item.name, "/", within, "/"))) {
            problems->push_back(absl::StrCat(item.where, ": '", name, "' is no name within ", item.name, "/", within));
          } else if (!names.insert(name).second) {
            problems->push_back(absl::StrCat(item.where, ": ", name, " is given twice"));
          }
        }
      }
    }
  }
  return names;
}

// The names of needs, requirements and suppliers that an item refers to.
std::vector<std::string> References(const SampleItem& item) {
  std::vector<std::string> names;
  const auto add = [&names](const std::vector<std::string>& more) { names.insert(names.end(), more.begin(), more.end()); };
  if (const Message* requirement = GetChild(*item.request, "requirement"); requirement != nullptr) add(GetTexts(*requirement, "needs"));
  if (item.decision != nullptr) add({GetText(*item.decision, "requirement")});
  if (item.outcome != nullptr) add(GetTexts(*item.outcome, "suppliers"));
  add({item.merge_into, GetText(*item.request, "requirement"), item.name.empty() ? GetText(*item.request, "name") : ""});
  for (const auto& supporter : item.supporters) add({GetText(*supporter, "organisation")});
  add(item.members);
  add({item.acts_as});
  return names;
}

}  // namespace

std::string SampleMethod(const std::string& file) {
  for (const FileKind& kind : kFiles) {
    if (kind.file == file) return kind.method;
  }
  return "";
}

absl::StatusOr<Sample> ParseSample(const std::vector<EmbeddedFile>& files, absl::CivilDay today) {
  Sample sample;
  for (const EmbeddedFile& file : files) {
    const std::string name(file.name);
    if (absl::EndsWith(name, ".csv")) continue;  // what an item of another file names
    if (SampleMethod(name).empty()) return absl::InvalidArgumentError(absl::StrCat(name, ": there is no such file in the sample data"));
    google::protobuf::ListValue list;
    if (absl::Status parsed = ParseJson(file.content, &list); !parsed.ok())
      return absl::InvalidArgumentError(absl::StrCat(name, ": ", parsed.message()));
    const ItemReader reader(name, today);
    for (int i = 0; i < list.values_size(); ++i) {
      const std::string where = absl::StrCat(name, "[", i, "]");
      absl::StatusOr<SampleItem> item = reader.Read(where, list.values(i).struct_value());
      if (!item.ok()) return absl::InvalidArgumentError(absl::StrCat(where, ": ", item.status().message()));
      sample[name].push_back(*std::move(item));
    }
  }
  return sample;
}

std::vector<std::string> SampleProblems(const Sample& sample) {
  std::vector<std::string> problems;
  const std::set<std::string> names = DefinedNames(sample, &problems);
  for (const auto& [file, items] : sample) {
    for (const SampleItem& item : items) {
      for (const std::string& name : References(item)) {
        // Every server knows organisations of its own: forces, staff bodies.
        const bool is_organisation = !absl::StartsWith(name, "suppliers/") && std::count(name.begin(), name.end(), '/') == 1;
        if (!name.empty() && !is_organisation && names.count(name) == 0) problems.push_back(absl::StrCat(item.where, ": nothing defines ", name));
      }
    }
  }
  return problems;
}

}  // namespace frontline::cli
