#include "services/intake/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace frontline::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

CsvRows::Read From(std::string text, size_t chunk = 5) {
  return [text = std::move(text), chunk, at = size_t{0}](char* to, size_t size) mutable {
    const size_t n = std::min({size, chunk, text.size() - at});
    std::copy_n(text.data() + at, n, to);
    at += n;
    return n;
  };
}

// The cells of `rows` as "a|b", then the error if there was one.
std::vector<std::string> All(const std::string& text) {
  CsvRows rows(From(text));
  std::vector<std::string> all;
  while (true) {
    auto row = rows.Next();
    if (!row.ok()) {
      all.emplace_back(row.status().message());
      return all;
    }
    if (!row->has_value()) return all;
    std::string line = std::to_string(rows.row());
    for (const std::string& cell : **row) line += "|" + cell;
    all.push_back(line);
  }
}

TEST(CsvRows, ReadsQuotesLineFeedsCrlfAndAByteOrderMark) {
  EXPECT_THAT(All("\xef\xbb\xbfstatement,topic\r\n\"a \"\"b\"\",\nc\",d\r\n"), ElementsAre("1|statement|topic", "2|a \"b\",\nc|d"));
  EXPECT_THAT(All("a,b\n1,2"), ElementsAre("1|a|b", "2|1|2"));
}

TEST(CsvRows, NamesTheRowOfWhatIsWrong) {
  EXPECT_THAT(All("a\n\"b\nc"), ElementsAre("1|a", HasSubstr("row 2 opens a quote that is never closed")));
  EXPECT_THAT(All("a\nb\"c\n"), ElementsAre(HasSubstr("row 2 has a quote in the middle")));
  EXPECT_THAT(
      All("a\n\xe9t\xe9\n"),
      ElementsAre("1|a", HasSubstr("row 2, cell 1 must be UTF-8, and byte 0xe9 is not (in Windows-1252 it is '\xc3\xa9'). Save the file as UTF-8")));
  EXPECT_THAT(All(std::string("a\nb\0c\n", 6)), ElementsAre("1|a", HasSubstr("must not hold NUL")));
  EXPECT_THAT(All("a\n\"" + std::string(100000, 'x') + "\"\n"), ElementsAre("1|a", HasSubstr("row 2 has a cell of more than 64 KiB")));
}

std::string HeaderProblem(const std::string& text, std::map<std::string, std::string> mapping = {}) {
  CsvTable table(From(text), {"*statement", "topic", "forces"}, std::move(mapping));
  return std::string(table.ReadHeader().message());
}

TEST(CsvTable, HoldsTheHeaderToTheKnownColumnsAndSaysAllThatIsWrong) {
  EXPECT_EQ(HeaderProblem("Statement,topic\n"), "");
  const std::string wrong = HeaderProblem("topic,Topic,colour\n", {{"gone", "forces"}});
  EXPECT_THAT(wrong, HasSubstr("'Topic' stands for 'topic', which is there twice"));
  EXPECT_THAT(wrong, HasSubstr("'colour' is not known"));
  EXPECT_THAT(wrong, HasSubstr("column 'statement' is missing"));
  EXPECT_THAT(wrong, HasSubstr("columns['gone'] maps a header that the file does not have"));
  EXPECT_THAT(HeaderProblem(""), HasSubstr("is empty"));
  EXPECT_EQ(HeaderProblem("What is lacking,colour\n", {{"What is lacking", "statement"}, {"colour", "-"}}), "");
}

TEST(CsvTable, GivesRowsByColumnAndMarksThoseThatDoNotFit) {
  CsvTable table(From("topic,x,statement\nbwv,9, camera \nanpr\n"), {"*statement", "topic"}, {{"x", "-"}});
  ASSERT_TRUE(table.ReadHeader().ok());
  auto row = table.Next();
  ASSERT_TRUE(row.ok() && row->has_value());
  EXPECT_EQ((**row)["statement"], "camera");
  EXPECT_EQ((**row).cells.size(), 2u);
  row = table.Next();
  ASSERT_TRUE(row.ok() && row->has_value());
  EXPECT_EQ((**row).number, 3u);
  EXPECT_EQ((**row).problem, "has 1 cell, the header has 3: some are missing, and those behind them stand under the wrong column");
  EXPECT_FALSE((*table.Next()).has_value());
}

TEST(CsvRows, CountsEmptyLinesWhateverTheirEnds) {
  EXPECT_THAT(All("a\n\n\nb\n"), ElementsAre("1|a", "4|b"));
  EXPECT_THAT(All("a\r\n\r\nb\r\n"), ElementsAre("1|a", "3|b"));
  EXPECT_THAT(All("a\r\rb\r"), ElementsAre("1|a", "3|b"));
  EXPECT_THAT(All("\n\na,b\r\n,\r\n\"\"\nc\n"), ElementsAre("3|a|b", "6|c"));
  EXPECT_THAT(All("a\n\n\"b"), ElementsAre("1|a", HasSubstr("row 3 opens a quote")));
}

TEST(CsvRows, TakesAByteOrderMarkThatComesAlone) {
  CsvRows rows(
      From("\xef\xbb\xbf"
           "a,b\n",
           3));
  EXPECT_THAT(**rows.Next(), ElementsAre("a", "b"));
}

