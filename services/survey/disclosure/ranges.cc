#include "services/survey/disclosure/ranges.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace frontline::survey::disclosure {
namespace {

constexpr double kSlack = 1e-6;  // the solver's own tolerance

// SplitMix64: the same on every machine, so that a release is.
class Random {
 public:
  uint64_t Next() {
    uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // ±[1/2, 3/2)
  double Weight() {
    const uint64_t bits = Next();
    const double size = 0.5 + static_cast<double>(bits >> 12) / 4503599627370496.0;
    return (bits & 1) != 0 ? size : -size;
  }

 private:
  uint64_t state_ = 1;
};

}  // namespace

bool Quantity::Spans(int64_t width) const {
  const double floor = std::floor(static_cast<double>(truth) + high + kSlack), ceiling = std::ceil(static_cast<double>(truth) + low - kSlack);
  return floor - ceiling >= static_cast<double>(width);
}

std::vector<bool> Explore(Program& program, std::vector<Quantity>& quantities, const Exploration& how, AuditEffort& effort) {
  ++effort.programs;
  Random random;
  const auto solve = [&](const Program::Terms& objective) {
    ++effort.objectives;
    if (!program.Maximise(objective)) return false;
    for (Quantity& quantity : quantities) {
      const double value = program.value(quantity.column);
      quantity.low = std::min(quantity.low, value);
      quantity.high = std::max(quantity.high, value);
    }
    if (how.witness) how.witness(program);
    return true;
  };
  for (int round = 0; round < how.rounds; ++round) {
    Program::Terms objective;
    for (const Quantity& quantity : quantities) {
      if (!quantity.Spans(how.width)) objective.emplace_back(quantity.column, random.Weight());
    }
    if (objective.empty()) break;
    if (!solve(objective)) {
      if (round == 0) return std::vector<bool>(quantities.size(), false);
      break;
    }
  }
  std::vector<bool> spans(quantities.size(), true);
  std::set<size_t> given_up;
  for (size_t i = 0; i < quantities.size() && how.singly; ++i) {
    if (given_up.size() >= how.failures) break;
    if (how.give_up_group && given_up.count(quantities[i].group) != 0) continue;
    for (const double direction : {1.0, -1.0}) {
      if (!quantities[i].Spans(how.width)) solve({{quantities[i].column, direction}});
    }
    spans[i] = quantities[i].Spans(how.width);
    if (!spans[i]) given_up.insert(quantities[i].group);
  }
  return spans;
}

}  // namespace frontline::survey::disclosure
