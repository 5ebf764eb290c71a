// absl::Status, with its payloads, as grpc::Status, with its details, and back. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_STATUS_H_
#define FRONTLINE_SERVICES_RPC_STATUS_H_

#include <grpcpp/support/status.h>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace frontline::rpc {

// The details are a google.rpc.Status made of the payloads. A status that comes from no catalogue function still gets an ErrorInfo, with a reason of
// its code; the text of an internal error stays here (it is in the log, under the trace id that the caller is told).
grpc::Status ToGrpc(const absl::Status& status, absl::string_view trace_id);
// The payloads are those of the details.
absl::Status FromGrpc(const grpc::Status& status);

// "PERMISSION_DENIED".
absl::string_view CodeName(absl::StatusCode code);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_STATUS_H_
