// The store and its tables against std::map: random steps, compared all along; a failure prints its seed and the shortest run that still fails.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "rocksdb/env.h"
#include "storage/journal.h"
#include "storage/rocks_store.h"
#include "storage/shrink_for_test.h"
#include "storage/table.h"

namespace frontline::storage {
namespace {

using Contents = std::array<std::map<std::string, std::string>, kFamilies>;

// One step of a run. Steps from kPut to kScan belong to the mutation that is being made; kCommit and kFail end it.
struct Step {
  enum Kind { kPut, kDelete, kGet, kScan, kCommit, kFail, kSnapshot, kLookBack, kReopen } kind;
  Family family;
  std::string key;
  std::string end;
  bool reverse;

  std::string Shown() const {
    static constexpr const char* kNames[] = {"put", "delete", "get", "scan", "commit", "fail", "snapshot", "look back", "reopen"};
    return absl::StrCat(kNames[kind], " ", static_cast<int>(family), " ", absl::CHexEscape(key), kind == kScan ? " to " : "",
                        kind == kScan ? absl::CHexEscape(end) : "", kind == kScan && reverse ? " back" : "");
  }
};

std::string RandomKey(std::mt19937_64& random) {
  static constexpr char kBytes[] = {'\x00', 'a', 'b', '\xfe'};
  std::string key(1 + random() % 3, '\0');
  for (char& c : key) c = kBytes[random() % sizeof(kBytes)];
  return key;
}

std::vector<Step> RandomSteps(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::vector<Step> steps;
  while (steps.size() < count) {
    Step step{Step::kPut, static_cast<Family>(random() % 2), RandomKey(random), RandomKey(random), random() % 2 == 0};
    if (step.end < step.key) std::swap(step.key, step.end);
    const uint64_t draw = random() % 200;
    step.kind = draw < 60    ? Step::kPut
                : draw < 95  ? Step::kDelete
                : draw < 120 ? Step::kGet
                : draw < 150 ? Step::kScan
                : draw < 180 ? Step::kCommit
                : draw < 190 ? Step::kFail
                : draw < 194 ? Step::kSnapshot
                : draw < 199 ? Step::kLookBack
                             : Step::kReopen;
    steps.push_back(std::move(step));
  }
  return steps;
}

// What differs from the model, once any has: the rest of the run means nothing then.
class Findings {
 public:
  void Add(std::string finding) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (!first_.has_value()) first_ = std::move(finding);
  }
  std::optional<std::string> first() {
    std::lock_guard<std::mutex> lock(mutex_);
    return first_;
  }

 private:
  std::mutex mutex_;
  std::optional<std::string> first_;
};

void Compare(const Reader& reader, const Step& step, const std::map<std::string, std::string>& model, Findings* findings) {
  if (step.kind == Step::kGet) {
    absl::StatusOr<std::optional<std::string>> value = reader.Get(step.family, step.key);
    auto expected = model.find(step.key);
    const bool same = value.ok() && value->has_value() == (expected != model.end()) && (!value->has_value() || **value == expected->second);
    if (!same) findings->Add(absl::StrCat(step.Shown(), " gives something else"));
    return;
  }
  std::vector<std::pair<std::string, std::string>> rows;
  std::unique_ptr<Cursor> cursor = reader.Scan(step.family, {step.key, step.end, step.reverse});
  for (; cursor->Valid(); cursor->Next()) rows.emplace_back(std::string(cursor->key()), std::string(cursor->value()));
  if (!cursor->status().ok()) findings->Add(cursor->status().ToString());
  std::vector<std::pair<std::string, std::string>> expected(model.lower_bound(step.key), model.lower_bound(step.end));
  if (step.reverse) std::reverse(expected.begin(), expected.end());
  if (rows != expected) findings->Add(absl::StrCat(step.Shown(), " gives ", rows.size(), " rows, not those ", expected.size()));
}

class StoreRun {
 public:
  StoreRun() {
    options_.path = "/store";
    options_.env_owner.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    options_.env = options_.env_owner.get();
    options_.cache_bytes = 1 << 20;
    options_.max_group = 5;  // small, so that groups follow each other closely
    Reopen();
  }

