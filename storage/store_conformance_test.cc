#include "storage/store_conformance.h"

#include "rocksdb/env.h"
#include "storage/folder_for_test.h"
#include "storage/rocks_store.h"

namespace frontline::storage {
namespace {

class RocksSubject : public StoreSubject {
 public:
  explicit RocksSubject(bool in_memory) {
    options_.path = in_memory ? "/store" : folder_.Under("data");
    if (in_memory) options_.env_owner.reset(rocksdb::NewMemEnv(rocksdb::Env::Default()));
    options_.env = options_.env_owner.get();
    options_.max_queued = 3000;
    options_.clock = [this] { return absl::FromUnixMicros(now_micros_); };
    Open();
  }
  Store& store() override { return *store_; }
  void Reopen() override {
    store_.reset();
    Open();
  }
  void SetClock(absl::Time now) override { now_micros_ = absl::ToUnixMicros(now); }
  size_t max_queued() const override { return options_.max_queued; }

 private:
  void Open() {
    absl::StatusOr<std::unique_ptr<RocksStore>> store = RocksStore::Open(options_);
    ASSERT_TRUE(store.ok()) << store.status();
    store_ = *std::move(store);
  }

  const FolderForTest folder_;
  std::atomic<int64_t> now_micros_{1780000000000000};
  RocksOptions options_;
  std::unique_ptr<RocksStore> store_;
};

INSTANTIATE_TEST_SUITE_P(Rocks, StoreConformanceTest,
                         ::testing::Values(StoreCase{"Memory", [] { return std::make_unique<RocksSubject>(true); }},
                                           StoreCase{"Disk", [] { return std::make_unique<RocksSubject>(false); }}),
                         CaseName);

}  // namespace
}  // namespace frontline::storage
