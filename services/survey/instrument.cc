#include <algorithm>
#include <utility>
#include <vector>

#include "services/base/errors.h"
#include "services/survey/instrument_check.h"
#include "services/survey/instrument_diff.h"
#include "services/survey/survey_handlers.h"
#include "services/survey/survey_record.h"

namespace frontline::survey {

absl::Status ValidateInstrument(const Call& call, const v1::ValidateInstrumentRequest& request, const Snapshot& snapshot,
                                v1::ValidateInstrumentResponse* response) {
  const v1::Instrument& instrument = request.instrument();
  std::vector<v1::InstrumentProblem> problems = CheckInstrument(instrument, CivilDayOf(call.now));
  if (!request.previous_wave().empty()) {
    using frontline::options::v1::PERMISSION_SURVEYS_READ;
    if (!call.principal.Has(PERMISSION_SURVEYS_READ)) return base::PermissionDenied("SURVEYS_READ", "any organisation");
    absl::StatusOr<stored::v1::SurveyRecord> previous = LoadSurveyFor(call, snapshot, request.previous_wave());
    if (!previous.ok()) return previous.status();
    std::vector<v1::InstrumentProblem> wave = CheckWave(previous->survey().instrument(), instrument);
    std::move(wave.begin(), wave.end(), std::back_inserter(problems));
    std::stable_partition(problems.begin(), problems.end(), [](const v1::InstrumentProblem& problem) { return !problem.warning(); });
  }
  for (v1::InstrumentProblem& problem : problems) response->add_problems()->Swap(&problem);
  response->set_questions(QuestionCount(instrument));
  response->set_findings(QuestionCount(instrument) * (instrument.breakdowns_size() + 1));
  return absl::OkStatus();
}

absl::Status DiffInstruments(const Call& call, const v1::DiffInstrumentsRequest& request, const Snapshot& snapshot,
                             v1::DiffInstrumentsResponse* response) {
  if (request.other().empty() == !request.has_instrument()) {
    return base::InvalidField("other", "is required, or instrument is: exactly one says what the newer one is");
  }
  absl::StatusOr<stored::v1::SurveyRecord> older = LoadSurveyFor(call, snapshot, request.survey());
  if (!older.ok()) return older.status();
  v1::Instrument newer = request.instrument();
  if (!request.other().empty()) {
    absl::StatusOr<stored::v1::SurveyRecord> other = LoadSurveyFor(call, snapshot, request.other());
    if (!other.ok()) return other.status();
    newer = std::move(*other->mutable_survey()->mutable_instrument());
  }
  InstrumentDiff diff = DiffOf(older->survey().instrument(), newer);
  for (v1::InstrumentChange& change : diff.changes) response->add_changes()->Swap(&change);
  for (std::string& code : diff.comparable_questions) response->add_comparable_questions(std::move(code));
  return absl::OkStatus();
}

}  // namespace frontline::survey
