// Surveys as they are written and opened, and their invitations. register_surveys.cc registers these.
#ifndef FRONTLINE_SERVICES_SURVEY_SURVEY_HANDLERS_H_
#define FRONTLINE_SERVICES_SURVEY_SURVEY_HANDLERS_H_

#include "frontline/survey/v1/survey_service.pb.h"
#include "services/survey/handlers.h"

namespace frontline::survey {

// survey.cc
absl::Status GetSurvey(const Call& call, const v1::GetSurveyRequest& request, const Snapshot& snapshot, v1::Survey* response);
absl::Status CreateSurvey(const Call& call, const v1::CreateSurveyRequest& request, Transaction& tx, v1::Survey* response);
absl::Status DeleteSurvey(const Call& call, const v1::DeleteSurveyRequest& request, Transaction& tx, v1::DeleteSurveyResponse* response);
absl::Status OpenSurvey(const Call& call, const v1::OpenSurveyRequest& request, Transaction& tx, v1::Survey* response);

// survey_update.cc
absl::Status UpdateSurvey(const Call& call, const v1::UpdateSurveyRequest& request, Transaction& tx, v1::Survey* response);

// survey_list.cc
absl::Status ListSurveys(const Call& call, const v1::ListSurveysRequest& request, const Snapshot& snapshot, v1::ListSurveysResponse* response);

// instrument.cc
absl::Status ValidateInstrument(const Call& call, const v1::ValidateInstrumentRequest& request, const Snapshot& snapshot,
                                v1::ValidateInstrumentResponse* response);
absl::Status DiffInstruments(const Call& call, const v1::DiffInstrumentsRequest& request, const Snapshot& snapshot,
                             v1::DiffInstrumentsResponse* response);

// invitation_issue.cc
absl::Status IssueInvitations(const Call& call, rpc::Stream<v1::IssueInvitationsRequest, v1::IssueInvitationsResponse>& stream);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_SURVEY_HANDLERS_H_
