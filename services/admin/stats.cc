#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "services/admin/handlers.h"
#include "services/rpc/resource.h"
#include "storage/journal.h"

namespace frontline::admin {
namespace {

// Linux says it in pages, as the second number of this file; other systems have no such file.
uint64_t ResidentBytes() {
  std::ifstream statm("/proc/self/statm");
  uint64_t size = 0;
  uint64_t resident = 0;
  if (!(statm >> size >> resident)) return 0;
  return resident * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

void FillStore(const storage::RocksStore& store, v1::StoreStats* to) {
  const storage::StoreStats stats = store.stats();
  to->set_commits(stats.commits);
  to->set_failed(stats.failed);
  to->set_groups(stats.groups);
  to->set_queued(stats.queued);
  to->set_disk_bytes(stats.disk_bytes);
  to->set_memory_bytes(stats.memory_bytes);
  to->set_store_id(store.store_id());
  const absl::Status health = store.health();
  if (!health.ok()) to->set_failure(std::string(health.message()));
}

}  // namespace

absl::Status GetStats(const AdminParts& parts, const Call& call, const v1::GetStatsRequest&, const Snapshot& snapshot,
                      v1::GetStatsResponse* response) {
  if (absl::Status status = RequireNational(call, frontline::options::v1::PERMISSION_ADMIN); !status.ok()) return status;
  response->set_version(parts.version);
  *response->mutable_start_time() = rpc::ToTimestamp(parts.start_time);
  const int64_t uptime = std::max<int64_t>(0, absl::ToInt64Nanoseconds(call.now - parts.start_time));
  response->mutable_uptime()->set_seconds(uptime / 1000000000);
  response->mutable_uptime()->set_nanos(static_cast<int32_t>(uptime % 1000000000));
  response->set_resident_bytes(ResidentBytes());
  FillStore(*parts.store, response->mutable_store());
  for (const storage::AnyTable* table : parts.tables) {
    if (table->hidden()) continue;  // a count would tell that something is there
    absl::StatusOr<uint64_t> count = table->Count(snapshot);
    if (!count.ok()) return count.status();
    v1::TableStats* stats = response->add_tables();
    stats->set_kind(table->kind());
    stats->set_records(*count);
  }
  absl::StatusOr<uint64_t> change = storage::LastChange(snapshot);
  if (!change.ok()) return change.status();
  response->set_feed_position(*change);
  absl::StatusOr<storage::stored::v1::Head> head = storage::AuditHead(snapshot);
  if (!head.ok()) return head.status();
  response->set_audit_entries(head->sequence());
  return absl::OkStatus();
}

}  // namespace frontline::admin
