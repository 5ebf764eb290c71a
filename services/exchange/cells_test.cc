#include "services/exchange/cells.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "frontline/requirement/v1/need.pb.h"
#include "frontline/type/v1/vetting.pb.h"

namespace frontline::exchange {
namespace {

namespace r = frontline::requirement::v1;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Cells, ReadsWhatPeopleWrite) {
  CsvTable::Row row;
  row.cells = {{"n", "12"},           {"yes", "Yes"},       {"f", "every shift"}, {"s", "SEVERITY_MAJOR"},
               {"day", "2026-02-28"}, {"list", "a; b;;c "}, {"line", "a\n b"}};
  Problems problems;
  Cells cells(row, &problems);
  EXPECT_EQ(cells.Count("n"), 12);
  EXPECT_TRUE(cells.YesNo("yes"));
  EXPECT_EQ(cells.Enum("f", *r::Frequency_descriptor()), r::FREQUENCY_EVERY_SHIFT);
  EXPECT_EQ(cells.Enum("s", *r::Severity_descriptor()), r::SEVERITY_MAJOR);
  EXPECT_EQ(cells.Enum("absent", *r::Severity_descriptor()), 0);
  EXPECT_EQ(cells.Day("day"), "2026-02-28");
  EXPECT_THAT(cells.List("list"), ElementsAre("a", "b", "c"));
  EXPECT_EQ(cells.Line("line"), "a b");
  EXPECT_TRUE(problems.empty());
}

TEST(Cells, SaysRowColumnAndWhatWouldBeRight) {
  CsvTable::Row row;
  row.number = 12;
  row.cells = {{"n", "-1"}, {"yes", "perhaps"}, {"f", "unspecified"}, {"day", "2026-02-30"}};
  Problems problems;
  Cells cells(row, &problems);
  EXPECT_EQ(cells.Count("n"), 0);
  EXPECT_FALSE(cells.YesNo("yes"));
  EXPECT_EQ(cells.Enum("f", *r::Frequency_descriptor()), 0);
  EXPECT_EQ(cells.Day("day"), "");
  ASSERT_EQ(problems.size(), 4u);
  EXPECT_EQ(problems[0].path, "row 12, n");
  EXPECT_THAT(problems[2].message, HasSubstr("rare, monthly, weekly, daily, every shift"));
}

TEST(EnumByWords, KnowsVettingLevels) {
  EXPECT_EQ(EnumByWords("nppv3", *frontline::type::v1::VettingLevel_descriptor()), frontline::type::v1::VETTING_LEVEL_NPPV3);
}

}  // namespace
}  // namespace frontline::exchange
