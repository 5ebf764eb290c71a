// How often one caller may call: a token bucket per key. Thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_LIMITER_H_
#define FRONTLINE_SERVICES_RPC_LIMITER_H_

#include <array>
#include <mutex>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::rpc {

class Limiter {
 public:
  // `per_second` calls on average and `burst` at once; per_second 0: no limit. Remembers at most `keys` callers; a caller that has been quiet long
  // enough to have its whole burst again is forgotten first.
  Limiter(double per_second, double burst, size_t keys = 100000);

  // Zero when the call may go on, otherwise how long to wait.
  absl::Duration Take(absl::string_view key, absl::Time now);

 private:
  struct Bucket {
    double level = 0;
    absl::Time at;
  };
  struct Shard {
    std::mutex mutex;
    absl::flat_hash_map<std::string, Bucket> buckets;
  };
  void Forget(Shard& shard, absl::Time now) const;

  const double per_second_;
  const double burst_;
  const size_t keys_per_shard_;
  std::array<Shard, 16> shards_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_LIMITER_H_
