// How far each hidden quantity can be from what it is, as seen from outside. Internal to disclosure control.
//
// A quantity is one column of a program whose columns are deviations from the truth. Every best point of every objective is a witness for all
// quantities at once: the least and greatest value seen are kept, so few quantities need an objective of their own. What is seen are points that are
// possible, so a range can only be found too narrow, never too wide.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RANGES_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RANGES_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "services/survey/disclosure/program.h"
#include "services/survey/disclosure/release.h"

namespace frontline::survey::disclosure {

struct Quantity {
  int column = 0;
  int64_t truth = 0;
  size_t group = 0;
  double low = 0, high = 0;  // deviations seen

  // The whole numbers between the values seen span at least `width`.
  bool Spans(int64_t width) const;
};

struct Exploration {
  int64_t width = 0;
  int rounds = 12;            // of random objectives over all quantities that are not wide enough
  bool give_up_group = true;  // after the first quantity of a group that is too narrow, the others of the group are not looked at
  std::function<void(const Program&)> witness;  // optional: called for every point
  bool singly = true;  // after the rounds, an objective for each quantity that is still too narrow
  size_t failures = SIZE_MAX;  // groups given up after which the rest is not looked at: there is enough to mend
};

// Widens the quantities' ranges until each spans the width or can't. Returns by quantity whether it spans the width; all false when the solver failed
// for the first objective. Where `give_up_group` or `failures` left
// some out, they are true: all are looked at only where none is false.
std::vector<bool> Explore(Program& program, std::vector<Quantity>& quantities, const Exploration& how, AuditEffort& effort);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RANGES_H_
