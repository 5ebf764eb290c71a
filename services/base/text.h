// Text as UTF-8. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_BASE_TEXT_H_
#define FRONTLINE_SERVICES_BASE_TEXT_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace frontline::base {

// The bytes of the first character of `text`; 0 when they are no character (also: overlong forms, surrogates, beyond U+10FFFF) or `text` is empty.
size_t FirstCharacter(absl::string_view text);

bool IsUtf8(absl::string_view text);

// The longest start of `text` of at most `bytes` bytes that ends between two characters. What is no UTF-8 is cut like single bytes.
absl::string_view CutText(absl::string_view text, size_t bytes);

}  // namespace frontline::base

#endif  // FRONTLINE_SERVICES_BASE_TEXT_H_
