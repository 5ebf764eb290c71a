// Sharing out whole points so that the parts sum to the whole. Pure.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_APPORTION_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_APPORTION_H_

#include <cstdint>
#include <vector>

namespace frontline::matching::engine {

// `part` of `whole` parts of `points`, rounded to the nearest, halves up. 0 ≤ part ≤ whole; 0 when there is no whole.
int PointsFor(int points, int64_t part, int64_t whole);

// Shares `points` by `weights` with the largest-remainder method (Hamilton): each gets its share rounded down, then those with the largest remainders, the
// earlier first among equals, one more. None gets more than its cap (none where `caps` is empty). The result sums to `points` exactly, provided that there
// is a positive weight and the caps of those with positive weights leave room; a weight of 0 gets nothing.
std::vector<int> Apportion(int points, const std::vector<int64_t>& weights, const std::vector<int>& caps = {});

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_APPORTION_H_
