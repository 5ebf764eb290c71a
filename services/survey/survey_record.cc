#include "services/survey/survey_record.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/survey/instrument_check.h"
#include "services/survey/instrument_diff.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

using frontline::options::v1::PERMISSION_SURVEYS_WRITE;
using stored::v1::SurveyCountsRecord;
using stored::v1::SurveyRecord;

// As many as a request's violations.
constexpr size_t kMostViolations = 100;

}  // namespace

absl::Status ForCaller(const absl::Status& status, absl::string_view name) {
  if (absl::IsNotFound(status)) return base::NotFound(name);
  if (absl::IsAlreadyExists(status)) return base::AlreadyExists(name);
  if (absl::IsDataLoss(status)) return base::Damaged(name);
  return status;
}

std::string StateName(v1::SurveyState state) { return std::string(absl::StripPrefix(v1::SurveyState_Name(state), "SURVEY_STATE_")); }

absl::CivilDay CivilDayOf(absl::Time time) { return absl::ToCivilDay(time, absl::UTCTimeZone()); }

absl::StatusOr<SurveyRecord> LoadSurvey(const storage::Reader& reader, absl::string_view name) {
  absl::StatusOr<SurveyRecord> record = Surveys().Get(reader, name);
  if (!record.ok()) return ForCaller(record.status(), name);
  return record;
}

bool MaySee(const rpc::Call& call, const v1::Survey& survey) {
  return survey.state() != v1::SURVEY_STATE_DRAFT || call.principal.HasIn(PERMISSION_SURVEYS_WRITE, rpc::OrganisationOf(survey.name()));
}

absl::StatusOr<SurveyRecord> LoadSurveyFor(const rpc::Call& call, const storage::Reader& reader, absl::string_view name) {
  absl::StatusOr<SurveyRecord> record = LoadSurvey(reader, name);
  if (record.ok() && !MaySee(call, record->survey())) return base::NotFound(name);
  return record;
}

absl::StatusOr<SurveyRecord> LoadSurveyAt(const storage::Reader& reader, absl::string_view name, absl::string_view etag,
                                          std::initializer_list<v1::SurveyState> states) {
  absl::StatusOr<SurveyRecord> record = LoadSurvey(reader, name);
  if (!record.ok()) return record;
  if (absl::Status status = rpc::CheckEtag(etag, record->survey(), name); !status.ok()) return status;
  if (std::find(states.begin(), states.end(), record->survey().state()) != states.end()) return record;
  const std::string needed = absl::StrJoin(states, " or ", [](std::string* out, v1::SurveyState state) { out->append(StateName(state)); });
  return base::WrongState(name, StateName(record->survey().state()), needed);
}

absl::StatusOr<SurveyCountsRecord> LoadCounts(const storage::Reader& reader, absl::string_view survey) {
  absl::StatusOr<SurveyCountsRecord> counts = Counts().Get(reader, survey);
  if (absl::IsNotFound(counts.status())) return SurveyCountsRecord();
  if (!counts.ok()) return ForCaller(counts.status(), survey);
  return counts;
}

absl::Status ShowSurvey(const storage::Reader& reader, const SurveyRecord& record, v1::Survey* response) {
  *response = record.survey();
  response->set_etag(rpc::EtagOf(record.survey()));
  const absl::StatusOr<SurveyCountsRecord> counts = LoadCounts(reader, record.survey().name());
  if (!counts.ok()) return counts.status();
  response->set_frozen(counts->frozen());
  response->set_invitations_issued(counts->issued());
  response->set_invitations_used(counts->used());
  return absl::OkStatus();
}

void CompleteSurvey(v1::Survey* survey) {
  survey->mutable_instrument()->set_k(ThresholdOf(survey->instrument()));
  survey->set_self_selected(survey->instrument().reach() == v1::REACH_OPEN_LINK);
}

absl::Status SaveSurvey(storage::Transaction& tx, SurveyRecord record, bool new_instrument, v1::Survey* response) {
  v1::Survey& survey = *record.mutable_survey();
  CompleteSurvey(&survey);
  *survey.mutable_update_time() = rpc::ToTimestamp(tx.now());
  if (new_instrument) {
    survey.set_revision(survey.revision() + 1);
    stored::v1::InstrumentRecord revision;
    *revision.mutable_survey() = survey;
    if (absl::Status status = Revisions().Create(tx, RevisionName(survey.name(), survey.revision()), revision); !status.ok()) return status;
  }
  if (absl::Status status = Surveys().Put(tx, survey.name(), record); !status.ok()) return ForCaller(status, survey.name());
  return ShowSurvey(tx, record, response);
}

absl::Status CheckSurvey(const rpc::Call& call, const storage::Reader& reader, const v1::Survey& survey, absl::CivilDay today,
                         absl::string_view path) {
  std::vector<v1::InstrumentProblem> problems = CheckInstrument(survey.instrument(), today);
  if (!survey.previous_wave().empty()) {
    absl::StatusOr<SurveyRecord> previous = LoadSurveyFor(call, reader, survey.previous_wave());
    if (!previous.ok()) return previous.status();
    std::vector<v1::InstrumentProblem> wave = CheckWave(previous->survey().instrument(), survey.instrument());
    std::move(wave.begin(), wave.end(), std::back_inserter(problems));
  }
  std::vector<base::Violation> violations;
  for (const v1::InstrumentProblem& problem : problems) {
    if (problem.warning() || violations.size() >= kMostViolations) continue;
    violations.push_back({absl::StrCat(path, problem.field()), absl::StrCat(problem.message(), " [", problem.rule(), "]")});
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

}  // namespace frontline::survey
