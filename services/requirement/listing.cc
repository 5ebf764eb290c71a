#include "services/requirement/listing.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace frontline::requirement {
namespace {

// The NUTS codes, at level 1 or shorter, that make up a region; of a NUTS code that code alone. "GB-XYZ" for a district stands for itself.
std::vector<std::string> NutsOf(absl::string_view region) {
  static constexpr absl::string_view kEngland[] = {"UKC", "UKD", "UKE", "UKF", "UKG", "UKH", "UKI", "UKJ", "UKK"};
  const bool all = region == "GB" || region == "GB-UKM";
  std::vector<std::string> nuts;
  if (all) return {"UK"};
  if (region == "GB-ENG" || region == "GB-EAW" || region == "GB-GBN") {
    for (absl::string_view code : kEngland) nuts.emplace_back(code);
  }
  if (region == "GB-WLS" || region == "GB-CYM" || region == "GB-EAW" || region == "GB-GBN") nuts.push_back("UKL");
  if (region == "GB-SCT" || region == "GB-GBN") nuts.push_back("UKM");
  if (region == "GB-NIR") nuts.push_back("UKN");
  if (nuts.empty()) nuts.emplace_back(region);
  return nuts;
}

}  // namespace

std::string ParentPrefix(absl::string_view parent) {
  if (parent.empty() || parent == "-" || parent == "-/-") return "";
  if (absl::ConsumeSuffix(&parent, "/-")) return absl::StrCat(parent, "/");
  return absl::StrCat(parent, "/");
}

std::vector<std::string> SearchWords(absl::string_view text) {
  return absl::StrSplit(absl::AsciiStrToLower(text), absl::ByAnyChar(" \t"), absl::SkipEmpty());
}

bool HasWords(const std::vector<std::string>& words, std::initializer_list<absl::string_view> texts) {
  if (words.empty()) return true;
  std::vector<std::string> lower;
  for (absl::string_view text : texts) lower.push_back(absl::AsciiStrToLower(text));
  return std::all_of(words.begin(), words.end(), [&lower](const std::string& word) {
    return std::any_of(lower.begin(), lower.end(), [&word](const std::string& text) { return absl::StrContains(text, word); });
  });
}

bool RegionsOverlap(absl::string_view a, absl::string_view b) {
  for (const std::string& one : NutsOf(a)) {
    for (const std::string& other : NutsOf(b)) {
      if (absl::StartsWith(one, other) || absl::StartsWith(other, one)) return true;
    }
  }
  return false;
}

}  // namespace frontline::requirement
