// The other services as this one asks them: for its caller, or for itself. Blocks: for prepare steps and long reads alone, never on the writer.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_ASK_H_
#define FRONTLINE_SERVICES_REQUIREMENT_ASK_H_

#include <grpcpp/client_context.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "services/base/errors.h"
#include "services/rpc/call.h"
#include "services/rpc/status.h"

namespace frontline::requirement {

// One answer of a peer is waited for no longer than this, so that services that ask one another can't hold each other up for good.
inline constexpr absl::Duration kPatience = absl::Seconds(20);

// NOT_READY: `area` can't be reached, and why that matters here.
inline absl::Status Unreachable(absl::string_view area) {
  return base::NotReady(
      absl::StrCat("the ", area, " service can't be reached: it must run in this process (--services) or be named by --peer ", area, "=HOST:PORT"),
      absl::Seconds(5));
}

enum class As { kCaller, kSystem };

// Ask(call, "survey", As::kCaller, &FindingService::Stub::GetFinding, request, &response). NOT_READY when no process serves `area`.
template <typename Stub, typename Request, typename Response>
absl::Status Ask(const rpc::Call& call, absl::string_view area, As as, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const Request& request, Response* response) {
  std::shared_ptr<grpc::ChannelInterface> channel = call.peers == nullptr ? nullptr : call.peers->Channel(area);
  if (channel == nullptr) return Unreachable(area);
  Stub stub(channel);
  grpc::ClientContext context;
  if (as == As::kCaller) {
    call.Forward(&context);
  } else {
    call.peers->ActAsSystem(&context);
  }
  const absl::Duration left = call.deadline == absl::InfiniteFuture() ? kPatience : std::min(kPatience, call.deadline - absl::Now());
  context.set_deadline(std::chrono::system_clock::now() + absl::ToChronoMilliseconds(std::max(left, absl::ZeroDuration())));
  const absl::Status status = rpc::FromGrpc((stub.*method)(&context, request, response));
  if (absl::IsUnavailable(status) || absl::IsUnimplemented(status)) return Unreachable(area);
  return status;
}

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_ASK_H_
