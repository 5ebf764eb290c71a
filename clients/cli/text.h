// Text as a terminal shows it: UTF-8 by display width. Malformed bytes and control characters, which could drive the terminal, become '?'.
// Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_TEXT_H_
#define FRONTLINE_CLIENTS_CLI_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::cli {

// Fit to be printed: control characters other than line feed are gone.
std::string Printable(absl::string_view text);
// Printable, on one line: white space is folded to single spaces.
std::string OneLine(absl::string_view text);
// In columns of a terminal: combining marks take none, East Asian characters and emoji two.
size_t DisplayWidth(absl::string_view text);
// At most `width` columns; what was cut off ends in "…".
std::string Truncate(absl::string_view text, size_t width);
// Filled up with spaces, on the right or on the left.
std::string PadRight(absl::string_view text, size_t width);
std::string PadLeft(absl::string_view text, size_t width);
// Lines of at most `width` columns, broken at spaces; a longer word gets a line to itself. Line feeds are kept. At least one line.
std::vector<std::string> Wrap(absl::string_view text, size_t width);
// Wrapped lines as one text, each after the first behind `indent` spaces. `width` 0: not wrapped.
std::string Indented(absl::string_view text, size_t width, size_t indent);
// "1,250,000".
std::string Count(int64_t number);
// "3 suppliers", "1 supplier".
std::string Plural(int64_t number, absl::string_view noun);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_TEXT_H_
