#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "storage/journal.h"
#include "storage/key.h"
#include "storage/layout.h"

// Replies lie under the day on which they expire, so a lookup asks for two keys, a sweep walks whole days from the oldest on, and there is no
// index of expiry times to keep.
namespace frontline::storage {
namespace {

constexpr int64_t kDayMicros = int64_t{24} * 3600 * 1000000;
constexpr size_t kSweepAtOnce = 8;  // more than one for each reply kept, so that a sweep gains on the writers

int64_t DayOf(int64_t micros) { return micros >= 0 ? micros / kDayMicros : (micros - kDayMicros + 1) / kDayMicros; }

std::string DayPrefix(int64_t day) {
  std::string key(kReplyPrefix);
  AppendInt(day, &key);
  return key;
}

std::string ReplyKey(int64_t day, absl::string_view principal, absl::string_view request_id) {
  std::string key = DayPrefix(day);
  AppendText(principal, &key);
  AppendText(request_id, &key);
  return key;
}

// Where the next sweep starts: before this key nothing is left. A missing mark means that no sweep has been.
absl::StatusOr<std::string> SweptTo(const Reader& reader) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kMeta, kSweptKey);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return std::string(kReplyPrefix);
  if (!absl::StartsWith(**value, kReplyPrefix)) return absl::DataLossError("the mark of the reply sweep does not parse");
  return **std::move(value);
}

// Removes a few replies of days before `today` and notes how far it came: the next sweep must not pass over all the deletions of those before it.
// Once they are gone, nothing needs to look until tomorrow.
absl::Status Sweep(Transaction& tx, int64_t today) {
  absl::StatusOr<std::string> swept = SweptTo(tx);
  if (!swept.ok()) return swept.status();
  const std::string end = DayPrefix(today);
  if (*swept >= end) return absl::OkStatus();
  std::vector<std::string> expired;
  {
    std::unique_ptr<Cursor> cursor = tx.Scan(Family::kMeta, {*swept, end});
    for (; cursor->Valid() && expired.size() < kSweepAtOnce; cursor->Next()) expired.emplace_back(cursor->key());
    if (!cursor->status().ok()) return cursor->status();
  }
  for (const std::string& key : expired) tx.Delete(Family::kMeta, key);
  const bool all = expired.size() < kSweepAtOnce;
  tx.Put(Family::kMeta, kSweptKey, all ? end : absl::StrCat(expired.back(), absl::string_view("\0", 1)));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::optional<Reply>> FindReply(const Reader& reader, absl::string_view principal, absl::string_view request_id, absl::Time now) {
  const int64_t micros = absl::ToUnixMicros(now);
  for (int64_t day = DayOf(micros); day <= DayOf(micros + absl::ToInt64Microseconds(kReplyLife)); ++day) {
    absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kMeta, ReplyKey(day, principal, request_id));
    if (!value.ok()) return value.status();
    if (!value->has_value()) continue;
    Reply reply;
    if (!reply.ParseFromString(**value)) return absl::DataLossError(absl::StrCat("the kept reply to request ", request_id, " does not parse"));
    if (reply.expires_micros() > micros) return std::optional<Reply>(std::move(reply));
  }
  return std::optional<Reply>();
}

absl::Status KeepReply(Transaction& tx, absl::string_view principal, absl::string_view request_id, Reply reply) {
  const int64_t now = absl::ToUnixMicros(tx.now());
  reply.set_expires_micros(now + absl::ToInt64Microseconds(kReplyLife));
  tx.Put(Family::kMeta, ReplyKey(DayOf(reply.expires_micros()), principal, request_id), reply.SerializeAsString());
  return Sweep(tx, DayOf(now));
}

}  // namespace frontline::storage
