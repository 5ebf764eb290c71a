#include "storage/testing.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include "rocksdb/env.h"

namespace frontline::storage {

std::unique_ptr<RocksStore> NewMemoryStore(std::function<absl::Time()> clock) {
  RocksOptions options;
  options.path = "/store";
  options.env_owner.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  options.env = options.env_owner.get();
  options.clock = std::move(clock);
  options.cache_bytes = 8 << 20;
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  if (!store.ok()) {
    std::fprintf(stderr, "no store in memory: %s\n", store.status().ToString().c_str());
    std::abort();
  }
  return *std::move(store);
}

}  // namespace frontline::storage
