// How long Store::Scrub takes for a survey that has closed: responses stay, as many invitations were purged; and what else is written while it runs.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "storage/journal.h"
#include "storage/key.h"
#include "storage/rocks_store.h"
#include "storage/table.h"

namespace frontline::storage {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kResponseBytes = 300;
constexpr uint64_t kToAMutation = 100;

const Table<Reply>& Responses() {
  static const auto* table = new Table<Reply>({.id = 1, .kind = "response", .indexes = {{.id = 1, .fields = [](absl::string_view, const Reply& r) {
                                                                                           return Keys{KeyOf(r.request_hash())};
                                                                                         }}}});
  return *table;
}
const Table<Reply>& Invitations() {
  static const auto* table = new Table<Reply>({.id = 2, .kind = "invitation", .indexes = {}, .feed = false});
  return *table;
}

std::string Id(uint64_t number) { return absl::StrCat("forces/kent/surveys/s/", absl::Hex(number * 0x9e3779b97f4a7c15u, absl::kZeroPad16)); }

double SecondsSince(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

absl::Status InGroups(Store& store, uint64_t count, const std::function<absl::Status(Transaction&, uint64_t)>& each) {
  for (uint64_t first = 0; first < count; first += kToAMutation) {
    absl::Status status = CommitAndWait(store, [&](Transaction& tx) {
      for (uint64_t n = first; n < std::min(count, first + kToAMutation); ++n) {
        if (absl::Status one = each(tx, n); !one.ok()) return one;
      }
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status Measure(const std::string& folder, uint64_t count) {
  RocksOptions options;
  options.path = folder;
  absl::StatusOr<std::unique_ptr<RocksStore>> opened = RocksStore::Open(options);
  if (!opened.ok()) return opened.status();
  RocksStore& store = **opened;
  absl::Status status = InGroups(store, count, [](Transaction& tx, uint64_t n) {
    Reply response;
    response.set_request_hash(absl::StrCat(n));
    std::string answers(kResponseBytes, '\0');
    for (size_t i = 0; i < answers.size(); ++i) answers[i] = static_cast<char>((n * 0x9e3779b97f4a7c15u) >> (i % 57));
    response.set_response(std::move(answers));
    if (absl::Status put = Responses().Put(tx, Id(n), response); !put.ok()) return put;
    return Invitations().Put(tx, Id(n + (1ull << 40)), Reply());
  });
  if (status.ok()) status = InGroups(store, count, [](Transaction& tx, uint64_t n) { return Invitations().Delete(tx, Id(n + (1ull << 40))); });
  if (!status.ok()) return status;
  std::vector<Region> regions = Responses().Regions("forces/kent/surveys/s/");
  for (Region& region : Invitations().Regions("forces/kent/surveys/s/")) regions.push_back(std::move(region));
  for (const char* which : {"first", "again"}) {
    std::atomic<bool> stop{false};
    std::atomic<uint64_t> beside{0};
    std::thread writer([&] {
      for (uint64_t n = 0;
           !stop &&
           CommitAndWait(store, [n](Transaction& tx) { return Responses().Put(tx, absl::StrCat("forces/essex/surveys/t/", n), Reply()); }).ok();
           ++n) {
        ++beside;
      }
    });
    const auto start = Clock::now();
    status = store.Scrub(regions);
    const double took = SecondsSince(start);
    stop = true;
    writer.join();
    if (!status.ok()) return status;
    std::printf("%s: %.2f s for %llu responses and as many purged invitations; %.0f MB of tables; %.0f other commits/s meanwhile, one at a time\n",
                which, took, static_cast<unsigned long long>(count), static_cast<double>(store.stats().disk_bytes) / 1e6,
                static_cast<double>(beside) / took);
  }
  return absl::OkStatus();
}

int Main(int argc, char** argv) {
  CLI::App app("Measures how long a scrub takes.");
  uint64_t responses = 200000;
  app.add_option("--responses", responses)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  std::error_code ignored;
  std::string pattern = (std::filesystem::temp_directory_path(ignored) / "scrub_bench.XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) return 1;
  const absl::Status status = Measure(pattern + "/store", responses);
  std::filesystem::remove_all(pattern, ignored);
  if (status.ok()) return 0;
  std::fprintf(stderr, "scrub_bench: %s\n", status.ToString().c_str());
  return 1;
}

}  // namespace
}  // namespace frontline::storage

int main(int argc, char** argv) { return frontline::storage::Main(argc, argv); }
