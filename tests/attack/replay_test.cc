#include "tests/attack/replay.h"

#include <gtest/gtest.h>

#include <iostream>

#include "tests/attack/random_survey.h"

namespace frontline::attack {
namespace {

struct Sum {
  int64_t listed = 0, worlds = 0, fitting = 0, leaking = 0;
};

// `ways`: surveys with a breakdown of so many dimensions.
Sum ReplayAll(size_t ways, bool fail) {
  Sum sum;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const auto data = SmallSurvey(seed);
    if (data.dimensions.size() != ways) continue;
    const Replay replay = ReplayAttack(data);
    sum.listed += replay.listed, sum.worlds += replay.worlds, sum.fitting += replay.fitting, sum.leaking += !replay.leaks.empty();
    for (const auto& leak : replay.leaks) {
      if (fail) ADD_FAILURE() << "seed " << seed << ": " << leak << "\n  " << Describe(data);
    }
  }
  std::cout << sum.listed << " small surveys with something hidden, " << sum.worlds << " worlds that fit the sums, " << sum.fitting
            << " of them hide the same cells; " << sum.leaking << " surveys leak\n";
  return sum;
}

TEST(Replay, KnowingTheAlgorithmNarrowsNoHiddenCellOfOneDimension) { EXPECT_GT(ReplayAll(1, true).listed, 30); }

TEST(Replay, KnowingTheAlgorithmNarrowsNoHiddenCellOfTwoDimensions) { EXPECT_GT(ReplayAll(2, true).listed, 5); }

}  // namespace
}  // namespace frontline::attack
