// What differs between two waves of a survey, and which questions' answers can still be compared. Pure.
//
// Questions are known by their codes. By rule, answers can't be compared once a question's sort, its choices (which there are, their order, scores
// and polarity), its bands or bounds changed. Where only words, or who is asked, changed, the author says (`change.comparable`). Welsh, help, topic,
// area, place and the length of free text change nothing.
#ifndef FRONTLINE_SERVICES_SURVEY_INSTRUMENT_DIFF_H_
#define FRONTLINE_SERVICES_SURVEY_INSTRUMENT_DIFF_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/survey/v1/instrument.pb.h"

namespace frontline::survey {

struct InstrumentDiff {
  // Settings, then questions, segments and breakdowns in the order of the newer one; what it no longer has comes last of its sort.
  std::vector<v1::InstrumentChange> changes;
  // Codes of the questions in both whose answers can be compared, in the order of the newer one.
  std::vector<std::string> comparable_questions;
};
InstrumentDiff DiffOf(const v1::Instrument& older, const v1::Instrument& newer);

// What the author of a new wave must still say: "change-missing" for each question that changed without a word on it, or with the word of an earlier
// change. A warning, "change-not-comparable", where the author says that answers can be compared and by rule they can't.
std::vector<v1::InstrumentProblem> CheckWave(const v1::Instrument& older, const v1::Instrument& newer);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_INSTRUMENT_DIFF_H_