  std::optional<std::string> Run(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      if (store_ == nullptr || findings_.first().has_value()) break;
      Take(step);
    }
    Drain();
    for (int family = 0; family < 2 && store_ != nullptr; ++family) {
      Compare(store_->Read(), {Step::kScan, static_cast<Family>(family), "", "\xff", false}, acknowledged_[family], &findings_);
    }
    return findings_.first();
  }

 private:
  void Take(const Step& step) {
    switch (step.kind) {
      case Step::kCommit:
      case Step::kFail:
        Commit(step.kind == Step::kFail);
        break;
      case Step::kSnapshot:
        Drain();
        snapshot_ = store_->Read();
        snapshot_holds_ = acknowledged_;
        break;
      case Step::kLookBack:
        if (!snapshot_.has_value()) break;
        Compare(*snapshot_, {Step::kGet, step.family, step.key, step.end, false}, snapshot_holds_[static_cast<int>(step.family)], &findings_);
        Compare(*snapshot_, {Step::kScan, step.family, step.key, step.end, step.reverse}, snapshot_holds_[static_cast<int>(step.family)], &findings_);
        break;
      case Step::kReopen:
        Drain();
        snapshot_.reset();
        Reopen();
        break;
      default:
        pending_.push_back(step);
    }
  }

  void Reopen() {
    store_.reset();
    absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options_);
    if (store.ok()) {
      store_ = *std::move(store);
    } else {
      findings_.Add(store.status().ToString());
    }
  }

  // Hands the steps taken since the last one to the store, without waiting. The writer runs them in the order of commit, so the model that they are
  // compared with goes from one to the next on the writer.
  void Commit(bool fail) {
    ++in_flight_;
    store_->Commit(
        [this, steps = std::move(pending_), fail, number = ++number_](Transaction& tx) {
          Contents own = model_;
          for (size_t i = 0; i < steps.size(); ++i) {
            const Step& step = steps[i];
            std::map<std::string, std::string>& rows = own[static_cast<int>(step.family)];
            if (step.kind == Step::kPut) {
              tx.Put(step.family, step.key, rows[step.key] = absl::StrCat(number, ".", i));
            } else if (step.kind == Step::kDelete) {
              rows.erase(step.key);
              tx.Delete(step.family, step.key);
            } else {
              Compare(tx, step, rows, &findings_);
            }
          }
          if (fail) return absl::AbortedError("undone");
          model_ = std::move(own);
          return absl::OkStatus();
        },
        [this, fail](absl::Status status) {
          if (status.ok() == fail) findings_.Add(absl::StrCat("a commit ended as ", status.ToString()));
          std::lock_guard<std::mutex> lock(mutex_);
          --in_flight_;
          done_.notify_all();
        });
    pending_.clear();
  }

  void Drain() {
    std::unique_lock<std::mutex> lock(mutex_);
    done_.wait(lock, [this] { return in_flight_ == 0; });
    acknowledged_ = model_;
  }

  RocksOptions options_;
  std::unique_ptr<RocksStore> store_;
  Findings findings_;
  std::vector<Step> pending_;
  int number_ = 0;
  Contents model_;         // on the writer
  Contents acknowledged_;  // of the last Drain
  std::optional<Snapshot> snapshot_;
  Contents snapshot_holds_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::atomic<int> in_flight_{0};
};

template <typename S>
std::string Trace(const std::vector<S>& steps) {
  return absl::StrJoin(steps, "\n", [](std::string* out, const S& step) { absl::StrAppend(out, "  ", step.Shown()); });
}

TEST(ModelTest, TheStoreDoesWhatAMapDoes) {
  const uint64_t seed = SeedForTest();
  for (uint64_t run = 0; run < 25; ++run) {
    const std::vector<Step> steps = RandomSteps(seed + run, 1500);
    if (!StoreRun().Run(steps).has_value()) continue;
    // The same steps may pass on another day: what is in which group is a matter of time. So each try is three.
    const auto least = Shrink<Step>(steps, [](const std::vector<Step>& fewer) {
      for (int i = 0; i < 3; ++i) {
        if (StoreRun().Run(fewer).has_value()) return true;
      }
      return false;
    });
    FAIL() << "FRONTLINE_TEST_SEED=" << seed << ": " << StoreRun().Run(least).value_or("(passed the last time)") << "\n" << Trace(least);
  }
}

