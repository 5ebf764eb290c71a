// The requirement service: needs, requirements with their revisions, consultations, traces, and the code list.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_SERVICE_H_
#define FRONTLINE_SERVICES_REQUIREMENT_SERVICE_H_

#include <functional>

#include "absl/time/time.h"
#include "services/rpc/registry.h"

namespace frontline::requirement {

struct RequirementParts {
  std::function<absl::Time()> clock;  // when consultations end
};

// Serves frontline.requirement.v1.NeedService, RequirementService, ConsultationService, TraceService and CodeService in full. Calls the areas
// "survey", "federation" and "matching" where they can be reached; what needs one that can't is refused as NOT_READY, everything else works without.
// `start` loads the built-in codes where they are newer than what was loaded, brings records of an older layout up to date, and begins to close
// consultations on their last day; `stop` ends that. Thread-safe.
rpc::Service NewRequirementService(RequirementParts parts);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_SERVICE_H_
