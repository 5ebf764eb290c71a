// What a published figure says of the count behind it. Written from the comments of release.h alone.
#ifndef FRONTLINE_TESTS_ATTACK_KNOWLEDGE_H_
#define FRONTLINE_TESTS_ATTACK_KNOWLEDGE_H_

#include <cstdint>

#include "services/survey/disclosure/release.h"

namespace frontline::attack {

struct Counts {
  int64_t low = 0, high = 0;
};

// The counts of `base` people that may be shown so.
Counts CountsOf(const survey::disclosure::Share& share, int64_t base);

// The same for a share that need not be of whole people, as parts of 1.
struct Part {
  double low = 0, high = 1;
};
Part PartOf(const survey::disclosure::Share& share);

// The Wilson interval of what is shown, worked out anew.
survey::disclosure::Interval IntervalOf(const survey::disclosure::Share& share, int64_t base);

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_KNOWLEDGE_H_
