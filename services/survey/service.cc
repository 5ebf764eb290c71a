#include "services/survey/service.h"

#include <memory>
#include <utility>

#include "services/survey/close.h"
#include "services/survey/due.h"
#include "services/survey/handlers.h"
#include "services/survey/tables.h"

namespace frontline::survey {

rpc::Service NewSurveyService(SurveyParts parts) {
  if (parts.closings == nullptr) parts.closings = std::make_shared<Closings>();
  rpc::Service service;
  service.area = "survey";
  service.services = {"frontline.survey.v1.SurveyService", "frontline.survey.v1.ResponseService", "frontline.survey.v1.FindingService"};
  service.tables = AllTables();
  service.handlers = [parts](rpc::Registry& registry) {
    RegisterSurveys(registry, parts);
    RegisterResponses(registry, parts);
    RegisterFindings(registry, parts);
  };
  auto worker = std::make_shared<rpc::Repeater>();
  service.start = [parts, worker](const rpc::Call& system) {
    worker->Start(RepeatedDueWork(system, parts.clock, parts.closings));
    return absl::OkStatus();
  };
  service.stop = [worker] { worker->Stop(); };
  return service;
}

}  // namespace frontline::survey
