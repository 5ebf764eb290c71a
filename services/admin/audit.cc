#include <algorithm>
#include <optional>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/admin/handlers.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "storage/journal.h"

namespace frontline::admin {
namespace {

using frontline::options::v1::PERMISSION_AUDIT_READ;
using storage::AuditEntry;

// The most entries that one page looks at: a filter that fits nothing must not walk years at once.
constexpr uint64_t kMostLookedAt = 20000;
constexpr uint64_t kBlock = 256;

bool Within(absl::string_view name, absl::string_view prefix) {
  return name == prefix || (absl::StartsWith(name, prefix) && name.size() > prefix.size() && name[prefix.size()] == '/');
}

bool Visible(const Call& call, const AuditEntry& entry) {
  return call.principal.HasIn(PERMISSION_AUDIT_READ, rpc::OrganisationOf(entry.actor())) ||
         call.principal.HasIn(PERMISSION_AUDIT_READ, rpc::OrganisationOf(entry.resource()));
}

// All but the times, which the bounds of the walk see to.
bool Fits(const v1::QueryAuditRequest& request, const AuditEntry& entry) {
  return (request.actor().empty() || Within(entry.actor(), request.actor())) &&
         (request.method().empty() || Within(entry.method(), request.method())) &&
         (request.resource_prefix().empty() || Within(entry.resource(), request.resource_prefix())) &&
         (request.outcome().empty() || entry.outcome() == request.outcome());
}

void Fill(const AuditEntry& from, v1::AuditEntry* to) {
  to->set_sequence(from.sequence());
  *to->mutable_time() = rpc::ToTimestamp(absl::FromUnixMicros(from.time_micros()));
  to->set_actor(from.actor());
  to->set_method(from.method());
  to->set_resource(from.resource());
  to->set_outcome(from.outcome());
  to->set_request_id(from.request_id());
  to->set_request_hash(absl::BytesToHexString(from.request_hash()));
  to->set_hash(absl::BytesToHexString(from.hash()));
}

// The entries from `first` to `last`, which are there: the audit has no gaps.
absl::StatusOr<std::vector<AuditEntry>> ReadBlock(const Snapshot& snapshot, uint64_t first, uint64_t last) {
  absl::StatusOr<std::vector<AuditEntry>> entries = storage::ReadAudit(snapshot, first - 1, last - first + 1);
  if (!entries.ok()) return entries.status();
  for (size_t i = 0; i <= last - first; ++i) {
    if (i >= entries->size() || (*entries)[i].sequence() != first + i) return base::Damaged(absl::StrCat("the audit lacks entry ", first + i));
  }
  return entries;
}

// The first entry at `time` or later, of `count`; count + 1 when there is none. Times never fall from one entry to the next.
absl::StatusOr<uint64_t> FirstAt(const Snapshot& snapshot, absl::Time time, uint64_t count) {
  uint64_t low = 1;
  uint64_t high = count + 1;
  while (low < high) {
    const uint64_t middle = low + (high - low) / 2;
    absl::StatusOr<std::vector<AuditEntry>> entry = ReadBlock(snapshot, middle, middle);
    if (!entry.ok()) return entry.status();
    if (absl::FromUnixMicros(entry->front().time_micros()) < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

// The entries that a query may look at; none when first > last.
struct Bounds {
  uint64_t first = 1;
  uint64_t last = 0;
};

absl::StatusOr<Bounds> BoundsOf(const v1::QueryAuditRequest& request, const Snapshot& snapshot, absl::string_view after) {
  absl::StatusOr<storage::stored::v1::Head> head = storage::AuditHead(snapshot);
  if (!head.ok()) return head.status();
  Bounds bounds{1, head->sequence()};
  if (request.has_from_time()) {
    absl::StatusOr<uint64_t> first = FirstAt(snapshot, rpc::FromTimestamp(request.from_time()), head->sequence());
    if (!first.ok()) return first.status();
    bounds.first = *first;
  }
  if (request.has_to_time()) {
    absl::StatusOr<uint64_t> end = FirstAt(snapshot, rpc::FromTimestamp(request.to_time()), head->sequence());
    if (!end.ok()) return end.status();
    bounds.last = *end - 1;
  }
  if (after.empty()) return bounds;
  uint64_t next = 0;
  if (!absl::SimpleAtoi(after, &next)) return base::InvalidPageToken();
  if (request.newest_first()) {
    bounds.last = std::min(bounds.last, next);
  } else {
    bounds.first = std::max(bounds.first, next);
  }
  return bounds;
}

}  // namespace

absl::Status QueryAudit(const Call& call, const v1::QueryAuditRequest& request, const Snapshot& snapshot, v1::QueryAuditResponse* response) {
  if (request.has_from_time() && request.has_to_time() && rpc::FromTimestamp(request.to_time()) <= rpc::FromTimestamp(request.from_time())) {
    return base::InvalidField("to_time", "must be after from_time");
  }
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  absl::StatusOr<Bounds> bounds = BoundsOf(request, snapshot, page->after);
  if (!bounds.ok()) return bounds.status();
  uint64_t looked_at = 0;
  while (bounds->first <= bounds->last) {
    const uint64_t block = std::min(kBlock, bounds->last - bounds->first + 1);
    const uint64_t from = request.newest_first() ? bounds->last - block + 1 : bounds->first;
    absl::StatusOr<std::vector<AuditEntry>> entries = ReadBlock(snapshot, from, from + block - 1);
    if (!entries.ok()) return entries.status();
    if (request.newest_first()) std::reverse(entries->begin(), entries->end());
    for (const AuditEntry& entry : *entries) {
      if (static_cast<size_t>(response->entries_size()) == page->size || looked_at == kMostLookedAt) {
        response->set_next_page_token(rpc::NextPageToken(request, absl::StrCat(entry.sequence())));
        return absl::OkStatus();
      }
      ++looked_at;
      if (Visible(call, entry) && Fits(request, entry)) Fill(entry, response->add_entries());
    }
    if (request.newest_first()) {
      bounds->last -= block;
    } else {
      bounds->first += block;
    }
  }
  return absl::OkStatus();
}

absl::Status VerifyAudit(const AdminParts& parts, const Call& call, const v1::VerifyAuditRequest&, const Snapshot& snapshot,
                         v1::VerifyAuditResponse* response) {
  if (absl::Status status = RequireNational(call, PERMISSION_AUDIT_READ); !status.ok()) return status;
  absl::StatusOr<storage::stored::v1::Head> head = storage::VerifyAudit(snapshot, [&](uint64_t) { return parts.clock() < call.deadline; });
  if (absl::IsCancelled(head.status())) return absl::DeadlineExceededError("The audit is longer than the deadline allows. Allow more time.");
  if (absl::IsDataLoss(head.status())) return base::Damaged(head.status().message());
  if (!head.ok()) return head.status();
  response->set_entries(head->sequence());
  response->set_head_hash(absl::BytesToHexString(head->hash()));
  return absl::OkStatus();
}

}  // namespace frontline::admin
