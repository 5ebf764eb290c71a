#include "frontline/survey/v1/survey_service.pb.h"
#include "services/survey/handlers.h"
#include "services/survey/not_yet.h"

namespace frontline::survey {

void RegisterSurveys(rpc::Registry& registry, const SurveyParts&) {
  NotYetRead<v1::GetSurveyRequest, v1::Survey>(registry, "frontline.survey.v1.SurveyService/GetSurvey");
  NotYetRead<v1::ListSurveysRequest, v1::ListSurveysResponse>(registry, "frontline.survey.v1.SurveyService/ListSurveys");
  NotYetRead<v1::ValidateInstrumentRequest, v1::ValidateInstrumentResponse>(registry, "frontline.survey.v1.SurveyService/ValidateInstrument");
  NotYetRead<v1::DiffInstrumentsRequest, v1::DiffInstrumentsResponse>(registry, "frontline.survey.v1.SurveyService/DiffInstruments");
  NotYetWrite<v1::CreateSurveyRequest, v1::Survey>(registry, "frontline.survey.v1.SurveyService/CreateSurvey");
  NotYetWrite<v1::UpdateSurveyRequest, v1::Survey>(registry, "frontline.survey.v1.SurveyService/UpdateSurvey");
  NotYetWrite<v1::DeleteSurveyRequest, v1::DeleteSurveyResponse>(registry, "frontline.survey.v1.SurveyService/DeleteSurvey");
  NotYetWrite<v1::OpenSurveyRequest, v1::Survey>(registry, "frontline.survey.v1.SurveyService/OpenSurvey");
  NotYetStream<v1::IssueInvitationsRequest, v1::IssueInvitationsResponse>(registry, "frontline.survey.v1.SurveyService/IssueInvitations");
}

}  // namespace frontline::survey
