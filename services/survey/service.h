// The survey service: what officers are asked, what they answer, and what came of it.
#ifndef FRONTLINE_SERVICES_SURVEY_SERVICE_H_
#define FRONTLINE_SERVICES_SURVEY_SERVICE_H_

#include <functional>
#include <memory>

#include "absl/time/time.h"
#include "services/rpc/registry.h"

namespace frontline::survey {

class Closings;  // close.h

struct SurveyParts {
  std::function<absl::Time()> clock;  // how late it is, for what is due: closing by date, deletion of single answers
  std::shared_ptr<Closings> closings = nullptr;  // null: NewSurveyService makes its own
};

// Serves frontline.survey.v1.SurveyService, ResponseService and FindingService in full. `start` begins to look for what is due, on a thread of its own;
// `stop` ends it. Thread-safe.
rpc::Service NewSurveyService(SurveyParts parts);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_SERVICE_H_
