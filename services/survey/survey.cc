#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/survey/instrument_check.h"
#include "services/survey/survey_handlers.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

using stored::v1::SurveyRecord;

constexpr int64_t kDeletedAtOnce = 500;  // versions of a draft

// The day until which a new wave's answers are kept: for as long as those of the wave before, counted from the day on which it was made.
std::string RetainUntil(const v1::Survey& previous, absl::CivilDay today) {
  absl::CivilDay until;
  if (!absl::ParseCivilTime(previous.instrument().retain_until(), &until)) return "";
  const absl::CivilDay longest(today.year() + kLongestRetentionYears, today.month(), today.day());
  return absl::FormatCivilTime(std::min(longest, today + (until - CivilDayOf(rpc::FromTimestamp(previous.create_time())))));
}

// What a new wave takes from the one before. Notes on what changed then are no news now; nor are the days.
absl::Status TakeFromPrevious(const Call& call, const Transaction& tx, v1::Survey* survey) {
  absl::StatusOr<SurveyRecord> previous = LoadSurveyFor(call, tx, survey->previous_wave());
  if (absl::IsNotFound(previous.status())) return base::InvalidField("survey.previous_wave", "there is no such survey");
  if (!previous.ok()) return previous.status();
  if (previous->survey().state() == v1::SURVEY_STATE_DRAFT) {
    return base::WrongState(survey->previous_wave(), "DRAFT", "OPEN, CLOSED or RETIRED, for another wave of it to follow");
  }
  if (survey->has_instrument()) return absl::OkStatus();
  v1::Instrument& instrument = *survey->mutable_instrument();
  const std::string retain_until = RetainUntil(previous->survey(), CivilDayOf(tx.now()));
  instrument.Swap(previous->mutable_survey()->mutable_instrument());
  instrument.clear_open_on();
  instrument.clear_close_on();
  instrument.set_retain_until(retain_until);
  for (v1::Section& section : *instrument.mutable_sections()) {
    for (v1::Question& question : *section.mutable_questions()) question.clear_change();
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status GetSurvey(const Call& call, const v1::GetSurveyRequest& request, const Snapshot& snapshot, v1::Survey* response) {
  absl::StatusOr<SurveyRecord> record = LoadSurveyFor(call, snapshot, request.name());
  return record.ok() ? ShowSurvey(snapshot, *record, response) : record.status();
}

absl::Status CreateSurvey(const Call& call, const v1::CreateSurveyRequest& request, Transaction& tx, v1::Survey* response) {
  if (absl::EndsWith(request.parent(), "/-")) return base::InvalidField("parent", "must name one organisation");
  SurveyRecord record;
  v1::Survey& survey = *record.mutable_survey();
  if (request.survey().has_instrument()) *survey.mutable_instrument() = request.survey().instrument();
  survey.set_previous_wave(request.survey().previous_wave());
  if (!survey.previous_wave().empty()) {
    if (absl::Status status = TakeFromPrevious(call, tx, &survey); !status.ok()) return status;
  } else if (!request.survey().has_instrument()) {
    return base::InvalidField("survey.instrument", "is required, except for a new wave (previous_wave)");
  }
  survey.set_name(absl::StrCat(request.parent(), "/surveys/", request.survey_id().empty() ? call.ids->ResourceId() : request.survey_id()));
  if (absl::Status status = CheckSurvey(call, tx, survey, CivilDayOf(tx.now()), "survey.instrument."); !status.ok()) return status;
  absl::StatusOr<SurveyRecord> taken = Surveys().Get(tx, survey.name());
  if (taken.ok()) return base::AlreadyExists(survey.name());
  if (!absl::IsNotFound(taken.status())) return ForCaller(taken.status(), survey.name());
  // A draft that was deleted leaves its counts until its invitations are gone.
  absl::StatusOr<stored::v1::SurveyCountsRecord> left = Counts().Get(tx, survey.name());
  if (left.ok()) {
    return base::Precondition("NAME_IN_USE",
                              absl::StrCat("A deleted draft was called ", survey.name(),
                                           ", and its invitations are still being deleted. Try again in a minute, or choose another id."));
  }
  if (!absl::IsNotFound(left.status())) return ForCaller(left.status(), survey.name());
  survey.set_state(v1::SURVEY_STATE_DRAFT);
  survey.set_author(call.principal.member());
  *survey.mutable_create_time() = rpc::ToTimestamp(tx.now());
  return SaveSurvey(tx, std::move(record), /*new_instrument=*/true, response);
}

absl::Status DeleteSurvey(const Call&, const v1::DeleteSurveyRequest& request, Transaction& tx, v1::DeleteSurveyResponse*) {
  absl::StatusOr<SurveyRecord> record = LoadSurveyAt(tx, request.name(), request.etag(), {v1::SURVEY_STATE_DRAFT});
  if (!record.ok()) return record.status();
  if (absl::Status status = Surveys().Delete(tx, request.name()); !status.ok()) return ForCaller(status, request.name());
  absl::StatusOr<stored::v1::SurveyCountsRecord> counts = LoadCounts(tx, request.name());
  if (!counts.ok()) return counts.status();
  if (counts->issued() > 0 || record->survey().revision() > kDeletedAtOnce) {
    // Too many for one mutation: whoever looks for what is due (due.h) deletes them, and knows of them by the counts.
    return Counts().Put(tx, request.name(), *counts);
  }
  for (int64_t revision = 1; revision <= record->survey().revision(); ++revision) {
    if (absl::Status status = Revisions().Delete(tx, RevisionName(request.name(), revision)); !status.ok()) return ForCaller(status, request.name());
  }
  return absl::OkStatus();
}

absl::Status OpenSurvey(const Call& call, const v1::OpenSurveyRequest& request, Transaction& tx, v1::Survey* response) {
  absl::StatusOr<SurveyRecord> record = LoadSurveyAt(tx, request.name(), request.etag(), {v1::SURVEY_STATE_DRAFT});
  if (!record.ok()) return record.status();
  if (absl::Status status = CheckSurvey(call, tx, record->survey(), CivilDayOf(tx.now()), "instrument."); !status.ok()) {
    if (!absl::IsInvalidArgument(status)) return status;
    return base::Precondition("INSTRUMENT_INVALID", absl::StrCat(request.name(), " can't be opened as it is: ", status.message()));
  }
  record->mutable_survey()->set_state(v1::SURVEY_STATE_OPEN);
  *record->mutable_survey()->mutable_open_time() = rpc::ToTimestamp(tx.now());
  return SaveSurvey(tx, *std::move(record), /*new_instrument=*/false, response);
}

}  // namespace frontline::survey
