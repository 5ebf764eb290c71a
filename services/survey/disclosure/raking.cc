#include "services/survey/disclosure/raking.h"

#include <cmath>

namespace frontline::survey::disclosure {
namespace {

// Targets as numbers of respondents: what the known classes share is everyone but those who keep their share.
std::vector<double> Scaled(const std::vector<RakingCell>& cells, const std::vector<double>& targets, size_t d) {
  std::vector<double> people(targets.size(), 0);
  double all = 0, kept = 0, population = 0;
  for (const RakingCell& cell : cells) {
    people[cell.classes[d]] += static_cast<double>(cell.people);
    all += static_cast<double>(cell.people);
  }
  for (size_t c = 0; c < targets.size(); ++c) (targets[c] < 0 ? kept : population) += targets[c] < 0 ? people[c] : targets[c];
  std::vector<double> scaled(targets.size());
  for (size_t c = 0; c < targets.size(); ++c) scaled[c] = targets[c] < 0 ? people[c] : population > 0 ? targets[c] * (all - kept) / population : 0;
  return scaled;
}

std::vector<double> Margin(const std::vector<RakingCell>& cells, const std::vector<double>& weights, size_t d, size_t classes) {
  std::vector<double> sum(classes, 0);
  for (size_t i = 0; i < cells.size(); ++i) sum[cells[i].classes[d]] += weights[i] * static_cast<double>(cells[i].people);
  return sum;
}

}  // namespace

Raking Rake(const std::vector<RakingCell>& cells, const std::vector<std::vector<double>>& targets) {
  Raking raking;
  raking.weights.assign(cells.size(), 1);
  std::vector<std::vector<double>> wanted;
  for (size_t d = 0; d < targets.size(); ++d) wanted.push_back(Scaled(cells, targets[d], d));
  while (raking.rounds < kMaxRakingRounds && !raking.converged) {
    ++raking.rounds;
    for (size_t d = 0; d < wanted.size(); ++d) {
      const std::vector<double> sum = Margin(cells, raking.weights, d, wanted[d].size());
      for (size_t i = 0; i < cells.size(); ++i) {
        const size_t c = cells[i].classes[d];
        if (sum[c] > 0) raking.weights[i] *= wanted[d][c] / sum[c];
      }
    }
    raking.converged = true;
    for (size_t d = 0; d < wanted.size(); ++d) {
      const std::vector<double> sum = Margin(cells, raking.weights, d, wanted[d].size());
      for (size_t c = 0; c < sum.size(); ++c) {
        if (std::abs(sum[c] - wanted[d][c]) > kRakingTolerance * wanted[d][c]) raking.converged = false;
      }
    }
  }
  return raking;
}

int64_t DesignEffectTenths(const std::vector<double>& weights, const std::vector<int64_t>& people) {
  double n = 0, sum = 0, squares = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const double count = static_cast<double>(people[i]);
    n += count;
    sum += weights[i] * count;
    squares += weights[i] * weights[i] * count;
  }
  return sum > 0 ? static_cast<int64_t>(std::floor(10 * n * squares / (sum * sum) + 0.5 + 1e-9)) : 10;
}

}  // namespace frontline::survey::disclosure
