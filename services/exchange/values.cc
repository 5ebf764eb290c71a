#include "services/exchange/values.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace frontline::exchange {
namespace {

bool AllDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

bool DayExists(absl::string_view day) {
  int year = 0, month = 0, date = 0;
  if (day.size() != 10 || day[4] != '-' || day[7] != '-') return false;
  if (!AllDigits(day.substr(0, 4)) || !AllDigits(day.substr(5, 2)) || !AllDigits(day.substr(8, 2))) return false;
  if (!absl::SimpleAtoi(day.substr(0, 4), &year) || !absl::SimpleAtoi(day.substr(5, 2), &month) || !absl::SimpleAtoi(day.substr(8, 2), &date))
    return false;
  const absl::CivilDay civil(year, month, date);  // carries what does not exist over into the next month
  return year > 0 && civil.year() == year && civil.month() == month && civil.day() == date;
}

struct RegionName {
  absl::string_view name;
  absl::string_view code;
};
constexpr RegionName kRegions[] = {
    {"north east", "UKC"},
    {"north west", "UKD"},
    {"yorkshire and the humber", "UKE"},
    {"yorkshire and humber", "UKE"},
    {"east midlands", "UKF"},
    {"west midlands", "UKG"},
    {"east of england", "UKH"},
    {"eastern", "UKH"},
    {"london", "UKI"},
    {"south east", "UKJ"},
    {"south west", "UKK"},
    {"wales", "UKL"},
    {"scotland", "UKM"},
    {"northern ireland", "UKN"},
    {"england", "GB-ENG"},
    {"united kingdom", "UK"},
    {"uk", "UK"},
};

bool IsNuts(absl::string_view code) {
  return code.size() >= 3 && code.size() <= 5 && absl::StartsWith(code, "UK") && code[2] >= 'C' && code[2] <= 'N' &&
         std::all_of(code.begin() + 3, code.end(), [](char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); });
}

}  // namespace

std::optional<std::string> DayOf(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  const absl::string_view day = text.substr(0, 10);
  if (!DayExists(day)) return std::nullopt;
  if (text.size() > 10) {
    absl::Time time;
    const bool known = absl::ParseTime(absl::RFC3339_full, text, &time, nullptr) || absl::ParseTime("%Y-%m-%dT%H:%M:%E*S", text, &time, nullptr);
    if (!known) return std::nullopt;
  }
  return std::string(day);
}

std::string NextDay(absl::string_view day) {
  absl::CivilDay civil;
  return absl::ParseCivilTime(day, &civil) ? absl::FormatCivilTime(civil + 1) : "";
}

std::optional<int64_t> MinorUnits(double amount, absl::string_view currency) {
  static constexpr absl::string_view kNone[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                                "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
  static constexpr absl::string_view kThree[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  const auto among = [currency](const auto& list) { return std::find(std::begin(list), std::end(list), currency) != std::end(list); };
  const double minor = std::round(amount * (among(kNone) ? 1 : among(kThree) ? 1000 : 100));
  if (!std::isfinite(minor) || amount < 0 || minor > 1e15) return std::nullopt;
  return static_cast<int64_t>(minor);
}

std::vector<std::string> RegionsOf(absl::string_view text) {
  std::vector<std::string> regions;
  for (absl::string_view part : absl::StrSplit(text, ',')) {
    part = absl::StripAsciiWhitespace(part);
    std::string code;
    if (IsNuts(part)) code = std::string(part);
    for (const RegionName& region : kRegions) {
      if (absl::EqualsIgnoreCase(part, region.name)) code = std::string(region.code);
    }
    if (!code.empty() && std::find(regions.begin(), regions.end(), code) == regions.end()) regions.push_back(std::move(code));
  }
  return regions;
}

std::string OneLine(absl::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  absl::RemoveExtraAsciiWhitespace(&line);
  return line;
}

std::string Slug(absl::string_view name) {
  std::string slug;
  for (const char c : name) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte)) {
      slug.push_back(absl::ascii_tolower(byte));
    } else if (c == '&') {
      absl::StrAppend(&slug, slug.empty() || slug.back() == '-' ? "" : "-", "and-");
    } else if (c != '\'' && !slug.empty() && slug.back() != '-') {
      slug.push_back('-');
    }
  }
  slug.resize(std::min<size_t>(slug.size(), 50));
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

std::optional<std::string> RegisterId(absl::string_view scheme, absl::string_view id) {
  const bool form = scheme.size() >= 5 && scheme.size() <= 40 && scheme[2] == '-' && absl::ascii_isupper(static_cast<unsigned char>(scheme[0])) &&
                    absl::ascii_isupper(static_cast<unsigned char>(scheme[1])) && absl::ascii_isupper(static_cast<unsigned char>(scheme[3]));
  std::string text;
  for (const char c : id) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) text.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
  }
  const bool zeros = text.find_first_not_of("0-./") == std::string::npos;
  if (!form || zeros || text.size() > 100 || absl::StartsWith(text, "N/") || text == "NA" || text == "NONE" || text == "TBC") return std::nullopt;
  if (scheme != "GB-COH") return text;
  if (AllDigits(text) && text.size() >= 5 && text.size() < 8) text.insert(0, 8 - text.size(), '0');
  const bool company = text.size() == 8 && AllDigits(absl::string_view(text).substr(2)) &&
                       (AllDigits(absl::string_view(text).substr(0, 2)) ||
                        (absl::ascii_isalpha(static_cast<unsigned char>(text[0])) && absl::ascii_isalnum(static_cast<unsigned char>(text[1]))));
  return company ? std::optional<std::string>(text) : std::nullopt;
}

}  // namespace frontline::exchange
