// Calendar days as numbers. Pure.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_DAY_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_DAY_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::matching::engine {

// Days since 1970-01-01.
using Day = int32_t;
inline constexpr Day kNoDay = INT32_MIN;

// kNoDay for what is no day, the empty text included.
Day ParseDay(absl::string_view text);
// "2027-03-31"; empty for kNoDay.
std::string DayText(Day day);
// "31 March 2027"; for people.
std::string DayInWords(Day day);
// In the United Kingdom's winter time, which is UTC: the day of a match does not depend on where the server stands.
Day DayOf(absl::Time time);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_DAY_H_
