#include "services/identity/name_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace frontline::identity {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

TEST(NameText, CasePunctuationTheAndTheAmpersandDoNotMatter) {
  const std::string folded = "chief constable of devon and cornwall police";
  EXPECT_EQ(FoldName("The Chief Constable of Devon & Cornwall Police"), folded);
  EXPECT_EQ(FoldName("CHIEF CONSTABLE OF DEVON&CORNWALL POLICE."), folded);
  EXPECT_EQ(FoldName("  Chief Constable of the Devon and   Cornwall Police, "), folded);
  EXPECT_EQ(FoldName("Mayor\u2019s Office"), FoldName("Mayor's Office"));
  EXPECT_EQ(FoldName("Dyfed\u2013Powys"), "dyfed powys");
  EXPECT_EQ(FoldName("Heddlu Llŷn"), "heddlu llyn");
  EXPECT_EQ(FoldName("\u0395\u03BB"), "\u03B5\u03BB");
}

TEST(NameText, OtherWordsDoMatter) {
  EXPECT_NE(FoldName("Kent Police"), FoldName("Kent Police Authority"));
  EXPECT_NE(FoldName("North Wales"), FoldName("NorthWales"));
}

TEST(NameText, NothingToCompareFoldsToNothing) {
  EXPECT_EQ(FoldName(" -- !? "), "");
  EXPECT_EQ(FoldName(""), "");
  EXPECT_EQ(FoldName("The The"), "the the") << "a name of nothing but \"the\" is still a name";
  EXPECT_EQ(FoldName("\xff\xfe"), "") << "what is no UTF-8 is dealt with byte by byte";
}

TEST(NameText, ASlugIsALastSegment) {
  EXPECT_EQ(SlugOf("The Devon & Cornwall Police (D&C)"), "devon-and-cornwall-police-d-and-c");
  EXPECT_EQ(SlugOf("\u65E5\u672C"), "");
  EXPECT_EQ(SlugOf("Société Générale"), "societe-generale");
  EXPECT_LE(SlugOf(std::string(300, 'a')).size(), 63u);
  EXPECT_NE(SlugOf(std::string(49, 'a') + " b c").back(), '-');
}

TEST(NameText, WordsAreFoundAtTheStartOfWords) {
  EXPECT_TRUE(HasWords("north yorkshire police", "police north"));
  EXPECT_TRUE(HasWords("north yorkshire police", "york"));
  EXPECT_FALSE(HasWords("north yorkshire police", "shire"));
  EXPECT_FALSE(HasWords("north yorkshire police", "north west"));
}

TEST(NameText, IdentifiersAreComparedWithoutCaseAndSpaces) {
  EXPECT_EQ(FoldIdentifier(" e23 000032 "), "E23000032");
  EXPECT_EQ(FoldScheme("gb-coh"), "GB-COH");
}

TEST(NameText, ARegionLiesInAllThatHoldIt) {
  EXPECT_THAT(RegionsAround("UKJ42"), UnorderedElementsAre("UKJ42", "UKJ4", "UKJ", "UK", "GB-ENG", "GB-EAW", "GB-GBN", "GB-UKM"));
  EXPECT_THAT(RegionsAround("UKL"), UnorderedElementsAre("UKL", "UK", "GB-WLS", "GB-EAW", "GB-GBN", "GB-UKM"));
  EXPECT_THAT(RegionsAround("UKN"), UnorderedElementsAre("UKN", "UK", "GB-NIR", "GB-UKM"));
  EXPECT_THAT(RegionsAround("GB-SCT"), UnorderedElementsAre("GB-SCT", "UK", "GB-GBN", "GB-UKM"));
  EXPECT_THAT(RegionsAround("UK"), UnorderedElementsAre("UK", "GB-UKM"));
  EXPECT_TRUE(RegionsAround("").empty());
}

TEST(NameText, AMisspeltNameSharesAKeyAndIsAlike) {
  EXPECT_THAT(NearKeys(FoldName("Kennt Police")), Contains("ken"));
  EXPECT_THAT(NearKeys(FoldName("Kent Police")), Not(Contains("pol"))) << "a word that all share tells nothing";
  const auto likeness = [](const char* a, const char* b) { return Likeness(LetterPairs(a), LetterPairs(b)); };
  EXPECT_GT(likeness("kennt police", "kent police"), 0.8);
  EXPECT_LT(likeness("kennt police", "surrey council"), 0.4);
  EXPECT_EQ(likeness("a", "a"), 1.0);
  EXPECT_EQ(likeness("aaaa", "aaaaaaa"), 1.0) << "a pair counts once";
  EXPECT_EQ(likeness("ab", "cd"), 0.0);
}

}  // namespace
}  // namespace frontline::identity
