// The body of a write, as it runs on the writer: an earlier reply, the handler, the reply to keep, the audit entry; all in one transaction.
#ifndef FRONTLINE_SERVICES_RPC_MUTATION_H_
#define FRONTLINE_SERVICES_RPC_MUTATION_H_

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "services/rpc/method.h"
#include "storage/journal.h"

namespace frontline::rpc {

// SHA-256 of a request's deterministic bytes. Empty for a method that is for anyone.
struct RequestHashes {
  std::string whole;            // tells a repeated request from another one with its request id
  std::string without_secrets;  // for the audit
};
RequestHashes HashesOf(const Method& method, const Message& request);

// What the log and the audit name: what was `made`, else what the request names, where that is a name (it may not have been checked yet, and must not
// fill a log, the audit or an answer's metadata); less than that for a method that is discreet. `request` null: it was never read.
std::string RecordedName(const Method& method, const Message* request, absl::string_view made);

// Actor, method, outcome and, where the method is not discreet, request id.
storage::AuditEntry AuditEntryOf(const Method& method, const Call& call, absl::string_view outcome);

// The bytes of the first answer to this very request, if it was answered within the last day; REQUEST_ID_REUSED when its id was another's.
absl::StatusOr<std::optional<std::string>> EarlierReply(const storage::Reader& reader, const Method& method, const Call& call,
                                                        const RequestHashes& hashes, absl::Time now);

// Runs `body` unless there is an earlier reply. `reply` gets the response's bytes. Secret fields of a response are not kept: a repeated request gets
// the answer without them.
absl::Status WriteOnce(const Method& method, const Call& call, const Message& request, const RequestHashes& hashes, storage::Transaction& tx,
                       absl::FunctionRef<absl::Status(storage::Transaction&, Message*)> body, Message* response, std::string* reply);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_MUTATION_H_