// --- Tables ---

constexpr uint16_t kByMethod = 1;
constexpr uint16_t kByHash = 2;    // unique
constexpr uint16_t kByLetter = 3;  // multi-valued

const Table<Reply>& Samples() {
  static const auto* table = new Table<Reply>(
      {.id = 7,
       .kind = "sample",
       .indexes = {{.id = kByMethod, .fields = [](absl::string_view, const Reply& r) { return Keys{KeyOf(r.method())}; }},
                   {.id = kByHash,
                    .unique = true,
                    .fields = [](absl::string_view, const Reply& r) { return r.request_hash().empty() ? Keys{} : Keys{KeyOf(r.request_hash())}; }},
                   {.id = kByLetter, .fields = [](absl::string_view, const Reply& r) {
                      Keys keys;
                      for (char c : r.response()) keys.push_back(KeyOf(std::string(1, c)));
                      return keys;
                    }}}});
  return *table;
}

struct TableStep {
  enum Kind { kCreate, kUpdate, kPut, kDelete, kCommit, kFail } kind;
  std::string name;
  std::string method;
  std::string hash;
  std::string letters;

  Reply Record() const {
    Reply record;
    record.set_method(method);
    record.set_request_hash(hash);
    record.set_response(letters);
    return record;
  }
  std::string Shown() const {
    static constexpr const char* kNames[] = {"create", "update", "put", "delete", "commit", "fail"};
    return absl::StrCat(kNames[kind], " ", name, " ", method, " ", hash, " ", letters);
  }
};

std::vector<TableStep> RandomTableSteps(uint64_t seed, size_t count) {
  std::mt19937_64 random(seed);
  std::vector<TableStep> steps;
  while (steps.size() < count) {
    TableStep step{static_cast<TableStep::Kind>(random() % 6), absl::StrCat("n", random() % 12), absl::StrCat("m", random() % 3),
                   random() % 3 == 0 ? "" : absl::StrCat("h", random() % 8), std::string(random() % 4, 'a')};
    for (char& c : step.letters) c = static_cast<char>('a' + random() % 4);
    steps.push_back(std::move(step));
  }
  return steps;
}

using Records = std::map<std::string, Reply>;

// What the table must answer to `step`, and what the records are then.
absl::StatusCode Expected(const TableStep& step, Records* records) {
  const bool present = records->count(step.name) > 0;
  if (step.kind == TableStep::kDelete) {
    records->erase(step.name);
    return present ? absl::StatusCode::kOk : absl::StatusCode::kNotFound;
  }
  if (present && step.kind == TableStep::kCreate) return absl::StatusCode::kAlreadyExists;
  if (!present && step.kind == TableStep::kUpdate) return absl::StatusCode::kNotFound;
  for (const auto& [name, record] : *records) {
    if (name != step.name && !step.hash.empty() && record.request_hash() == step.hash) return absl::StatusCode::kAlreadyExists;
  }
  (*records)[step.name] = step.Record();
  return absl::StatusCode::kOk;
}

absl::Status Apply(Transaction& tx, const TableStep& step) {
  switch (step.kind) {
    case TableStep::kCreate:
      return Samples().Create(tx, step.name, step.Record());
    case TableStep::kUpdate:
      return Samples().Update(tx, step.name, step.Record());
    case TableStep::kDelete:
      return Samples().Delete(tx, step.name);
    default:
      return Samples().Put(tx, step.name, step.Record());
  }
}

// All rows of a listing, read in pages of `size`.
template <typename List>
std::vector<std::string> Paged(const List& list, size_t size) {
  std::vector<std::string> names;
  std::string after;
  do {
    absl::StatusOr<Page<Reply>> page = list(after, size);
    if (!page.ok()) return {page.status().ToString()};
    for (const auto& row : page->rows) names.push_back(row.name);
    after = page->next;
  } while (!after.empty());
  return names;
}

