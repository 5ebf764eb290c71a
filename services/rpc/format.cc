#include "services/rpc/format.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

namespace frontline::rpc {
namespace {

namespace o = frontline::options::v1;

constexpr size_t kLongestName = 400;
constexpr size_t kLongestId = 63;
constexpr size_t kLongestRequestId = 128;

bool AllOf(absl::string_view text, bool (*allowed)(unsigned char)) { return std::all_of(text.begin(), text.end(), allowed); }
bool Digits(absl::string_view text) { return AllOf(text, absl::ascii_isdigit); }
bool Capitals(absl::string_view text) { return AllOf(text, absl::ascii_isupper); }

// C0 without what `lines` lets through, DEL, and C1 (in UTF-8: 0xc2 and 0x80 to 0x9f).
bool HasControl(absl::string_view text, bool lines) {
  for (size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c < 0x7f) continue;
    if (c == 0x7f || (c < 0x20 && !(lines && (c == '\n' || c == '\t')))) return true;
    if (c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return true;
  }
  return false;
}

bool IsName(absl::string_view text) {
  if (text.size() > kLongestName) return false;
  size_t length = 0;
  bool dots = true;  // the segment so far is nothing but dots
  for (size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || text[i] == '/') {
      if (length == 0 || (dots && length <= 2)) return false;
      length = 0;
      dots = true;
      continue;
    }
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (!absl::ascii_isalnum(c) && c != '.' && c != '_' && c != '-') return false;
    dots = dots && c == '.';
    ++length;
  }
  return true;
}

bool IsId(absl::string_view text) {
  return text.size() <= kLongestId && text.front() != '-' && text.back() != '-' &&
         AllOf(text, [](unsigned char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-'; });
}

bool IsDate(absl::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const absl::string_view parts[] = {text.substr(0, 4), text.substr(5, 2), text.substr(8, 2)};
  int numbers[3] = {};
  for (int i = 0; i < 3; ++i) {
    if (!Digits(parts[i]) || !absl::SimpleAtoi(parts[i], &numbers[i])) return false;
  }
  // A civil day that does not exist is made into one that does.
  const absl::CivilDay day(numbers[0], numbers[1], numbers[2]);
  return numbers[0] > 0 && day.year() == numbers[0] && day.month() == numbers[1] && day.day() == numbers[2];
}

bool IsCpv(absl::string_view text) {
  return (text.size() == 8 && Digits(text)) ||
         (text.size() == 10 && text[8] == '-' && Digits(text.substr(0, 8)) && absl::ascii_isdigit(static_cast<unsigned char>(text[9])));
}

bool IsUri(absl::string_view text) {
  size_t scheme = 0;
  if (absl::StartsWithIgnoreCase(text, "https://")) scheme = 8;
  if (absl::StartsWithIgnoreCase(text, "http://")) scheme = 7;
  if (scheme == 0 || text.size() == scheme || absl::StrContains("/?#:@", absl::string_view(&text[scheme], 1))) return false;
  return AllOf(text, [](unsigned char c) { return c > 0x20 && c != 0x7f && c != '"' && c != '<' && c != '>' && c != '\\'; });
}

bool IsRequestId(absl::string_view text) {
  return text.size() <= kLongestRequestId &&
         AllOf(text, [](unsigned char c) { return absl::ascii_isalnum(c) || c == '.' || c == '_' || c == ':' || c == '-'; });
}

bool IsRegion(absl::string_view text) {
  if (absl::StartsWith(text, "GB-")) return text.size() == 6 && Capitals(text.substr(3));
  if (!absl::StartsWith(text, "UK") || text.size() > 5) return false;
  const absl::string_view level = text.substr(2);
  if (!level.empty() && (level[0] < 'C' || level[0] > 'N')) return false;
  return AllOf(level.substr(std::min<size_t>(1, level.size())), [](unsigned char c) { return absl::ascii_isdigit(c) || absl::ascii_isupper(c); });
}

}  // namespace

const char* FormatProblem(Format format, absl::string_view text) {
  switch (format) {
    case o::FORMAT_LINE:
      return HasControl(text, false) ? "must be one line of text without control characters" : nullptr;
    case o::FORMAT_NAME:
      return IsName(text) ? nullptr : "must be a resource name: letters, digits, '.', '_' and '-' in segments parted by '/', at most 400 bytes";
    case o::FORMAT_ID:
      return IsId(text) ? nullptr : "must be 1 to 63 of a-z, 0-9 and '-', and start and end with a letter or digit";
    case o::FORMAT_DATE:
      return IsDate(text) ? nullptr : "must be a day that exists, as YYYY-MM-DD";
    case o::FORMAT_CURRENCY:
      return text.size() == 3 && Capitals(text) ? nullptr : "must be a currency of ISO 4217, such as GBP";
    case o::FORMAT_CPV:
      return IsCpv(text) ? nullptr : "must be a CPV code: eight digits, with or without '-' and the check digit";
    case o::FORMAT_URI:
      return IsUri(text) ? nullptr : "must be an http or https address";
    case o::FORMAT_REQUEST_ID:
      return IsRequestId(text) ? nullptr : "must be 1 to 128 of letters, digits, '.', '_', ':' and '-'";
    case o::FORMAT_REGION:
      return IsRegion(text) ? nullptr : "must be a region of the United Kingdom, such as UKJ4 or GB-ENG";
    default:
      return HasControl(text, true) ? "must not hold control characters other than line feed and tab" : nullptr;
  }
}

size_t Characters(absl::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

NamePattern::NamePattern(absl::string_view pattern) : text_(pattern) {
  if (pattern.empty()) return;
  for (absl::string_view choice : absl::StrSplit(pattern, '|')) choices_.push_back(absl::StrSplit(choice, '/'));
}

bool NamePattern::Matches(absl::string_view name) const {
  for (const std::vector<std::string>& choice : choices_) {
    absl::string_view rest = name;
    size_t matched = 0;
    bool more = true;
    for (; matched < choice.size() && more; ++matched) {
      const size_t slash = rest.find('/');
      if (choice[matched] != "*" && choice[matched] != rest.substr(0, slash)) break;
      more = slash != absl::string_view::npos;
      if (more) rest.remove_prefix(slash + 1);
    }
    if (matched == choice.size() && !more) return true;
  }
  return choices_.empty();
}

}  // namespace frontline::rpc
