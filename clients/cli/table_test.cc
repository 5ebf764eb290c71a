#include "clients/cli/table.h"

#include <gtest/gtest.h>

#include "absl/strings/str_split.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

TEST(TableTest, AlignsColumnsAndNumbersToTheRight) {
  Table table({{"NAME"}, {"PEOPLE", true}});
  table.Add({"forces/kent", "1,200"});
  table.Add({"forces/city", "8"});
  EXPECT_EQ(table.Render(0, false),
            "NAME         PEOPLE\n"
            "forces/kent   1,200\n"
            "forces/city       8\n");
}

TEST(TableTest, CutsTheWidestColumnToFitTheTerminal) {
  Table table({{"NAME"}, {"STATEMENT"}});
  table.Add({"forces/kent/needs/a", std::string(200, 'x')});
  const std::string out = table.Render(60, false);
  for (absl::string_view line : absl::StrSplit(out, '\n')) EXPECT_LE(DisplayWidth(line), 60u) << line;
  EXPECT_NE(out.find("forces/kent/needs/a"), std::string::npos) << "the short column is left alone";
  EXPECT_NE(out.find("…"), std::string::npos);
}

TEST(TableTest, NamesAreCutLast) {
  Table table({{.header = "NAME", .keep = true}, {.header = "TITLE"}});
  table.Add({std::string(50, 'n'), std::string(60, 't')});
  const std::string out = table.Render(70, false);
  EXPECT_NE(out.find(std::string(50, 'n')), std::string::npos);
  EXPECT_NE(out.find("ttt…"), std::string::npos);
}

TEST(TableTest, AWrappedCellGoesOnBelow) {
  Table table({{.header = "CRITERION", .wrap = true}, {.header = "ANSWER"}});
  table.Add({"a charge lasts at least twelve hours", "met"});
  EXPECT_EQ(table.Render(30, false),
            "CRITERION               ANSWER\n"
            "a charge lasts at       met\n"
            "least twelve hours\n");
}

TEST(TableTest, CutsNothingWithoutAWidth) {
  Table table({{"STATEMENT"}});
  table.Add({std::string(200, 'x')});
  EXPECT_NE(table.Render(0, false).find(std::string(200, 'x')), std::string::npos);
}

TEST(TableTest, LeavesOutColumnsWithoutValues) {
  Table table({{"NAME"}, {"MERGED INTO"}, {"STATE"}});
  table.Add({"a", "", "logged"});
  EXPECT_EQ(table.Render(0, false), "NAME  STATE\na     logged\n");
}

TEST(TableTest, WideCharactersKeepTheColumnsAligned) {
  Table table({{"NAME"}, {"STATE"}});
  table.Add({"警察", "a"});
  table.Add({"kent", "b"});
  EXPECT_EQ(table.Render(0, false), "NAME  STATE\n警察  a\nkent  b\n");
}

TEST(TableTest, ACellIsOneLine) {
  Table table({{"TEXT"}});
  table.Add({"first\nsecond"});
  EXPECT_EQ(table.Render(0, false), "TEXT\nfirst second\n");
}

TEST(TableTest, ColoursTheHeaderOnly) {
  Table table({{"A"}});
  table.Add({"b"});
  EXPECT_EQ(table.Render(0, true), "\x1b[1mA\x1b[0m\nb\n");
}

}  // namespace
}  // namespace frontline::cli
