// How a figure is shown, and what the shown figure tells: the whole numbers of people that would be shown alike. Internal to disclosure control.
//
// All in whole-number arithmetic, so that a released figure can be checked to the last digit.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_DISPLAY_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_DISPLAY_H_

#include <cstdint>
#include <optional>

#include "services/survey/disclosure/release.h"

namespace frontline::survey::disclosure {

// From fine to coarse. Which one a cell gets depends on the question's ladder (ladder.h), the ends only on the cell's base.
enum class Grain {
  kFine,     // whole per cent; the ends ("5% or less") hold at least kFew people
  kBounded,  // whole per cent; the ends hold at least k people
  kCoarse,   // bands as wide as the ends; no mean, no % positive
};

// "All but a few answered alike": fewer than this many people would be told apart from the rest.
inline constexpr int kFew = 3;
// Bands wider than this say too little: a table that would need them is withheld instead.
inline constexpr int kWidestBand = 20;
inline constexpr int kWidestEnd = 45;

// The ends of a cell of `base` people: the next multiple of five per cent that holds at least kFew (or, of the coarser grains, k) people, but at
// least 5 and at most kWidestEnd. "L% or less" and "(100-L)% or more".
int EndPercent(Grain grain, int64_t base, int threshold);

Share ShareOf(Grain grain, int64_t count, int64_t base, int threshold);

struct Range {
  int64_t low = 0;
  int64_t high = 0;
};

// The counts that ShareOf shows as `count` is shown. Contains `count`.
Range CountsShownAs(Grain grain, int64_t count, int64_t base, int threshold);

// Rounds half away from zero. `sum` in thousandths over `base` people, to tenths.
int64_t MeanTenths(int64_t sum_milli, int64_t base);

int WholePercent(int64_t count, int64_t base);  // half up

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_DISPLAY_H_
