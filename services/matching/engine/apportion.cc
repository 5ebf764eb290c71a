#include "services/matching/engine/apportion.h"

#include <algorithm>
#include <numeric>

namespace frontline::matching::engine {

int PointsFor(int points, int64_t part, int64_t whole) {
  if (whole <= 0) return 0;
  return static_cast<int>((2 * points * part + whole) / (2 * whole));
}

std::vector<int> Apportion(int points, const std::vector<int64_t>& weights, const std::vector<int>& caps) {
  std::vector<int> shares(weights.size(), 0);
  const int64_t total = std::accumulate(weights.begin(), weights.end(), int64_t{0});
  if (total <= 0 || points <= 0) return shares;
  const auto cap = [&](size_t i) { return caps.empty() ? points : caps[i]; };
  std::vector<int64_t> remainders(weights.size(), 0);
  int left = points;
  for (size_t i = 0; i < weights.size(); ++i) {
    shares[i] = std::min(static_cast<int>(points * weights[i] / total), cap(i));
    remainders[i] = points * weights[i] % total;
    left -= shares[i];
  }
  std::vector<size_t> order(weights.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return remainders[a] > remainders[b]; });
  for (bool given = true; left > 0 && given;) {
    given = false;
    for (size_t i : order) {
      if (left == 0) break;
      if (weights[i] == 0 || shares[i] >= cap(i)) continue;
      ++shares[i];
      --left;
      given = true;
    }
  }
  return shares;
}

}  // namespace frontline::matching::engine
