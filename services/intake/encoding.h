// What is wrong with the encoding of a text that should be UTF-8, in words that help whoever saved the file. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_INTAKE_ENCODING_H_
#define FRONTLINE_SERVICES_INTAKE_ENCODING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace frontline::intake {

// Of a file's first bytes, after a UTF-8 byte order mark: says so when they are UTF-16 or UTF-32, or a spreadsheet's own file instead of text. Empty
// when nothing speaks against them.
std::string WrongStart(absl::string_view start);

// Of any piece of text that ends between two characters: the first byte that is no UTF-8, and the character that it is in Windows-1252, which is what
// most spreadsheets save when not asked otherwise; or a NUL, as UTF-16 has. Empty when it is UTF-8 without NUL.
std::string WrongText(absl::string_view text);

}  // namespace frontline::intake

#endif  // FRONTLINE_SERVICES_INTAKE_ENCODING_H_
