// What the handlers of surveys share: reading, showing and writing one, who may see it, and what stops an instrument.
#ifndef FRONTLINE_SERVICES_SURVEY_SURVEY_RECORD_H_
#define FRONTLINE_SERVICES_SURVEY_SURVEY_RECORD_H_

#include <initializer_list>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::survey {

// What a table's error means to a caller that asked for the resource `name`.
absl::Status ForCaller(const absl::Status& status, absl::string_view name);

// "DRAFT".
std::string StateName(v1::SurveyState state);
// The day of a moment, in UTC, as all days here.
absl::CivilDay CivilDayOf(absl::Time time);

// RESOURCE_NOT_FOUND when there is none.
absl::StatusOr<stored::v1::SurveyRecord> LoadSurvey(const storage::Reader& reader, absl::string_view name);
// The same for a caller: a draft is not there for those who may not write it.
absl::StatusOr<stored::v1::SurveyRecord> LoadSurveyFor(const rpc::Call& call, const storage::Reader& reader, absl::string_view name);
bool MaySee(const rpc::Call& call, const v1::Survey& survey);
// For a step of its life: its etag must fit `etag`, and it must stand at one of `states` (WRONG_STATE).
absl::StatusOr<stored::v1::SurveyRecord> LoadSurveyAt(const storage::Reader& reader, absl::string_view name, absl::string_view etag,
                                                      std::initializer_list<v1::SurveyState> states);

// Its counts; none yet: all zero.
absl::StatusOr<stored::v1::SurveyCountsRecord> LoadCounts(const storage::Reader& reader, absl::string_view survey);

// As callers see it: with its etag, which does not change with answers, and its counts, which do.
absl::Status ShowSurvey(const storage::Reader& reader, const stored::v1::SurveyRecord& record, v1::Survey* response);

// Writes it, stamped with the time, and shows it. `new_instrument`: its instrument changed, and counts as another revision.
absl::Status SaveSurvey(storage::Transaction& tx, stored::v1::SurveyRecord record, bool new_instrument, v1::Survey* response);

// Sets what follows from the instrument: k where it is not said, and whether results speak for those alone who answered.
void CompleteSurvey(v1::Survey* survey);

// INVALID_ARGUMENT naming every error of the survey's instrument, those against the wave before it included. Warnings stop nothing. `path` stands
// before the fields ("survey.instrument.").
absl::Status CheckSurvey(const rpc::Call& call, const storage::Reader& reader, const v1::Survey& survey, absl::CivilDay today,
                         absl::string_view path);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_SURVEY_RECORD_H_
