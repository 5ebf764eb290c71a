#include "services/rpc/rules.h"

#include <cmath>
#include <limits>
#include <set>
#include <type_traits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "frontline/options/v1/options.pb.h"
#include "services/rpc/format.h"

namespace frontline::rpc {

// Where a check is, as a chain on the stack: it becomes text only when something is wrong there.
struct Place {
  const Place* up = nullptr;               // null: the root, which is `prefix`
  const std::string* prefix = nullptr;     // stands before the first field's name
  const google::protobuf::FieldDescriptor* field = nullptr;  // null: the same as `up`, with `index` or `key`
  int index = -1;
  const std::string* key = nullptr;

  std::string Text() const {
    if (up == nullptr) return *prefix;
    std::string text = up->Text();
    if (field != nullptr) return absl::StrCat(text, up->up == nullptr ? "" : ".", field->name());
    return index >= 0 ? absl::StrCat(text, "[", index, "]") : key != nullptr ? absl::StrCat(text, "[\"", *key, "\"]") : absl::StrCat(text, "[?]");
  }
};

namespace {

namespace o = frontline::options::v1;

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using Violations = std::vector<base::Violation>;

constexpr int kMostItems = 1000;        // of a list whose rules do not say
constexpr size_t kLongestKey = 200;     // of a map with text keys
constexpr size_t kLongestText = 10000;  // of a text whose rules do not say

void Report(const Place& place, std::string what, Violations* violations) {
  if (violations->size() < kMostViolations) violations->push_back({place.Text(), std::move(what)});
}

// 0001-01-01 to 9999-12-31, as timestamp.proto has it.
void CheckTimestamp(const Message& message, const Place& path, Violations* violations) {
  const Descriptor* type = message.GetDescriptor();
  const int64_t seconds = message.GetReflection()->GetInt64(message, type->FindFieldByNumber(1));
  const int32_t nanos = message.GetReflection()->GetInt32(message, type->FindFieldByNumber(2));
  if (seconds < -62135596800 || seconds > 253402300799 || nanos < 0 || nanos > 999999999) {
    Report(path, "must be a moment between the years 1 and 9999", violations);
  }
}

// Whether a message of this type can hold a secret at any depth.
bool HoldsSecret(const Descriptor* type, std::set<const Descriptor*>* seen) {
  if (!seen->insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (field->options().GetExtension(o::rules).secret()) return true;
    if (field->message_type() != nullptr && HoldsSecret(field->message_type(), seen)) return true;
  }
  return false;
}

}  // namespace

struct MessageRules::Field {
  const FieldDescriptor* field = nullptr;
  o::FieldRules rules;
  NamePattern pattern{""};
  const MessageRules* nested = nullptr;  // of a message, or of a map's entry
  bool timestamp = false;

  bool IsSet(const Message& message) const {
    const Reflection* reflection = message.GetReflection();
    return field->is_repeated() ? reflection->FieldSize(message, field) > 0 : reflection->HasField(message, field);
  }
  size_t longest() const {
    if (rules.max_len() > 0) return rules.max_len();
    return rules.format() == o::FORMAT_UNSPECIFIED || rules.format() == o::FORMAT_LINE ? kLongestText : std::numeric_limits<size_t>::max();
  }

