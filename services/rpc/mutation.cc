#include "services/rpc/mutation.h"

#include <memory>
#include <utility>

#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/rpc/format.h"
#include "services/rpc/status.h"
#include "services/rpc/wire.h"

namespace frontline::rpc {
namespace {

// Whose request ids these are.
const std::string& Caller(const Call& call) {
  static const std::string* const anonymous = new std::string("anonymous");
  return call.principal.anonymous() ? *anonymous : call.principal.member();
}

std::string WithoutSecrets(const MessageRules& rules, const Message& message) {
  std::unique_ptr<Message> copy(message.New());
  copy->CopyFrom(message);
  rules.ClearSecrets(copy.get());
  return DeterministicBytes(*copy);
}

}  // namespace

RequestHashes HashesOf(const Method& method, const Message& request) {
  RequestHashes hashes;
  // Nobody's request is told from another: it has no request id, and the audit keeps no hash of it.
  if (method.anonymous()) return hashes;
  hashes.whole = base::Sha256(DeterministicBytes(request));
  hashes.without_secrets = method.request_rules->has_secrets() ? base::Sha256(WithoutSecrets(*method.request_rules, request)) : hashes.whole;
  return hashes;
}

std::string RecordedName(const Method& method, const Message* request, absl::string_view made) {
  if (!made.empty() && !method.discreet()) return std::string(made);
  if (request == nullptr) return "";
  std::string name = (method.discreet() ? method.resource : method.request_name).In(*request);
  if (FormatProblem(frontline::options::v1::FORMAT_NAME, name) != nullptr) return "";
  return method.access.organisation_only() ? std::string(OrganisationOf(name)) : name;
}

storage::AuditEntry AuditEntryOf(const Method& method, const Call& call, absl::string_view outcome) {
  storage::AuditEntry entry;
  entry.set_actor(Caller(call));
  entry.set_method(method.handler.method);
  entry.set_outcome(std::string(outcome));
  if (!method.discreet()) entry.set_request_id(call.request_id);
  return entry;
}

absl::StatusOr<std::optional<std::string>> EarlierReply(const storage::Reader& reader, const Method& method, const Call& call,
                                                        const RequestHashes& hashes, absl::Time now) {
  if (call.request_id.empty()) return std::optional<std::string>();
  absl::StatusOr<std::optional<storage::Reply>> reply = storage::FindReply(reader, Caller(call), call.request_id, now);
  if (!reply.ok()) return reply.status();
  if (!reply->has_value()) return std::optional<std::string>();
  if ((*reply)->method() != method.handler.method || (*reply)->request_hash() != hashes.whole) return base::RequestIdReused(call.request_id);
  return std::optional<std::string>(std::move(*(*reply)->mutable_response()));
}

absl::Status WriteOnce(const Method& method, const Call& call, const Message& request, const RequestHashes& hashes, storage::Transaction& tx,
                       absl::FunctionRef<absl::Status(storage::Transaction&, Message*)> body, Message* response, std::string* reply) {
  absl::StatusOr<std::optional<std::string>> earlier = EarlierReply(tx, method, call, hashes, tx.now());
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) {
    *reply = *std::move(*earlier);
    return absl::OkStatus();
  }
  // It waited too long: the caller has gone, and must find nothing done.
  if (call.deadline <= tx.now()) return absl::DeadlineExceededError("The deadline passed before the write could begin. Try again with more time.");
  if (absl::Status status = body(tx, response); !status.ok()) return status;
  *reply = DeterministicBytes(*response);
  if (!call.request_id.empty()) {
    storage::Reply kept;
    kept.set_method(method.handler.method);
    kept.set_request_hash(hashes.whole);
    kept.set_response(method.response_rules->has_secrets() ? WithoutSecrets(*method.response_rules, *response) : *reply);
    if (absl::Status status = storage::KeepReply(tx, Caller(call), call.request_id, std::move(kept)); !status.ok()) return status;
  }
  storage::AuditEntry entry = AuditEntryOf(method, call, "OK");
  entry.set_resource(RecordedName(method, &request, method.response_name.In(*response)));
  if (!method.discreet()) entry.set_request_hash(hashes.without_secrets);
  return storage::AppendAudit(tx, std::move(entry));
}

}  // namespace frontline::rpc
