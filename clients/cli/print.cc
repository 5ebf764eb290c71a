#include "clients/cli/print.h"

#include <ostream>

#include "absl/strings/str_cat.h"
#include "clients/cli/json.h"
#include "clients/cli/text.h"
#include "clients/cli/view.h"

namespace frontline::cli {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* EntriesOf(const Descriptor& response) {
  const FieldDescriptor* entries = nullptr;
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor* field = response.field(i);
    if (field->name() == "name") return nullptr;  // a resource
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (entries != nullptr || !field->is_repeated() || field->is_map()) return nullptr;
    entries = field;
  }
  return entries;
}

void Print(const Message& raw, const Session& session) {
  std::ostream& out = session.terminal().out;
  const Descriptor& type = *raw.GetDescriptor();
  if (session.output == Output::kJson) {
    out << ToJson(raw);
    return;
  }
  const std::unique_ptr<Message> printable = NewMessage(type);
  printable->CopyFrom(raw);
  MakePrintable(printable.get());
  const Message& message = *printable;
  if (session.output == Output::kName) {
    out << NameOf(message) << "\n";
    return;
  }
  if (const View view = FindView(type.full_name()); view != nullptr) {
    out << view(message, session.style());
    return;
  }
  const FieldDescriptor* entries = EntriesOf(type);
  if (entries == nullptr) {
    out << Block(message, session.style());
    return;
  }
  std::vector<const Message*> messages;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, entries); ++i) {
    messages.push_back(&message.GetReflection()->GetRepeatedMessage(message, entries, i));
  }
  PrintList(messages, *entries->message_type(), session);
}

void PrintList(const std::vector<const Message*>& messages, const Descriptor& type, const Session& session) {
  std::ostream& out = session.terminal().out;
  if (session.output == Output::kJson) {
    std::string array = "[";
    for (const Message* message : messages) absl::StrAppend(&array, array.size() > 1 ? ",\n" : "\n", ToJsonEntry(*message, 1));
    out << array << (messages.empty() ? "]\n" : "\n]\n");
  } else if (session.output == Output::kName) {
    for (const Message* message : messages) out << OneLine(NameOf(*message)) << "\n";
  } else {
    out << TableOf(messages, type, session.style());
  }
}

}  // namespace frontline::cli
