// The input of a harness as a file that is read piece by piece.
#ifndef FRONTLINE_TESTS_FUZZ_BYTES_H_
#define FRONTLINE_TESTS_FUZZ_BYTES_H_

#include <algorithm>
#include <cstddef>
#include <functional>

#include "absl/strings/string_view.h"

namespace frontline::fuzz {

// `piece`: the most that one read gives. `text` outlives it.
inline std::function<size_t(char*, size_t)> ReadsOf(absl::string_view text, size_t piece) {
  return [text, piece](char* to, size_t size) mutable {
    const size_t n = std::min({size, piece, text.size()});
    std::copy_n(text.data(), n, to);
    text.remove_prefix(n);
    return n;
  };
}

}  // namespace frontline::fuzz

#endif  // FRONTLINE_TESTS_FUZZ_BYTES_H_
