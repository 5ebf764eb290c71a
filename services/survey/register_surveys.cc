#include "services/survey/handlers.h"
#include "services/survey/survey_handlers.h"

namespace frontline::survey {

void RegisterSurveys(rpc::Registry& registry, const SurveyParts&) {
  registry.Read<v1::GetSurveyRequest, v1::Survey>("frontline.survey.v1.SurveyService/GetSurvey", GetSurvey);
  registry.LongRead<v1::ListSurveysRequest, v1::ListSurveysResponse>("frontline.survey.v1.SurveyService/ListSurveys", ListSurveys);
  registry.LongRead<v1::ValidateInstrumentRequest, v1::ValidateInstrumentResponse>("frontline.survey.v1.SurveyService/ValidateInstrument",
                                                                                   ValidateInstrument);
  registry.LongRead<v1::DiffInstrumentsRequest, v1::DiffInstrumentsResponse>("frontline.survey.v1.SurveyService/DiffInstruments", DiffInstruments);
  registry.Write<v1::CreateSurveyRequest, v1::Survey>("frontline.survey.v1.SurveyService/CreateSurvey", CreateSurvey);
  registry.Write<v1::UpdateSurveyRequest, v1::Survey>("frontline.survey.v1.SurveyService/UpdateSurvey", UpdateSurvey);
  registry.Write<v1::DeleteSurveyRequest, v1::DeleteSurveyResponse>("frontline.survey.v1.SurveyService/DeleteSurvey", DeleteSurvey);
  registry.Write<v1::OpenSurveyRequest, v1::Survey>("frontline.survey.v1.SurveyService/OpenSurvey", OpenSurvey);
  registry.Streaming<v1::IssueInvitationsRequest, v1::IssueInvitationsResponse>("frontline.survey.v1.SurveyService/IssueInvitations",
                                                                                IssueInvitations);
}

}  // namespace frontline::survey
