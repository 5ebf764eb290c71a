#include "services/rpc/wire.h"

#include <grpcpp/support/proto_buffer_reader.h>

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "google/protobuf/wire_format_lite.h"
#include "services/base/errors.h"
#include "services/base/text.h"

namespace frontline::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

constexpr int kDeepest = 100;  // protobuf's own limit

std::string FindIn(const Descriptor* type, absl::string_view bytes, int depth) {
  if (depth > kDeepest) return "";
  CodedInputStream in(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  std::map<int, int> seen;  // entries of each list so far
  while (const uint32_t tag = in.ReadTag()) {
    if (WireFormatLite::GetTagWireType(tag) != WireFormatLite::WIRETYPE_LENGTH_DELIMITED) {
      if (!WireFormatLite::SkipField(&in, tag)) return "";
      continue;
    }
    uint32_t size = 0;
    std::string value;
    if (!in.ReadVarint32(&size) || !in.ReadString(&value, static_cast<int>(size))) return "";
    const FieldDescriptor* field = type->FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
    if (field == nullptr) continue;
    std::string path = field->name();
    if (field->is_repeated()) absl::StrAppend(&path, "[", seen[field->number()]++, "]");
    if (field->type() == FieldDescriptor::TYPE_STRING && !base::IsUtf8(value)) return path;
    if (field->type() != FieldDescriptor::TYPE_MESSAGE) continue;
    const std::string within = FindIn(field->message_type(), value, depth + 1);
    if (!within.empty()) return absl::StrCat(path, ".", within);
  }
  return "";
}

}  // namespace

std::string DeterministicBytes(const google::protobuf::MessageLite& message) {
  std::string bytes;
  bytes.reserve(message.ByteSizeLong());
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializeToCodedStream(&out);
  out.Trim();
  return bytes;
}

std::string FindBadText(const Descriptor* type, absl::string_view bytes) { return FindIn(type, bytes, 0); }

absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message* message) {
  grpc::Slice one;
  if (bytes.TrySingleSlice(&one).ok()) {
    if (message->ParseFromArray(one.begin(), static_cast<int>(one.size()))) return absl::OkStatus();
  } else {
    grpc::ByteBuffer copy(bytes);  // of references
    grpc::ProtoBufferReader reader(&copy);
    if (reader.status().ok() && message->ParseFromZeroCopyStream(&reader)) return absl::OkStatus();
    if (!bytes.DumpToSingleSlice(&one).ok()) return base::InvalidField("(request)", "can't be read");
  }
  const absl::string_view raw(reinterpret_cast<const char*>(one.begin()), one.size());
  const std::string text = FindBadText(message->GetDescriptor(), raw);
  if (!text.empty()) return base::InvalidField(text, "must be valid UTF-8");
  return base::InvalidField("(request)", absl::StrCat("is no message of the type ", message->GetDescriptor()->full_name(),
                                                      ", or one nested more than ", kDeepest, " deep"));
}

grpc::ByteBuffer ToBuffer(const google::protobuf::Message& message) {
  grpc::Slice slice(message.ByteSizeLong());
  message.SerializeWithCachedSizesToArray(const_cast<uint8_t*>(slice.begin()));
  return grpc::ByteBuffer(&slice, 1);
}

grpc::ByteBuffer ToBuffer(absl::string_view bytes) {
  grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

}  // namespace frontline::rpc