  void CheckText(const std::string& text, const Place& path, Violations* violations) const;
  void CheckBytes(const std::string& bytes, const Place& path, Violations* violations) const;
  void CheckEnum(int number, const Place& path, Violations* violations) const;
  template <typename Number>
  void CheckNumber(Number number, const Place& path, Violations* violations) const;
  void CheckMessage(Message* value, const Place& path, Violations* violations) const;
  void CheckOne(Message* message, const Place& path, Violations* violations) const;
  void CheckItem(Message* message, int index, const Place& path, Violations* violations) const;
  void CheckEntry(Message* entry, const Place& path, Violations* violations) const;
  void CheckList(Message* message, const Place& path, Violations* violations) const;
};

void MessageRules::Field::CheckText(const std::string& text, const Place& path, Violations* violations) const {
  if (text.empty()) {
    // A text with presence that is given as empty; an entry of a list may be empty only where any text may stand.
    if (!field->is_repeated() && rules.required()) Report(path, kRequired, violations);
    if (field->is_repeated() && (rules.format() != o::FORMAT_UNSPECIFIED || rules.min_len() > 0)) Report(path, "must not be empty", violations);
    return;
  }
  // No text has more characters than bytes: most need no counting.
  if (text.size() > longest() && Characters(text) > longest()) {
    return Report(path, absl::StrCat("must have at most ", longest(), " characters, has ", Characters(text)), violations);
  }
  if (rules.min_len() > 0 && Characters(text) < rules.min_len()) {
    return Report(path, absl::StrCat("must have at least ", rules.min_len(), " characters"), violations);
  }
  if (const char* problem = FormatProblem(rules.format(), text); problem != nullptr) return Report(path, problem, violations);
  if (!pattern.Matches(text)) Report(path, absl::StrCat("must be a name of the form ", pattern.text()), violations);
}

void MessageRules::Field::CheckBytes(const std::string& bytes, const Place& path, Violations* violations) const {
  if (rules.max_len() > 0 && bytes.size() > rules.max_len()) {
    Report(path, absl::StrCat("must have at most ", rules.max_len(), " bytes, has ", bytes.size()), violations);
  }
  if (rules.min_len() > 0 && bytes.size() < rules.min_len()) {
    Report(path, absl::StrCat("must have at least ", rules.min_len(), " bytes"), violations);
  }
}

void MessageRules::Field::CheckEnum(int number, const Place& path, Violations* violations) const {
  if (field->enum_type()->FindValueByNumber(number) == nullptr) {
    Report(path, absl::StrCat("has the value ", number, ", which is none of ", field->enum_type()->name()), violations);
  }
  if (field->is_repeated() && number == 0) Report(path, "must be given", violations);
}

template <typename Number>
void MessageRules::Field::CheckNumber(Number number, const Place& path, Violations* violations) const {
  if constexpr (std::is_floating_point_v<Number>) {
    if (!std::isfinite(number)) return Report(path, "must be a finite number", violations);
  }
  if constexpr (std::is_signed_v<Number>) {
    if (rules.non_negative() && number < 0) return Report(path, "must not be negative", violations);
  }
  // A limit that is out of the type's range limits nothing; the comparison is made in a type that holds both.
  using Wide = std::conditional_t<std::is_floating_point_v<Number>, double, __int128>;
  if (rules.min() != 0 && static_cast<Wide>(number) < static_cast<Wide>(rules.min())) {
    Report(path, absl::StrCat("must be at least ", rules.min()), violations);
  }
  if (rules.max() != 0 && static_cast<Wide>(number) > static_cast<Wide>(rules.max())) {
    Report(path, absl::StrCat("must be at most ", rules.max()), violations);
  }
}

void MessageRules::Field::CheckMessage(Message* value, const Place& path, Violations* violations) const {
  if (timestamp) return CheckTimestamp(*value, path, violations);
  if (nested != nullptr) nested->CheckAt(value, &path, violations);
}

void MessageRules::Field::CheckOne(Message* message, const Place& path, Violations* violations) const {
  const Reflection* reflection = message->GetReflection();
  std::string scratch;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string& text = reflection->GetStringReference(*message, field, &scratch);
      return field->type() == FieldDescriptor::TYPE_BYTES ? CheckBytes(text, path, violations) : CheckText(text, path, violations);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return CheckMessage(reflection->MutableMessage(message, field), path, violations);
    case FieldDescriptor::CPPTYPE_ENUM:
      return CheckEnum(reflection->GetEnumValue(*message, field), path, violations);
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckNumber(reflection->GetInt32(*message, field), path, violations);
    case FieldDescriptor::CPPTYPE_INT64:
      return CheckNumber(reflection->GetInt64(*message, field), path, violations);
    case FieldDescriptor::CPPTYPE_UINT32:
      return CheckNumber(reflection->GetUInt32(*message, field), path, violations);
    case FieldDescriptor::CPPTYPE_UINT64:
      return CheckNumber(reflection->GetUInt64(*message, field), path, violations);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return CheckNumber(reflection->GetDouble(*message, field), path, violations);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return CheckNumber(reflection->GetFloat(*message, field), path, violations);
    case FieldDescriptor::CPPTYPE_BOOL:
      return;
  }
}

