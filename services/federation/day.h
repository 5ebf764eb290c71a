// Days as everywhere in Frontline: UTC, "YYYY-MM-DD", so that their order is the order of the text. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_FEDERATION_DAY_H_
#define FRONTLINE_SERVICES_FEDERATION_DAY_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontline::federation {

// The day that `time` lies in.
inline std::string DayOf(absl::Time time) { return absl::FormatCivilTime(absl::ToCivilDay(time, absl::UTCTimeZone())); }

// When `day` begins; the distant past for what is no day, which no stored record has.
inline absl::Time BeginOf(absl::string_view day) {
  absl::CivilDay civil;
  return absl::ParseCivilTime(day, &civil) ? absl::FromCivil(civil, absl::UTCTimeZone()) : absl::InfinitePast();
}

// The longest that an embargo may last.
inline constexpr int kLongestEmbargoYears = 2;

// The next day.
inline std::string DayAfter(absl::string_view day) { return DayOf(BeginOf(day) + absl::Hours(24)); }

// The same day, years later; 29 February falls on 1 March.
inline std::string YearsAfter(absl::string_view day, int years) {
  absl::CivilDay civil;
  if (!absl::ParseCivilTime(day, &civil)) return "";
  return absl::FormatCivilTime(absl::CivilDay(civil.year() + years, civil.month(), civil.day()));
}

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_DAY_H_
