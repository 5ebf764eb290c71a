#include "storage/testing.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "rocksdb/db.h"
#include "rocksdb/env.h"
#include "storage/database.h"

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

absl::StatusOr<double> PlainPutsPerSecond(const std::string& folder, size_t value_bytes, double seconds) {
  rocksdb::Options options;
  options.create_if_missing = true;
  rocksdb::DB* raw = nullptr;
  if (rocksdb::Status status = rocksdb::DB::Open(options, folder, &raw); !status.ok()) return FromRocks(status);
  const std::unique_ptr<rocksdb::DB> db(raw);
  rocksdb::WriteOptions durable;
  durable.sync = true;
  // Not all one byte: a file system that compresses must not flatter it.
  std::string value(value_bytes, '\0');
  for (size_t i = 0; i < value.size(); ++i) value[i] = static_cast<char>(i * 131 + (i >> 3));
  const auto start = std::chrono::steady_clock::now();
  uint64_t puts = 0;
  double elapsed = 0;
  while (elapsed < seconds) {
    if (rocksdb::Status status = db->Put(durable, absl::StrCat("forces/kent/needs/", puts), value); !status.ok()) return FromRocks(status);
    ++puts;
    elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  return static_cast<double>(puts) / elapsed;
}

}  // namespace frontline::storage
