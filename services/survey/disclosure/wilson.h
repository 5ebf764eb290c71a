// Intervals for shares and differences of shares.
//
// Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
// Newcombe, R. G. (1998): Interval estimation for the difference between independent proportions: comparison of eleven methods. Statistics in Medicine
// 17, 873-890 (method 10, the hybrid score interval).
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_WILSON_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_WILSON_H_

#include <cstdint>

#include "services/survey/disclosure/release.h"

namespace frontline::survey::disclosure {

struct Bounds {
  double low = 0;
  double high = 0;
};

// Wilson's score interval at 95% (z = 1.959964), as shares of 1. `share` in [0, 1]; `base` people, more than 0 (it need not be whole: an effective base).
Bounds WilsonBounds(double share, double base);

// The same from what is published, outwards to whole per cent. A share that is not a whole per cent counts with both its ends.
Interval WilsonInterval(const Share& share, int64_t base);

// A difference of two published shares of independent groups, in whole percentage points, with its 95% interval (Newcombe's hybrid score method).
struct Difference {
  int points = 0;  // later minus earlier; of coarse shares, between their middles
  int low = 0;     // outwards to whole points
  int high = 0;
  bool exact = true;  // both shares are whole per cent; otherwise `low` and `high` cover whatever the true shares are
  // The interval does not contain 0: more than chance.
  bool significant = false;

  friend bool operator==(const Difference&, const Difference&) = default;
};

// From published figures alone, so that a comparison adds nothing to what is known. Bases of 1 or more.
Difference CompareWaves(const Share& earlier, int64_t earlier_base, const Share& later, int64_t later_base);

// A part (a force) against the whole it belongs to (the national figure). The whole contains the part, so the part is compared with the rest: the rest's
// share follows from the two published figures and their rounding, and the difference is then scaled back to part minus whole. When the rest is empty
// the difference is 0 without significance.
Difference CompareWithWhole(const Share& part, int64_t part_base, const Share& whole, int64_t whole_base);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_WILSON_H_
