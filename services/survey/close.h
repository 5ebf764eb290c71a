// The closing of a survey: OPEN → CLOSING → CLOSED, with the findings worked out and audited in between.
#ifndef FRONTLINE_SERVICES_SURVEY_CLOSE_H_
#define FRONTLINE_SERVICES_SURVEY_CLOSE_H_

#include <functional>
#include <mutex>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/v1/survey_service.pb.h"
#include "services/rpc/call.h"

namespace frontline::survey {

// The closings that go on in this process. Thread-safe; one for each store.
class Closings {
 public:
  bool Begin(const std::string& survey);  // false: it is being closed already
  void End(const std::string& survey);

 private:
  std::mutex mutex_;
  std::set<std::string> surveys_;
};

// Told now and then how far it is; never has `survey` set. False: nobody listens any more, which does not stop the closing.
using CloseProgress = std::function<bool(const v1::CloseSurveyResponse&)>;

// Closes `survey`, or goes on where an earlier closing broke off: as often as it breaks off, the same findings come out, and none can be read before
// the last step. OK at once when it is CLOSED or RETIRED already, or another thread is closing it. WRONG_STATE for a draft. Blocks until it is done:
// only for streams and the background thread. Thread-safe.
absl::Status CloseSurveyNow(const rpc::Call& system, absl::string_view survey, const CloseProgress& progress, Closings& closings);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_CLOSE_H_
