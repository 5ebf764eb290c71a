#include "services/matching/engine/cpv.h"

#include <array>

#include "absl/strings/ascii.h"

namespace frontline::matching::engine {
namespace {

constexpr std::array<uint32_t, 8> kTens = {10000000, 1000000, 100000, 10000, 1000, 100, 10, 1};

}  // namespace

uint32_t ParseCpv(absl::string_view code) {
  if (code.size() < 8) return 0;
  uint32_t number = 0;
  for (char digit : code.substr(0, 8)) {
    if (!absl::ascii_isdigit(digit)) return 0;
    number = number * 10 + static_cast<uint32_t>(digit - '0');
  }
  return number;
}

int SharedDigits(uint32_t a, uint32_t b) {
  int shared = 0;
  while (shared < 8 && a / kTens[shared] == b / kTens[shared]) ++shared;
  return shared;
}

int CpvStrength(int shared_digits) {
  // Division, group, class, category, and finer.
  static constexpr std::array<int, 9> kStrength = {0, 0, 154, 410, 666, 819, 922, 973, 1024};
  return kStrength[shared_digits];
}

bool CpvWithin(uint32_t code, uint32_t scope) {
  if (scope == 0) return true;
  int digits = 8;
  while (digits > 2 && scope / kTens[digits - 1] % 10 == 0) --digits;
  return code / kTens[digits - 1] == scope / kTens[digits - 1];
}

}  // namespace frontline::matching::engine
