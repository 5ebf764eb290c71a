#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "services/survey/disclosure/release.h"
#include "services/survey/disclosure/survey_for_test.h"

namespace frontline::survey::disclosure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Release Of(const SurveyData& data) {
  auto release = Disclose(data);
  EXPECT_TRUE(release.ok()) << release.status();
  return release.ok() ? *std::move(release) : Release{};
}

// By cell: 's'uppressed, 'p'ublished; "withheld" of a table that is.
std::string States(const Table& table) {
  if (table.state == TableState::kWithheld) return "withheld";
  std::string states;
  for (const Cell& cell : table.cells) states += cell.state == CellState::kSuppressed ? 's' : 'p';
  return states;
}

std::vector<std::string> Shares(const Cell& cell) {
  std::vector<std::string> texts;
  for (const AnswerFigure& figure : cell.answers) texts.push_back(ShareText(figure.share));
  return texts;
}

// Three answers, 40, 35 and 25 per cent of `people` in a segment.
void AddMixed(SurveyData& data, size_t people, const std::vector<uint16_t>& segments) {
  const size_t first = people * 40 / 100, second = people * 35 / 100;
  Add(data, first, segments, 0);
  Add(data, second, segments, 1);
  Add(data, people - first - second, segments, 2);
}

TEST(Disclosure, OneSmallSegmentTakesItsNeighbourInAPublicOrderWithIt) {
  SurveyData data = SmallSurvey({4}, 3);
  data.breakdowns = {{{0}}};
  AddMixed(data, 6, {0});
  AddMixed(data, 900, {1});
  AddMixed(data, 120, {2});
  AddMixed(data, 800, {3});
  const Release release = Of(data);
  EXPECT_EQ(States(release.questions[0].tables[0]), "sspp");  // not the smallest: which one that is, nobody shall learn
}

// People without a value are hidden too, but a table with one suppressed cell would say which segment is small.
TEST(Disclosure, ASmallSegmentIsNeverTheOnlyOneThatIsSuppressed) {
  SurveyData data = SmallSurvey({4}, 3);
  data.breakdowns = {{{0}}};
  AddMixed(data, 4, {0});
  AddMixed(data, 900, {1});
  AddMixed(data, 120, {2});
  AddMixed(data, 800, {3});
  AddMixed(data, 250, {kNoValue});
  EXPECT_EQ(States(Of(data).questions[0].tables[0]), "sspp");
}

TEST(Disclosure, SuppressedCellsAreAllAlike) {
  SurveyData data = SmallSurvey({4}, 3);
  data.breakdowns = {{{0}}};
  AddMixed(data, 6, {0});
  AddMixed(data, 900, {1});
  AddMixed(data, 120, {2});
  AddMixed(data, 800, {3});
  const Table table = Of(data).questions[0].tables[0];
  Cell primary = table.cells[0], secondary = table.cells[1];
  ASSERT_EQ(primary.state, CellState::kSuppressed);
  primary.categories.clear(), secondary.categories.clear();
  EXPECT_EQ(primary, secondary);
  EXPECT_EQ(primary, Cell{});
}

// Found when the tables of a survey weighted by three segments were worked out: no table is of three dimensions.
TEST(Disclosure, WeightingByMoreSegmentsThanATableHasGivesNoWeightedFigures) {
  SurveyData data = SmallSurvey({2, 2, 2}, 3);
  data.breakdowns = {{{0}}};
  for (Dimension& dimension : data.dimensions) dimension.headcounts = {500, 500};
  for (uint16_t i = 0; i < 8; ++i) AddMixed(data, 60, {static_cast<uint16_t>(i & 1), static_cast<uint16_t>(i >> 1 & 1), static_cast<uint16_t>(i >> 2)});
  data.weighting = {0, 1, 2};
  const Release release = Of(data);
  EXPECT_EQ(release.weighting, WeightingState::kNotConverged);
  EXPECT_FALSE(release.questions[0].weighted.has_value());
}

TEST(Disclosure, WholePerCentAreExactAndHalvesGoUp) {
  SurveyData data = SmallSurvey({1}, 3);
  Add(data, 25, {0}, 0);   // 12.5 %
  Add(data, 75, {0}, 1);   // 37.5 %
  Add(data, 100, {0}, 2);  // 50 %
  const Cell total = Of(data).questions[0].total.cells.at(0);
  EXPECT_EQ(total.base, 200);
  EXPECT_THAT(Shares(total), ElementsAre("13%", "38%", "50%"));
}

