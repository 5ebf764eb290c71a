// The handlers, one file per resource or concern; each register_*.cc says which function serves which method.
#ifndef FRONTLINE_SERVICES_SURVEY_HANDLERS_H_
#define FRONTLINE_SERVICES_SURVEY_HANDLERS_H_

#include "absl/status/status.h"
#include "services/rpc/call.h"
#include "services/rpc/registry.h"
#include "services/survey/service.h"
#include "storage/store.h"

namespace frontline::survey {

using rpc::Call;
using storage::Snapshot;
using storage::Transaction;

// SurveyService, but ImportResponses and CloseSurvey (survey_handlers.h).
void RegisterSurveys(rpc::Registry& registry, const SurveyParts& parts);
// ResponseService, and SurveyService/ImportResponses (response_handlers.h).
void RegisterResponses(rpc::Registry& registry, const SurveyParts& parts);
// FindingService, and SurveyService/CloseSurvey (finding_handlers.h).
void RegisterFindings(rpc::Registry& registry, const SurveyParts& parts);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_HANDLERS_H_
