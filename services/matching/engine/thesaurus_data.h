// The police thesaurus and the words that say little: our own lists, as text. Part of the configuration hash: a change here changes scores.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_THESAURUS_DATA_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_THESAURUS_DATA_H_

namespace frontline::matching::engine {

// One group a line: what it is called, then what means the same, parted by '|'. No phrase stands in two groups.
extern const char kThesaurus[];
// Blank-separated words, as written in texts.
extern const char kStopWords[];        // say nothing
extern const char kProcurementWords[];  // are in every notice, whatever it is about
extern const char kPlainWords[];        // are in most texts
extern const char kEverydayWords[];     // are in many texts

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_THESAURUS_DATA_H_
