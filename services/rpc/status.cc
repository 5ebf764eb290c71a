#include "services/rpc/status.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "services/base/errors.h"
#include "services/base/text.h"

namespace frontline::rpc {
namespace {

constexpr size_t kLongestMessage = 1000;  // bytes on the wire: trailers are bounded; the details say it all

// `message`, cut to what may go into the trailers, where a byte that is not plain ASCII takes three (RFC 3986's percent signs).
std::string Shortened(absl::string_view message) {
  size_t wire = 0;
  for (size_t i = 0; i < message.size(); ++i) {
    const char c = message[i];
    wire += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
    if (wire <= kLongestMessage) continue;
    const size_t space = message.find_last_of(' ', i);
    const absl::string_view start = space != absl::string_view::npos && space > i / 2 ? message.substr(0, space) : base::CutText(message, i);
    return absl::StrCat(start, " ...");
  }
  return std::string(message);
}

// For a status of no catalogue function.
absl::string_view ReasonOfCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kNotFound:
      return "RESOURCE_NOT_FOUND";
    case absl::StatusCode::kAlreadyExists:
      return "RESOURCE_EXISTS";
    case absl::StatusCode::kDataLoss:
      return "STORE_DAMAGED";
    case absl::StatusCode::kResourceExhausted:
      return "OVERLOADED";
    case absl::StatusCode::kUnavailable:
      return "UNAVAILABLE";
    case absl::StatusCode::kPermissionDenied:
      return "PERMISSION_MISSING";
    case absl::StatusCode::kUnauthenticated:
      return "TOKEN_INVALID";
    default:
      return CodeName(code);
  }
}

}  // namespace

absl::string_view CodeName(absl::StatusCode code) {
  static constexpr absl::string_view kNames[] = {"OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
                                                 "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
                                                 "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
                                                 "DATA_LOSS", "UNAUTHENTICATED"};
  const int number = static_cast<int>(code);
  return number >= 0 && number <= 16 ? kNames[number] : kNames[2];
}

grpc::Status ToGrpc(const absl::Status& status, absl::string_view trace_id) {
  if (status.ok()) return grpc::Status::OK;
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  std::string message(status.message());
  const bool known = !base::ReasonOf(status).empty();
  if (!known && (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown)) {
    message = absl::StrCat("Something went wrong in the server. Tell whoever runs it the trace id ", trace_id, ".");
  }
  message = Shortened(message);
  wire.set_message(message);
  status.ForEachPayload([&wire](absl::string_view url, const absl::Cord& bytes) {
    google::protobuf::Any* detail = wire.add_details();
    detail->set_type_url(std::string(url));
    detail->set_value(std::string(bytes));
  });
  if (!known) {
    google::rpc::ErrorInfo info;
    info.set_reason(std::string(ReasonOfCode(status.code())));
    info.set_domain("frontline");
    wire.add_details()->PackFrom(info);
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message, wire.SerializeAsString());
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  absl::Status result(static_cast<absl::StatusCode>(status.error_code()), status.error_message());
  google::rpc::Status wire;
  if (!status.error_details().empty() && wire.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& detail : wire.details()) result.SetPayload(detail.type_url(), absl::Cord(detail.value()));
  }
  return result;
}

}  // namespace frontline::rpc
