#include "frontline/survey/v1/response_service.pb.h"
#include "frontline/survey/v1/survey_service.pb.h"
#include "services/survey/handlers.h"
#include "services/survey/not_yet.h"
#include "services/survey/response_handlers.h"

namespace frontline::survey {

void RegisterResponses(rpc::Registry& registry, const SurveyParts&) {
  NotYetRead<v1::GetQuestionnaireRequest, v1::Questionnaire>(registry, "frontline.survey.v1.ResponseService/GetQuestionnaire");
  NotYetWrite<v1::SubmitResponseRequest, v1::SubmitResponseResponse>(registry, "frontline.survey.v1.ResponseService/SubmitResponse");
  NotYetWrite<v1::WithdrawResponseRequest, v1::WithdrawResponseResponse>(registry, "frontline.survey.v1.ResponseService/WithdrawResponse");
  NotYetRead<v1::FollowResponseRequest, v1::FollowResponseResponse>(registry, "frontline.survey.v1.ResponseService/FollowResponse");
  NotYetRead<v1::VerifyReceiptRequest, v1::VerifyReceiptResponse>(registry, "frontline.survey.v1.ResponseService/VerifyReceipt");
  NotYetStream<v1::ImportResponsesRequest, v1::ImportResponsesResponse>(registry, "frontline.survey.v1.SurveyService/ImportResponses");
}

}  // namespace frontline::survey
