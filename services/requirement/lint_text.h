// Finding words in sentences, for the lint. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_LINT_TEXT_H_
#define FRONTLINE_SERVICES_REQUIREMENT_LINT_TEXT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::requirement {

// The sentences of a text, as they stand: parted by line feeds, by ';', and by '.', '?' or '!' before a space.
std::vector<std::string> Sentences(absl::string_view text);

// Where `phrase` stands in `text` between word boundaries, from `from` on; npos when it does not. The case matters.
size_t FindPhrase(absl::string_view text, absl::string_view phrase, size_t from = 0);

// A list of phrases, as the lint's rules keep them.
struct Phrases {
  const absl::string_view* first;
  size_t count;
  template <size_t N>
  constexpr Phrases(const absl::string_view (&phrases)[N]) : first(phrases), count(N) {}  // NOLINT: so that a list can be handed over as it is
  const absl::string_view* begin() const { return first; }
  const absl::string_view* end() const { return first + count; }
};
// The first of `phrases` that stands in `text` between word boundaries; empty when none does.
absl::string_view AnyPhrase(absl::string_view text, Phrases phrases);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_LINT_TEXT_H_
