#include "clients/cli/dates.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace frontline::cli {
namespace {

// Takes a number of at most nine digits off the front.
std::optional<int64_t> TakeNumber(absl::string_view* text) {
  size_t digits = 0;
  while (digits < text->size() && absl::ascii_isdigit((*text)[digits])) ++digits;
  int64_t number = 0;
  if (digits == 0 || digits > 9 || !absl::SimpleAtoi(text->substr(0, digits), &number)) return std::nullopt;
  text->remove_prefix(digits);
  return number;
}

absl::CivilDay AddMonths(absl::CivilDay day, int64_t months) {
  const absl::CivilMonth month = absl::CivilMonth(day) + months;
  const absl::CivilDay last = absl::CivilDay(month + 1) - 1;
  return absl::CivilDay(month.year(), month.month(), day.day() < last.day() ? day.day() : last.day());
}

}  // namespace

std::optional<std::string> OffsetDay(absl::string_view text, absl::CivilDay today) {
  if (text.size() < 3 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  const int64_t sign = text[0] == '-' ? -1 : 1;
  text.remove_prefix(1);
  const std::optional<int64_t> number = TakeNumber(&text);
  if (!number || text.size() != 1 || *number > 3'000'000) return std::nullopt;
  const int64_t count = sign * *number;
  absl::CivilDay day;
  switch (text[0]) {
    case 'd':
      day = today + count;
      break;
    case 'w':
      day = today + 7 * count;
      break;
    case 'm':
      day = AddMonths(today, count);
      break;
    case 'y':
      day = AddMonths(today, 12 * count);
      break;
    default:
      return std::nullopt;
  }
  if (day.year() < 1 || day.year() > 9999) return std::nullopt;
  return absl::FormatCivilTime(day);
}

std::optional<absl::Duration> ParseSpan(absl::string_view text) {
  if (text.empty()) return std::nullopt;
  absl::Duration sum;
  while (!text.empty()) {
    const std::optional<int64_t> number = TakeNumber(&text);
    if (!number || text.empty()) return std::nullopt;
    switch (text[0]) {
      case 's':
        sum += absl::Seconds(*number);
        break;
      case 'm':
        sum += absl::Minutes(*number);
        break;
      case 'h':
        sum += absl::Hours(*number);
        break;
      case 'd':
        sum += absl::Hours(24 * *number);
        break;
      case 'w':
        sum += absl::Hours(7 * 24 * *number);
        break;
      case 'y':
        sum += absl::Hours(365 * 24 * *number);
        break;
      default:
        return std::nullopt;
    }
    text.remove_prefix(1);
  }
  return sum;
}

std::optional<absl::Time> ParseMoment(absl::string_view text, absl::Time now, absl::TimeZone zone) {
  if (text == "now") return now;
  if (text.size() > 1 && (text[0] == '-' || text[0] == '+')) {
    const std::optional<absl::Duration> span = ParseSpan(text.substr(1));
    if (!span) return std::nullopt;
    return text[0] == '-' ? now - *span : now + *span;
  }
  absl::Time time;
  const std::string owned(text);
  if (absl::ParseTime(absl::RFC3339_full, owned, &time, nullptr)) return time;
  for (const char* format : {"%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    if (absl::ParseTime(format, owned, zone, &time, nullptr)) return time;
  }
  return std::nullopt;
}

}  // namespace frontline::cli
