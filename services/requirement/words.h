// The words of a text, for likening needs, labels and requirements to one another. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_WORDS_H_
#define FRONTLINE_SERVICES_REQUIREMENT_WORDS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::requirement {

// The stem of an English word in lower case: "batteries" and "battery", "charging" and "charged" share one. Light on purpose (plurals, -ing, -ed, a
// last e): a wrong match is read by a person as a wrong proposal, so it should be seen why.
std::string Stem(absl::string_view word);

// The words of a text that carry meaning, by their stems; the value is the word as it stood first, in lower case. Stop words, numbers and words of
// fewer than three letters are left out.
using WordMap = std::map<std::string, std::string>;
WordMap WordsOf(absl::string_view text);
void AddWords(absl::string_view text, WordMap* words);

// How much of what `asked` says, by weight, `other` says too, both ways: 1,000 × the shared words' weight ÷ the mean of both weights (Dice's
// coefficient). `weight` of a stem, at least 1. `shared` gets the shared words as `asked` has them, heaviest first.
int Likeness(const WordMap& asked, const WordMap& other, const std::map<std::string, int>& weight, std::vector<std::string>* shared);

// The first `characters` characters of `text`, with "…" in place of the last when there are more. One line: line feeds become spaces.
std::string Shorten(absl::string_view text, size_t characters);
// The first sentence of a text.
std::string FirstSentence(absl::string_view text);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_WORDS_H_
