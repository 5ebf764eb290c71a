#include "services/server/gauges.h"

namespace frontline::server {

void AddStoreGauges(const storage::RocksStore* store, rpc::Telemetry* telemetry) {
  const auto add = [&](const char* name, const char* help, bool counter, uint64_t storage::StoreStats::*figure) {
    telemetry->AddGauge({name, help, counter, [store, figure] { return static_cast<double>(store->stats().*figure); }});
  };
  add("frontline_store_commits_total", "Mutations made durable.", true, &storage::StoreStats::commits);
  add("frontline_store_failed_total", "Mutations refused or undone.", true, &storage::StoreStats::failed);
  add("frontline_store_groups_total", "Groups of mutations, each with one fsync.", true, &storage::StoreStats::groups);
  add("frontline_store_queued", "Mutations waiting for the writer.", false, &storage::StoreStats::queued);
  add("frontline_store_disk_bytes", "Size of the store's tables on disk.", false, &storage::StoreStats::disk_bytes);
  add("frontline_store_memory_bytes", "Memory of the store's engine.", false, &storage::StoreStats::memory_bytes);
  telemetry->AddGauge({"frontline_store_healthy", "1 while the store takes writes.", false, [store] { return store->health().ok() ? 1.0 : 0.0; }});
}

}  // namespace frontline::server
