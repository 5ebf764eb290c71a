#include "services/survey/instrument_check.h"

#include <algorithm>

namespace frontline::survey {
namespace {

void CheckSections(const v1::Instrument& instrument, Problems* problems) {
  Codes sections("section", problems), questions("question", problems);
  const RouteCheck routes(instrument);
  size_t number = 0;
  if (instrument.sections().empty()) problems->Error("missing", "sections", "is required: there is no question");
  for (int s = 0; s < instrument.sections_size(); ++s) {
    const v1::Section& section = instrument.sections(s);
    const std::string in_section = Item("sections", s);
    sections.Add(section.code(), in_section + ".code");
    if (section.title().en().empty()) problems->Error("missing", in_section + ".title.en", "is required: the section's heading");
    if (section.questions().empty()) problems->Error("missing", in_section + ".questions", "is required: the section has no question");
    for (int q = 0; q < section.questions_size(); ++q) {
      const std::string field = Item(in_section, "questions", q);
      questions.Add(section.questions(q).code(), field + ".code");
      CheckQuestion(section.questions(q), field, problems);
      routes.Check(number++, field, problems);
    }
  }
  if (const int count = QuestionCount(instrument); count > kMostQuestions) {
    problems->Error("too-many-questions", "sections", absl::StrCat("must have at most ", kMostQuestions, " questions in all, has ", count));
  }
}

}  // namespace

std::vector<v1::InstrumentProblem> CheckInstrument(const v1::Instrument& instrument, absl::CivilDay today) {
  Problems problems;
  CheckSettings(instrument, today, &problems);
  CheckSections(instrument, &problems);
  CheckSegments(instrument, &problems);
  CheckWelsh(instrument, &problems);
  return std::move(problems).Take();
}

bool HasErrors(const std::vector<v1::InstrumentProblem>& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const v1::InstrumentProblem& problem) { return !problem.warning(); });
}

int QuestionCount(const v1::Instrument& instrument) {
  int count = 0;
  for (const v1::Section& section : instrument.sections()) count += section.questions_size();
  return count;
}

int ThresholdOf(const v1::Instrument& instrument) { return instrument.k() == 0 ? kDefaultThreshold : instrument.k(); }

}  // namespace frontline::survey
