// Small surveys, attacked by trying out every whole-number table: nothing of the linear programs is used, and what a share stands for is found by showing
// every count.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "services/survey/disclosure/display.h"
#include "services/survey/disclosure/release.h"
#include "services/survey/disclosure/survey_for_test.h"

namespace frontline::survey::disclosure {
namespace {

// Counts of the first of two answers that may be shown as this cell is: the two shares are all that is looked at.
std::set<int64_t> Possible(const Cell& cell) {
  std::set<int64_t> counts;
  for (int64_t n = 0; n <= cell.base; ++n) {
    bool fits = true;
    for (const auto& [share, count] : {std::pair{cell.answers[0].share, n}, std::pair{cell.answers[1].share, cell.base - n}}) {
      const int64_t people = count * 100;
      switch (share.form) {
        case Share::Form::kWhole:
          fits &= WholePercent(count, cell.base) == share.percent;
          break;
        case Share::Form::kAtMost:
          fits &= people <= share.percent * cell.base;
          break;
        case Share::Form::kAtLeast:
          fits &= people >= share.percent * cell.base;
          break;
        case Share::Form::kBetween:
          fits &= people >= share.percent * cell.base && people <= share.upper * cell.base;
          break;
      }
    }
    if (fits) counts.insert(n);
  }
  return counts;
}

std::set<int64_t> Less(const std::set<int64_t>& from, const std::set<int64_t>& what) {
  std::set<int64_t> out;
  for (const int64_t a : from) {
    for (const int64_t b : what) out.insert(a - b);
  }
  return out;
}

// Of a table of one dimension and two answers, hidden cells can hold any part of what is left, in people and in either answer: so it is enough that what
// is left may be k people, and k of each answer.
TEST(BruteForce, WhatIsLeftForHiddenCellsIsAtLeastKWide) {
  int hidden_tables = 0;
  for (uint64_t seed = 0; seed < 150; ++seed) {
    std::mt19937_64 random(seed);
    SurveyData data = SmallSurvey({4}, 2);
    data.threshold = 5 + static_cast<int>(random() % 6);
    data.breakdowns = {{{0}}};
    const uint64_t lean = 1 + random() % 30;
    for (uint16_t v = 0; v < 4; ++v) {
      const size_t people = random() % (v < 2 ? 25 : 400);
      for (size_t i = 0; i < people; ++i) Add(data, 1, {v}, random() % lean == 0);
    }
    const auto release = Disclose(data);
    ASSERT_TRUE(release.ok());
    const QuestionRelease& question = release->questions[0];
    if (question.tables[0].state == TableState::kWithheld) continue;
    const Cell& total = question.total.cells.at(0);
    int64_t people = total.base;
    std::set<int64_t> first = Possible(total);
    size_t hidden = 0;
    for (const Cell& cell : question.tables[0].cells) {
      if (cell.state == CellState::kSuppressed) {
        ++hidden;
        continue;
      }
      people -= cell.base;
      first = Less(first, Possible(cell));
    }
    if (hidden == 0) continue;
    ++hidden_tables;
    EXPECT_GE(hidden, 2u) << seed;
    EXPECT_GE(people, data.threshold) << seed;
    int64_t most_first = 0, most_second = 0;
    for (const int64_t count : first) {
      if (count < 0 || count > people) continue;
      most_first = std::max(most_first, count);
      most_second = std::max(most_second, people - count);
    }
    EXPECT_GE(most_first, data.threshold) << seed;
    EXPECT_GE(most_second, data.threshold) << seed;
  }
  EXPECT_GT(hidden_tables, 10);
}

// The counts behind a share, against showing every count.
TEST(BruteForce, AShareStandsForExactlyTheCountsThatAreShownSo) {
  for (const Grain grain : {Grain::kFine, Grain::kBounded, Grain::kCoarse}) {
    for (const int64_t base : {5, 7, 12, 23, 60, 99, 100, 101, 250, 1999}) {
      for (int64_t count = 0; count <= base; ++count) {
        const Share share = ShareOf(grain, count, base, 10);
        const Range range = CountsShownAs(grain, count, base, 10);
        EXPECT_LE(range.low, count);
        EXPECT_GE(range.high, count);
        EXPECT_EQ(ShareOf(grain, range.low, base, 10), share) << base << " " << count;
        EXPECT_EQ(ShareOf(grain, range.high, base, 10), share) << base << " " << count;
        if (range.low > 0) {
          EXPECT_NE(ShareOf(grain, range.low - 1, base, 10), share) << base << " " << count;
        }
        if (range.high < base) {
          EXPECT_NE(ShareOf(grain, range.high + 1, base, 10), share) << base << " " << count;
        }
      }
    }
  }
}

}  // namespace
}  // namespace frontline::survey::disclosure
