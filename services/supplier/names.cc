#include "services/supplier/names.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "storage/key.h"

namespace frontline::supplier {
namespace {

constexpr absl::string_view kForms[] = {"limited", "ltd",  "plc", "llp", "lp", "cic", "cio", "inc", "incorporated",
                                        "llc",     "gmbh", "ag",  "bv",  "sa", "sas", "srl", "spa", "pty"};
constexpr size_t kCompaniesHouseDigits = 8;

bool IsForm(absl::string_view word) { return std::find(std::begin(kForms), std::end(kForms), word) != std::end(kForms); }

// Words of letters and digits; every byte of a character beyond ASCII counts as a letter.
std::vector<std::string> Words(absl::string_view text) {
  std::vector<std::string> words;
  std::string word;
  auto end = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (c == '&') {
      end();
      words.push_back("and");
    } else if (byte >= 0x80 || absl::ascii_isalnum(byte)) {
      word.push_back(absl::ascii_tolower(byte));
    } else if (c != '\'' && c != '.') {  // "O'Neill", "p.l.c."
      end();
    }
  }
  end();
  return words;
}

// The NUTS level 1 regions of a nation, by their last letter; empty for what is no nation.
absl::string_view Level1Of(absl::string_view nation) {
  if (nation == "GB-ENG") return "CDEFGHIJK";
  if (nation == "GB-WLS") return "L";
  if (nation == "GB-SCT") return "M";
  if (nation == "GB-NIR") return "N";
  if (nation == "GB-EAW") return "CDEFGHIJKL";
  if (nation == "GB-GBN") return "CDEFGHIJKLM";
  if (nation == "GB-UKM") return "CDEFGHIJKLMN";
  return "";
}

std::string CpvDigits(absl::string_view code) { return std::string(code.substr(0, 8)); }

}  // namespace

std::string NormalisedName(absl::string_view name) {
  std::vector<std::string> words = Words(name);
  while (words.size() > 1 && IsForm(words.back())) words.pop_back();
  size_t first = words.size() > 1 && words.front() == "the" ? 1 : 0;
  std::string normalised;
  for (; first < words.size(); ++first) normalised += words[first];
  return normalised;
}

std::string NormalisedScheme(absl::string_view scheme) { return absl::AsciiStrToUpper(absl::StripAsciiWhitespace(scheme)); }

std::string NormalisedIdentifier(absl::string_view scheme, absl::string_view id) {
  std::string normalised;
  for (size_t i = 0; i < id.size(); ++i) {
    if (id.substr(i, 2) == "\xc2\xa0") {  // no-break space
      ++i;
    } else if (!absl::ascii_isspace(static_cast<unsigned char>(id[i]))) {
      normalised.push_back(absl::ascii_toupper(static_cast<unsigned char>(id[i])));
    }
  }
  const bool digits = std::all_of(normalised.begin(), normalised.end(), [](unsigned char c) { return absl::ascii_isdigit(c); });
  if (NormalisedScheme(scheme) == "GB-COH" && digits && !normalised.empty() && normalised.size() < kCompaniesHouseDigits) {
    normalised.insert(0, kCompaniesHouseDigits - normalised.size(), '0');
  }
  return normalised;
}

std::string IdentifierKey(const v1::SupplierIdentifier& identifier) {
  return storage::KeyOf(NormalisedScheme(identifier.scheme()), NormalisedIdentifier(identifier.scheme(), identifier.id()));
}

std::string IdentifierText(const v1::SupplierIdentifier& identifier) {
  return absl::StrCat(NormalisedScheme(identifier.scheme()), " ", NormalisedIdentifier(identifier.scheme(), identifier.id()));
}

std::string IdFrom(absl::string_view text, size_t longest) {
  std::string id;
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte)) {
      id.push_back(absl::ascii_tolower(byte));
    } else if (!id.empty() && id.back() != '-' && c != '\'' && c != '.') {
      id.push_back('-');
    }
  }
  if (id.size() > longest) id.resize(longest);
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

bool RegionCovers(absl::string_view outer, absl::string_view inner) {
  if (outer == inner) return true;
  const absl::string_view outer_parts = outer == "UK" ? Level1Of("GB-UKM") : Level1Of(outer);
  const absl::string_view inner_parts = inner == "UK" ? Level1Of("GB-UKM") : Level1Of(inner);
  if (!inner_parts.empty()) {  // a nation or more lies within what has all its parts
    if (outer_parts.empty()) return inner_parts.size() == 1 && outer.size() == 3 && outer[2] == inner_parts[0];
    return std::all_of(inner_parts.begin(), inner_parts.end(),
                       [&](char part) { return absl::StrContains(outer_parts, absl::string_view(&part, 1)); });
  }
  if (!outer_parts.empty()) return inner.size() >= 3 && absl::StartsWith(inner, "UK") && absl::StrContains(outer_parts, inner.substr(2, 1));
  return absl::StartsWith(outer, "UK") && absl::StartsWith(inner, outer);
}

bool CpvCovers(absl::string_view outer, absl::string_view inner) {
  std::string stem = CpvDigits(outer);
  while (stem.size() > 2 && stem.back() == '0') stem.pop_back();
  return absl::StartsWith(CpvDigits(inner), stem);
}

}  // namespace frontline::supplier
