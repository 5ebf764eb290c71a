// The matching service: who could meet a requirement, what a supplier could offer for, which needs are the same, and why.
#ifndef FRONTLINE_SERVICES_MATCHING_SERVICE_H_
#define FRONTLINE_SERVICES_MATCHING_SERVICE_H_

#include <functional>

#include "absl/time/time.h"
#include "services/rpc/registry.h"

namespace frontline::matching {

struct MatchingParts {
  std::function<absl::Time()> clock;  // how late it is, for the follower: a new day makes facts lapse
};

// Serves frontline.matching.v1.MatchingService in full. Calls the areas "supplier" and "requirement". `start` begins to load and follow them on two threads;
// `ready` says when all is loaded; `stop` ends them. Thread-safe.
rpc::Service NewMatchingService(MatchingParts parts);

}  // namespace frontline::matching

#endif  // FRONTLINE_SERVICES_MATCHING_SERVICE_H_
