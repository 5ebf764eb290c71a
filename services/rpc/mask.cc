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

// One path of a mask, from `from` to `to`.
absl::Status MovePath(absl::string_view path, Message* from, Message* to) {
  bool top = true;
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const FieldDescriptor* field = to->GetDescriptor()->FindFieldByName(steps[i]);
    if (field == nullptr) return base::InvalidMask(path, "does not exist");
    if (const char* why = top ? FixedAtTop(*field) : Fixed(*field); why != nullptr) return base::InvalidMask(path, why);
    if (i + 1 == steps.size()) {
      MoveField(from, *field, to);
      return absl::OkStatus();
    }
    if (!IsOneMessage(*field)) return base::InvalidMask(path, "goes into a field that has no fields of its own");
    top = false;
    from = from->GetReflection()->MutableMessage(from, field);
    to = to->GetReflection()->MutableMessage(to, field);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const Message& from, Message* to) {
  // Both are copies: `from` is taken apart, and `to` must be left alone when a later path is refused.
  std::unique_ptr<Message> source(from.New());
  source->CopyFrom(from);
  const bool all = mask.paths_size() == 1 && mask.paths(0) == "*";
  if (all || mask.paths_size() == 0) {
    for (int i = 0; i < from.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor& field = *from.GetDescriptor()->field(i);
      if (FixedAtTop(field) == nullptr && (all || IsSet(from, field))) MoveField(source.get(), field, to);
    }
    return absl::OkStatus();
  }
  std::unique_ptr<Message> target(to->New());
  target->CopyFrom(*to);
  // A path within another one that is named too is moved with it; after it there would be nothing left to move.
  std::vector<std::string> paths(mask.paths().begin(), mask.paths().end());
  std::sort(paths.begin(), paths.end());
  const std::string* last = nullptr;
  for (const std::string& path : paths) {
    if (last != nullptr && (path == *last || path.compare(0, last->size() + 1, *last + ".") == 0)) continue;
    if (absl::Status status = MovePath(path, source.get(), target.get()); !status.ok()) return status;
    last = &path;
  }
  to->GetReflection()->Swap(to, target.get());
  return absl::OkStatus();
}

}  // namespace frontline::rpc
