#include "services/survey/disclosure/program.h"

#include <gtest/gtest.h>

#include <cmath>

namespace frontline::survey::disclosure {
namespace {

TEST(Program, FindsBestPointsOneAfterTheOther) {
  Program program;
  const int x = program.AddColumn(0, 10), y = program.AddColumn(0, 10);
  program.AddRow({{x, 1}, {y, 2}}, -HUGE_VAL, 14);
  ASSERT_TRUE(program.Maximise({{x, 1}, {y, 1}}));
  EXPECT_NEAR(program.value(x) + program.value(y), 12, 1e-7);
  ASSERT_TRUE(program.Maximise({{y, 1}}));
  EXPECT_NEAR(program.value(y), 7, 1e-7);
  ASSERT_TRUE(program.Maximise({{x, -1}}));
  EXPECT_NEAR(program.value(x), 0, 1e-7);
}

TEST(Program, SaysWhenThereIsNoPoint) {
  Program program;
  const int x = program.AddColumn(0, 1);
  program.AddRow({{x, 1}}, 2, 3);
  EXPECT_FALSE(program.Maximise({{x, 1}}));
}

// GLPK would end the process: a bound that is no number makes it fail inside.
TEST(Program, AnErrorInTheSolverIsAnAnswerNotTheEnd) {
  Program program;
  const int x = program.AddColumn(0, 1);
  program.AddRow({{x, 1}, {7, 1}}, 0, 1);  // there is no column 7
  EXPECT_FALSE(program.Maximise({{x, 1}}));
  EXPECT_FALSE(program.Maximise({{x, 1}}));
  Program next;
  const int y = next.AddColumn(0, 1);
  next.AddRow({{y, 1}}, 0, 0.5);
  ASSERT_TRUE(next.Maximise({{y, 1}}));
  EXPECT_NEAR(next.value(y), 0.5, 1e-7);
}

}  // namespace
}  // namespace frontline::survey::disclosure
