// Durable commits per second through Store::Commit with 1, 8 and 64 in flight, beside plain RocksDB puts with one fsync each, in the same run.
// A mutation is what a call does: looks for an earlier reply, creates a record with two index entries (one unique) and its change in the feed,
// appends to the audit chain, keeps the reply.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "storage/journal.h"
#include "storage/key.h"
#include "storage/rocks_store.h"
#include "storage/table.h"
#include "storage/testing.h"

namespace frontline::storage {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kRecordBytes = 300;
constexpr size_t kReplyBytes = 300;
constexpr int kDepths[] = {1, 8, 64};

// Reply stands in for a resource: a method (the index by state), a hash (the unique index), a text.
const Table<Reply>& Records() {
  static const auto* table = new Table<Reply>(
      {.id = 1,
       .kind = "record",
       .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.method(), r.expires_micros())}; }},
                   {.id = 2, .unique = true, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.request_hash())}; }}}});
  return *table;
}

absl::Status Call(Transaction& tx, uint64_t number) {
  const std::string id = absl::StrCat(number * 0x9e3779b97f4a7c15u);
  absl::StatusOr<std::optional<Reply>> earlier = FindReply(tx, "members/buyer", id, tx.now());
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return absl::AlreadyExistsError("the same request twice");
  Reply record;
  record.set_method("OPEN");
  record.set_expires_micros(static_cast<int64_t>(number));
  record.set_request_hash(absl::StrCat("external/", id));
  record.set_response(std::string(kRecordBytes, 'r'));
  const std::string name = absl::StrCat("forces/kent/needs/", id);
  if (absl::Status status = Records().Create(tx, name, record); !status.ok()) return status;
  AuditEntry entry;
  entry.set_actor("members/buyer");
  entry.set_method("frontline.requirement.v1.NeedService/CreateNeed");
  entry.set_resource(name);
  entry.set_outcome("OK");
  entry.set_request_id(id);
  entry.set_request_hash(std::string(32, 'h'));
  if (absl::Status status = AppendAudit(tx, std::move(entry)); !status.ok()) return status;
  Reply reply;
  reply.set_method("frontline.requirement.v1.NeedService/CreateNeed");
  reply.set_request_hash(std::string(32, 'h'));
  reply.set_response(std::string(kReplyBytes, 'p'));
  return KeepReply(tx, "members/buyer", id, std::move(reply));
}

// A closed loop: every Done starts the next commit, until the time is up.
class Load {
 public:
  Load(RocksStore& store, std::atomic<uint64_t>& next) : store_(store), next_(next) {}

  // Commits per second with `depth` in flight, and the mean size of a group.
  std::pair<double, double> Run(int depth, double seconds) {
    const uint64_t groups = store_.stats().groups;
    end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    in_flight_ = depth;
    const auto start = Clock::now();
    for (int i = 0; i < depth; ++i) Start();
    std::unique_lock<std::mutex> lock(mutex_);
    finished_.wait(lock, [this] { return in_flight_ == 0; });
    const double elapsed = std::chrono::duration<double>(Clock::now() - start).count();
    const double committed = static_cast<double>(committed_.exchange(0));
    return {committed / elapsed, committed / static_cast<double>(std::max<uint64_t>(1, store_.stats().groups - groups))};
  }

 private:
  void Start() {
    const uint64_t number = next_.fetch_add(1, std::memory_order_relaxed);
    store_.Commit([number](Transaction& tx) { return Call(tx, number); }, [this](absl::Status status) { Finished(status); });
  }
  void Finished(const absl::Status& status) {
    if (!status.ok()) {
      std::fprintf(stderr, "store_bench: a commit failed: %s\n", status.ToString().c_str());
      std::_Exit(1);  // the store still works on: nothing may be torn down under it
    }
    committed_.fetch_add(1, std::memory_order_relaxed);
    if (Clock::now() < end_) return Start();
    std::lock_guard<std::mutex> lock(mutex_);
    if (--in_flight_ == 0) finished_.notify_one();
  }

  RocksStore& store_;
  std::atomic<uint64_t>& next_;
  Clock::time_point end_;
  std::atomic<uint64_t> committed_{0};
  std::mutex mutex_;
  std::condition_variable finished_;
  int in_flight_ = 0;
};

struct Figures {
  double commits[3] = {};
  double groups[3] = {};
  double plain = 0;
};

absl::Status Measure(const std::string& folder, double seconds, Figures* figures) {
  // Half of the yardstick before and half after: a disk's speed wanders.
  absl::StatusOr<double> before = PlainPutsPerSecond(folder + "/plain-before", kRecordBytes, seconds / 2);
  if (!before.ok()) return before.status();
  {
    RocksOptions options;
    options.path = folder + "/store";
    absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
    if (!store.ok()) return store.status();
    std::atomic<uint64_t> next{static_cast<uint64_t>(absl::ToUnixNanos(absl::Now()))};
    Load load(**store, next);
    for (int i = 0; i < 3; ++i) std::tie(figures->commits[i], figures->groups[i]) = load.Run(kDepths[i], seconds);
  }
  absl::StatusOr<double> after = PlainPutsPerSecond(folder + "/plain-after", kRecordBytes, seconds / 2);
  if (!after.ok()) return after.status();
  figures->plain = (*before + *after) / 2;
  return absl::OkStatus();
}

void Print(const Figures& figures, bool json) {
  if (json) {
    std::printf("{\"commit_per_s\": {\"1\": %.0f, \"8\": %.0f, \"64\": %.0f}, \"plain_fsync_per_s\": %.0f}\n", figures.commits[0], figures.commits[1],
                figures.commits[2], figures.plain);
    return;
  }
  std::printf("in flight   commits/s   to a group   times plain\n");
  for (int i = 0; i < 3; ++i) {
    std::printf("%9d %11.0f %12.1f %13.2f\n", kDepths[i], figures.commits[i], figures.groups[i], figures.commits[i] / figures.plain);
  }
  std::printf("plain RocksDB, one put of an equal record and one fsync at a time: %.0f/s\n", figures.plain);
}

int Main(int argc, char** argv) {
  CLI::App app("Measures durable commits per second of the record store beside plain RocksDB with an fsync for each put.");
  bool json = false;
  double seconds = 3;
  std::string data;
  app.add_flag("--json", json, "Print one JSON object");
  app.add_option("--seconds", seconds, "How long to measure each, in seconds")->check(CLI::Range(0.1, 3600.0))->capture_default_str();
  app.add_option("--data", data, "A folder on the disk to measure, made if absent and left behind; default: a temporary one that is removed");
  CLI11_PARSE(app, argc, argv);
  std::error_code error;
  std::string folder = data;
  if (data.empty()) {
    std::string pattern = (std::filesystem::temp_directory_path(error) / "store_bench.XXXXXX").string();
    if (error || mkdtemp(pattern.data()) == nullptr) {
      std::fprintf(stderr, "store_bench: no temporary folder to be had\n");
      return 1;
    }
    folder = pattern;
  } else {
    std::filesystem::create_directories(folder, error);
  }
  Figures figures;
  const absl::Status status = Measure(folder, seconds, &figures);
  if (data.empty()) std::filesystem::remove_all(folder, error);
  if (!status.ok()) {
    std::fprintf(stderr, "store_bench: %s\n", status.ToString().c_str());
    return 1;
  }
  Print(figures, json);
  return 0;
}

}  // namespace
}  // namespace frontline::storage

int main(int argc, char** argv) { return frontline::storage::Main(argc, argv); }
