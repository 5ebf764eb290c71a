// From what all questions share (bases, hidden cells) and each question's audit to how each is shown. Internal to disclosure control.
//
// A set of tables that the audit breaks goes down a ladder, one step at a time: a cell that bounds a broken one is shown in bands, the one with the
// fewest people first; when that is done, or would spoil too much, the table is withheld (and what bounds it is shown finely again). A withheld table stays
// so, hence every ladder ends, with a set that the audit passes.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_LADDER_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_LADDER_H_

#include <cstddef>
#include <vector>

#include "services/survey/disclosure/audit.h"
#include "services/survey/disclosure/layout.h"
#include "services/survey/disclosure/pattern.h"
#include "services/survey/disclosure/survey_data.h"
#include "services/survey/disclosure/tally.h"

namespace frontline::survey::disclosure {

struct Weighting {
  WeightingState state = WeightingState::kNone;
  size_t grid = 0;              // whose cells the weights belong to
  std::vector<double> weights;  // by cell of that grid; empty unless converged
};

struct Decision {
  Layout layout;
  CellCounts respondents;
  Pattern pattern;
  std::vector<Tally> tallies;  // by question
  std::vector<View> views;     // by question
  Weighting weighting;
  AuditEffort effort;
};

Decision Decide(const SurveyData& data);

// Weights to the population's margins. All categories that are hidden, and people without a value, are one class: weights depend on what is published.
Weighting Weigh(const SurveyData& data, const Layout& layout, const Pattern& pattern, const CellCounts& respondents);

// Weights by two dimensions come from the table of both: who sees its shown cells and the design effects could narrow the hidden ones. Where any
// question shows it with hidden cells, nothing is weighted.
void ForgetWeights(Decision& decision);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_LADDER_H_
