// The requirement service: needs, requirements with their revisions, and the code list.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_SERVICE_H_
#define FRONTLINE_SERVICES_REQUIREMENT_SERVICE_H_

#include "services/rpc/registry.h"

namespace frontline::requirement {

// Serves frontline.requirement.v1.NeedService, RequirementService and CodeService in full. `start` loads the built-in codes where they are newer than
// what was loaded. Thread-safe.
rpc::Service NewRequirementService();

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_SERVICE_H_
