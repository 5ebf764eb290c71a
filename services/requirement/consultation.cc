#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "frontline/survey/v1/survey_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/requirement/ask.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::ConsultationRecord;
using Violations = std::vector<base::Violation>;

constexpr int kMostDays = 366;

absl::CivilDay DayOf(absl::Time time) { return absl::ToCivilDay(time, absl::UTCTimeZone()); }

// Each name once, and of one resource.
void CheckNames(const google::protobuf::RepeatedPtrField<std::string>& names, const std::string& path, Violations* violations) {
  std::set<std::string> seen;
  for (int i = 0; i < names.size(); ++i) {
    const std::string field = absl::StrCat(path, "[", i, "]");
    if (absl::StrContains(absl::StrCat(names[i], "/"), "/-/")) violations->push_back({field, "must name one resource"});
    if (!seen.insert(names[i]).second) violations->push_back({field, "is named already"});
  }
}

absl::Status CheckConsultation(const v1::Consultation& consultation, absl::Time now, absl::Time* end) {
  Violations violations;
  CheckNames(consultation.audiences(), "consultation.audiences", &violations);
  CheckNames(consultation.surveys(), "consultation.surveys", &violations);
  if (consultation.audiences().empty() && consultation.surveys().empty()) {
    violations.push_back({"consultation.audiences", "name the forces or bodies whose members may answer, or surveys whose respondents may"});
  }
  absl::CivilDay last;
  absl::ParseCivilTime(consultation.close_date(), &last);  // the rules have seen that it is a day
  if (last < DayOf(now)) violations.push_back({"consultation.close_date", "must not be in the past"});
  if (last > DayOf(now) + kMostDays) violations.push_back({"consultation.close_date", absl::StrCat("must be within ", kMostDays, " days")});
  *end = absl::FromCivil(last + 1, absl::UTCTimeZone());
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

// Not two at a time, and not without end.
absl::Status CheckOthers(const storage::Reader& reader, const std::string& requirement, absl::Time now) {
  auto page = Consultations().List(reader, ConsultationPrefix(requirement), "", kMostConsultations);
  if (!page.ok()) return ForCaller(page.status(), requirement);
  for (const auto& row : page->rows) {
    if (TakesAnswers(row.record, now)) {
      return base::Precondition("CONSULTATION_OPEN",
                                absl::StrCat("'", row.name, "' is still open. Close it first: the front line answers one at a time."));
    }
  }
  if (page->rows.size() < kMostConsultations) return absl::OkStatus();
  return base::Precondition("TOO_MANY_CONSULTATIONS", absl::StrCat("'", requirement, "' has had ", kMostConsultations, " consultations."));
}

}  // namespace

absl::StatusOr<SurveysChecked> PrepareConsultation(const Call& call, const v1::OpenConsultationRequest& request) {
  Violations violations;
  for (int i = 0; i < request.consultation().surveys_size(); ++i) {
    frontline::survey::v1::GetSurveyRequest get;
    frontline::survey::v1::Survey survey;
    get.set_name(request.consultation().surveys(i));
    const absl::Status status = Ask(call, "survey", As::kCaller, &frontline::survey::v1::SurveyService::Stub::GetSurvey, get, &survey);
    if (absl::IsNotFound(status)) {
      violations.push_back({absl::StrCat("consultation.surveys[", i, "]"), absl::StrCat("names '", get.name(), "', which does not exist")});
    } else if (!status.ok()) {
      return status;
    }
  }
  if (!violations.empty()) return base::InvalidFields(violations);
  return SurveysChecked();
}

absl::Status OpenConsultation(const Call& call, const v1::OpenConsultationRequest& request, const SurveysChecked&, Transaction& tx,
                              v1::Consultation* response) {
  absl::Time end;
  if (absl::Status status = CheckConsultation(request.consultation(), tx.now(), &end); !status.ok()) return status;
  absl::StatusOr<stored::v1::RequirementRecord> requirement =
      LoadRequirementFor(tx, request.parent(), "", {v1::REQUIREMENT_STATE_DRAFT, v1::REQUIREMENT_STATE_IN_REVIEW});
  if (!requirement.ok()) return requirement.status();
  if (absl::Status status = CheckOthers(tx, request.parent(), tx.now()); !status.ok()) return status;
  ConsultationRecord record;
  *record.mutable_end_time() = rpc::ToTimestamp(end);
  v1::Consultation& consultation = *record.mutable_consultation();
  consultation = request.consultation();
  consultation.clear_etag();
  consultation.set_name(
      absl::StrCat(ConsultationPrefix(request.parent()), request.consultation_id().empty() ? call.ids->ResourceId() : request.consultation_id()));
  consultation.set_state(v1::CONSULTATION_STATE_OPEN);
  consultation.set_revision(requirement->requirement().revision());
  consultation.set_substance(SubstanceOf(requirement->requirement()));
  consultation.mutable_subject()->set_title(requirement->requirement().title());
  consultation.mutable_subject()->set_text(requirement->requirement().text());
  *consultation.mutable_subject()->mutable_criteria() = requirement->requirement().criteria();
  consultation.set_member(call.principal.member());
  *consultation.mutable_create_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = Consultations().Create(tx, consultation.name(), record); !status.ok()) return ForCaller(status, consultation.name());
  *response = ShowConsultation(call, consultation);
  return absl::OkStatus();
}

absl::Status GetConsultation(const Call& call, const v1::GetConsultationRequest& request, const Snapshot& snapshot, v1::Consultation* response) {
  absl::StatusOr<ConsultationRecord> record = LoadSeen(call, snapshot, request.name());
  if (!record.ok()) return record.status();
  *response = ShowConsultation(call, record->consultation());
  if (record->consultation().state() != v1::CONSULTATION_STATE_OPEN) return absl::OkStatus();
  absl::StatusOr<stored::v1::AnswerRecord> own = Answers().Get(snapshot, AnswerPrefix(request.name()) + call.principal.member());
  if (own.ok()) {
    *response->mutable_own_answer() = own->answer();
  } else if (!absl::IsNotFound(own.status())) {
    return ForCaller(own.status(), request.name());
  }
  return absl::OkStatus();
}

absl::Status ListConsultations(const Call& call, const v1::ListConsultationsRequest& request, const Snapshot& snapshot,
                               v1::ListConsultationsResponse* response) {
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  std::string next;
  const absl::Status status = Walk(
      Consultations(), snapshot, {0, ParentPrefix(request.parent())}, *page, kMostLookedAt,
      [&](const std::string&, ConsultationRecord record) {
        const v1::Consultation& consultation = record.consultation();
        if (request.state() != v1::CONSULTATION_STATE_UNSPECIFIED && consultation.state() != request.state()) return false;
        if (!Sees(call, consultation)) return false;
        if (request.answerable() && (!TakesAnswers(record, call.now) || AudienceOf(call, consultation).empty())) return false;
        *response->add_consultations() = ShowConsultation(call, consultation);
        return true;
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return ForCaller(status, request.parent());
}

}  // namespace frontline::requirement
