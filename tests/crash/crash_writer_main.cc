// crash_writer FOLDER FIRST [scrub]: applies the workload's mutations from number FIRST on, a few in flight, and writes each acknowledged number to
// standard output as 8 bytes, until it is killed. With "scrub" it scrubs the table meanwhile, over and over.
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "tests/crash/workload.h"

namespace frontline::crash {
namespace {

constexpr int kInFlight = 16;

class Writer {
 public:
  Writer(storage::Store& store, uint64_t first) : store_(store), next_(first) {}
  void Start() {
    const uint64_t number = next_.fetch_add(1);
    store_.Commit([number](storage::Transaction& tx) { return Apply(tx, number); },
                  [this, number](absl::Status status) { Finished(number, status); });
  }

 private:
  void Finished(uint64_t number, const absl::Status& status) {
    if (!status.ok()) {
      std::fprintf(stderr, "crash_writer: %llu: %s\n", static_cast<unsigned long long>(number), status.ToString().c_str());
      std::_Exit(3);
    }
    // A pipe takes so few bytes whole. It blocks the store's thread when the reader is slow, which is no harm here.
    if (write(STDOUT_FILENO, &number, sizeof(number)) != static_cast<ssize_t>(sizeof(number))) std::_Exit(4);
    Start();
  }

  storage::Store& store_;
  std::atomic<uint64_t> next_;
};

int Main(int argc, char** argv) {
  if (argc < 3) return 2;
  storage::RocksOptions options;
  options.path = argv[1];
  absl::StatusOr<std::unique_ptr<storage::RocksStore>> store = storage::RocksStore::Open(options);
  if (!store.ok()) {
    std::fprintf(stderr, "crash_writer: %s\n", store.status().ToString().c_str());
    return 1;
  }
  Writer writer(**store, std::strtoull(argv[2], nullptr, 10));
  for (int i = 0; i < kInFlight; ++i) writer.Start();
  while (argc > 3) {
    const absl::Status scrubbed = (*store)->Scrub(Ledger().Regions());
    if (scrubbed.ok()) continue;
    std::fprintf(stderr, "crash_writer: scrub: %s\n", scrubbed.ToString().c_str());
    std::_Exit(5);
  }
  while (true) pause();
}

}  // namespace
}  // namespace frontline::crash

int main(int argc, char** argv) { return frontline::crash::Main(argc, argv); }
