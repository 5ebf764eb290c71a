// What every call goes through, whatever its shape and transport (the order stands in README.md). Knows no grpc++ type: services/rpc/unary.cc and
// stream.cc carry calls in and out of it. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_PIPELINE_H_
#define FRONTLINE_SERVICES_RPC_PIPELINE_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/rpc/authenticator.h"
#include "services/rpc/call.h"
#include "services/rpc/change_signal.h"
#include "services/rpc/executor.h"
#include "services/rpc/limiter.h"
#include "services/rpc/log.h"
#include "services/rpc/method.h"

namespace frontline::rpc {

// Who the process itself is, for its background work.
inline constexpr char kSystemMember[] = "national/frontline/members/system";

struct PipelineOptions {
  double calls_per_second = 5000;  // of one principal; 0: no limit
  double burst = 10000;
  size_t executor_threads = 2;
  size_t executor_queue = 256;
  size_t streams = 64;
  absl::Duration longest_stall = absl::Minutes(2);  // how long a client may leave a stream waiting, for a message or for room to send one
  absl::Duration slow = absl::Milliseconds(500);    // calls that take longer are logged
};

// What the transport knows of a call. The views live as long as the call.
struct Incoming {
  absl::string_view authorization;  // the metadata of that name
  absl::string_view traceparent;
  std::string common_name;  // of a verified client certificate
  std::string peer;         // address of the client, as gRPC writes it ("ipv4:10.0.0.1:50000")
  bool in_process = false;  // from this process itself
  absl::Time deadline = absl::InfiniteFuture();
};

class Pipeline {
 public:
  // What it works with; all outlive it.
  struct Parts {
    storage::Store* store = nullptr;
    Authenticator* authenticator = nullptr;
    base::Ids* ids = nullptr;
    const Peers* peers = nullptr;
    Log* log = nullptr;
    ChangeSignal* changes = nullptr;
    std::function<absl::Time()> clock;
    std::string system_token;  // stands for this process itself
  };
  Pipeline(Parts parts, const PipelineOptions& options);

  absl::Time Now() const { return parts_.clock(); }
  storage::Store& store() { return *parts_.store; }
  ChangeSignal& changes() { return *parts_.changes; }
  // Calls from within the process have threads of their own, so that a call that waits for another one never waits for its own place.
  Executor& executor(bool in_process) { return in_process ? inner_executor_ : executor_; }
  Executor& streams() { return streams_; }
  uint64_t audits_dropped() const { return audits_dropped_->load(); }
  // The server is to stop: calls that come from outside are refused from now on, and those who follow the store's changes are to end.
  void Drain() {
    draining_.store(true);
    parts_.changes->Wake();
  }
  // After Drain: until no call is under way, but at most so long. (gRPC's own shutdown waits for idle clients to hang up too, and some never do.)
  void WaitUntilIdle(absl::Duration at_most);
  bool draining() const { return draining_.load(); }
  absl::Duration longest_stall() const { return options_.longest_stall; }
  // A call by the process itself, outside any request.
  Call SystemCall() const;

  // Fills in `call` and finds out who calls: request id and trace, deadline, authentication, rate limit. Calls `next` once, on this thread or
  // another. `call` and `incoming` live until then.
  void Admit(const Method& method, const Incoming& incoming, Call* call, std::function<void(absl::Status)> next);
  // Authorises the request, then checks its fields, of which those that are output only are cleared.
  absl::Status Examine(const Method& method, Call* call, Message* request);
  // Whether the organisation that something new is to be put into stands; asked after Examine. A national role would otherwise let a slip of the pen make
  // things that nobody owns. Calls `next` once, on this thread or another.
  void CheckParent(const Method& method, const Call& call, const Message& request, std::function<void(absl::Status)> next);
  // Only the first half, for later messages of a stream.
  absl::Status Authorise(const Method& method, const Call& call, const Message& request) const;
  // Counts and logs a call that is over, and, unless it has been `audited`, audits a refused one where the method asks for it. `request` null: it was
  // never read.
  void Close(const Method& method, const Call& call, const Message* request, absl::string_view resource, const absl::Status& status, bool audited);
  // Whether a call that went well is audited on its own, since it is no write.
  static bool AuditedAlone(const Method& method);
  // The audit entry of a call that is no write.
  storage::Mutation AuditOf(const Method& method, const Call& call, const Message* request, absl::string_view outcome) const;

 private:
  std::string TraceId(absl::string_view traceparent);
  // The last of Admit, once it is known who calls: `status` not Ok, nobody.
  absl::Status Limited(const Incoming& incoming, const Call& call, absl::Status status);
  void AuditRefusal(const Method& method, const Call& call, const Message* request, const absl::Status& status);

  const Parts parts_;
  const PipelineOptions options_;
  const std::string trace_prefix_;
  std::atomic<uint64_t> traces_;
  const std::shared_ptr<std::atomic<uint64_t>> audits_dropped_ = std::make_shared<std::atomic<uint64_t>>(0);
  std::atomic<bool> draining_{false};
  std::atomic<int64_t> calls_{0};  // under way
  std::mutex idle_mutex_;
  std::condition_variable idle_;
  const Principal system_;
  Limiter limiter_;
  Limiter refusals_;
  Executor executor_;
  Executor inner_executor_;
  Executor streams_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_PIPELINE_H_
