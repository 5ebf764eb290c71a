#include "clients/cli/value.h"

#include <google/protobuf/util/json_util.h>

#include <cmath>
#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cli/dates.h"
#include "clients/cli/json.h"
#include "clients/cli/rules.h"
#include "clients/cli/short_form.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string WithoutCommas(absl::string_view text) { return absl::StrReplaceAll(absl::StripAsciiWhitespace(text), {{",", ""}}); }

absl::Status NoNumber(absl::string_view text) { return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not a whole number in range")); }

template <typename T>
absl::Status Integer(absl::string_view text, T* number) {
  return absl::SimpleAtoi(WithoutCommas(text), number) ? absl::OkStatus() : NoNumber(text);
}

std::string Day(absl::string_view text, const Clock& clock) {
  const absl::CivilDay today = absl::ToCivilDay(clock.now, clock.zone);
  if (text == "today") return absl::FormatCivilTime(today);
  return OffsetDay(text, today).value_or(std::string(text));
}

absl::StatusOr<bool> YesNo(absl::string_view text) {
  const std::string word = absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
  if (word == "yes" || word == "true" || word == "1" || word.empty()) return true;
  if (word == "no" || word == "false" || word == "0") return false;
  return absl::InvalidArgumentError("yes or no is wanted");
}

absl::StatusOr<const EnumValueDescriptor*> EnumValue(const google::protobuf::EnumDescriptor& type, absl::string_view text) {
  if (const EnumValueDescriptor* value = FindEnumValue(type, text); value != nullptr) return value;
  std::vector<std::string> words;
  for (int i = 1; i < type.value_count(); ++i) words.push_back(EnumFlag(*type.value(i)));
  return absl::InvalidArgumentError(absl::StrCat("'", text, "' is none of ", absl::StrJoin(words, ", ")));
}

absl::Status ParseMessage(absl::string_view text, const Clock& clock, Message* message) {
  const MessageForm* form = FindMessageForm(message->GetDescriptor()->full_name());
  const absl::string_view bare = absl::StripLeadingAsciiWhitespace(text);
  if (!bare.empty() && bare[0] == '{') return ParseJson(text, message);
  if (form == nullptr) return absl::InvalidArgumentError("JSON is wanted: {...}");
  absl::Status parsed = form->parse(text, clock, message);
  if (parsed.ok()) return parsed;
  return absl::InvalidArgumentError(absl::StrCat(parsed.message(), " (", form->pattern, ")"));
}

// Sets a singular field, or adds to a list.
template <typename SetOne, typename AddOne, typename T>
void Put(const FieldDescriptor& field, SetOne set, AddOne add, Message* message, T value) {
  const Reflection& reflection = *message->GetReflection();
  if (field.is_repeated()) {
    (reflection.*add)(message, &field, std::move(value));
  } else {
    (reflection.*set)(message, &field, std::move(value));
  }
}

absl::Status SetOne(Message* message, const FieldDescriptor& field, absl::string_view text, const Clock& clock) {
  const Reflection& reflection = *message->GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: {
      int32_t number = 0;
      if (absl::Status parsed = Integer(text, &number); !parsed.ok()) return parsed;
      Put(field, &Reflection::SetInt32, &Reflection::AddInt32, message, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      uint32_t number = 0;
      if (absl::Status parsed = Integer(text, &number); !parsed.ok()) return parsed;
      Put(field, &Reflection::SetUInt32, &Reflection::AddUInt32, message, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      int64_t number = 0;
      if (absl::Status parsed = Integer(text, &number); !parsed.ok()) return parsed;
      Put(field, &Reflection::SetInt64, &Reflection::AddInt64, message, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_UINT64: {
      uint64_t number = 0;
      if (absl::Status parsed = Integer(text, &number); !parsed.ok()) return parsed;
      Put(field, &Reflection::SetUInt64, &Reflection::AddUInt64, message, number);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT: {
      double number = 0;
      if (!absl::SimpleAtod(WithoutCommas(text), &number) || !std::isfinite(number)) {
        return absl::InvalidArgumentError(absl::StrCat("'", text, "' is not a number"));
      }
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE) {
        Put(field, &Reflection::SetDouble, &Reflection::AddDouble, message, number);
      } else {
        Put(field, &Reflection::SetFloat, &Reflection::AddFloat, message, static_cast<float>(number));
      }
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL: {
      const absl::StatusOr<bool> value = YesNo(text);
      if (!value.ok()) return value.status();
      Put(field, &Reflection::SetBool, &Reflection::AddBool, message, *value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const absl::StatusOr<const EnumValueDescriptor*> value = EnumValue(*field.enum_type(), text);
      if (!value.ok()) return value.status();
      Put(field, &Reflection::SetEnum, &Reflection::AddEnum, message, *value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string value = RulesOf(field).form == Form::kDay ? Day(text, clock) : std::string(text);
      Put(field, &Reflection::SetString, &Reflection::AddString, message, std::move(value));
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ParseMessage(text, clock, field.is_repeated() ? reflection.AddMessage(message, &field) : reflection.MutableMessage(message, &field));
  }
  return absl::InternalError("unknown type");
}

absl::Status AddMapEntry(Message* message, const FieldDescriptor& field, absl::string_view text, const Clock& clock) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (parts.size() != 2) return absl::InvalidArgumentError("KEY=VALUE is wanted");
  Message* entry = message->GetReflection()->AddMessage(message, &field);
  if (absl::Status set = SetOne(entry, *field.message_type()->map_key(), parts[0], clock); !set.ok()) return set;
  return SetOne(entry, *field.message_type()->map_value(), parts[1], clock);
}

struct Step {
  const FieldDescriptor* field;
  std::optional<int> index;  // of a list; -1: one more
};

absl::StatusOr<Step> ParseStep(const Message& message, absl::string_view segment) {
  Step step{nullptr, std::nullopt};
  absl::string_view name = segment;
  if (const size_t open = segment.find('['); open != absl::string_view::npos && segment.back() == ']') {
    name = segment.substr(0, open);
    const absl::string_view index = segment.substr(open + 1, segment.size() - open - 2);
    int number = -1;
    if (index != "+" && (!absl::SimpleAtoi(index, &number) || number < 0)) {
      return absl::InvalidArgumentError(absl::StrCat("'", segment, "': a place in a list is a number from 0, or + for one more"));
    }
    step.index = number;
  }
  const std::string field_name = absl::StrReplaceAll(name, {{"-", "_"}});
  step.field = message.GetDescriptor()->FindFieldByName(field_name);
  if (step.field == nullptr) step.field = message.GetDescriptor()->FindFieldByCamelcaseName(std::string(name));
  if (step.field == nullptr) {
    std::vector<std::string> names;
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) names.push_back(message.GetDescriptor()->field(i)->name());
    return absl::InvalidArgumentError(absl::StrCat("there is no '", name, "'; there are ", absl::StrJoin(names, ", ")));
  }
  if (step.index.has_value() != step.field->is_repeated() && step.index.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat("'", name, "' is no list"));
  }
  return step;
}

absl::StatusOr<Message*> Descend(Message* message, const Step& step) {
  const Reflection& reflection = *message->GetReflection();
  if (step.field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return absl::InvalidArgumentError(absl::StrCat("'", step.field->name(), "' has nothing within it"));
  }
  if (!step.field->is_repeated()) return reflection.MutableMessage(message, step.field);
  if (!step.index)
    return absl::InvalidArgumentError(absl::StrCat("'", step.field->name(), "' is a list: say which, as in ", step.field->name(), "[0]"));
  const int size = reflection.FieldSize(*message, step.field);
  if (*step.index == -1 || *step.index == size) return reflection.AddMessage(message, step.field);
  if (*step.index > size) return absl::InvalidArgumentError(absl::StrCat("'", step.field->name(), "' has ", size, " entries"));
  return reflection.MutableRepeatedMessage(message, step.field, *step.index);
}

}  // namespace

bool SplitsAtCommas(const FieldDescriptor& field) {
  if (!field.is_repeated()) return false;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return true;
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return field.message_type()->name() == "ServedRegion";
  const Form form = RulesOf(field).form;
  return form == Form::kName || form == Form::kId || form == Form::kDay || form == Form::kCpv || form == Form::kRegion;
}

absl::string_view ShortForm(const google::protobuf::Descriptor& type) {
  const MessageForm* form = FindMessageForm(type.full_name());
  return form == nullptr ? absl::string_view() : form->pattern;
}

absl::Status SetField(Message* message, const FieldDescriptor& field, absl::string_view text, const Clock& clock) {
  if (field.is_map()) return AddMapEntry(message, field, text, clock);
  if (!SplitsAtCommas(field)) return SetOne(message, field, text, clock);
  for (absl::string_view part : absl::StrSplit(text, ',', absl::SkipWhitespace())) {
    if (absl::Status set = SetOne(message, field, absl::StripAsciiWhitespace(part), clock); !set.ok()) return set;
  }
  return absl::OkStatus();
}

absl::Status SetPath(Message* message, absl::string_view path, absl::string_view text, const Clock& clock) {
  const std::vector<absl::string_view> segments = absl::StrSplit(path, '.');
  for (size_t i = 0; i < segments.size(); ++i) {
    const absl::StatusOr<Step> step = ParseStep(*message, segments[i]);
    if (!step.ok()) return step.status();
    if (i + 1 < segments.size()) {
      const absl::StatusOr<Message*> next = Descend(message, *step);
      if (!next.ok()) return next.status();
      message = *next;
      continue;
    }
    const FieldDescriptor& field = *step->field;
    if (step->index && *step->index >= 0 && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
      return absl::InvalidArgumentError(absl::StrCat("'", field.name(), "': entries can be added (", field.name(), "[+]), not replaced"));
    }
    if (step->index && *step->index >= 0) {
      const absl::StatusOr<Message*> entry = Descend(message, *step);
      if (!entry.ok()) return entry.status();
      (*entry)->Clear();
      return ParseMessage(text, clock, *entry);
    }
    return SetField(message, field, text, clock);
  }
  return absl::InvalidArgumentError("a path is wanted");
}

}  // namespace frontline::cli
