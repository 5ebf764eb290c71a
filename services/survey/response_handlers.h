// Answers: taking them in, one by one and from a file, taking them back, following them. register_responses.cc registers these.
#ifndef FRONTLINE_SERVICES_SURVEY_RESPONSE_HANDLERS_H_
#define FRONTLINE_SERVICES_SURVEY_RESPONSE_HANDLERS_H_

#include <string>

#include "frontline/survey/v1/response_service.pb.h"
#include "frontline/survey/v1/survey_service.pb.h"
#include "services/survey/handlers.h"
#include "services/survey/instrument_cache.h"

namespace frontline::survey {

// A new response's id: 100 random bits.
std::string NewResponseId(base::Ids& ids);

// questionnaire.cc
absl::Status GetQuestionnaire(InstrumentCache& cache, const Call& call, const v1::GetQuestionnaireRequest& request, const Snapshot& snapshot,
                              v1::Questionnaire* response);

// submit.cc
absl::Status SubmitResponse(InstrumentCache& cache, const Call& call, const v1::SubmitResponseRequest& request, Transaction& tx,
                            v1::SubmitResponseResponse* response);

// withdraw.cc
absl::Status WithdrawResponse(const Call& call, const v1::WithdrawResponseRequest& request, Transaction& tx, v1::WithdrawResponseResponse* response);
absl::Status VerifyReceipt(const Call& call, const v1::VerifyReceiptRequest& request, const Snapshot& snapshot, v1::VerifyReceiptResponse* response);

// follow.cc. Asks the requirement service.
absl::Status FollowResponse(const Call& call, const v1::FollowResponseRequest& request, const Snapshot& snapshot,
                            v1::FollowResponseResponse* response);

// import.cc. Commits through call.store.
absl::Status ImportResponses(InstrumentCache& cache, const Call& call, rpc::Stream<v1::ImportResponsesRequest, v1::ImportResponsesResponse>& stream);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_RESPONSE_HANDLERS_H_