TEST(CsvTable, TakesColumnsWithoutATitleWhileTheyAreEmpty) {
  CsvTable table(From("statement,,\nwet,,\ndry,x,\n"), {"*statement"}, {});
  ASSERT_TRUE(table.ReadHeader().ok());
  EXPECT_EQ((**table.Next()).problem, "");
  EXPECT_EQ((**table.Next()).problem, "has a value in cell 2, whose column has no title");
}

TEST(CsvRows, TakesAThousandColumnsAndNoMore) {
  std::string row = "a";
  for (size_t i = 1; i < kMostColumns; ++i) row += ",a";
  EXPECT_EQ(All(row + "\n").size(), 1u);
  EXPECT_THAT(All(row + "\n" + row + ",a\n").back(), HasSubstr("more than 1000 columns"));
}

TEST(CsvRows, SaysThatAFileIsUtf16OrASpreadsheet) {
  EXPECT_THAT(All(std::string("\xff\xfe"
                              "a\0,\0b\0\n\0",
                              10)),
              ElementsAre(HasSubstr("(file) must be UTF-8, and begins like UTF-16")));
  EXPECT_THAT(All(std::string("\xfe\xff\0a\0\n", 6)), ElementsAre(HasSubstr("begins like UTF-16")));
  EXPECT_THAT(All(std::string("PK\x03\x04\x14\0", 6)), ElementsAre(HasSubstr("is a spreadsheet's own file")));
  // Without a mark.
  EXPECT_THAT(All(std::string("a\0\n\0", 4)), ElementsAre(HasSubstr("row 1, cell 1 must not hold NUL: perhaps the file is UTF-16")));
}

TEST(CsvRows, DoesNotTakeTwoCellsForOneCharacter) {
  EXPECT_THAT(All("a,b\n\xc3,\xa9\n"), ElementsAre("1|a|b", HasSubstr("row 2, cell 1 must be UTF-8, and byte 0xc3 is not")));
  EXPECT_THAT(All("a\n" + std::string(70, 'x') + "caf\xc3\xa9\n").back(), HasSubstr("caf\xc3\xa9"));
}

TEST(CsvRows, GivesTheSameHoweverTheFileIsCut) {
  const std::string text = "\xef\xbb\xbfone,two\r\n\r\n\"a,\n\"\"b\"\"\",\xe2\x82\xac\r\n" + std::string(300, 'x') + ",\n,z";
  for (size_t piece = 1; piece <= text.size(); ++piece) {
    CsvRows rows(From(text, piece));
    std::vector<std::string> all;
    while (true) {
      const auto there = rows.NextCells();
      ASSERT_TRUE(there.ok()) << there.status();
      if (!*there) break;
      all.push_back(std::to_string(rows.row()));
      for (const absl::string_view cell : rows.cells()) all.emplace_back(cell);
    }
    EXPECT_THAT(all, ElementsAre("1", "one", "two", "3", "a,\n\"b\"", "\xe2\x82\xac", "4", std::string(300, 'x'), "", "5", "", "z")) << piece;
  }
}

TEST(CsvTable, GivesCellsByPositionUnderTitlesThatItNeedNotKnow) {
  CsvTable table(From("RespondentID, How often? ,How often?,\n1, Often ,,\n2,Never\n3,a,b,c\n4,a,b,,\n"));
  ASSERT_TRUE(table.ReadTitles().ok());
  EXPECT_THAT(table.titles(), ElementsAre("RespondentID", "How often?", "How often?", ""));
  ASSERT_TRUE(*table.NextCells());
  EXPECT_THAT(table.cells(), ElementsAre("1", "Often", "", ""));
  EXPECT_EQ(table.number(), 2u);
  EXPECT_EQ(table.problem(), "");
  ASSERT_TRUE(*table.NextCells());
  EXPECT_THAT(table.problem(), HasSubstr("has 2 cells, the header has 4: some are missing"));
  ASSERT_TRUE(*table.NextCells());
  EXPECT_EQ(table.problem(), "has a value in cell 4, whose column has no title");
  ASSERT_TRUE(*table.NextCells());
  EXPECT_EQ(table.number(), 5u);
  EXPECT_EQ(table.problem(), "has 5 cells, the header has 4: a comma within a text needs quotes around the text");
  EXPECT_FALSE(*table.NextCells());
  EXPECT_TRUE(absl::IsInvalidArgument(CsvTable(From("\n\n")).ReadTitles()));
}

TEST(CsvTable, KnowsWhereAColumnStands) {
  CsvTable table(From("x,What is lacking,topic\n"), {"*statement", "topic", "forces"}, {{"x", "-"}, {"What is lacking", "statement"}});
  ASSERT_TRUE(table.ReadHeader().ok());
  EXPECT_EQ(table.PositionOf("statement"), 1u);
  EXPECT_EQ(table.PositionOf("topic"), 2u);
  EXPECT_EQ(table.PositionOf("forces"), std::nullopt);
  EXPECT_EQ(table.PositionOf(""), std::nullopt);
}

}  // namespace
}  // namespace frontline::intake
