#include "clients/cli/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace frontline::cli {
namespace {

using testing::ElementsAre;

TEST(TextTest, WidthCountsWhatATerminalShows) {
  EXPECT_EQ(DisplayWidth("Kent"), 4u);
  EXPECT_EQ(DisplayWidth("£250"), 4u);
  EXPECT_EQ(DisplayWidth("警察"), 4u);
  EXPECT_EQ(DisplayWidth("e\xcc\x81"), 1u);  // e and a combining accent
}

TEST(TextTest, TruncationKeepsWholeCharactersAndFits) {
  EXPECT_EQ(Truncate("body-worn video", 15), "body-worn video");
  EXPECT_EQ(Truncate("body-worn video", 10), "body-worn…");
  EXPECT_EQ(Truncate("警察警察", 5), "警察…");
  EXPECT_EQ(Truncate("警察警察", 4), "警…");
  EXPECT_EQ(Truncate("abc", 0), "");
}

TEST(TextTest, NothingThatDrivesATerminalIsPrinted) {
  EXPECT_EQ(Printable("a\x1b[31mred"), "a?[31mred");
  EXPECT_EQ(Printable("a\xff"), "a?");
  EXPECT_EQ(Printable("left\xe2\x80\xae-right"), "left?-right");
  EXPECT_EQ(Printable("line\r\nnext\ttab"), "line\nnext tab");
  EXPECT_EQ(OneLine(" a\n\n b "), "a b");
}

TEST(TextTest, WrapsAtSpaces) {
  EXPECT_THAT(Wrap("the quick brown fox", 10), ElementsAre("the quick", "brown fox"));
  EXPECT_THAT(Wrap("extraordinarily long", 6), ElementsAre("extraordinarily", "long"));
  EXPECT_THAT(Wrap("", 6), ElementsAre(""));
  EXPECT_THAT(Wrap("a\n\nb", 6), ElementsAre("a", "", "b"));
}

TEST(TextTest, CountsAreGroupedByThousands) {
  EXPECT_EQ(Count(0), "0");
  EXPECT_EQ(Count(999), "999");
  EXPECT_EQ(Count(1250000), "1,250,000");
  EXPECT_EQ(Count(-1000), "-1,000");
  EXPECT_EQ(Count(-100), "-100");
  EXPECT_EQ(Plural(1, "supplier"), "1 supplier");
  EXPECT_EQ(Plural(2000, "supplier"), "2,000 suppliers");
}

}  // namespace
}  // namespace frontline::cli