void MessageRules::Field::CheckItem(Message* message, int index, const Place& path, Violations* violations) const {
  const Reflection* reflection = message->GetReflection();
  std::string scratch;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      const std::string& text = reflection->GetRepeatedStringReference(*message, field, index, &scratch);
      return field->type() == FieldDescriptor::TYPE_BYTES ? CheckBytes(text, path, violations) : CheckText(text, path, violations);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return CheckMessage(reflection->MutableRepeatedMessage(message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_ENUM:
      return CheckEnum(reflection->GetRepeatedEnumValue(*message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_INT32:
      return CheckNumber(reflection->GetRepeatedInt32(*message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_INT64:
      return CheckNumber(reflection->GetRepeatedInt64(*message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_UINT32:
      return CheckNumber(reflection->GetRepeatedUInt32(*message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_UINT64:
      return CheckNumber(reflection->GetRepeatedUInt64(*message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return CheckNumber(reflection->GetRepeatedDouble(*message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_FLOAT:
      return CheckNumber(reflection->GetRepeatedFloat(*message, field, index), path, violations);
    case FieldDescriptor::CPPTYPE_BOOL:
      return;
  }
}

void MessageRules::Field::CheckList(Message* message, const Place& path, Violations* violations) const {
  const int size = message->GetReflection()->FieldSize(*message, field);
  const int most = rules.max_items() > 0 ? static_cast<int>(rules.max_items()) : kMostItems;
  if (size > most) return Report(path, absl::StrCat("must have at most ", most, " entries, has ", size), violations);
  for (int i = 0; i < size; ++i) {
    if (field->is_map()) {
      CheckEntry(message->GetReflection()->MutableRepeatedMessage(message, field, i), path, violations);
    } else {
      CheckItem(message, i, Place{&path, nullptr, nullptr, i, nullptr}, violations);
    }
  }
}

void MessageRules::Field::CheckEntry(Message* entry, const Place& path, Violations* violations) const {
  const FieldDescriptor* key = field->message_type()->map_key();
  Place here{&path, nullptr, nullptr, -1, nullptr};
  std::string text;
  if (key->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    text = entry->GetReflection()->GetString(*entry, key);
    if (text.empty() || text.size() > kLongestKey || FormatProblem(o::FORMAT_LINE, text) != nullptr) {
      return Report(path, absl::StrCat("has a key that is empty, of more than ", kLongestKey, " bytes or with control characters"), violations);
    }
    here.key = &text;
  }
  const FieldDescriptor* value = field->message_type()->map_value();
  if (value->type() == FieldDescriptor::TYPE_STRING) {  // the rules of a map of texts are those of its texts
    std::string scratch;
    return CheckText(entry->GetReflection()->GetStringReference(*entry, value, &scratch), here, violations);
  }
  for (const std::unique_ptr<Field>& part : nested->fields_) {
    if (part->field == value) part->CheckOne(entry, here, violations);
  }
}

MessageRules::MessageRules() = default;
MessageRules::~MessageRules() = default;

void MessageRules::Check(Message* message, const std::string& path, Violations* violations) const {
  const Place root{nullptr, &path, nullptr, -1, nullptr};
  CheckAt(message, &root, violations);
}

void MessageRules::CheckAt(Message* message, const Place* up, Violations* violations) const {
  for (const std::unique_ptr<Field>& entry : fields_) {
    const Field& field = *entry;
    const bool set = field.IsSet(*message);
    if (field.rules.output_only()) {
      if (set) message->GetReflection()->ClearField(message, field.field);
      continue;
    }
    if (!set) {
      if (field.rules.required()) Report(Place{up, nullptr, field.field, -1, nullptr}, kRequired, violations);
      continue;
    }
    if (violations->size() >= kMostViolations) return;
    const Place here{up, nullptr, field.field, -1, nullptr};
    if (field.field->is_repeated()) {
      field.CheckList(message, here, violations);
    } else {
      field.CheckOne(message, here, violations);
    }
  }
}

void MessageRules::ClearSecrets(Message* message) const {
  if (!has_secrets_) return;
  const Reflection* reflection = message->GetReflection();
  for (const std::unique_ptr<Field>& entry : fields_) {
    const Field& field = *entry;
    if (!field.IsSet(*message)) continue;
    if (field.rules.secret()) {
      reflection->ClearField(message, field.field);
    } else if (field.nested != nullptr && field.field->is_repeated()) {
      for (int i = 0; i < reflection->FieldSize(*message, field.field); ++i) {
        field.nested->ClearSecrets(reflection->MutableRepeatedMessage(message, field.field, i));
      }
    } else if (field.nested != nullptr) {
      field.nested->ClearSecrets(reflection->MutableMessage(message, field.field));
    }
  }
}

RuleBook::RuleBook() = default;
RuleBook::~RuleBook() = default;

const MessageRules* RuleBook::For(const Descriptor* type) {
  std::unique_ptr<MessageRules>& slot = types_[type];
  if (slot != nullptr) return slot.get();
  slot.reset(new MessageRules());  // before its fields, which may lead back to it
  MessageRules* rules = slot.get();
  for (int i = 0; i < type->field_count(); ++i) {
    auto field = std::make_unique<MessageRules::Field>();
    field->field = type->field(i);
    field->rules = type->field(i)->options().GetExtension(o::rules);
    field->pattern = NamePattern(field->rules.resource());
    if (field->field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      field->timestamp = field->field->message_type()->full_name() == "google.protobuf.Timestamp";
      field->nested = For(field->field->message_type());
    } else if (field->field->cpp_type() == FieldDescriptor::CPPTYPE_BOOL && !field->rules.output_only() && !field->rules.required()) {
      continue;  // nothing to check
    }
    rules->fields_.push_back(std::move(field));
  }
  std::set<const Descriptor*> seen;
  rules->has_secrets_ = HoldsSecret(type, &seen);
  return rules;
}

}  // namespace frontline::rpc
