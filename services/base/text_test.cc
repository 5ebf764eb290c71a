#include "services/base/text.h"

#include <gtest/gtest.h>

namespace frontline::base {
namespace {

TEST(TextTest, CharactersHaveTheirSizes) {
  EXPECT_EQ(FirstCharacter("a"), 1u);
  EXPECT_EQ(FirstCharacter("é!"), 2u);
  EXPECT_EQ(FirstCharacter("€"), 3u);
  EXPECT_EQ(FirstCharacter("😀"), 4u);
  EXPECT_EQ(FirstCharacter(""), 0u);
}

TEST(TextTest, WhatIsNoUtf8IsSeen) {
  for (const char* good : {"", "a é € 😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf", "\xee\x80\x80"}) EXPECT_TRUE(IsUtf8(good)) << good;
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
                          "a\xc3", "\xe2\x82", "\xc3(", "\xff"}) {
    EXPECT_FALSE(IsUtf8(bad)) << bad;
  }
}

TEST(TextTest, ACutNeverPartsACharacter) {
  EXPECT_EQ(CutText("abc", 3), "abc");
  EXPECT_EQ(CutText("abc", 2), "ab");
  EXPECT_EQ(CutText("aé€😀", 2), "a");
  EXPECT_EQ(CutText("aé€😀", 3), "aé");
  EXPECT_EQ(CutText("aé€😀", 9), "aé€");
  EXPECT_EQ(CutText("aé€😀", 10), "aé€😀");
  EXPECT_EQ(CutText("\xff\xff\xff", 2), "\xff\xff");
  EXPECT_EQ(CutText("é", 0), "");
}

}  // namespace
}  // namespace frontline::base
