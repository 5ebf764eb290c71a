#include "services/requirement/words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace frontline::requirement {
namespace {

using ::testing::ElementsAre;

TEST(WordsTest, FormsOfAWordShareAStem) {
  for (const auto& [a, b] : std::vector<std::pair<std::string, std::string>>{{"battery", "batteries"},
                                                                             {"camera", "cameras"},
                                                                             {"charging", "charged"},
                                                                             {"charge", "charging"},
                                                                             {"stopping", "stop"},
                                                                             {"Vehicles", "vehicle"},
                                                                             {"boxes", "box"},
                                                                             {"devices", "device"}}) {
    EXPECT_EQ(Stem(a), Stem(b)) << a;
  }
  EXPECT_NE(Stem("glass"), Stem("gla"));
  EXPECT_NE(Stem("string"), Stem("str"));
  EXPECT_EQ(Stem("call"), Stem("calling"));
}

TEST(WordsTest, LeavesOutWhatEveryTextSays) {
  EXPECT_TRUE(WordsOf("The officers of the police do not have any, 12 at all").empty());
  EXPECT_EQ(WordsOf("Batteries and a battery").size(), 1u);
}

TEST(WordsTest, LikenessWeighsAndNamesWhatIsShared) {
  std::vector<std::string> shared;
  const WordMap asked = WordsOf("cameras batteries");
  EXPECT_EQ(Likeness(asked, asked, {}, &shared), 1000);
  shared.clear();
  EXPECT_EQ(Likeness(asked, WordsOf("battery radio"), {{Stem("battery"), 8}}, &shared), 888);  // 2 × 8 of 9 + 9
  EXPECT_THAT(shared, ElementsAre("batteries"));
}

TEST(WordsTest, ShortensByCharactersToOneLine) {
  EXPECT_EQ(Shorten("Tŷ bach\nyma", 20), "Tŷ bach yma");
  EXPECT_EQ(Shorten("Tŷbach", 3), "Tŷ…");
  EXPECT_EQ(Shorten("abc", 3), "abc");
}

}  // namespace
}  // namespace frontline::requirement
