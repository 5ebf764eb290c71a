#include "tests/attack/replay.h"

#include <gtest/gtest.h>

#include <iostream>

#include "tests/attack/random_survey.h"

namespace frontline::attack {
namespace {

TEST(Replay, KnowingTheAlgorithmNarrowsNoHiddenCell) {
  int64_t listed = 0, worlds = 0, fitting = 0, leaking = 0;
  for (uint64_t seed = 1; seed <= 300; ++seed) {
    const auto data = SmallSurvey(seed);
    const Replay replay = ReplayAttack(data);
    listed += replay.listed, worlds += replay.worlds, fitting += replay.fitting, leaking += !replay.leaks.empty();
    for (const auto& leak : replay.leaks) ADD_FAILURE() << "seed " << seed << ": " << leak << "\n  " << Describe(data);
  }
  std::cout << listed << " small surveys with something hidden, " << worlds << " worlds that fit the sums, " << fitting << " of them hide the same cells; "
            << leaking << " surveys leak\n";
  EXPECT_GT(listed, 50);
}

}  // namespace
}  // namespace frontline::attack
