#include "services/survey/finding_record.h"

#include "services/base/errors.h"
#include "services/survey/survey_record.h"

namespace frontline::survey {

bool IsClosed(const v1::Survey& survey) {
  return survey.state() == v1::SURVEY_STATE_CLOSED || survey.state() == v1::SURVEY_STATE_RETIRED;
}

std::string SurveyOf(absl::string_view child) { return std::string(rpc::ParentOf(child)); }

absl::StatusOr<v1::Survey> LoadClosed(const rpc::Call& call, const storage::Reader& reader, absl::string_view survey) {
  absl::StatusOr<stored::v1::SurveyRecord> record = LoadSurveyFor(call, reader, survey);
  if (!record.ok()) return record.status();
  if (IsClosed(record->survey())) return std::move(*record->mutable_survey());
  return base::WrongState(survey, StateName(record->survey().state()), StateName(v1::SURVEY_STATE_CLOSED));
}

}  // namespace frontline::survey