TEST(Disclosure, WhatEveryoneAnsweredIsNotSaid) {
  for (const size_t others : {0, 1, 2}) {
    SurveyData data = SmallSurvey({1}, 3);
    for (size_t a = 0; a < 3; ++a) data.questions[0].answers[a].score_milli = 1000 * static_cast<int64_t>(a);
    Add(data, 200 - others, {0}, 0);
    Add(data, others, {0}, 2);
    const Cell total = Of(data).questions[0].total.cells.at(0);
    EXPECT_THAT(Shares(total), ElementsAre("95% or more", "5% or less", "5% or less")) << others;
    EXPECT_FALSE(total.mean_tenths) << "a mean would tell how alike they answered";
  }
}

TEST(Disclosure, InASmallSegmentTheEndsAreWider) {
  SurveyData data = SmallSurvey({1}, 2);
  Add(data, 11, {0}, 0);
  Add(data, 1, {0}, 1);
  EXPECT_THAT(Shares(Of(data).questions[0].total.cells.at(0)), ElementsAre("75% or more", "25% or less"));
}

TEST(Disclosure, MeansAndPolarity) {
  SurveyData data = SmallSurvey({1}, 5);
  for (size_t a = 0; a < 5; ++a) {
    data.questions[0].answers[a].score_milli = 1000 * static_cast<int64_t>(a + 1);
    data.questions[0].answers[a].polarity = a < 2 ? -1 : a == 2 ? 0 : 1;
  }
  for (const auto& [answer, count] : std::vector<std::pair<uint8_t, size_t>>{{0, 40}, {1, 60}, {2, 70}, {3, 90}, {4, 40}}) Add(data, count, {0}, answer);
  const Cell total = Of(data).questions[0].total.cells.at(0);
  EXPECT_EQ(total.mean_tenths, 31);  // (40 + 120 + 210 + 360 + 200) / 300 = 3.1
  EXPECT_EQ(ShareText(*total.positive), "43%");
  EXPECT_EQ(ShareText(*total.neutral), "23%");
  EXPECT_EQ(ShareText(*total.negative), "33%");
}

TEST(Disclosure, TooFewAltogetherIsWithheldWhole) {
  SurveyData data = SmallSurvey({2}, 2);
  data.breakdowns = {{{0}}};
  Add(data, 5, {0}, 0);
  Add(data, 4, {1}, 1);
  const Release release = Of(data);
  EXPECT_EQ(release.questions[0].total, Table{});
  EXPECT_EQ(release.questions[0].tables[0], Table{});
}

TEST(Disclosure, ASmallPairHidesItsBlock) {
  SurveyData data = SmallSurvey({4, 4}, 2);
  data.breakdowns = {{{0}}, {{1}}, {{0, 1}}};
  for (uint16_t r = 0; r < 4; ++r) {
    for (uint16_t c = 0; c < 4; ++c) {
      const size_t people = r == 0 && c == 0 ? 4 : 400 + 30 * r + 50 * c;
      Add(data, people / 2, {r, c}, 0);
      Add(data, people - people / 2, {r, c}, 1);
    }
  }
  const QuestionRelease question = Of(data).questions[0];
  EXPECT_EQ(States(question.tables[0]), "pppp");
  EXPECT_EQ(States(question.tables[1]), "pppp");
  EXPECT_EQ(States(question.tables[2]), "sspp" "sspp" "pppp" "pppp");
}

TEST(Disclosure, ABreakdownMayNameItsDimensionsInEitherOrder) {
  SurveyData data = SmallSurvey({2, 3}, 2);
  data.breakdowns = {{{0, 1}}, {{1, 0}}};
  for (uint16_t r = 0; r < 2; ++r) {
    for (uint16_t c = 0; c < 3; ++c) Add(data, 20 + 10 * r + 3 * c, {r, c}, c == 1), Add(data, 20, {r, c}, c != 1);
  }
  const QuestionRelease question = Of(data).questions[0];
  ASSERT_EQ(question.tables[1].cells.size(), 6u);
  EXPECT_THAT(question.tables[1].cells[1].categories, ElementsAre(0, 1));
  for (const Cell& cell : question.tables[1].cells) {
    const Cell& same = question.tables[0].cells[cell.categories[1] * 3 + cell.categories[0]];
    EXPECT_EQ(cell.base, same.base);
    EXPECT_EQ(cell.answers, same.answers);
  }
}

