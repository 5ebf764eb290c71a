#include "services/exchange/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace frontline::exchange {
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
  EXPECT_THAT(All("a\n\xe9t\xe9\n"), ElementsAre("1|a", HasSubstr("row 2, cell 1 must be UTF-8")));
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
  EXPECT_EQ((**row).problem, "has 1 cells, the header has 3");
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
  CsvRows rows(From("\xef\xbb\xbf" "a,b\n", 3));
  EXPECT_THAT(**rows.Next(), ElementsAre("a", "b"));
}

TEST(CsvTable, TakesColumnsWithoutATitleWhileTheyAreEmpty) {
  CsvTable table(From("statement,,\nwet,,\ndry,x,\n"), {"*statement"}, {});
  ASSERT_TRUE(table.ReadHeader().ok());
  EXPECT_EQ((**table.Next()).problem, "");
  EXPECT_EQ((**table.Next()).problem, "has a value in cell 2, whose column has no title");
}

TEST(CsvRows, TakesTwoHundredColumnsAndNoMore) {
  std::string row = "a";
  for (int i = 1; i < 200; ++i) row += ",a";
  EXPECT_EQ(All(row + "\n").size(), 1u);
  EXPECT_THAT(All(row + "\n" + row + ",a\n").back(), HasSubstr("more than 200 columns"));
}

}  // namespace
}  // namespace frontline::exchange
