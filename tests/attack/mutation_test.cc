// A check that can't fail is a defect: releases are weakened on purpose, each in one way, and the attacker has to notice.
#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <optional>

#include "services/survey/disclosure/release.h"
#include "tests/attack/attack.h"
#include "tests/attack/random_survey.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Cell;
using survey::disclosure::CellState;
using survey::disclosure::Disclose;
using survey::disclosure::Question;
using survey::disclosure::QuestionKind;
using survey::disclosure::Release;
using survey::disclosure::Share;
using survey::disclosure::SurveyData;
using survey::disclosure::TableState;

constexpr int kThreshold = 10;

// Two questions that everyone answers, by one dimension with these numbers of people. The second answer of each is rare: `rare` in a hundred.
SurveyData Survey(const std::vector<int>& people, int rare) {
  SurveyData data;
  data.threshold = kThreshold;
  data.dimensions.push_back({"force", std::vector<int64_t>(people.size(), 0), {}});
  data.breakdowns.push_back({{0}});
  data.segments.resize(1);
  for (size_t v = 0; v < people.size(); ++v) data.segments[0].insert(data.segments[0].end(), static_cast<size_t>(people[v]), static_cast<uint16_t>(v));
  data.respondents = data.segments[0].size();
  data.received = static_cast<int64_t>(data.respondents);
  for (const char* code : {"q0", "q1"}) {
    Question question;
    question.code = code;
    question.kind = QuestionKind::kSingle;
    question.answers.resize(2);
    question.answered_by_all = true;
    for (size_t i = 0; i < data.respondents; ++i) question.single.push_back(static_cast<int>(i * 37 % 100) < rare ? 1 : 0);
    data.questions.push_back(std::move(question));
  }
  return data;
}

struct Case {
  SurveyData data;
  Release release;
  std::vector<size_t> hidden;  // of the first question's table
};

// One whose table is published and has hidden cells, and that is not broken as it stands.
Case Sound(const std::vector<int>& people, int rare) {
  Case c{Survey(people, rare), {}, {}};
  auto release = Disclose(c.data);
  EXPECT_TRUE(release.ok()) << release.status();
  c.release = *std::move(release);
  EXPECT_EQ(c.release.questions[0].tables[0].state, TableState::kPublished);
  const auto& cells = c.release.questions[0].tables[0].cells;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].state == CellState::kSuppressed) c.hidden.push_back(i);
  }
  EXPECT_GE(c.hidden.size(), 2u);
  const Findings findings = Attack(c.data, c.release, Effort{});
  EXPECT_TRUE(findings.leaks.empty()) << findings.leaks[0];
  EXPECT_TRUE(findings.false_beliefs.empty()) << findings.false_beliefs[0];
  return c;
}

// The cell as it would be without protection.
Cell Bare(const SurveyData& data, size_t question, size_t value) {
  Cell cell;
  cell.state = CellState::kPublished;
  cell.categories = {value};
  std::vector<int64_t> counts(2, 0);
  for (size_t i = 0; i < data.respondents; ++i) {
    if (data.segments[0][i] == value) ++cell.base, ++counts[data.questions[question].single[i]];
  }
  for (const int64_t count : counts) {
    const Share share{Share::Form::kWhole, static_cast<int>((200 * count + cell.base) / (2 * cell.base)), 0};
    cell.answers.push_back({share, {}});
  }
  return cell;
}

bool Says(const Findings& findings, const std::string& what) {
  return std::any_of(findings.leaks.begin(), findings.leaks.end(), [&](const std::string& leak) { return leak.find(what) != std::string::npos; });
}

const std::vector<int> kPeople = {120, 90, 80, 30, 25, 14, 4};

TEST(Mutation, RevealedSecondaryCellIsCaught) {
  Case c = Sound(kPeople, 40);
  ASSERT_EQ(c.data.dimensions[0].headcounts.size(), kPeople.size());
  for (auto& question : c.release.questions) {
    for (const size_t cell : c.hidden) {
      if (kPeople[cell] >= kThreshold) question.tables[0].cells[cell] = Bare(c.data, 0, cell);
    }
  }
  const Findings findings = Attack(c.data, c.release, Effort{});
  EXPECT_TRUE(Says(findings, "respondents of force=6 is in [4, 4]"));
}

