// Messages as bytes. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_WIRE_H_
#define FRONTLINE_SERVICES_RPC_WIRE_H_

#include <grpcpp/support/byte_buffer.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace frontline::rpc {

// The same bytes for equal messages (maps in key order), within one build of the program.
std::string DeterministicBytes(const google::protobuf::MessageLite& message);

// FIELDS_INVALID for bytes that are no such message, naming the field whose text is not UTF-8 where that is the reason.
absl::Status Parse(const grpc::ByteBuffer& bytes, google::protobuf::Message* message);

// Where in `bytes`, taken as a message of `type`, a text that is not UTF-8 stands ("need.evidence[2].uri"); empty when nowhere.
std::string FindBadText(const google::protobuf::Descriptor* type, absl::string_view bytes);

grpc::ByteBuffer ToBuffer(const google::protobuf::Message& message);
grpc::ByteBuffer ToBuffer(absl::string_view bytes);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_WIRE_H_
