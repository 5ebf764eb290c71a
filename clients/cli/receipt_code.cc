#include "clients/cli/receipt_code.h"

#include <sys/random.h>

#include <cstddef>

#include "absl/strings/ascii.h"

namespace frontline::cli {
namespace {

constexpr char kDigits[] = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kCharacters = 32;
constexpr size_t kGroup = 4;

std::string Grouped(absl::string_view characters) {
  std::string code;
  for (size_t i = 0; i < characters.size(); ++i) {
    if (i > 0 && i % kGroup == 0) code.push_back('-');
    code.push_back(characters[i]);
  }
  return code;
}

}  // namespace

absl::StatusOr<std::string> NewReceiptCode() {
  unsigned char bytes[kCharacters];
  if (getrandom(bytes, sizeof(bytes), 0) != static_cast<ssize_t>(sizeof(bytes))) return absl::InternalError("no random numbers are to be had");
  std::string characters;
  for (const unsigned char byte : bytes) characters.push_back(kDigits[byte & 31]);
  return Grouped(characters);
}

std::string TypedReceiptCode(absl::string_view typed) {
  const absl::string_view bare = absl::StripAsciiWhitespace(typed);
  std::string characters;
  for (const char c : bare) {
    if (c == '-' || absl::ascii_isspace(static_cast<unsigned char>(c))) continue;
    char lower = absl::ascii_tolower(static_cast<unsigned char>(c));
    if (lower == 'o') lower = '0';
    if (lower == 'i' || lower == 'l') lower = '1';
    if (absl::string_view(kDigits).find(lower) == absl::string_view::npos) return std::string(bare);
    characters.push_back(lower);
  }
  return characters.size() == kCharacters ? Grouped(characters) : std::string(bare);
}

}  // namespace frontline::cli
