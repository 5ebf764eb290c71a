// Names as people and notices write them, made comparable. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_IDENTITY_NAME_TEXT_H_
#define FRONTLINE_SERVICES_IDENTITY_NAME_TEXT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::identity {

// The form in which names are compared: lower case, without accents and punctuation, "&" as "and", without "the", one space between words
// ("The Chief Constable of Devon & Cornwall" → "chief constable of devon and cornwall"). Empty when nothing is left to compare.
std::string FoldName(absl::string_view name);

// FoldName as the last segment of a resource name ("kent-police"); empty when it has no ASCII letter or digit.
std::string SlugOf(absl::string_view name);

// Whether each word of `words` starts a word of `name`; both folded.
bool HasWords(absl::string_view name, absl::string_view words);

// The first letters of the words of a folded name that tell names apart, each once: what a misspelt name still shares with the right one.
std::vector<std::string> NearKeys(absl::string_view folded);

// The pairs of neighbouring letters of a folded name, its ends counted as spaces: sorted, each once.
std::vector<uint16_t> LetterPairs(absl::string_view folded);
// How alike two names are, from 0 to 1, by the pairs of letters that they share.
double Likeness(const std::vector<uint16_t>& a, const std::vector<uint16_t>& b);

// A scheme and an id as they are compared: capitals, the id without spaces.
std::string FoldScheme(absl::string_view scheme);
std::string FoldIdentifier(absl::string_view id);

// The region itself and every one that holds it, NUTS and ISO 3166-2: "UKJ4" → UKJ4, UKJ, UK, GB-ENG, GB-EAW, GB-GBN, GB-UKM. None for an empty one.
std::vector<std::string> RegionsAround(absl::string_view region);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_NAME_TEXT_H_
