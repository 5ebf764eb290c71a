#include "absl/strings/str_cat.h"
#include "storage/journal.h"
#include "storage/key.h"
#include "storage/layout.h"

namespace frontline::storage {
namespace {

std::string FeedKey(uint64_t sequence) {
  std::string key;
  AppendUint(sequence, &key);
  return key;
}

}  // namespace

absl::StatusOr<uint64_t> LastChange(const Reader& reader) {
  absl::StatusOr<std::optional<std::string>> value = reader.Get(Family::kMeta, kFeedHeadKey);
  if (!value.ok()) return value.status();
  if (!value->has_value()) return 0;
  stored::v1::Head head;
  if (!head.ParseFromString(**value)) return absl::DataLossError("the head of the change feed does not parse");
  return head.sequence();
}

absl::Status AppendChange(Transaction& tx, absl::string_view kind, absl::string_view resource, Change::Action action) {
  absl::StatusOr<uint64_t> last = LastChange(tx);
  if (!last.ok()) return last.status();
  Change change;
  change.set_sequence(*last + 1);
  change.set_time_micros(absl::ToUnixMicros(tx.now()));
  change.set_resource(resource.data(), resource.size());
  change.set_kind(kind.data(), kind.size());
  change.set_action(action);
  tx.Put(Family::kFeed, FeedKey(change.sequence()), change.SerializeAsString());
  stored::v1::Head head;
  head.set_sequence(change.sequence());
  tx.Put(Family::kMeta, kFeedHeadKey, head.SerializeAsString());
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Change>> ReadChanges(const Reader& reader, uint64_t after, size_t limit) {
  std::vector<Change> changes;
  if (limit == 0 || after == UINT64_MAX) return changes;
  std::unique_ptr<Cursor> cursor = reader.Scan(Family::kFeed, {FeedKey(after + 1), std::string(kFamilyEnd)});
  for (; cursor->Valid() && changes.size() < limit; cursor->Next()) {
    Change change;
    absl::string_view key = cursor->key();
    uint64_t sequence = 0;
    if (!TakeUint(&key, &sequence) || !change.ParseFromArray(cursor->value().data(), static_cast<int>(cursor->value().size())) ||
        change.sequence() != sequence) {
      return absl::DataLossError(absl::StrCat("the change feed is damaged after ", changes.empty() ? after : changes.back().sequence()));
    }
    changes.push_back(std::move(change));
  }
  if (!cursor->status().ok()) return cursor->status();
  return changes;
}

}  // namespace frontline::storage
