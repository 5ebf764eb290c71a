#include "services/rpc/limiter.h"

#include <algorithm>

#include "absl/hash/hash.h"

namespace frontline::rpc {

Limiter::Limiter(double per_second, double burst, size_t keys)
    : per_second_(per_second), burst_(std::max(burst, 1.0)), keys_per_shard_(std::max<size_t>(1, keys / shards_.size())) {}

absl::Duration Limiter::Take(absl::string_view key, absl::Time now) {
  if (per_second_ <= 0) return absl::ZeroDuration();
  Shard& shard = shards_[absl::Hash<absl::string_view>()(key) % shards_.size()];
  std::lock_guard<std::mutex> lock(shard.mutex);
  auto found = shard.buckets.find(key);
  if (found == shard.buckets.end()) {
    if (shard.buckets.size() >= keys_per_shard_) Forget(shard, now);
    found = shard.buckets.emplace(std::string(key), Bucket{burst_, now}).first;
  }
  Bucket& bucket = found->second;
  if (now > bucket.at) {
    bucket.level = std::min(burst_, bucket.level + absl::ToDoubleSeconds(now - bucket.at) * per_second_);
    bucket.at = now;
  }
  if (bucket.level < 1) return absl::Seconds((1 - bucket.level) / per_second_);
  bucket.level -= 1;
  return absl::ZeroDuration();
}

void Limiter::Forget(Shard& shard, absl::Time now) const {
  const absl::Duration full = absl::Seconds(burst_ / per_second_);
  absl::erase_if(shard.buckets, [&](const auto& entry) { return now - entry.second.at >= full; });
  // All of them busy: whoever comes first goes, since memory is what must not grow.
  if (shard.buckets.size() >= keys_per_shard_) shard.buckets.erase(shard.buckets.begin());
}

}  // namespace frontline::rpc
