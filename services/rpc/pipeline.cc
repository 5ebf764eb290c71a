#include "services/rpc/pipeline.h"

#include <openssl/crypto.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "google/protobuf/field_mask.pb.h"
#include "services/base/errors.h"
#include "services/rpc/format.h"
#include "services/rpc/mutation.h"
#include "services/rpc/status.h"
#include "storage/journal.h"

namespace frontline::rpc {
namespace {

namespace o = frontline::options::v1;

// Refused calls that are audited, of all callers: a flood of them must not fill the disk.
constexpr double kAuditedRefusalsPerSecond = 20;
constexpr double kAuditedRefusalsBurst = 200;

// The text after "Bearer "; empty when there is none.
absl::string_view BearerOf(absl::string_view authorization) {
  constexpr absl::string_view kScheme = "Bearer ";
  if (authorization.size() <= kScheme.size() || !absl::EqualsIgnoreCase(authorization.substr(0, kScheme.size()), kScheme)) return {};
  return absl::StripAsciiWhitespace(authorization.substr(kScheme.size()));
}

bool SameSecret(absl::string_view given, absl::string_view secret) {
  return !secret.empty() && given.size() == secret.size() && CRYPTO_memcmp(given.data(), secret.data(), secret.size()) == 0;
}

// The address without the port, which is another one for each connection.
absl::string_view HostOf(absl::string_view peer) { return peer.substr(0, peer.rfind(':')); }

bool IsTraceId(absl::string_view text) {
  bool zeros = true;
  for (const char c : text) {
    if (!absl::ascii_isxdigit(static_cast<unsigned char>(c)) || absl::ascii_isupper(static_cast<unsigned char>(c))) return false;
    zeros = zeros && c == '0';
  }
  return text.size() == 32 && !zeros;
}

// "NEEDS_READ".
absl::string_view PermissionName(Permission permission) {
  absl::string_view name = o::Permission_Name(permission);
  absl::ConsumePrefix(&name, "PERMISSION_");
  return name;
}

// Whether a mask's `path` names the field at `field`, or a part of the message that it lies in.
bool Names(absl::string_view path, absl::string_view field) {
  if (path == "*") return true;
  if (!absl::ConsumePrefix(&field, path)) return false;
  return field.empty() || field[0] == '.' || field[0] == '[';
}

// An update gives what it changes: what a resource must have may be left out where the mask does not name it, and, of the resource itself, where there is no
// mask, since it then stays as it is.
void DropWhatStays(const Message& request, std::vector<base::Violation>* violations) {
  const google::protobuf::FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("update_mask");
  if (field == nullptr || field->message_type() != google::protobuf::FieldMask::descriptor()) return;
  const auto& mask = static_cast<const google::protobuf::FieldMask&>(request.GetReflection()->GetMessage(request, field));
  violations->erase(std::remove_if(violations->begin(), violations->end(),
                                   [&mask](const base::Violation& violation) {
                                     const std::vector<std::string> steps = absl::StrSplit(violation.field, absl::MaxSplits('.', 1));
                                     if (steps.size() != 2 || violation.description != kRequired) return false;
                                     if (mask.paths().empty()) return !absl::StrContains(steps[1], '.');
                                     return std::none_of(mask.paths().begin(), mask.paths().end(),
                                                         [&steps](const std::string& path) { return Names(path, steps[1]); });
                                   }),
                    violations->end());
}

}  // namespace

Pipeline::Pipeline(Parts parts, const PipelineOptions& options)
    : parts_(std::move(parts)),
      options_(options),
      trace_prefix_(absl::BytesToHexString(parts_.ids->Bytes(8))),
      traces_(1),
      system_(kSystemMember, {{"national/frontline", frontline::identity::v1::ROLE_SYSTEM, /*national=*/true}}),
      limiter_(options.calls_per_second, options.burst),
      refusals_(kAuditedRefusalsPerSecond, kAuditedRefusalsBurst),
      executor_(options.executor_threads, options.executor_queue),
      inner_executor_(options.executor_threads, options.executor_queue),
      streams_(options.streams, 0) {}

std::string Pipeline::TraceId(absl::string_view traceparent) {
  // version "-" trace "-" parent "-" flags
  if (traceparent.size() >= 55 && traceparent[2] == '-' && traceparent[35] == '-' && IsTraceId(traceparent.substr(3, 32))) {
    return std::string(traceparent.substr(3, 32));
  }
  return absl::StrCat(trace_prefix_, absl::Hex(traces_.fetch_add(1, std::memory_order_relaxed), absl::kZeroPad16));
}

Call Pipeline::SystemCall() const {
  Call call;
  call.principal = system_;
  call.trace_id = absl::BytesToHexString(parts_.ids->Bytes(16));
  call.token = parts_.system_token;
  call.now = Now();
  call.deadline = absl::InfiniteFuture();
  call.ids = parts_.ids;
  call.peers = parts_.peers;
  call.store = parts_.store;
  return call;
}

void Pipeline::WaitUntilIdle(absl::Duration at_most) {
  std::unique_lock<std::mutex> lock(idle_mutex_);
  idle_.wait_for(lock, absl::ToChronoMilliseconds(at_most), [this] { return calls_.load() == 0; });
}

void Pipeline::Admit(const Method& method, const Incoming& incoming, Call* call, std::function<void(absl::Status)> next) {
  method.metrics.in_flight.fetch_add(1, std::memory_order_relaxed);
  calls_.fetch_add(1);
  call->method = method.handler.method;
  // A trace that comes with a call may tell who sent it: for anyone's calls it is not taken.
  call->trace_id = TraceId(method.anonymous() ? absl::string_view() : incoming.traceparent);
  call->now = Now();
  call->deadline = incoming.deadline;
  call->ids = parts_.ids;
  call->peers = parts_.peers;
  call->store = parts_.store;
  // What a call under way asks of another service here is still answered.
  if (draining() && !incoming.in_process) return next(base::NotReady("the server is stopping", absl::Seconds(1)));
  if (call->deadline <= call->now) return next(absl::DeadlineExceededError("The deadline had passed when the call came in. Allow more time."));

  // Nor is it asked who sent it.
  if (method.anonymous()) return next(Limited(incoming, *call, absl::OkStatus()));

  const absl::string_view token = BearerOf(incoming.authorization);
  call->token = std::string(token);
  if (SameSecret(token, parts_.system_token)) {
    call->principal = system_;
    return next(absl::OkStatus());
  }
  const bool nobody = token.empty() && incoming.authorization.empty() && incoming.common_name.empty();
  if (nobody) {
    return next(Limited(incoming, *call, base::Unauthenticated("This call needs a token. Send one as 'authorization: Bearer ...'.")));
  }
  if (token.empty() && !incoming.authorization.empty()) {
    return next(Limited(incoming, *call, base::Unauthenticated("The authorization is not of the form 'Bearer ...'. Send a token in that form.")));
  }
  auto done = [this, &incoming, call, next = std::move(next)](absl::StatusOr<std::shared_ptr<const Principal>> principal) mutable {
    if (principal.ok()) call->principal = **principal;
    next(Limited(incoming, *call, principal.status()));
  };
  if (token.empty()) {
    parts_.authenticator->ByCertificate(incoming.common_name, call->now, std::move(done));
  } else {
    parts_.authenticator->ByToken(token, call->now, std::move(done));
  }
}

absl::Status Pipeline::Limited(const Incoming& incoming, const Call& call, absl::Status status) {
  // A call on behalf of another one that was counted when it came in is not counted again.
  if (incoming.in_process) return status;
  const absl::Duration wait = call.principal.anonymous() ? limiter_.Take(absl::StrCat("anonymous ", HostOf(incoming.peer)), call.now)
                                                         : limiter_.Take(call.principal.member(), call.now);
  return wait > absl::ZeroDuration() ? base::RateLimited(wait) : status;
}

absl::Status Pipeline::Authorise(const Method& method, const Call& call, const Message& request) const {
  const o::Access& access = method.access;
  if (access.caller() == o::CALLER_ANYONE) return absl::OkStatus();
  if (access.caller() == o::CALLER_ANY_MEMBER && !call.principal.anonymous()) return absl::OkStatus();
  if (access.anywhere() != o::PERMISSION_UNSPECIFIED && call.principal.Has(access.anywhere())) return absl::OkStatus();
  if (access.within() == o::PERMISSION_UNSPECIFIED) return base::PermissionDenied(PermissionName(access.anywhere()), "");
  const std::string name = method.resource.In(request);
  const absl::string_view organisation = OrganisationOf(name);
  if (call.principal.HasIn(access.within(), organisation)) return absl::OkStatus();
  if (FormatProblem(o::FORMAT_NAME, organisation) != nullptr && call.principal.Has(access.within())) {
    return base::InvalidField(method.resource.text(), name.empty() ? "is required" : "must be a resource name that starts with an organisation's");
  }
  return base::PermissionDenied(PermissionName(access.within()), FormatProblem(o::FORMAT_NAME, organisation) == nullptr ? organisation : "");
}

absl::Status Pipeline::Examine(const Method& method, Call* call, Message* request) {
  if (absl::Status status = Authorise(method, *call, *request); !status.ok()) return status;
  std::vector<base::Violation> violations;
  method.request_rules->Check(request, "", &violations);
  if (!violations.empty()) DropWhatStays(*request, &violations);
  if (!violations.empty()) return base::InvalidFields(violations);
  call->request_id = method.request_id.In(*request);
  return absl::OkStatus();
}

void Pipeline::CheckParent(const Method& method, const Call& call, const Message& request, std::function<void(absl::Status)> next) {
  if (!method.mutates() || method.resource.text() != "parent") return next(absl::OkStatus());
  const std::string parent = method.resource.In(request);
  const absl::string_view organisation = OrganisationOf(parent);
  // A supplier's profile needs no organisation: notices name suppliers that never signed in.
  if (organisation.empty() || absl::StartsWith(organisation, "suppliers/")) return next(absl::OkStatus());
  parts_.authenticator->Standing(organisation, call.now, std::move(next));
}

bool Pipeline::AuditedAlone(const Method& method) { return method.access.audit() != o::AUDIT_CLASS_NONE && !method.mutates(); }

storage::Mutation Pipeline::AuditOf(const Method& method, const Call& call, const Message* request, absl::string_view outcome) const {
  storage::AuditEntry entry = AuditEntryOf(method, call, outcome);
  if (request != nullptr) {
    entry.set_resource(RecordedName(method, request, ""));
    if (!method.discreet()) entry.set_request_hash(HashesOf(method, *request).without_secrets);
  }
  return [entry = std::move(entry)](storage::Transaction& tx) { return storage::AppendAudit(tx, entry); };
}

void Pipeline::AuditRefusal(const Method& method, const Call& call, const Message* request, const absl::Status& status) {
  if (refusals_.Take("", call.now) > absl::ZeroDuration()) {
    audits_dropped_->fetch_add(1);
    return;
  }
  // The store may outlive the pipeline.
  parts_.store->Commit(AuditOf(method, call, request, CodeName(status.code())), [dropped = audits_dropped_](absl::Status written) {
    if (!written.ok()) dropped->fetch_add(1);
  });
}

void Pipeline::Close(const Method& method, const Call& call, const Message* request, absl::string_view resource, const absl::Status& status,
                     bool audited) {
  const absl::Time now = Now();
  const absl::Duration took = now - call.now;
  method.metrics.in_flight.fetch_sub(1, std::memory_order_relaxed);
  if (calls_.fetch_sub(1) == 1 && draining()) {
    std::lock_guard<std::mutex> lock(idle_mutex_);
    idle_.notify_all();
  }
  method.metrics.Count(status.code(), took);
  if (!status.ok() && !audited && method.access.audit() == o::AUDIT_CLASS_SECURITY) AuditRefusal(method, call, request, status);

  LogLevel level = method.mutates() || method.streaming() || !status.ok() || took >= options_.slow ? LogLevel::kInfo : LogLevel::kDebug;
  if (status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown || status.code() == absl::StatusCode::kDataLoss) {
    level = LogLevel::kError;
  }
  if (!parts_.log->Wants(level)) return;
  LogLine line(level, now);
  line.Text("event", "call").Text("method", call.method).Text("code", CodeName(status.code())).Text("member", call.principal.member());
  line.Text("resource", RecordedName(method, request, resource));
  if (!method.discreet()) line.Text("request_id", call.request_id);
  line.Text("trace", call.trace_id).Number("us", absl::ToInt64Microseconds(took));
  if (!status.ok()) line.Text("reason", base::ReasonOf(status));
  // An error may say what the request said.
  if (!status.ok() && !method.discreet()) line.Text("message", status.message());
  parts_.log->Write(std::move(line));
}

}  // namespace frontline::rpc
