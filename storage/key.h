// Order-preserving tuple encoding: the bytewise order of encoded keys is the order of the tuples. See storage/README.md for the bytes.
#ifndef FRONTLINE_STORAGE_KEY_H_
#define FRONTLINE_STORAGE_KEY_H_

#include <cstdint>
#include <string>
#include <type_traits>

#include "absl/strings/string_view.h"

namespace frontline::storage {

// Each appends one element. Text may hold any bytes (0x00 included); a shorter text sorts before a longer one that starts with it.
void AppendText(absl::string_view text, std::string* key);
void AppendInt(int64_t number, std::string* key);
void AppendUint(uint64_t number, std::string* key);

// Each takes one element off the front of `key`; false, and `key` unspecified, when the bytes are not such an element.
bool TakeText(absl::string_view* key, std::string* text);
bool TakeInt(absl::string_view* key, int64_t* number);
bool TakeUint(absl::string_view* key, uint64_t* number);
// Takes one element of any type.
bool SkipElement(absl::string_view* key);

// A key of several elements: KeyOf("forces/kent", int64_t{3}). Enums and bools are encoded as integers.
template <typename... Elements>
std::string KeyOf(const Elements&... elements) {
  std::string key;
  auto append = [&key](const auto& element) {
    using Element = std::decay_t<decltype(element)>;
    if constexpr (std::is_enum_v<Element> || std::is_integral_v<Element>) {
      AppendInt(static_cast<int64_t>(element), &key);
    } else {
      AppendText(element, &key);
    }
  };
  (append(elements), ...);
  return key;
}

}  // namespace frontline::storage

#endif  // FRONTLINE_STORAGE_KEY_H_
