// Days and moments that are written relative to now. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_DATES_H_
#define FRONTLINE_CLIENTS_CLI_DATES_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontline::cli {

// "+90d", "-6m", "+2y", "+3w" from `today`, as "2027-02-22"; a day that its month lacks becomes the month's last. Nothing for another text, and for a
// day outside the years 1 to 9999.
std::optional<std::string> OffsetDay(absl::string_view text, absl::CivilDay today);
// "90d", "12h", "30m", "45s", "2w", "1y" (365 days), and sums of them ("1d12h").
std::optional<absl::Duration> ParseSpan(absl::string_view text);
// A moment: RFC 3339, a day (its first moment in `zone`), "2026-11-24 21:55", "now", or an offset from now ("-2h", "+90d").
std::optional<absl::Time> ParseMoment(absl::string_view text, absl::Time now, absl::TimeZone zone);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_DATES_H_
