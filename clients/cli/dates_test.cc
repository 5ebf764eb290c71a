#include "clients/cli/dates.h"

#include <gtest/gtest.h>

#include <string>

namespace frontline::cli {
namespace {

const absl::CivilDay kToday(2026, 11, 24);

TEST(DatesTest, OffsetsCountFromToday) {
  EXPECT_EQ(OffsetDay("+90d", kToday), "2027-02-22");
  EXPECT_EQ(OffsetDay("-400d", kToday), "2025-10-20");
  EXPECT_EQ(OffsetDay("+2w", kToday), "2026-12-08");
  EXPECT_EQ(OffsetDay("-6m", kToday), "2026-05-24");
  EXPECT_EQ(OffsetDay("+2y", kToday), "2028-11-24");
}

TEST(DatesTest, ADayThatTheMonthLacksIsItsLast) {
  EXPECT_EQ(OffsetDay("+1m", absl::CivilDay(2027, 1, 31)), "2027-02-28");
  EXPECT_EQ(OffsetDay("-1y", absl::CivilDay(2028, 2, 29)), "2027-02-28");
}

TEST(DatesTest, OtherTextsAreNoOffsets) {
  for (const char* text : {"", "90d", "+d", "+90", "+90x", "+9d9", "2026-11-24", "+999999999y", "-3000y", "+ 1d"}) {
    EXPECT_FALSE(OffsetDay(text, kToday).has_value()) << text;
  }
}

TEST(DatesTest, SpansAddUp) {
  EXPECT_EQ(ParseSpan("90d"), absl::Hours(24 * 90));
  EXPECT_EQ(ParseSpan("1d12h"), absl::Hours(36));
  EXPECT_EQ(ParseSpan("1y"), absl::Hours(24 * 365));
  EXPECT_FALSE(ParseSpan("").has_value());
  EXPECT_FALSE(ParseSpan("5").has_value());
  EXPECT_FALSE(ParseSpan("-5d").has_value());
}

TEST(DatesTest, MomentsAreReadAsPeopleWriteThem) {
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::Time now = absl::FromCivil(absl::CivilSecond(2026, 11, 24, 12, 0, 0), utc);
  EXPECT_EQ(ParseMoment("2026-11-24T12:00:00Z", now, utc), now);
  EXPECT_EQ(ParseMoment("2026-11-24", now, utc), now - absl::Hours(12));
  EXPECT_EQ(ParseMoment("2026-11-24 12:00", now, utc), now);
  EXPECT_EQ(ParseMoment("-2h", now, utc), now - absl::Hours(2));
  EXPECT_EQ(ParseMoment("now", now, utc), now);
  EXPECT_FALSE(ParseMoment("yesterday", now, utc).has_value());
  EXPECT_FALSE(ParseMoment("2026-02-30", now, utc).has_value());
}

}  // namespace
}  // namespace frontline::cli
