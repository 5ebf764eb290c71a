// The closing of a survey: OPEN → CLOSING → CLOSED, with the findings worked out and audited in between.
#ifndef FRONTLINE_SERVICES_SURVEY_CLOSE_H_
#define FRONTLINE_SERVICES_SURVEY_CLOSE_H_

#include <functional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/v1/survey_service.pb.h"
#include "services/rpc/call.h"

namespace frontline::survey {

// Told now and then how far it is; never has `survey` set. False: nobody listens any more, which does not stop the closing.
using CloseProgress = std::function<bool(const v1::CloseSurveyResponse&)>;

// Closes `survey`, or goes on where an earlier closing broke off. OK when it is CLOSED or RETIRED already. WRONG_STATE for a draft. Blocks until it is done:
// only for streams and the background thread. Thread-safe; two at once for one survey make one closing.
absl::Status CloseSurveyNow(const rpc::Call& system, absl::string_view survey, const CloseProgress& progress);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_CLOSE_H_
