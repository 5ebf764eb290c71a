// Any text as a day, an identifier, a region, a name: refused, or of the one form that the contract has, which is read again as itself.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>

#include "services/exchange/values.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

void Day(absl::string_view text) {
  const auto day = exchange::DayOf(text);
  if (!day.has_value()) return;
  Must(day->size() == 10 && exchange::DayOf(*day) == day, "a day is a day");
  Must(exchange::NextDay(*day) > *day || *day == "9999-12-31", "days follow each other");
}

void Names(absl::string_view text) {
  for (const char* scheme : {"GB-COH", "GB-PPON"}) {
    const auto id = exchange::RegisterId(scheme, text);
    if (!id.has_value()) continue;
    Must(id->size() <= 100 && exchange::RegisterId(scheme, *id) == id, "an identifier has one form");
    Must(std::strcmp(scheme, "GB-COH") != 0 || id->size() == 8, "a company number has eight characters");
  }
  std::string codes;
  for (const std::string& region : exchange::RegionsOf(text)) {
    Must(exchange::RegionsOf(region).size() <= 1, "a region is one");
    codes += region + ",";
  }
  Must(codes.size() <= 7 * (text.size() + 2), "regions come of what is named");
  const std::string slug = exchange::Slug(text);
  Must(slug.size() <= 50 && exchange::Slug(slug) == slug, "a slug is its own slug");
  const std::string line = exchange::OneLine(text);
  Must(line.find('\n') == std::string::npos && exchange::OneLine(line) == line, "a line is a line");
}

void Amount(absl::string_view bytes) {
  double amount = 0;
  if (bytes.size() < sizeof(amount)) return;
  std::memcpy(&amount, bytes.data(), sizeof(amount));
  for (const char* currency : {"GBP", "JPY", "KWD", ""}) {
    const auto minor = exchange::MinorUnits(amount, currency);
    if (!minor.has_value()) continue;
    Must(std::isfinite(amount) && *minor >= 0 && *minor <= 1'000'000'000'000'000, "an amount is within its bounds");
  }
}

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  frontline::fuzz::Day(text);
  frontline::fuzz::Names(text);
  frontline::fuzz::Amount(text);
  return 0;
}
