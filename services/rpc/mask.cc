// Update masks, over reflection.
#include <algorithm>
#include <memory>
#include <vector>

#include "absl/strings/str_split.h"
#include "frontline/options/v1/options.pb.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"

namespace frontline::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Why a mask may not name the field; null when it may.
const char* Fixed(const FieldDescriptor& field) {
  const auto& rules = field.options().GetExtension(frontline::options::v1::rules);
  if (rules.output_only()) return "is set by the server";
  if (rules.immutable()) return "can't be changed after creation";
  return nullptr;
}

const char* FixedAtTop(const FieldDescriptor& field) {
  if (field.name() == "name" || field.name() == "etag") return "can't be changed";
  return Fixed(field);
}

bool IsOneMessage(const FieldDescriptor& field) { return !field.is_repeated() && field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE; }

bool IsSet(const Message& message, const FieldDescriptor& field) {
  const Reflection* reflection = message.GetReflection();
  return field.is_repeated() ? reflection->FieldSize(message, &field) > 0 : reflection->HasField(message, &field);
}

// Makes `field` of `to` what it is in `from`, which is left in pieces. What a caller can't set within it stays as it is.
void MoveField(Message* from, const FieldDescriptor& field, Message* to) {
  const Reflection* reflection = from->GetReflection();
  if (!IsSet(*from, field)) {
    reflection->ClearField(to, &field);
  } else if (IsOneMessage(field) && reflection->HasField(*to, &field)) {
    Message* inner_from = reflection->MutableMessage(from, &field);
    Message* inner_to = reflection->MutableMessage(to, &field);
    for (int i = 0; i < field.message_type()->field_count(); ++i) {
      const FieldDescriptor& inner = *field.message_type()->field(i);
      if (Fixed(inner) == nullptr) MoveField(inner_from, inner, inner_to);
    }
  } else {
    reflection->SwapFields(from, to, {&field});
  }
}

// Why a mask for messages of `type` may not have `path`; Ok when it may.
absl::Status CheckPath(absl::string_view path, const Descriptor* type) {
  const FieldDescriptor* field = nullptr;
  for (absl::string_view step : absl::StrSplit(path, '.')) {
    if (field != nullptr && !IsOneMessage(*field)) return base::InvalidMask(path, "goes into a field that has no fields of its own");
    const bool top = field == nullptr;
    field = (top ? type : field->message_type())->FindFieldByName(std::string(step));
    if (field == nullptr) return base::InvalidMask(path, "does not exist");
    if (const char* why = top ? FixedAtTop(*field) : Fixed(*field); why != nullptr) return base::InvalidMask(path, why);
  }
  return absl::OkStatus();
}

// The field that `steps`, which have been checked, lead to, from `from` to `to`.
void MovePath(const std::vector<std::string>& steps, Message* from, Message* to) {
  for (size_t i = 0; i + 1 < steps.size(); ++i) {
    const FieldDescriptor* field = to->GetDescriptor()->FindFieldByName(steps[i]);
    from = from->GetReflection()->MutableMessage(from, field);
    to = to->GetReflection()->MutableMessage(to, field);
  }
  MoveField(from, *to->GetDescriptor()->FindFieldByName(steps.back()), to);
}

}  // namespace

absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const Message& from, Message* to) {
  const bool all = mask.paths_size() == 1 && mask.paths(0) == "*";
  const bool named = mask.paths_size() > 0 && !all;
  for (const std::string& path : mask.paths()) {
    if (!named) break;
    if (absl::Status status = CheckPath(path, to->GetDescriptor()); !status.ok()) return status;
  }
  std::unique_ptr<Message> source(from.New());  // a copy, which is taken apart
  source->CopyFrom(from);
  if (!named) {
    for (int i = 0; i < from.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *from.GetDescriptor()->field(i);
      if (FixedAtTop(field) == nullptr && (all || IsSet(from, field))) MoveField(source.get(), field, to);
    }
    return absl::OkStatus();
  }
  // A path within another one that is named too is moved with it; after it there would be nothing left to move. Sorting by steps, so that what is
  // within a path follows it at once.
  std::vector<std::vector<std::string>> paths;
  for (const std::string& path : mask.paths()) paths.push_back(absl::StrSplit(path, '.'));
  std::sort(paths.begin(), paths.end());
  const std::vector<std::string>* last = nullptr;
  for (const std::vector<std::string>& path : paths) {
    if (last != nullptr && path.size() >= last->size() && std::equal(last->begin(), last->end(), path.begin())) continue;
    MovePath(path, source.get(), to);
    last = &path;
  }
  return absl::OkStatus();
}

}  // namespace frontline::rpc
