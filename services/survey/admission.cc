#include "services/survey/admission.h"

#include "absl/time/civil_time.h"
#include "services/base/errors.h"
#include "services/survey/instrument_cache.h"
#include "services/survey/invitation.h"
#include "services/survey/tables.h"

namespace frontline::survey {

std::string DayOf(absl::Time time) { return absl::FormatCivilTime(absl::ToCivilDay(time, absl::UTCTimeZone())); }

bool TakesAnswers(const stored::v1::SurveyHead& head, absl::Time now) {
  if (head.state() != v1::SURVEY_STATE_OPEN) return false;
  const std::string& open_on = head.instrument().open_on();
  const std::string& close_on = head.instrument().close_on();
  if (open_on.empty() && close_on.empty()) return true;
  const std::string today = DayOf(now);
  return (open_on.empty() || today >= open_on) && (close_on.empty() || today <= close_on);
}

absl::StatusOr<Admission> Admit(const storage::Reader& reader, absl::string_view survey, absl::string_view token, absl::Time now) {
  absl::StatusOr<stored::v1::SurveyHead> head = LoadHead(reader, survey);
  if (absl::IsNotFound(head.status())) return base::InvitationRefused();
  if (!head.ok()) return head.status();
  if (!TakesAnswers(*head, now)) return base::InvitationRefused();
  Admission admission{*std::move(head), "", false};
  if (admission.head.instrument().reach() == v1::REACH_OPEN_LINK) {
    if (!token.empty()) return base::InvitationRefused();
    return admission;
  }
  admission.invitation = InvitationName(survey, token);
  const absl::StatusOr<stored::v1::InvitationRecord> record = Invitations().Get(reader, admission.invitation);
  if (absl::IsNotFound(record.status())) return base::InvitationRefused();
  if (!record.ok()) return record.status();
  admission.used = record->used();
  return admission;
}

}  // namespace frontline::survey
