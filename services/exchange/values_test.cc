#include "services/exchange/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>

namespace frontline::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(DayOf, TakesTheDayAsWritten) {
  EXPECT_EQ(DayOf("2020-02-29"), "2020-02-29");
  EXPECT_EQ(DayOf("2025-04-23T23:59:59+01:00"), "2025-04-23");
  EXPECT_EQ(DayOf("2025-01-23T22:10:19.123Z"), "2025-01-23");
  EXPECT_EQ(DayOf("2025-01-23T22:10:19"), "2025-01-23");
}

TEST(DayOf, RefusesWhatDoesNotExist) {
  for (const char* text :
       {"", "2021-02-29", "2020-13-01", "2020-00-10", "0000-01-01", "2020-1-1", "2020-01-01T25:00:00Z", "2020-01-01 soon", "soon", "+020-01-01"}) {
    EXPECT_EQ(DayOf(text), std::nullopt) << text;
  }
}

TEST(MinorUnits, RoundsToTheCurrencysMinorUnit) {
  EXPECT_EQ(MinorUnits(12.345, "GBP"), 1235);  // 1234.5 rounds away from zero
  EXPECT_EQ(MinorUnits(0.29, "GBP"), 29);
  EXPECT_EQ(MinorUnits(500, "JPY"), 500);
  EXPECT_EQ(MinorUnits(1.5, "KWD"), 1500);
  EXPECT_EQ(MinorUnits(-0.01, "GBP"), std::nullopt);
  EXPECT_EQ(MinorUnits(1e14, "GBP"), std::nullopt);
  EXPECT_EQ(MinorUnits(std::numeric_limits<double>::quiet_NaN(), "GBP"), std::nullopt);
}

TEST(RegionsOf, ReadsListsOfNamesAndCodes) {
  EXPECT_THAT(RegionsOf("East Midlands,east of england, UKJ4"), ElementsAre("UKF", "UKH", "UKJ4"));
  EXPECT_THAT(RegionsOf("England,England"), ElementsAre("GB-ENG"));
  EXPECT_THAT(RegionsOf("Any region,Isle of Man,UKZ,UKQX1"), IsEmpty());
}

TEST(Slug, IsAnIdOrEmpty) {
  EXPECT_EQ(Slug("Acme (Holdings) Ltd."), "acme-holdings-ltd");
  EXPECT_EQ(Slug("Smith & Sons' Café"), "smith-and-sons-caf");
  EXPECT_EQ(Slug("***"), "");
  EXPECT_EQ(Slug(std::string(80, 'a')).size(), 50u);
  EXPECT_EQ(Slug(std::string(49, 'a') + "-b"), std::string(49, 'a'));
}

TEST(RegisterId, LeavesOutWhatIsNone) {
  EXPECT_EQ(RegisterId("GB-COH", "1234567"), "01234567");
  EXPECT_EQ(RegisterId("GB-COH", "sc 123456"), "SC123456");
  EXPECT_EQ(RegisterId("GB-COH", "N/A"), std::nullopt);
  EXPECT_EQ(RegisterId("GB-COH", "00000000"), std::nullopt);
  EXPECT_EQ(RegisterId("GB-COH", "123456789"), std::nullopt);
  EXPECT_EQ(RegisterId("GB-COH", "GB123 4567"), std::nullopt);
  EXPECT_EQ(RegisterId("GB-CHC", "20 50"), "2050");
  EXPECT_EQ(RegisterId(" BUSINESS PARK ", "12"), std::nullopt);
}

TEST(NextDay, GoesOverMonthsYearsAndLeapDays) {
  EXPECT_EQ(NextDay("2025-12-31"), "2026-01-01");
  EXPECT_EQ(NextDay("2028-02-28"), "2028-02-29");
}

}  // namespace
}  // namespace frontline::exchange
