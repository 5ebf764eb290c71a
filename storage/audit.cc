#include "absl/strings/str_cat.h"
#include "storage/journal.h"
#include "storage/key.h"
#include "storage/layout.h"
#include "storage/sha256.h"

namespace frontline::storage {
namespace {

// `hash` is the field with the greatest number, so the entry's bytes are those that are hashed, then these two (field 10, a byte string; its
// length) and the hash. One serialisation serves both, and the check needs none.
constexpr char kHashHeader[] = {'\x52', '\x20'};
constexpr size_t kHashFieldBytes = sizeof(kHashHeader) + kSha256Bytes;

constexpr uint64_t kProgressEvery = 8192;

std::string AuditKey(uint64_t sequence) {
  std::string key;
  AppendUint(sequence, &key);
  return key;
}

std::string NoHash() { return std::string(kSha256Bytes, '\0'); }

absl::Status Broken(uint64_t sequence, absl::string_view why) { return absl::DataLossError(absl::StrCat("audit entry ", sequence, " ", why)); }

// The entry in `value`, if it is the one that must follow `head`.
absl::StatusOr<AuditEntry> Linked(absl::string_view key, absl::string_view value, const stored::v1::Head& head) {
  const uint64_t expected = head.sequence() + 1;
  uint64_t sequence = 0;
  if (!TakeUint(&key, &sequence) || !key.empty()) return Broken(expected, "has a malformed key");
  if (sequence != expected) return Broken(expected, "is missing");
  AuditEntry entry;
  if (!entry.ParseFromArray(value.data(), static_cast<int>(value.size()))) return Broken(expected, "does not parse");
  if (entry.sequence() != sequence) return Broken(expected, "carries another sequence number");
  if (entry.previous_hash() != head.hash()) return Broken(expected, "does not follow from the one before it");
  if (value.size() < kHashFieldBytes || value.substr(value.size() - kHashFieldBytes, 2) != absl::string_view(kHashHeader, 2)) {
    return Broken(expected, "has no hash");
  }
  if (Sha256(value.substr(0, value.size() - kHashFieldBytes)) != value.substr(value.size() - kSha256Bytes)) {
    return Broken(expected, "was altered: its hash does not fit");
  }
  return entry;
}

}  // namespace

absl::StatusOr<stored::v1::Head> AuditHead(const Reader& reader) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kMeta, kAuditHeadKey);
  if (!value.ok()) return value.status();
  stored::v1::Head head;
  if (!value->has_value()) {
    head.set_hash(NoHash());
    return head;
  }
  if (!head.ParseFromString(**value) || head.hash().size() != kSha256Bytes) return absl::DataLossError("the head of the audit does not parse");
  return head;
}

absl::Status AppendAudit(Transaction& tx, AuditEntry entry) {
  absl::StatusOr<stored::v1::Head> head = AuditHead(tx);
  if (!head.ok()) return head.status();
  entry.set_sequence(head->sequence() + 1);
  entry.set_time_micros(absl::ToUnixMicros(tx.now()));
  entry.set_previous_hash(std::move(*head->mutable_hash()));
  entry.clear_hash();
  std::string bytes = entry.SerializeAsString();
  std::string hash = Sha256(bytes);
  bytes.append(kHashHeader, sizeof(kHashHeader));
  bytes += hash;
  tx.Put(Family::kAudit, AuditKey(entry.sequence()), bytes);
  head->set_sequence(entry.sequence());
  head->set_hash(std::move(hash));
  tx.Put(Family::kMeta, kAuditHeadKey, head->SerializeAsString());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<AuditEntry>> ReadAudit(const Reader& reader, uint64_t after, size_t limit) {
  std::vector<AuditEntry> entries;
  if (limit == 0 || after == UINT64_MAX) return entries;
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kAudit, {AuditKey(after + 1), std::string(kFamilyEnd)});
  for (; cursor->Valid() && entries.size() < limit; cursor->Next()) {
    AuditEntry entry;
    if (!entry.ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size()))) {
      return absl::DataLossError(absl::StrCat("the audit is damaged after ", entries.empty() ? after : entries.back().sequence()));
    }
    entries.push_back(std::move(entry));
  }
  if (!cursor->status().ok()) return cursor->status();
  return entries;
}

absl::StatusOr<stored::v1::Head> VerifyAudit(const Reader& reader, const std::function<bool(uint64_t)>& progress) {
  stored::v1::Head walked;
  walked.set_hash(NoHash());
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kAudit, {std::string(1, '\0'), std::string(kFamilyEnd)});
  for (; cursor->Valid(); cursor->Next()) {
    absl::StatusOr<AuditEntry> entry = Linked(cursor->key(), cursor->value(), walked);
    if (!entry.ok()) return entry.status();
    walked.set_sequence(entry->sequence());
    walked.set_hash(entry->hash());
    if (progress && walked.sequence() % kProgressEvery == 0 && !progress(walked.sequence())) {
      return absl::CancelledError("the walk of the audit was given up");
    }
  }
  if (!cursor->status().ok()) return cursor->status();
  absl::StatusOr<stored::v1::Head> head = AuditHead(reader);
  if (!head.ok()) return head.status();
  // A tail cut off leaves a whole chain behind: the head kept apart says where it must end.
  if (walked.sequence() != head->sequence()) return Broken(walked.sequence() + 1, "is missing");
  if (walked.hash() != head->hash()) return Broken(walked.sequence(), "is not the one that the head names");
  return walked;
}

}  // namespace frontline::storage
