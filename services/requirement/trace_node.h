// What the resources of a trace are, as its caller may see them.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_TRACE_NODE_H_
#define FRONTLINE_SERVICES_REQUIREMENT_TRACE_NODE_H_

#include <string>

#include "absl/status/statusor.h"
#include "frontline/matching/v1/match.pb.h"
#include "frontline/requirement/v1/requirement.pb.h"
#include "frontline/requirement/v1/trace_service.pb.h"
#include "services/requirement/handlers.h"
#include "services/requirement/sources.h"

namespace frontline::requirement {

// Who asks, of which moment, and where what this service does not have is asked for. Must not outlive any of them.
struct TraceView {
  const Call& call;
  const Snapshot& snapshot;
  Sources& sources;
};

// NOT_FOUND: there is none that the caller may read. UNAVAILABLE: the service that has it can't be reached.
absl::StatusOr<v1::TraceNode> Describe(const TraceView& view, const std::string& name);

v1::TraceNode MatchNode(const matching::v1::Match& match);

// The requirement as far as the caller may see it. NOT_FOUND where that is nothing.
absl::StatusOr<v1::Requirement> SeenRequirement(const TraceView& view, const std::string& name);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_TRACE_NODE_H_
