#include "services/matching/engine/group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "services/matching/engine/lexicon.h"

namespace frontline::matching::engine {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Vocabulary& TheVocabulary() {
  static const auto* const lexicon = new Lexicon();
  static const auto* const vocabulary = new Vocabulary(*lexicon);
  return *vocabulary;
}

std::vector<Group> GroupsOf(const std::vector<std::string>& texts) {
  return GroupTexts(std::vector<absl::string_view>(texts.begin(), texts.end()), TheVocabulary());
}

const std::vector<std::string>& Grumbles() {
  static const auto* const grumbles = new std::vector<std::string>{
      "The laptop takes twenty minutes to start in the morning",
      "Radio has no signal in the custody suite",
      "My laptop needs twenty minutes before it starts",
      "No radio signal down in custody",
      "Twenty minutes for the laptop to start, every morning",
      "Please give us a decent canteen",
      "Radio signal drops in custody every night",
      "",
      "and so it is",
  };
  return *grumbles;
}

TEST(GroupTexts, FindsWhatSeveralSayAndNamesTheWordsThatBindIt) {
  const std::vector<Group> groups = GroupsOf(Grumbles());
  ASSERT_THAT(groups, SizeIs(2));
  EXPECT_THAT(groups[0].members, ElementsAre(0, 2, 4));
  EXPECT_THAT(groups[0].words, Contains("laptop"));
  EXPECT_THAT(groups[0].words, Contains("twenty"));
  EXPECT_THAT(groups[1].members, ElementsAre(1, 3, 6));
  EXPECT_THAT(groups[1].words, Contains("custody"));
  for (const Group& group : groups) {
    EXPECT_THAT(group.members, Contains(group.example));
    EXPECT_LE(group.words.size(), 6u);
  }
}

TEST(GroupTexts, GivesTheSameGroupsInWhateverOrderTheTextsCome) {
  const auto as_texts = [](const std::vector<std::string>& texts) {
    std::set<std::set<std::string>> all;
    std::vector<std::vector<std::string>> words;
    std::vector<std::string> examples;
    for (const Group& group : GroupsOf(texts)) {
      std::set<std::string> members;
      for (size_t member : group.members) members.insert(texts[member]);
      all.insert(members);
      words.push_back(group.words);
      examples.push_back(texts[group.example]);
    }
    return std::make_tuple(all, words, examples);
  };
  // Texts of a few words each, so that many are alike by chance and ties abound.
  std::mt19937 random(7);
  const std::vector<std::string> words = {"laptop", "radio", "custody", "battery", "camera", "vehicle", "printer", "password", "signal", "shift"};
  std::vector<std::string> texts;
  for (int i = 0; i < 60; ++i) {
    std::string text;
    for (int j = 0; j < 4; ++j) text += words[random() % words.size()] + " ";
    texts.push_back(text);
  }
  const auto expected = as_texts(texts);
  for (int i = 0; i < 20; ++i) {
    std::shuffle(texts.begin(), texts.end(), random);
    EXPECT_EQ(as_texts(texts), expected);
  }
}

TEST(GroupTexts, TheSameTextTwiceIsAGroup) {
  const std::vector<Group> groups = GroupsOf({"more printers", "something else entirely", "more printers"});
  ASSERT_THAT(groups, SizeIs(1));
  EXPECT_THAT(groups[0].members, ElementsAre(0, 2));
  EXPECT_EQ(groups[0].example, 0u);
}

TEST(GroupTexts, WhatEverybodySaysBindsNobody) {
  // "laptop" is in all of them; what they say of it differs.
  EXPECT_THAT(
      GroupsOf({"laptop heavy shoulder bag", "laptop keyboard sticky letters", "laptop screen glare sunlight", "laptop password expired monday"}),
      IsEmpty());
}

TEST(GroupTexts, NoChainOfSmallStepsJoinsWhatHasNothingInCommon) {
  const std::vector<Group> groups =
      GroupsOf({"radio battery dies", "battery dies in camera", "camera docking slow", "docking slow at station", "station heating broken"});
  for (const Group& group : groups) EXPECT_LE(group.members.size(), 3u);
}

TEST(GroupTexts, NothingComesOfNothing) {
  EXPECT_THAT(GroupsOf({}), IsEmpty());
  EXPECT_THAT(GroupsOf({"", "", "of the and"}), IsEmpty());
}

TEST(GroupTexts, LooksAtNoMoreThanItMay) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < kMostGroupedTexts + 10; ++i) texts.push_back("radio battery number " + std::to_string(i % 50));
  size_t members = 0;
  for (const Group& group : GroupsOf(texts)) {
    members += group.members.size();
    EXPECT_LT(group.members.back(), kMostGroupedTexts);
  }
  EXPECT_EQ(members, kMostGroupedTexts);
}

}  // namespace
}  // namespace frontline::matching::engine