std::optional<std::string> Differences(const Reader& reader, const Records& records) {
  std::vector<std::string> all;
  std::map<std::string, std::vector<std::string>> by_method, by_letter;
  for (const auto& [name, record] : records) {
    all.push_back(name);
    by_method[record.method()].push_back(name);
    for (char c : std::set<char>(record.response().begin(), record.response().end())) by_letter[std::string(1, c)].push_back(name);
    absl::StatusOr<Reply> got = Samples().Get(reader, name);
    if (!got.ok() || got->SerializeAsString() != record.SerializeAsString()) return absl::StrCat(name, " differs");
    if (record.request_hash().empty()) continue;
    auto found = Samples().Find(reader, kByHash, KeyOf(record.request_hash()));
    if (!found.ok() || !found->has_value() || (*found)->name != name) return absl::StrCat("the unique key of ", name, " is not its own");
  }
  for (size_t size : {1, 3, 100}) {
    if (Paged([&](auto& after, size_t n) { return Samples().List(reader, "", after, n); }, size) != all) return "the list differs";
    for (const auto& [index, expected] : {std::pair(kByMethod, &by_method), std::pair(kByLetter, &by_letter)}) {
      for (const std::string key : {"m0", "m1", "m2", "a", "b", "c", "d"}) {
        const auto names = Paged([&, id = index](auto& after, size_t n) { return Samples().ListBy(reader, id, KeyOf(key), after, n); }, size);
        auto of_key = expected->find(key);
        if (names != (of_key == expected->end() ? std::vector<std::string>() : of_key->second))
          return absl::StrCat("index ", index, " differs at ", key);
      }
    }
  }
  return std::nullopt;
}

std::optional<std::string> RunTable(const std::vector<TableStep>& steps) {
  const std::shared_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  RocksOptions options;
  options.path = "/store";
  options.env = env.get();
  options.env_owner = env;
  absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options);
  if (!store.ok()) return store.status().ToString();
  Records records;
  std::vector<TableStep> pending;
  for (const TableStep& step : steps) {
    if (step.kind != TableStep::kCommit && step.kind != TableStep::kFail) {
      pending.push_back(step);
      continue;
    }
    std::optional<std::string> finding;
    Records own = records;
    // Ends at the first error, as a handler does: with it, all is undone.
    const absl::Status status = CommitAndWait(**store, [&](Transaction& tx) {
      for (const TableStep& part : pending) {
        const absl::StatusCode expected = Expected(part, &own);
        const absl::Status applied = Apply(tx, part);
        if (applied.code() != expected) finding = absl::StrCat(part.Shown(), " ended as ", applied.ToString());
        if (!applied.ok()) return applied;
      }
      if (!finding.has_value()) finding = Differences(tx, own);
      return step.kind == TableStep::kFail ? absl::AbortedError("undone") : absl::OkStatus();
    });
    pending.clear();
    if (status.ok()) records = std::move(own);
    if (!finding.has_value()) finding = Differences((*store)->Read(), records);
    if (finding.has_value()) return finding;
  }
  absl::StatusOr<CheckReport> report = Check(**store, {&Samples()});
  if (!report.ok()) return report.status().ToString();
  if (!report->ok()) return report->problems.front();
  if (report->records != records.size()) return "Check counts other records";
  return std::nullopt;
}

TEST(ModelTest, TablesDoWhatAMapDoes) {
  const uint64_t seed = SeedForTest();
  for (uint64_t run = 0; run < 15; ++run) {
    const std::vector<TableStep> steps = RandomTableSteps(seed + run, 300);
    if (!RunTable(steps).has_value()) continue;
    const auto least = Shrink<TableStep>(steps, [](const std::vector<TableStep>& fewer) { return RunTable(fewer).has_value(); });
    FAIL() << "FRONTLINE_TEST_SEED=" << seed << ": " << *RunTable(least) << "\n" << Trace(least);
  }
}

TEST(ModelTest, AFailureIsShrunkToWhatMatters) {
  std::vector<int> steps(1000);
  for (int i = 0; i < 1000; ++i) steps[i] = i;
  const auto least = Shrink<int>(steps, [](const std::vector<int>& fewer) {
    return std::count(fewer.begin(), fewer.end(), 17) + std::count(fewer.begin(), fewer.end(), 900) == 2;
  });
  EXPECT_EQ(least, (std::vector<int>{17, 900}));
}

}  // namespace
}  // namespace frontline::storage
