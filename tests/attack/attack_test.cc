#include "tests/attack/attack.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "tests/attack/random_survey.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Disclose;

// FRONTLINE_ATTACK_SURVEYS: how many, in each of the four. FRONTLINE_ATTACK_SEED: that survey alone.
int64_t Setting(const char* name, int64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoll(text);
}

constexpr int kParts = 4;

class RandomSurveys : public testing::TestWithParam<int> {};

TEST_P(RandomSurveys, HideEveryCellAtLeastKWide) {
  const int64_t alone = Setting("FRONTLINE_ATTACK_SEED", 0), count = Setting("FRONTLINE_ATTACK_SURVEYS", 260);
  Figures figures;
  int64_t undone = 0;
  for (int64_t i = 0; i < (alone != 0 ? 1 : count); ++i) {
    const uint64_t seed = static_cast<uint64_t>(alone != 0 ? alone : 1 + i * kParts + GetParam());
    Effort effort;
    const auto data = RandomSurvey(seed, Shape{}, &effort.questionnaire);
    const auto release = Disclose(data);
    ASSERT_TRUE(release.ok()) << release.status() << " seed " << seed;
    const Findings findings = Attack(data, *release, effort);
    for (const auto& leak : findings.leaks) ADD_FAILURE() << "seed " << seed << ": " << leak << "\n  " << Describe(data);
    for (const auto& belief : findings.false_beliefs) ADD_FAILURE() << "seed " << seed << ": a false belief: " << belief << "\n  " << Describe(data);
    for (const auto& share : findings.undone) {
      if (undone++ < 20) std::cout << "seed " << seed << ": undone: " << share << "\n";
    }
    figures += findings.figures;
  }
  std::cout << figures.Text();
}

// Three linked tables are margins of one table of people, which bounds them more closely than their sums do.
TEST(Linked, ThreeTablesOfTheSamePeopleHideAsWell) {
  Figures figures;
  for (uint64_t seed = 30001; seed <= 30120; ++seed) {
    const auto data = RandomSurvey(seed, Shape{3, 4, 1500, 2, true, 48});
    const auto release = Disclose(data);
    ASSERT_TRUE(release.ok()) << release.status() << " seed " << seed;
    const Findings findings = Attack(data, *release, Effort{});
    for (const auto& leak : findings.leaks) ADD_FAILURE() << "seed " << seed << ": " << leak << "\n  " << Describe(data);
    figures += findings.figures;
  }
  std::cout << figures.Text();
}

// Most people answer both times. Each wave is attacked by itself: what ties the waves together are people, and of those nothing is published.
TEST(Waves, TheNextWaveOfTheSamePeopleHidesAsWell) {
  for (uint64_t seed = 20001; seed <= 20030; ++seed) {
    const auto data = NextWave(RandomSurvey(seed, Shape{2, 6, 400, 3, false, 24}), seed);
    const auto release = Disclose(data);
    ASSERT_TRUE(release.ok()) << release.status() << " seed " << seed;
    const Findings findings = Attack(data, *release, Effort{});
    for (const auto& leak : findings.leaks) ADD_FAILURE() << "seed " << seed << ": " << leak << "\n  " << Describe(data);
  }
}

INSTANTIATE_TEST_SUITE_P(Part, RandomSurveys, testing::Range(0, kParts));

}  // namespace
}  // namespace frontline::attack
