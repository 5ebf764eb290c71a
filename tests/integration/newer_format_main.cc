// Makes a store whose format is one that no frontlined knows yet. For start_test.py.
#include <cstdio>

#include "storage/rocks_store.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const frontline::storage::FormatHistory formats{.current = 1000, .steps = {}};
  frontline::storage::RocksOptions options;
  options.path = argv[1];
  options.formats = &formats;
  const auto store = frontline::storage::RocksStore::Open(options);
  if (store.ok()) return 0;
  std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
  return 1;
}
