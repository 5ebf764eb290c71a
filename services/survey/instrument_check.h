// Whether an instrument fits together: everything that stops it, and what its author should know. Pure; README.md lists the rules.
//
// What single fields must be (required, lengths, forms) the pipeline asks before (options.proto); what of that matters most is asked here again, so
// that an instrument without errors is whole however it came about.
#ifndef FRONTLINE_SERVICES_SURVEY_INSTRUMENT_CHECK_H_
#define FRONTLINE_SERVICES_SURVEY_INSTRUMENT_CHECK_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "frontline/survey/v1/instrument.pb.h"
#include "services/survey/instrument_problems.h"

namespace frontline::survey {

inline constexpr int kDefaultThreshold = 10;  // k, where the instrument does not say
inline constexpr int kLeastThreshold = 5;
inline constexpr int kMostQuestions = 300;
inline constexpr int64_t kMostCells = 2'000'000;  // of all tables: questions × the cells of every breakdown
inline constexpr int kLongestRetentionYears = 2;

// Errors first, then warnings, each in the order of the file; none: all is well. `today` is the day on which dates must make sense.
std::vector<v1::InstrumentProblem> CheckInstrument(const v1::Instrument& instrument, absl::CivilDay today);

// Whether there is an error among them.
bool HasErrors(const std::vector<v1::InstrumentProblem>& problems);

// How many questions it has.
int QuestionCount(const v1::Instrument& instrument);
// Its k: what it says, or the default.
int ThresholdOf(const v1::Instrument& instrument);

// --- The parts, in the order of the file ---

// check_settings.cc: title, mode, k, pledge, reach, dates.
void CheckSettings(const v1::Instrument& instrument, absl::CivilDay today, Problems* problems);
// check_question.cc: one question by itself.
void CheckQuestion(const v1::Question& question, const std::string& field, Problems* problems);
// check_routing.cc: the conditions under which questions are asked.
class RouteCheck {
 public:
  explicit RouteCheck(const v1::Instrument& instrument);
  // `number`: the question's, counted through the whole instrument.
  void Check(size_t number, const std::string& field, Problems* problems) const;

 private:
  // Choices or bands of a question by their places, of which one is given.
  struct Route {
    size_t question;
    uint64_t any_of;
  };
  bool DependsOn(size_t number, size_t other) const;
  bool CheckCondition(size_t number, const v1::Condition& condition, const std::string& field, Problems* problems) const;
  bool CanBeAsked(size_t number) const;

  std::vector<const v1::Question*> questions_;
  absl::flat_hash_map<std::string, size_t> by_code_;
  std::vector<std::vector<Route>> routes_;  // by question: to what there is
};
// check_segments.cc: segments, breakdowns, weighting, population.
void CheckSegments(const v1::Instrument& instrument, Problems* problems);
// check_texts.cc: Welsh for some texts and not for others.
void CheckWelsh(const v1::Instrument& instrument, Problems* problems);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_INSTRUMENT_CHECK_H_