// Of 100 people every whole per cent is one person: what is hidden of a rare answer follows by subtraction, so the table can't be.
TEST(Disclosure, WherePerCentsAreCountsARareAnswerWithholdsTheTable) {
  SurveyData data = SmallSurvey({3}, 3);
  data.breakdowns = {{{0}}};
  Add(data, 4, {0}, 0);
  Add(data, 6, {1}, 0), Add(data, 8, {1}, 1);
  Add(data, 42, {2}, 0), Add(data, 37, {2}, 1), Add(data, 3, {2}, 2);
  const QuestionRelease question = Of(data).questions[0];
  EXPECT_EQ(States(question.total), "p");
  EXPECT_EQ(States(question.tables[0]), "withheld");
}

TEST(Disclosure, RoutedQuestionsWithTooFewInACellWithholdTheTable) {
  SurveyData data = SmallSurvey({3}, 2);
  data.breakdowns = {{{0}}};
  for (uint16_t v = 0; v < 3; ++v) Add(data, v == 0 ? 4 : 150, {v}, 1), Add(data, 200, {v}, 0);
  Question routed = data.questions[0];
  routed.code = "q1";
  routed.route = Route{0, {1}};
  for (uint8_t& answer : routed.single) answer = answer == 1 ? 0 : kNoAnswer;
  for (size_t i = 0; i < routed.single.size(); i += 3) {
    if (routed.single[i] == 0) routed.single[i] = 1;
  }
  data.questions.push_back(routed);
  const Release release = Of(data);
  EXPECT_EQ(States(release.questions[0].tables[0]), "ppp");
  EXPECT_EQ(States(release.questions[1].total), "p");
  EXPECT_EQ(States(release.questions[1].tables[0]), "withheld");
}

TEST(Disclosure, SmallValuesAreRolledUpWhereTheInstrumentAllows) {
  SurveyData data = SmallSurvey({4}, 3);
  data.breakdowns = {{{0}}};
  data.dimensions[0].roll_up = {0, 0, -1, -1};
  AddMixed(data, 6, {0});
  AddMixed(data, 60, {1});
  AddMixed(data, 300, {2});
  AddMixed(data, 400, {3});
  const Release release = Of(data);
  ASSERT_EQ(release.dimensions[0].categories.size(), 3u);
  EXPECT_THAT(release.dimensions[0].categories[0].values, ElementsAre(0, 1));
  EXPECT_FALSE(release.dimensions[0].categories[0].remainder);
  EXPECT_EQ(States(release.questions[0].tables[0]), "ppp");
}

TEST(Disclosure, ValuesWithFewHeadsArePooledAsOthers) {
  SurveyData data = SmallSurvey({4}, 3);
  data.breakdowns = {{{0}}};
  data.dimensions[0].headcounts = {9, 15, 500, 600};
  AddMixed(data, 9, {0});
  AddMixed(data, 14, {1});
  AddMixed(data, 300, {2});
  AddMixed(data, 400, {3});
  const Release release = Of(data);
  ASSERT_EQ(release.dimensions[0].categories.size(), 3u);
  EXPECT_THAT(release.dimensions[0].categories[2].values, ElementsAre(0, 1));
  EXPECT_TRUE(release.dimensions[0].categories[2].remainder);
  EXPECT_EQ(release.questions[0].tables[0].cells[0].response_rate, 60);
}

TEST(Disclosure, WeightedToplineAndDesignEffect) {
  SurveyData data = SmallSurvey({2}, 2);
  data.dimensions[0].headcounts = {5000, 5000};
  data.weighting = {0};
  Add(data, 480, {0}, 0), Add(data, 320, {0}, 1);
  Add(data, 40, {1}, 0), Add(data, 160, {1}, 1);
  const Release release = Of(data);
  EXPECT_EQ(release.weighting, WeightingState::kConverged);
  ASSERT_TRUE(release.questions[0].weighted);
  // Half of 60 % and half of 20 %.
  EXPECT_EQ(ShareText(release.questions[0].weighted->shares[0]), "40%");
  // Weights 0.625 and 2.5: 1000 × (800 × 0.390625 + 200 × 6.25) / 1000² = 1.5625.
  EXPECT_EQ(release.questions[0].weighted->design_effect_tenths, 16);
}

