#include "services/matching/engine/region.h"

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace frontline::matching::engine {
namespace {

// NUTS 1 regions of the United Kingdom, by their third letter.
constexpr absl::string_view kAll = "CDEFGHIJKLMN";

struct Area {
  // Either a set of NUTS 1 regions as a whole, or one NUTS code finer than that, or a code that only equals itself.
  absl::string_view regions;
  std::string code;
};

Area AreaOf(absl::string_view text) {
  Area area{{}, absl::AsciiStrToUpper(text)};
  const std::string& code = area.code;
  if (code == "UK" || code == "GB" || code == "GB-UKM") {
    area.regions = kAll;
  } else if (code == "GB-ENG") {
    area.regions = kAll.substr(0, 9);
  } else if (code == "GB-WLS" || code == "GB-CYM") {
    area.regions = kAll.substr(9, 1);
  } else if (code == "GB-SCT") {
    area.regions = kAll.substr(10, 1);
  } else if (code == "GB-NIR") {
    area.regions = kAll.substr(11, 1);
  } else if (code == "GB-GBN") {
    area.regions = kAll.substr(0, 11);
  } else if (code == "GB-EAW") {
    area.regions = kAll.substr(0, 10);
  } else if (code.size() == 3 && absl::StartsWith(code, "UK")) {
    const size_t at = kAll.find(code[2]);
    if (at != absl::string_view::npos) area.regions = kAll.substr(at, 1);
  }
  return area;
}

}  // namespace

bool RegionWithin(absl::string_view inner_text, absl::string_view outer_text) {
  const Area inner = AreaOf(inner_text);
  const Area outer = AreaOf(outer_text);
  if (inner.code == outer.code) return true;
  if (!inner.regions.empty() && !outer.regions.empty()) {
    for (char region : inner.regions) {
      if (!absl::StrContains(outer.regions, region)) return false;
    }
    return true;
  }
  if (!inner.regions.empty()) return false;
  if (!absl::StartsWith(inner.code, "UK") || inner.code.size() < 3) return outer.regions == kAll && absl::StartsWith(inner.code, "GB-");
  if (!outer.regions.empty()) return absl::StrContains(outer.regions, inner.code[2]);
  return absl::StartsWith(outer.code, "UK") && absl::StartsWith(inner.code, outer.code);
}

}  // namespace frontline::matching::engine
