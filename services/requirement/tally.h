// What a consultation's answers come to, without telling what any one person answered. Pure, thread-safe.
//
//   - Under ten answers: no figures at all.
//   - Whole percentages of a base, never counts of an answer.
//   - A share that fewer than three people make up, or all but fewer than three, is shown as a bound: the one that three would make. So the figures
//   of a group that
//     was of one mind do not say what each of its members answered.
//   - A group of fewer than five is not shown; and when the groups that are not shown hold fewer than five together, or are only one, the next
//   smallest is not shown
//     either: the total less the others would give them away.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_TALLY_H_
#define FRONTLINE_SERVICES_REQUIREMENT_TALLY_H_

#include <map>
#include <string>
#include <vector>

#include "frontline/requirement/v1/consultation.pb.h"

namespace frontline::requirement {

inline constexpr int kLeastAnswers = 10;   // for any figure
inline constexpr int kLeastInGroup = 5;    // for a group's figures
inline constexpr int kLeastOtherwise = 3;  // for an exact share

struct Counts {
  int endorse = 0;
  int object = 0;
  int unsure = 0;
  int base() const { return endorse + object + unsure; }
  void Add(v1::Verdict verdict) {
    endorse += verdict == v1::VERDICT_ENDORSE;
    object += verdict == v1::VERDICT_OBJECT;
    unsure += verdict == v1::VERDICT_UNSURE;
  }
};

// `groups` in the order to show; every answer in exactly one of them by its key in `counts`. Groups that nobody answered for are suppressed like
// small ones.
v1::ConsultationResult Tally(const std::vector<std::string>& groups, const std::map<std::string, Counts>& counts);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_TALLY_H_
