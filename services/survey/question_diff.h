// What differs between two questions of the same code. Pure.
#ifndef FRONTLINE_SERVICES_SURVEY_QUESTION_DIFF_H_
#define FRONTLINE_SERVICES_SURVEY_QUESTION_DIFF_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/survey/v1/instrument.pb.h"

namespace frontline::survey {

struct QuestionDiff {
  std::vector<std::string> broken;    // by rule, answers can't be compared
  std::vector<std::string> reworded;  // the author says whether they can
  std::vector<std::string> harmless;  // they can

  bool none() const { return broken.empty() && reworded.empty() && harmless.empty(); }
  bool needs_note() const { return !broken.empty() || !reworded.empty(); }
};
QuestionDiff DiffOf(const v1::Question& older, const v1::Question& newer);

// "'laptop' became 'device'", shortened.
std::string Became(absl::string_view what, absl::string_view older, absl::string_view newer);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_QUESTION_DIFF_H_
