// Wilson, Newcombe, raking: against published and hand-computed values.
#include <gtest/gtest.h>

#include <cmath>

#include "services/survey/disclosure/raking.h"
#include "services/survey/disclosure/wilson.h"

namespace frontline::survey::disclosure {
namespace {

Share Whole(int percent) { return {Share::Form::kWhole, percent, 0}; }

TEST(Wilson, KnownIntervals) {
  // Newcombe 1998 (Statistics in Medicine 17, 857-872), table I: 81/263, 15/148, 0/20, 1/29.
  const struct {
    double count, base, low, high;
  } cases[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0000, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (const auto& c : cases) {
    const Bounds bounds = WilsonBounds(c.count / c.base, c.base);
    EXPECT_NEAR(bounds.low, c.low, 5e-5) << c.count;
    EXPECT_NEAR(bounds.high, c.high, 5e-5) << c.count;
  }
}

TEST(Wilson, FromWhatIsShownOutwards) {
  EXPECT_EQ(WilsonInterval(Whole(50), 100), (Interval{40, 60}));
  EXPECT_EQ(WilsonInterval({Share::Form::kAtMost, 5, 0}, 100).low, 0);
  EXPECT_EQ(WilsonInterval({Share::Form::kAtLeast, 95, 0}, 100).high, 100);
  const Interval between = WilsonInterval({Share::Form::kBetween, 40, 50}, 100);
  EXPECT_EQ(between.low, WilsonInterval(Whole(40), 100).low);
  EXPECT_EQ(between.high, WilsonInterval(Whole(50), 100).high);
}

TEST(Compare, NewcombesHybridScore) {
  // Newcombe 1998 (Statistics in Medicine 17, 873-890), table II (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339.
  const Difference difference = CompareWaves(Whole(60), 80, Whole(80), 70);
  EXPECT_EQ(difference.points, 20);
  EXPECT_EQ(difference.low, 5);
  EXPECT_EQ(difference.high, 34);
  EXPECT_TRUE(difference.significant);
  EXPECT_TRUE(difference.exact);
}

TEST(Compare, NoDifferenceIsNotMoreThanChance) {
  const Difference difference = CompareWaves(Whole(40), 100, Whole(44), 100);
  EXPECT_EQ(difference.points, 4);
  EXPECT_FALSE(difference.significant);
  EXPECT_LT(difference.low, 0);
}

TEST(Compare, ADifferenceIsNoMoreThanChanceWhenItsIntervalAsShownTouchesZero) {
  const Share earlier{Share::Form::kWhole, 34, 0}, later{Share::Form::kWhole, 30, 0};
  for (int64_t base = 200; base < 3000; base += 50) {
    const Difference difference = CompareWaves(earlier, base, later, base);
    EXPECT_EQ(difference.significant, difference.low > 0 || difference.high < 0) << base << ": " << difference.low << " to " << difference.high;
  }
}

TEST(Compare, ABoundedShareCoversAllItMayBe) {
  const Difference difference = CompareWaves({Share::Form::kAtMost, 5, 0}, 400, Whole(20), 400);
  EXPECT_FALSE(difference.exact);
  EXPECT_LE(difference.low, CompareWaves(Whole(5), 400, Whole(20), 400).low);
  EXPECT_GE(difference.high, CompareWaves(Whole(0), 400, Whole(20), 400).high);
}

TEST(Compare, APartAgainstTheWholeItIsIn) {
  // 60 % of 200 in a whole of 1,000 at 40 %: the other 800 are at 35 %.
  const Difference difference = CompareWithWhole(Whole(60), 200, Whole(40), 1000);
  EXPECT_EQ(difference.points, 20);
  EXPECT_TRUE(difference.significant);
  EXPECT_LT(difference.low, 20);
  EXPECT_GT(difference.high, 20);
  EXPECT_EQ(CompareWithWhole(Whole(40), 1000, Whole(40), 1000).points, 0);
}

TEST(Raking, TwoMarginsByHand) {
  // 2 × 2 with all cells 25; rows to 60:40, columns to 50:50. The weights are 1.2 and 0.8 at once.
  const std::vector<RakingCell> cells = {{{0, 0}, 25}, {{0, 1}, 25}, {{1, 0}, 25}, {{1, 1}, 25}};
  const Raking raking = Rake(cells, {{60, 40}, {500, 500}});
  ASSERT_TRUE(raking.converged);
  EXPECT_NEAR(raking.weights[0], 1.2, 1e-9);
  EXPECT_NEAR(raking.weights[3], 0.8, 1e-9);
  EXPECT_EQ(DesignEffectTenths(raking.weights, {25, 25, 25, 25}), 10);  // 1.04
}

TEST(Raking, MeetsBothMarginsWhereTheyDependOnEachOther) {
  const std::vector<RakingCell> cells = {{{0, 0}, 50}, {{0, 1}, 10}, {{1, 0}, 10}, {{1, 1}, 30}};
  const Raking raking = Rake(cells, {{1, 1}, {3, 7}});
  ASSERT_TRUE(raking.converged);
  const auto& w = raking.weights;
  EXPECT_NEAR(50 * w[0] + 10 * w[1], 50, 1e-3);
  EXPECT_NEAR(50 * w[0] + 10 * w[2], 30, 1e-3);
  // Raking keeps the odds ratio.
  EXPECT_NEAR(w[0] * w[3] / (w[1] * w[2]), 1, 1e-6);
}

TEST(Raking, AnEmptyClassThatIsWantedDoesNotConverge) {
  EXPECT_FALSE(Rake({{{0}, 50}, {{1}, 0}}, {{1, 1}}).converged);
}

TEST(Raking, PeopleWithoutAValueKeepTheirShare) {
  const Raking raking = Rake({{{0}, 20}, {{1}, 60}, {{2}, 20}}, {{-1, 1, 1}});
  ASSERT_TRUE(raking.converged);
  EXPECT_NEAR(raking.weights[0], 1, 1e-9);
  EXPECT_NEAR(raking.weights[1], 40.0 / 60, 1e-9);
  EXPECT_NEAR(raking.weights[2], 2, 1e-9);
}

}  // namespace
}  // namespace frontline::survey::disclosure
