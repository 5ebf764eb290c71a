#include "services/matching/engine/day.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace frontline::matching::engine {
namespace {

absl::CivilDay Civil(Day day) { return absl::CivilDay(1970, 1, 1) + day; }

}  // namespace

Day ParseDay(absl::string_view text) {
  absl::CivilDay day;
  if (text.size() != 10 || !absl::ParseCivilTime(text, &day)) return kNoDay;
  return static_cast<Day>(day - absl::CivilDay(1970, 1, 1));
}

std::string DayText(Day day) { return day == kNoDay ? std::string() : absl::FormatCivilTime(Civil(day)); }

std::string DayInWords(Day day) {
  static constexpr const char* kMonths[] = {"January", "February", "March",     "April",   "May",      "June",
                                            "July",    "August",   "September", "October", "November", "December"};
  if (day == kNoDay) return "an unknown day";
  const absl::CivilDay civil = Civil(day);
  return absl::StrCat(civil.day(), " ", kMonths[civil.month() - 1], " ", civil.year());
}

Day DayOf(absl::Time time) { return static_cast<Day>(absl::ToCivilDay(time, absl::UTCTimeZone()) - absl::CivilDay(1970, 1, 1)); }

}  // namespace frontline::matching::engine
