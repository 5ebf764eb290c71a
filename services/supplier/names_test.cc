#include "services/supplier/names.h"

#include <gtest/gtest.h>

namespace frontline::supplier {
namespace {

TEST(NamesTest, CasePunctuationAndFormOfCompanyMakeNoDifference) {
  for (const char* name : {"Acme & Sons Ltd", "ACME AND SONS LIMITED", "The Acme and Sons, Ltd.", "acme and-sons p.l.c."}) {
    EXPECT_EQ(NormalisedName(name), "acmeandsons") << name;
  }
  EXPECT_EQ(NormalisedName("O'Neill (UK) LLP"), "oneilluk");
  EXPECT_EQ(NormalisedName("Limited"), "limited") << "a name is never all form";
  EXPECT_EQ(NormalisedName("The"), "the");
  EXPECT_EQ(NormalisedName(" - . "), "");
  EXPECT_NE(NormalisedName("Café"), NormalisedName("Caf"));
}

TEST(NamesTest, IdentifiersAreTheSameWithoutCaseAndSpaces) {
  EXPECT_EQ(NormalisedIdentifier("GB-CHC", " 10 45x "), "1045X");
  EXPECT_EQ(NormalisedIdentifier("GB-CHC",
                                 "10\xc2\xa0"
                                 "45"),
            "1045");
  EXPECT_EQ(NormalisedIdentifier("gb-coh", "1234567"), "01234567") << "notices drop the leading zero";
  EXPECT_EQ(NormalisedIdentifier("GB-COH", "sc12345"), "SC12345");
  EXPECT_EQ(NormalisedIdentifier("GB-CHC", "1234567"), "1234567");
}

TEST(NamesTest, IdsAreMadeOfWhatFits) {
  EXPECT_EQ(IdFrom("Acme (UK) Ltd."), "acme-uk-ltd");
  EXPECT_EQ(IdFrom("--- "), "");
  EXPECT_EQ(IdFrom("Ärger"), "rger");
  EXPECT_EQ(IdFrom("abc-def", 4), "abc");
}

TEST(NamesTest, ARegionCoversWhatLiesWithinIt) {
  EXPECT_TRUE(RegionCovers("UKJ", "UKJ4"));
  EXPECT_TRUE(RegionCovers("UK", "UKJ41"));
  EXPECT_TRUE(RegionCovers("UK", "GB-SCT"));
  EXPECT_TRUE(RegionCovers("GB-ENG", "UKJ4"));
  EXPECT_TRUE(RegionCovers("GB-GBN", "GB-ENG"));
  EXPECT_TRUE(RegionCovers("UKL", "GB-WLS"));
  EXPECT_TRUE(RegionCovers("GB-UKM", "UK"));
  EXPECT_FALSE(RegionCovers("UKJ4", "UKJ"));
  EXPECT_FALSE(RegionCovers("GB-ENG", "UKL1"));
  EXPECT_FALSE(RegionCovers("GB-ENG", "UK"));
  EXPECT_FALSE(RegionCovers("GB-GBN", "GB-NIR"));
  EXPECT_FALSE(RegionCovers("UKJ", "UKI"));
}

TEST(NamesTest, ACpvCodeCoversThoseUnderIt) {
  EXPECT_TRUE(CpvCovers("35000000-4", "35113400"));
  EXPECT_TRUE(CpvCovers("35113400", "35113400-3"));
  EXPECT_TRUE(CpvCovers("30000000", "30200000"));
  EXPECT_FALSE(CpvCovers("35110000", "35120000"));
  EXPECT_FALSE(CpvCovers("35113400", "35000000"));
}

}  // namespace
}  // namespace frontline::supplier
