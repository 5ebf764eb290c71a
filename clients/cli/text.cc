#include "clients/cli/text.h"

#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace frontline::cli {
namespace {

using Range = std::pair<uint32_t, uint32_t>;

constexpr std::array<Range, 8> kZero = {
    {{0x300, 0x36F}, {0x483, 0x489}, {0x591, 0x5BD}, {0x610, 0x61A}, {0x64B, 0x65F}, {0x200B, 0x200F}, {0x20D0, 0x20F0}, {0xFE00, 0xFE0F}}};
constexpr std::array<Range, 11> kWide = {{{0x1100, 0x115F},
                                          {0x2E80, 0x303E},
                                          {0x3041, 0xA4CF},
                                          {0xAC00, 0xD7A3},
                                          {0xF900, 0xFAFF},
                                          {0xFE30, 0xFE6F},
                                          {0xFF00, 0xFF60},
                                          {0xFFE0, 0xFFE6},
                                          {0x1F300, 0x1F64F},
                                          {0x1F900, 0x1F9FF},
                                          {0x20000, 0x3FFFD}}};

template <size_t N>
bool In(const std::array<Range, N>& ranges, uint32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](const Range& range) { return c >= range.first && c <= range.second; });
}

struct Character {
  absl::string_view bytes;
  uint32_t code = 0;
  bool good = true;

  size_t width() const { return In(kZero, code) ? 0 : In(kWide, code) ? 2 : 1; }
};

// The first character of `text`, which is not empty.
Character Next(absl::string_view text) {
  const auto byte = [text](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const size_t size = lead < 0x80 ? 1 : (lead >> 5) == 6 ? 2 : (lead >> 4) == 14 ? 3 : (lead >> 3) == 30 ? 4 : 0;
  if (size == 0 || size > text.size()) return {text.substr(0, 1), '?', false};
  uint32_t code = size == 1 ? lead : lead & (0x7F >> size);
  for (size_t i = 1; i < size; ++i) {
    if ((byte(i) >> 6) != 2) return {text.substr(0, 1), '?', false};
    code = code << 6 | (byte(i) & 0x3F);
  }
  return {text.substr(0, size), code, true};
}

bool IsControl(uint32_t code) {
  // C0, DEL, C1, and the marks that turn the direction of text around.
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

}  // namespace

std::string Printable(absl::string_view text) {
  std::string out;
  for (absl::string_view rest = text; !rest.empty();) {
    const Character c = Next(rest);
    rest.remove_prefix(c.bytes.size());
    if (c.code == '\t') {
      out += ' ';
    } else if (!c.good || (IsControl(c.code) && c.code != '\n')) {
      if (c.code != '\r') out += '?';
    } else {
      absl::StrAppend(&out, c.bytes);
    }
  }
  return out;
}

std::string OneLine(absl::string_view text) {
  std::string printable = Printable(text);
  std::replace(printable.begin(), printable.end(), '\n', ' ');
  std::string out;
  for (absl::string_view word : absl::StrSplit(printable, ' ', absl::SkipEmpty())) absl::StrAppend(&out, out.empty() ? "" : " ", word);
  return out;
}

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  while (!text.empty()) {
    const Character c = Next(text);
    width += c.width();
    text.remove_prefix(c.bytes.size());
  }
  return width;
}

std::string Truncate(absl::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  size_t used = 0;
  size_t bytes = 0;
  while (bytes < text.size()) {
    const Character c = Next(text.substr(bytes));
    if (used + c.width() > width - 1) break;
    used += c.width();
    bytes += c.bytes.size();
  }
  while (bytes > 0 && text[bytes - 1] == ' ') --bytes;
  return absl::StrCat(text.substr(0, bytes), "…");
}

std::string PadRight(absl::string_view text, size_t width) {
  const size_t now = DisplayWidth(text);
  return absl::StrCat(text, std::string(now < width ? width - now : 0, ' '));
}

std::string PadLeft(absl::string_view text, size_t width) {
  const size_t now = DisplayWidth(text);
  return absl::StrCat(std::string(now < width ? width - now : 0, ' '), text);
}

std::vector<std::string> Wrap(absl::string_view text, size_t width) {
  std::vector<std::string> lines;
  for (absl::string_view paragraph : absl::StrSplit(text, '\n')) {
    std::string line;
    for (absl::string_view word : absl::StrSplit(paragraph, ' ', absl::SkipEmpty())) {
      if (!line.empty() && DisplayWidth(line) + 1 + DisplayWidth(word) > width) {
        lines.push_back(std::move(line));
        line.clear();
      }
      absl::StrAppend(&line, line.empty() ? "" : " ", word);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

std::string Indented(absl::string_view text, size_t width, size_t indent) {
  const std::vector<std::string> lines =
      width == 0 ? std::vector<std::string>(absl::StrSplit(text, '\n')) : Wrap(text, width > indent + 20 ? width - indent : 20);
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) absl::StrAppend(&out, "\n", line.empty() ? "" : std::string(indent, ' '));
    absl::StrAppend(&out, line);
  }
  return out;
}

std::string Count(int64_t number) {
  std::string digits = absl::StrCat(number);
  for (int i = static_cast<int>(digits.size()) - 3; i > (number < 0 ? 1 : 0); i -= 3) digits.insert(static_cast<size_t>(i), ",");
  return digits;
}

std::string Plural(int64_t number, absl::string_view noun) { return absl::StrCat(Count(number), " ", noun, number == 1 ? "" : "s"); }

}  // namespace frontline::cli
