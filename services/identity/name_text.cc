#include "services/identity/name_text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/base/text.h"

namespace frontline::identity {
namespace {

// U+00C0 to U+017F without their accents; a space for the two that are no letters.
constexpr absl::string_view kPlain =
    "aaaaaaaceeeeiiiidnooooo ouuuuyts"
    "aaaaaaaceeeeiiiidnooooo ouuuuyty"
    "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllllllllnnnnnnnnnoooooooorrrrrrsssssssstttttt"
    "uuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(kPlain.size() == 0x180 - 0xC0);

// Words that many names of public bodies share.
constexpr absl::string_view kCommonWords[] = {"police",   "and",   "for",     "crime", "commissioner", "office",       "council",   "service",
                                              "services", "chief", "limited", "ltd",   "plc",          "constabulary", "constable", "authority"};

uint32_t CodePoint(absl::string_view character) {
  const auto byte = [character](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(character[i])); };
  switch (character.size()) {
    case 2:
      return (byte(0) & 0x1f) << 6 | (byte(1) & 0x3f);
    case 3:
      return (byte(0) & 0x0f) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    case 4:
      return (byte(0) & 0x07) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
    default:
      return byte(0);
  }
}

void FoldAscii(char c, std::string* folded) {
  if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
    folded->push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  } else if (c == '&') {
    folded->append(" and ");
  } else if (c != '.' && c != '\'' && c != '`') {  // those stand within words: "St. Helens", "Mayor's"
    folded->push_back(' ');
  }
}

void FoldOther(absl::string_view character, std::string* folded) {
  const uint32_t point = CodePoint(character);
  if (point >= 0xC0 && point < 0x180) {
    folded->push_back(kPlain[point - 0xC0]);
  } else if (point == 0x2018 || point == 0x2019 || point == 0x02BC || point == 0xB4 || (point >= 0x300 && point < 0x370)) {
    return;  // apostrophes, and accents that stand on their own
  } else if (point < 0xC0 || (point >= 0x2000 && point < 0x2070) || (point >= 0x3000 && point < 0x3040) || point == 0xFEFF) {
    folded->push_back(' ');
  } else if ((point >= 0x391 && point <= 0x3A9) || (point >= 0x410 && point <= 0x42F)) {
    const uint32_t lower = point + 0x20;  // Greek and Cyrillic capitals; two bytes
    folded->push_back(static_cast<char>(0xC0 | lower >> 6));
    folded->push_back(static_cast<char>(0x80 | (lower & 0x3f)));
  } else {
    folded->append(character.data(), character.size());
  }
}

}  // namespace

std::string FoldName(absl::string_view name) {
  std::string folded;
  while (!name.empty()) {
    const size_t size = std::max<size_t>(1, base::FirstCharacter(name));
    if (size == 1) {
      FoldAscii(name[0], &folded);
    } else {
      FoldOther(name.substr(0, size), &folded);
    }
    name.remove_prefix(size);
  }
  std::vector<absl::string_view> words = absl::StrSplit(folded, ' ', absl::SkipEmpty());
  const std::vector<absl::string_view> all = words;
  words.erase(std::remove(words.begin(), words.end(), "the"), words.end());
  return absl::StrJoin(words.empty() ? all : words, " ");
}

std::string SlugOf(absl::string_view name) {
  constexpr size_t kLongest = 50;  // leaves room for what tells it from others
  std::string slug;
  for (const char c : FoldName(name)) {
    if (c == ' ') {
      if (!slug.empty() && slug.back() != '-') slug.push_back('-');
    } else if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      slug.push_back(c);
    }
  }
  if (slug.size() > kLongest) slug.resize(kLongest);
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug;
}

bool HasWords(absl::string_view name, absl::string_view words) {
  const std::string padded = absl::StrCat(" ", name);
  for (absl::string_view word : absl::StrSplit(words, ' ', absl::SkipEmpty())) {
    if (!absl::StrContains(padded, absl::StrCat(" ", word))) return false;
  }
  return true;
}

std::vector<std::string> NearKeys(absl::string_view folded) {
  std::set<std::string> keys;
  for (absl::string_view word : absl::StrSplit(folded, ' ', absl::SkipEmpty())) {
    if (word.size() < 3 || std::find(std::begin(kCommonWords), std::end(kCommonWords), word) != std::end(kCommonWords)) continue;
    keys.insert(std::string(word.substr(0, 3)));
  }
  return std::vector<std::string>(keys.begin(), keys.end());
}

std::vector<uint16_t> LetterPairs(absl::string_view folded) {
  std::vector<uint16_t> pairs;
  pairs.reserve(folded.size() + 1);
  uint16_t pair = ' ';
  for (const char c : folded) {
    pair = static_cast<uint16_t>(pair << 8 | static_cast<unsigned char>(c));
    pairs.push_back(pair);
  }
  pairs.push_back(static_cast<uint16_t>(pair << 8 | ' '));
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return pairs;
}

double Likeness(const std::vector<uint16_t>& a, const std::vector<uint16_t>& b) {
  size_t shared = 0;
  for (auto left = a.begin(), right = b.begin(); left != a.end() && right != b.end();) {
    if (*left == *right) ++shared;
    const bool step = *left <= *right;
    if (*right <= *left) ++right;
    if (step) ++left;
  }
  return 2.0 * static_cast<double>(shared) / static_cast<double>(a.size() + b.size());
}

std::string FoldScheme(absl::string_view scheme) { return absl::AsciiStrToUpper(absl::StripAsciiWhitespace(scheme)); }

std::string FoldIdentifier(absl::string_view id) {
  std::string folded = absl::AsciiStrToUpper(id);
  folded.erase(std::remove(folded.begin(), folded.end(), ' '), folded.end());
  return folded;
}

std::vector<std::string> RegionsAround(absl::string_view region) {
  std::vector<std::string> around;
  if (region.empty()) return around;
  const bool nuts = absl::StartsWith(region, "UK");
  char country = 0;  // of NUTS level 1: L Wales, M Scotland, N Northern Ireland, another one England
  if (nuts) {
    for (size_t size = region.size(); size >= 2; --size) around.emplace_back(region.substr(0, size));
    if (region.size() > 2) country = region[2] >= 'L' ? region[2] : 'C';
  } else {
    around = {std::string(region), "UK"};
    country = region == "GB-ENG"   ? 'C'
              : region == "GB-WLS" ? 'L'
              : region == "GB-SCT" ? 'M'
              : region == "GB-NIR" ? 'N'
              : region == "GB-EAW" ? 'E'
                                   : 0;
  }
  if (country == 'C') around.push_back("GB-ENG");
  if (country == 'L') around.push_back("GB-WLS");
  if (country == 'M') around.push_back("GB-SCT");
  if (country == 'N') around.push_back("GB-NIR");
  if (country == 'C' || country == 'L') around.push_back("GB-EAW");
  if (country != 0 && country != 'N') around.push_back("GB-GBN");
  around.push_back("GB-UKM");
  std::sort(around.begin(), around.end());
  around.erase(std::unique(around.begin(), around.end()), around.end());
  return around;
}

}  // namespace frontline::identity
