// The numbers that scoring depends on beside the word lists. A change here changes scores, and so the configuration hash.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_CONFIGURATION_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_CONFIGURATION_H_

#include <string>

#include "services/matching/engine/lexicon.h"

namespace frontline::matching::engine {

// Raise it with every change of how scores, answers or reasons come about.
inline constexpr int kScoringVersion = 1;

// Of 1,000 points, those for the text where the requirement has SHOULD criteria; without them the text takes all.
inline constexpr int kTextPoints = 600;

// A term in a statement's title, and in its text alone, in 1024ths.
inline constexpr int kTitleStrength = 1024;
inline constexpr int kTextStrength = 768;
// The number of different terms from which on a statement counts as long, and how much length takes away (b of pivoted normalisation, in 100ths).
inline constexpr int kPivotTerms = 30;
inline constexpr int kLengthPercent = 25;

// How much more a term of a requirement's title weighs than one of its text; the text's first words lie in between.
inline constexpr int kTitleWeight = 6;
inline constexpr int kLeadWeight = 3;
inline constexpr int kBodyWeight = 2;
inline constexpr int kLeadWords = 60;
// The heaviest terms of a requirement that count: what follows is small print.
inline constexpr int kMostTerms = 40;
// The CPV codes of a requirement weigh as this percentage of its terms together.
inline constexpr int kCpvPercent = 25;
// Words of a thesaurus phrase, without the phrase, say this percentage of it.
inline constexpr int kHintPercent = 30;
// The best single statement counts so many times as much as the best of all statements term by term: one offer that fits beats scraps. Chosen, as the pivot
// was, on judged collections of real notices (tests/bench/match_bench.cc).
inline constexpr int kFocus = 1;
// A supplier whose statements say less than this of what an ideal one does, in 1000ths, is no candidate: a word in common is not a match.
inline constexpr int kLeastShare = 40;

// SHA-256 over all of the above and the lexicon, in hex.
std::string ConfigurationHash(const Lexicon& lexicon);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_CONFIGURATION_H_
