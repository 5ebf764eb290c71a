#include <memory>

#include "services/survey/response_handlers.h"

namespace frontline::survey {

void RegisterResponses(rpc::Registry& registry, const SurveyParts&) {
  const auto cache = std::make_shared<InstrumentCache>();
  registry.ReadWith<v1::GetQuestionnaireRequest, v1::Questionnaire>(
      "frontline.survey.v1.ResponseService/GetQuestionnaire",
      [cache](const Call& call, const v1::GetQuestionnaireRequest& request, const Snapshot& snapshot, v1::Questionnaire* response) {
        return GetQuestionnaire(*cache, call, request, snapshot, response);
      });
  registry.Write<v1::SubmitResponseRequest, v1::SubmitResponseResponse>(
      "frontline.survey.v1.ResponseService/SubmitResponse",
      [cache](const Call& call, const v1::SubmitResponseRequest& request, Transaction& tx, v1::SubmitResponseResponse* response) {
        return SubmitResponse(*cache, call, request, tx, response);
      });
  registry.Write<v1::WithdrawResponseRequest, v1::WithdrawResponseResponse>("frontline.survey.v1.ResponseService/WithdrawResponse", WithdrawResponse);
  registry.LongRead<v1::FollowResponseRequest, v1::FollowResponseResponse>("frontline.survey.v1.ResponseService/FollowResponse", FollowResponse);
  registry.Read<v1::VerifyReceiptRequest, v1::VerifyReceiptResponse>("frontline.survey.v1.ResponseService/VerifyReceipt", VerifyReceipt);
  registry.Streaming<v1::ImportResponsesRequest, v1::ImportResponsesResponse>(
      "frontline.survey.v1.SurveyService/ImportResponses",
      [cache](const Call& call, rpc::Stream<v1::ImportResponsesRequest, v1::ImportResponsesResponse>& stream) {
        return ImportResponses(*cache, call, stream);
      });
}

}  // namespace frontline::survey
