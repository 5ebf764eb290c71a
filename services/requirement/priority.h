// How much a need weighs: a sum of what it states, so that anybody can check it by hand. It orders what is to be looked at first, and decides
// nothing.
//
// Rule 1. Every part is rated 0 to 200, in whole numbers; what is not known adds 0.
//
//   reach           12 for each binary digit of the number of people, at most 200: 1 person 12, 100 people 84, 1,000 people 120, 100,000 people 200.
//   A need of
//                   twice as many weighs 12 more, so that numbers count and do not drown everything else. The number is the greatest that the need
//                   states: people_affected, the sum over `reach`, or the people who support it.
//   frequency       RARE 20, MONTHLY 60, WEEKLY 100, DAILY 150, EVERY_SHIFT 200
//   severity        MINOR 50, MODERATE 100, MAJOR 150, CRITICAL 200
//   officer safety  NONE 0, INDIRECT 100, DIRECT 200
//   benefit         1 for each hour of duty a year that meeting it gives back to each person affected, at most 200
//
// `total` is their sum, 0 to 1,000.
//
// Reach per head: for each force of which reach and strength are known, people affected for each 1,000 of its strength (rounded down, at most 1,000);
// over several forces their mean (rounded down). Each force counts once: a force of 800 in which half are affected weighs as much as one of 30,000 in
// which half are. 1 point for each 5 in 1,000, at most 200. `per_head` is the sum with it in the place of reach, and a force's own total the sum with
// its own.
//
// Limits: it knows only what people state, and does not know how well they know it. It does not compare kinds of harm with money. The steps are a
// convention; another rule gets another number, and what was stored by an older one says so (NeedPriority.rule).
#ifndef FRONTLINE_SERVICES_REQUIREMENT_PRIORITY_H_
#define FRONTLINE_SERVICES_REQUIREMENT_PRIORITY_H_

#include "frontline/requirement/v1/need.pb.h"

namespace frontline::requirement {

inline constexpr int kPriorityRule = 1;

// The priority of a need by what it states. Pure: the same need gives the same bytes. Thread-safe.
v1::NeedPriority PriorityOf(const v1::Need& need);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_PRIORITY_H_
