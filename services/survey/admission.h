// Who may answer a survey now. Whoever may not is told the same, whatever the reason, so that nobody learns which invitations and surveys there are.
#ifndef FRONTLINE_SERVICES_SURVEY_ADMISSION_H_
#define FRONTLINE_SERVICES_SURVEY_ADMISSION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "storage/store.h"

namespace frontline::survey {

// YYYY-MM-DD, in UTC.
std::string DayOf(absl::Time time);

// Whether it is open, and the day is none before `open_on` or after `close_on`.
bool TakesAnswers(const stored::v1::SurveyHead& head, absl::Time now);

struct Admission {
  stored::v1::SurveyHead head;
  std::string invitation;  // the invitation's record; empty where anyone may answer
  bool used = false;       // it was used: what may still be asked with it is whether that was done
};
// INVITATION_REFUSED when the survey takes no answers, or `token` is no invitation of it, or is one where anyone may answer.
absl::StatusOr<Admission> Admit(const storage::Reader& reader, absl::string_view survey, absl::string_view token, absl::Time now);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_ADMISSION_H_
