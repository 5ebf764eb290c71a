// The federation service: what staff bodies submit on behalf of their members, and the files with it.
#ifndef FRONTLINE_SERVICES_FEDERATION_SERVICE_H_
#define FRONTLINE_SERVICES_FEDERATION_SERVICE_H_

#include <functional>

#include "absl/time/time.h"
#include "services/rpc/registry.h"

namespace frontline::federation {

struct FederationParts {
  std::function<absl::Time()> clock;  // says when the next day begins
};

// Serves frontline.federation.v1.SubmissionService in full. `start` begins the background work (background.h), which `stop` ends. Thread-safe.
rpc::Service NewFederationService(FederationParts parts);

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_SERVICE_H_
