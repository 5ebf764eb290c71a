#include "clients/cli/words.h"

#include <gtest/gtest.h>

#include "absl/time/civil_time.h"
#include "frontline/requirement/v1/need.pb.h"
#include "frontline/requirement/v1/requirement.pb.h"
#include "frontline/supplier/v1/supplier.pb.h"
#include "frontline/type/v1/vetting.pb.h"

namespace frontline::cli {
namespace {

namespace r = frontline::requirement::v1;

TEST(WordsTest, EnumsReadAsWordsAndAbbreviationsStay) {
  EXPECT_EQ(EnumWords(*r::RequirementState_descriptor()->FindValueByNumber(r::REQUIREMENT_STATE_IN_REVIEW)), "in review");
  EXPECT_EQ(EnumWords(*r::RequirementState_descriptor()->FindValueByNumber(0)), "");
  EXPECT_EQ(EnumWords(*r::Outcome::Kind_descriptor()->FindValueByNumber(r::Outcome::KIND_NO_SUPPLIER)), "no supplier");
  EXPECT_EQ(EnumWords(*supplier::v1::Size_descriptor()->FindValueByNumber(supplier::v1::SIZE_SME)), "SME");
  EXPECT_EQ(EnumWords(*type::v1::VettingLevel_descriptor()->FindValueByNumber(type::v1::VETTING_LEVEL_NPPV3)), "NPPV3");
}

TEST(WordsTest, EnumsAreFoundHoweverTheyAreTyped) {
  const auto& type = *r::RequirementState_descriptor();
  for (const char* text : {"in-review", "in_review", "In Review", "IN_REVIEW", "REQUIREMENT_STATE_IN_REVIEW"}) {
    ASSERT_NE(FindEnumValue(type, text), nullptr) << text;
    EXPECT_EQ(FindEnumValue(type, text)->number(), r::REQUIREMENT_STATE_IN_REVIEW);
  }
  EXPECT_EQ(FindEnumValue(type, "review"), nullptr);
  EXPECT_EQ(EnumFlag(*type.FindValueByNumber(r::REQUIREMENT_STATE_IN_REVIEW)), "in-review");
}

TEST(WordsTest, LabelsReadAsWords) {
  EXPECT_EQ(FieldLabel(*r::Need::descriptor()->FindFieldByName("people_affected")), "People affected");
  EXPECT_EQ(FieldLabel(*r::Requirement::descriptor()->FindFieldByName("cpv_codes")), "CPV codes");
  EXPECT_EQ(FieldFlag(*r::Need::descriptor()->FindFieldByName("people_affected")), "people-affected");
}

TEST(WordsTest, DaysAndMoments) {
  EXPECT_EQ(DayText("2026-11-04"), "4 Nov 2026");
  EXPECT_EQ(DayText("soon"), "soon");
  google::protobuf::Timestamp moment;
  moment.set_seconds(absl::ToUnixSeconds(absl::FromCivil(absl::CivilMinute(2026, 11, 4, 9, 5), absl::UTCTimeZone())));
  EXPECT_EQ(MomentText(moment, absl::UTCTimeZone()), "4 Nov 2026, 09:05");
  EXPECT_EQ(DurationText(absl::Hours(76)), "3 days 4 hours");
  EXPECT_EQ(DurationText(absl::Minutes(1)), "1 minute");
  EXPECT_EQ(DurationText(absl::Seconds(5)), "5 s");
}

TEST(WordsTest, MoneyBytesAndNumbers) {
  EXPECT_EQ(MoneyText("GBP", 125000000), "£1,250,000");
  EXPECT_EQ(MoneyText("GBP", 1250), "£12.50");
  EXPECT_EQ(MoneyText("EUR", 300005), "EUR 3,000.05");
  EXPECT_EQ(BytesText(1), "1 byte");
  EXPECT_EQ(BytesText(1536), "1.5 KiB");
  EXPECT_EQ(BytesText(50ull << 20), "50 MiB");
  EXPECT_EQ(NumberText(0.5), "0.5");
  EXPECT_EQ(NumberText(1250000), "1,250,000");
}

}  // namespace
}  // namespace frontline::cli