TEST(Disclosure, NobodyInAClassThatCountsMeansNoWeights) {
  SurveyData data = SmallSurvey({2}, 2);
  data.dimensions[0].headcounts = {5000, 5000};
  data.weighting = {0};
  Add(data, 480, {0}, 0), Add(data, 320, {0}, 1);
  const Release release = Of(data);
  // Both values are hidden (one of them has nobody), so they are one class.
  EXPECT_EQ(release.weighting, WeightingState::kConverged);
  EXPECT_EQ(release.questions[0].weighted->design_effect_tenths, 10);
}

SurveyData Varied(uint64_t seed) {
  SurveyData data = SmallSurvey({5, 4}, 4);
  data.breakdowns = {{{0}}, {{1}}, {{0, 1}}};
  std::mt19937_64 random(seed);
  for (int i = 0; i < 700; ++i) {
    const auto skewed = [&](uint16_t n) { return static_cast<uint16_t>(std::min(random() % n, random() % n)); };
    const uint16_t second = random() % 50 == 0 ? kNoValue : skewed(4);
    Add(data, 1, {skewed(5), second}, static_cast<uint8_t>(skewed(4)));
  }
  Question multiple;
  multiple.kind = QuestionKind::kMultiple;
  multiple.answers.resize(3);
  for (size_t i = 0; i < data.respondents; ++i) multiple.multiple.push_back(random() % 30 == 0 ? kNoChoices : random() % 8);
  data.questions.push_back(multiple);
  return data;
}

TEST(Disclosure, TheOrderOfRespondentsDoesNotMatter) {
  const SurveyData data = Varied(1);
  const Release one = Of(data), same = Of(data), other = Of(Shuffled(data, 7));
  EXPECT_EQ(one.questions, same.questions);
  EXPECT_EQ(one.questions, other.questions);
  EXPECT_EQ(one.dimensions, other.dimensions);
  EXPECT_EQ(one.loss, other.loss);
}

TEST(Disclosure, ThreadsDoNotDisturbEachOther) {
  const SurveyData data = Varied(2);
  const Release alone = Of(data);
  std::vector<Release> releases(4);
  std::vector<std::thread> threads;
  for (Release& release : releases) threads.emplace_back([&] { release = Of(data); });
  for (std::thread& thread : threads) thread.join();
  for (const Release& release : releases) EXPECT_EQ(release.questions, alone.questions);
}

TEST(Disclosure, NoPublishedCellIsUnderTheThreshold) {
  for (uint64_t seed = 10; seed < 16; ++seed) {
    for (const QuestionRelease& question : Of(Varied(seed)).questions) {
      for (const Table& table : question.tables) {
        for (const Cell& cell : table.cells) {
          EXPECT_TRUE(cell.state == CellState::kSuppressed || cell.base >= 10);
        }
      }
    }
  }
}

TEST(Disclosure, BadDataIsRefusedByTheFieldsName) {
  SurveyData data = SmallSurvey({2}, 2);
  Add(data, 50, {0}, 0);
  data.threshold = 4;
  EXPECT_THAT(std::string(Disclose(data).status().message()), HasSubstr("threshold"));
  data.threshold = 10;
  data.breakdowns = {{{0, 0}}};
  EXPECT_THAT(std::string(Disclose(data).status().message()), HasSubstr("breakdowns[0]"));
  data.breakdowns = {{{3}}};
  EXPECT_THAT(std::string(Disclose(data).status().message()), HasSubstr("no dimension 3"));
  data.breakdowns.clear();
  data.questions[0].single[0] = 2;
  EXPECT_THAT(std::string(Disclose(data).status().message()), HasSubstr("questions[0].single"));
  data.questions[0].single[0] = 0;
  data.questions[0].route = Route{0, {0}};
  EXPECT_THAT(std::string(Disclose(data).status().message()), HasSubstr("questions[0].route"));
}

}  // namespace
}  // namespace frontline::survey::disclosure
