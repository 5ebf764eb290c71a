// From what disclosure control releases to findings as the API shows them, with the instrument's words. Pure.
#ifndef FRONTLINE_SERVICES_SURVEY_FINDING_TABLES_H_
#define FRONTLINE_SERVICES_SURVEY_FINDING_TABLES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "frontline/survey/v1/finding.pb.h"
#include "frontline/survey/v1/survey.pb.h"
#include "services/survey/disclosure/release.h"
#include "services/survey/tabulate.h"

namespace frontline::survey {

// "forces/kent/surveys/x/findings/q12.force.rank".
std::string FindingName(absl::string_view survey, absl::string_view question, const std::vector<std::string>& breakdown);

// A share as it is published, without code and label.
v1::Share ShareOf(const disclosure::Share& share, const disclosure::Interval& interval);
// The published share behind `share`.
disclosure::Share PublishedShare(const v1::Share& share);

// In the order of the instrument: each question's total, then its breakdowns. `release` is of the data that `questions` tell the places of. A RANK
// question's cell is shown only where both its tables show it.
std::vector<v1::Finding> FindingsOf(const v1::Survey& survey, const std::vector<TabulatedQuestion>& questions, const disclosure::Release& release);

v1::DisclosureReport ReportOf(const disclosure::Release& release);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_FINDING_TABLES_H_