TEST(Mutation, AnExactTotalOfHiddenCellsIsCaught) {
  Case c = Sound({120, 90, 80, 30, 6, 5, 4}, 40);
  ASSERT_GE(c.hidden.size(), 3u);
  // All but one of those that are hidden: the one is left over.
  const std::vector<ExactTotal> totals = {{0, {c.hidden.begin(), c.hidden.end() - 1}}};
  EXPECT_TRUE(Says(Attack(c.data, c.release, Effort{}, totals), "respondents of force=6 is in [4, 4]"));
}

TEST(Mutation, AnExactShareInPlaceOfABoundedOneIsCaught) {
  Case c = Sound({90, 70, 30, 4}, 3);
  auto& rare = c.release.questions[0].total.cells[0].answers[1];
  ASSERT_EQ(rare.share.form, Share::Form::kAtMost);
  const int64_t count = std::count(c.data.questions[0].single.begin(), c.data.questions[0].single.end(), 1), n = static_cast<int64_t>(c.data.respondents);
  rare.share = {Share::Form::kWhole, static_cast<int>((200 * count + n) / (2 * n)), 0};
  const Findings findings = Attack(c.data, c.release, Effort{});
  EXPECT_TRUE(findings.false_beliefs.empty()) << findings.false_beliefs[0];
  EXPECT_TRUE(Says(findings, "answer 1 is in [0,")) << findings.leaks.size();
}

TEST(Mutation, ASecondTableWithOtherSecondariesIsCaught) {
  Case c = Sound(kPeople, 40);
  auto& cells = c.release.questions[1].tables[0].cells;
  for (const size_t cell : c.hidden) {
    if (kPeople[cell] >= kThreshold) cells[cell] = Bare(c.data, 1, cell);
  }
  Cell blank;
  blank.categories = {3};
  ASSERT_EQ(cells[3].state, CellState::kPublished);
  cells[3] = blank;  // hides 30 instead
  EXPECT_TRUE(Says(Attack(c.data, c.release, Effort{}), "respondents of force=6 is in [4, 4]"));
}

TEST(Mutation, ASuppressedCellThatKeepsItsResponseRateIsCaught) {
  Case c = Sound(kPeople, 40);
  c.release.questions[0].tables[0].cells[c.hidden[0]].response_rate = 40;
  EXPECT_TRUE(Says(Attack(c.data, c.release, Effort{}), "says more than that it is"));
}

TEST(Mutation, AConfidenceIntervalFromTheExactCountIsCaught) {
  Case c = Sound(kPeople, 40);
  c.release.questions[0].total.cells[0].answers[0].interval.low += 1;
  EXPECT_TRUE(Says(Attack(c.data, c.release, Effort{}), "an interval that is not that of the share shown"));
}

TEST(Mutation, ACellUnderTheThresholdIsCaught) {
  Case c = Sound(kPeople, 40);
  for (auto& question : c.release.questions) question.tables[0].cells[6] = Bare(c.data, 0, 6);
  EXPECT_TRUE(Says(Attack(c.data, c.release, Effort{}), "is shown with a base of 4"));
}

// The base of a routed question says how many gave the answer that leads to it.
TEST(Mutation, UnanimityThatARoutedBaseProvesIsSeen) {
  Case c = Sound(kPeople, 40);
  const auto bounded = [](const Release& release) {
    return release.questions[0].total.cells[0].answers[0].share.form == Share::Form::kAtLeast;
  };
  SurveyData data = Survey({60, 60, 60}, 1);
  data.questions[1].route = survey::disclosure::Route{0, {0}};
  for (size_t i = 0; i < data.respondents; ++i) {
    if (data.questions[0].single[i] == 1) data.questions[1].single[i] = survey::disclosure::kNoAnswer;
  }
  auto release = Disclose(data);
  ASSERT_TRUE(release.ok());
  ASSERT_TRUE(bounded(*release));
  // Whatever Disclose() does about it: with the child's total shown, the parent's count is known.
  Cell total;
  total.state = CellState::kPublished;
  total.base = std::count(data.questions[1].single.begin(), data.questions[1].single.end(), 0);
  total.answers = {{{Share::Form::kAtLeast, 95, 0}, {}}, {{Share::Form::kAtMost, 5, 0}, {}}};
  release->questions[1].total = {TableState::kPublished, {total}};
  EXPECT_FALSE(Attack(data, *release, Effort{}).undone.empty());
}

}  // namespace
}  // namespace frontline::attack
