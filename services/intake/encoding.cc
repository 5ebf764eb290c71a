#include "services/intake/encoding.h"

#include <cstdint>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/text.h"

namespace frontline::intake {
namespace {

constexpr absl::string_view kHow = "Save the file as UTF-8 (in a spreadsheet: \"CSV UTF-8\") and import it again";

// Windows-1252 is Latin-1 but for these, 0x80 to 0x9f. 0: no character.
constexpr uint16_t kWindows[] = {0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
                                 0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

// Of a code point from 0x80 to 0xffff.
std::string Utf8(uint32_t point) {
  std::string text;
  if (point >= 0x800) text.push_back(static_cast<char>(0xe0 | point >> 12));
  text.push_back(static_cast<char>(point >= 0x800 ? 0x80 | (point >> 6 & 0x3f) : 0xc0 | point >> 6));
  text.push_back(static_cast<char>(0x80 | (point & 0x3f)));
  return text;
}

}  // namespace

std::string WrongStart(absl::string_view start) {
  if (absl::StartsWith(start, "\xff\xfe") || absl::StartsWith(start, "\xfe\xff")) {
    return absl::StrCat("must be UTF-8, and begins like UTF-16 (\"Unicode text\"). ", kHow);
  }
  if (absl::StartsWith(start, "PK\x03\x04") || absl::StartsWith(start, "\xd0\xcf\x11\xe0")) {
    return absl::StrCat("must be text, and is a spreadsheet's own file. ", kHow);
  }
  return "";
}

std::string WrongText(absl::string_view text) {
  while (!text.empty()) {
    const unsigned char byte = static_cast<unsigned char>(text[0]);
    const size_t size = base::FirstCharacter(text);
    if (byte == 0) return absl::StrCat("must not hold NUL: perhaps the file is UTF-16 (\"Unicode text\"). ", kHow);
    if (size == 0) {
      const uint32_t point = byte >= 0xa0 ? byte : kWindows[byte - 0x80];
      const std::string perhaps = point == 0 ? "" : absl::StrCat(" (in Windows-1252 it is '", Utf8(point), "')");
      return absl::StrCat("must be UTF-8, and byte 0x", absl::Hex(byte), " is not", perhaps, ". ", kHow);
    }
    text.remove_prefix(size);
  }
  return "";
}

}  // namespace frontline::intake
