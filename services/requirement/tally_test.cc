#include "services/requirement/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace frontline::requirement {
namespace {

Counts Of(int endorse, int object, int unsure) {
  Counts counts;
  counts.endorse = endorse;
  counts.object = object;
  counts.unsure = unsure;
  return counts;
}

TEST(TallyTest, ShowsNoFigureUnderTenAnswers) {
  const v1::ConsultationResult result = Tally({"a"}, {{"a", Of(8, 1, 0)}});
  EXPECT_TRUE(result.fewer_than_ten());
  EXPECT_EQ(result.base(), 0);
  EXPECT_FALSE(result.has_endorse());
  EXPECT_EQ(result.groups_size(), 0);
  EXPECT_TRUE(result.objections());
  EXPECT_EQ(result.summary(), "Fewer than ten people answered.");
}

TEST(TallyTest, GivesWholePercentagesAndTheBase) {
  const v1::ConsultationResult result = Tally({"a"}, {{"a", Of(120, 50, 44)}});
  EXPECT_EQ(result.base(), 214);
  EXPECT_EQ(result.endorse().percent(), 56);
  EXPECT_EQ(result.object().percent(), 23);
  EXPECT_EQ(result.unsure().percent(), 21);
  EXPECT_EQ(result.summary(), "Of 214 people who answered, 56% endorsed it, 23% objected and 21% could not say.");
}

TEST(TallyTest, AGroupOfOneMindDoesNotTellWhatEachAnswered) {
  for (int others : {0, 1, 2}) {
    const v1::ConsultationResult result = Tally({"a"}, {{"a", Of(20 - others, others, 0)}});
    EXPECT_EQ(result.endorse().bound(), v1::Share::BOUND_OR_MORE);
    EXPECT_EQ(result.endorse().percent(), 85);
    EXPECT_EQ(result.object().bound(), v1::Share::BOUND_OR_LESS);
    EXPECT_EQ(result.object().percent(), 15);
  }
  EXPECT_EQ(Tally({"a"}, {{"a", Of(17, 3, 0)}}).endorse().bound(), v1::Share::BOUND_ROUNDED);
}

TEST(TallyTest, GroupsUnderFiveAreNotShownNorGivenAwayByTheRest) {
  const std::map<std::string, Counts> counts = {{"a", Of(10, 10, 10)}, {"b", Of(3, 3, 3)}, {"c", Of(1, 0, 0)}};
  const v1::ConsultationResult result = Tally({"a", "b", "c"}, counts);
  EXPECT_FALSE(result.groups(0).suppressed());
  EXPECT_TRUE(result.groups(1).suppressed()) << "else the base less those shown is c's";
  EXPECT_TRUE(result.groups(2).suppressed());
  EXPECT_EQ(result.groups(2).base(), 0);
}

// Whatever the answers: what is hidden is more than one group of five people or more, or all.
TEST(TallyTest, WhatIsHiddenIsNeverOneSmallGroup) {
  std::mt19937 random(7);
  for (int round = 0; round < 5000; ++round) {
    std::vector<std::string> groups;
    std::map<std::string, Counts> counts;
    const int number = 1 + static_cast<int>(random() % 6);
    for (int g = 0; g < number; ++g) {
      groups.push_back("g" + std::to_string(g));
      const auto some = [&random] { return static_cast<int>(random() % 7); };
      counts[groups.back()] = Of(some(), some(), some());
    }
    const v1::ConsultationResult result = Tally(groups, counts);
    int hidden = 0;
    int people = 0;
    for (const v1::GroupResult& group : result.groups()) {
      if (group.suppressed()) {
        ++hidden;
        people += counts[group.group()].base();
        EXPECT_EQ(group.base(), 0);
        EXPECT_FALSE(group.has_endorse());
      } else {
        EXPECT_GE(group.base(), kLeastInGroup);
      }
    }
    if (hidden == 0) continue;
    EXPECT_TRUE(hidden == result.groups_size() || (hidden >= 2 && people >= kLeastInGroup)) << hidden << " hidden with " << people;
  }
}

}  // namespace
}  // namespace frontline::requirement
