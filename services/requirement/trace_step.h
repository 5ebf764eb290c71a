// The steps of a trace from one resource to those next to it.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_TRACE_STEP_H_
#define FRONTLINE_SERVICES_REQUIREMENT_TRACE_STEP_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/requirement/trace_node.h"

namespace frontline::requirement {

// A step to another resource.
struct TraceStep {
  std::string name;
  std::string relation;  // from the one that was said to the one that came of it
};

// What came of it. `met`: nodes of steps that were described on the way, which need not be asked for again.
absl::Status StepsForward(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps, std::vector<v1::TraceNode>* met);

// What it rests on.
absl::Status StepsBack(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_TRACE_STEP_H_
