// What a write leaves behind beside its record, in the same transaction: the change feed, the hash-chained audit, and the idempotency records.
// Free functions over Transaction and Reader; the tables append to the feed themselves, the call pipeline does the rest.
#ifndef FRONTLINE_STORAGE_JOURNAL_H_
#define FRONTLINE_STORAGE_JOURNAL_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "frontline/storage/stored/v1/stored.pb.h"
#include "storage/store.h"

namespace frontline::storage {

using Change = frontline::storage::stored::v1::Change;
using AuditEntry = frontline::storage::stored::v1::AuditEntry;
using Reply = frontline::storage::stored::v1::Reply;

// --- Change feed ---
absl::Status AppendChange(Transaction& tx, absl::string_view kind, absl::string_view resource, Change::Action action);
// Changes with sequence > `after`, in order, at most `limit`.
absl::StatusOr<std::vector<Change>> ReadChanges(const Reader& reader, uint64_t after, size_t limit);
// The last sequence number given out, 0 when none was.
absl::StatusOr<uint64_t> LastChange(const Reader& reader);

// --- Audit ---
// Fills in sequence, time, previous_hash and hash. Fields of the caller: actor, method, resource, outcome, request_id, request_hash.
absl::Status AppendAudit(Transaction& tx, AuditEntry entry);
// Entries with sequence > `after`, in order, at most `limit`.
absl::StatusOr<std::vector<AuditEntry>> ReadAudit(const Reader& reader, uint64_t after, size_t limit);
// The head: sequence and hash of the last entry.
absl::StatusOr<stored::v1::Head> AuditHead(const Reader& reader);
// Walks the whole chain. DATA_LOSS naming the first entry that does not fit; otherwise the head. `progress`, where given, is called now and then with
// how many entries were walked; false ends it with CANCELLED.
absl::StatusOr<stored::v1::Head> VerifyAudit(const Reader& reader, const std::function<bool(uint64_t)>& progress = nullptr);

// --- Idempotency: (principal, request id) → first reply, kept 24 h ---
inline constexpr absl::Duration kReplyLife = absl::Hours(24);
// The unexpired reply, or nullopt.
absl::StatusOr<std::optional<Reply>> FindReply(const Reader& reader, absl::string_view principal, absl::string_view request_id, absl::Time now);
// Keeps the reply, fills in when it expires, and sweeps at most a few expired ones so that the table stays bounded.
absl::Status KeepReply(Transaction& tx, absl::string_view principal, absl::string_view request_id, Reply reply);

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_JOURNAL_H_
