// What a need looks like that is drafted from what the front line said. Pure: from what other services have published, and nothing else. Thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_NEED_DRAFT_H_
#define FRONTLINE_SERVICES_REQUIREMENT_NEED_DRAFT_H_

#include <string>
#include <vector>

#include "frontline/federation/v1/submission.pb.h"
#include "frontline/requirement/v1/need.pb.h"
#include "frontline/survey/v1/comment.pb.h"
#include "frontline/survey/v1/finding.pb.h"
#include "frontline/survey/v1/survey.pb.h"

namespace frontline::requirement {

// A finding with those of the same question that say more of it.
struct FindingSource {
  survey::v1::Finding finding;                   // the one that was named
  std::vector<survey::v1::Finding> of_question;  // all of the question, itself included
  survey::v1::Survey survey;
};

// "62%", "95% or more", "5% or less", "40% to 60%".
std::string ShareText(const survey::v1::Share& share);

// Figures as they were published: whole percentages and bases. A cell that is suppressed adds nothing, not even its name.
v1::Need NeedFromFinding(const FindingSource& source);
v1::Need NeedFromTheme(const survey::v1::Theme& theme, const survey::v1::Survey& survey);
// Nothing of the words of a RESTRICTED submission, since everybody who may read needs reads the draft once it is stored.
v1::Need NeedFromSubmission(const federation::v1::Submission& submission);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_NEED_DRAFT_H_
