#include "clients/cli/fields.h"

#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* Find(const Message& message, const char* field, FieldDescriptor::CppType type, bool repeated) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field);
  return found != nullptr && found->cpp_type() == type && found->is_repeated() == repeated ? found : nullptr;
}

}  // namespace

std::string GetText(const Message& message, const char* field) {
  const FieldDescriptor* found = Find(message, field, FieldDescriptor::CPPTYPE_STRING, false);
  return found == nullptr ? "" : message.GetReflection()->GetString(message, found);
}

int64_t GetNumber(const Message& message, const char* field) {
  const FieldDescriptor* found = message.GetDescriptor()->FindFieldByName(field);
  if (found == nullptr || found->is_repeated()) return 0;
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (found->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.GetInt32(message, found);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.GetInt64(message, found);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.GetUInt32(message, found);
    case FieldDescriptor::CPPTYPE_UINT64:
      return static_cast<int64_t>(reflection.GetUInt64(message, found));
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(message, found) ? 1 : 0;
    default:
      return 0;
  }
}

const Message* GetChild(const Message& message, const char* field) {
  const FieldDescriptor* found = Find(message, field, FieldDescriptor::CPPTYPE_MESSAGE, false);
  if (found == nullptr || !message.GetReflection()->HasField(message, found)) return nullptr;
  return &message.GetReflection()->GetMessage(message, found);
}

std::vector<const Message*> GetChildren(const Message& message, const char* field) {
  std::vector<const Message*> children;
  const FieldDescriptor* found = Find(message, field, FieldDescriptor::CPPTYPE_MESSAGE, true);
  if (found == nullptr) return children;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, found); ++i) {
    children.push_back(&message.GetReflection()->GetRepeatedMessage(message, found, i));
  }
  return children;
}

std::vector<std::string> GetTexts(const Message& message, const char* field) {
  std::vector<std::string> texts;
  const FieldDescriptor* found = Find(message, field, FieldDescriptor::CPPTYPE_STRING, true);
  if (found == nullptr) return texts;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, found); ++i) {
    texts.push_back(message.GetReflection()->GetRepeatedString(message, found, i));
  }
  return texts;
}

std::string GetEnum(const Message& message, const char* field) {
  const FieldDescriptor* found = Find(message, field, FieldDescriptor::CPPTYPE_ENUM, false);
  return found == nullptr ? "" : EnumWords(*message.GetReflection()->GetEnum(message, found));
}

void SetText(Message* message, const char* field, const std::string& text) {
  message->GetReflection()->SetString(message, message->GetDescriptor()->FindFieldByName(field), text);
}

Message* MutableChild(Message* message, const char* field) {
  return message->GetReflection()->MutableMessage(message, message->GetDescriptor()->FindFieldByName(field));
}

}  // namespace frontline::cli
