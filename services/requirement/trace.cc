// Trace: what a resource rests on and what came of it, step by step from the resource itself.
#include <deque>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/sources.h"
#include "services/requirement/trace_node.h"
#include "services/requirement/trace_step.h"

namespace frontline::requirement {
namespace {

constexpr int kMostNodes = 500;

class Tracer {
 public:
  Tracer(const Call& call, const Snapshot& snapshot, v1::TraceResponse* response, int limit)
      : sources_(call), view_{call, snapshot, sources_}, response_(response), limit_(limit) {}

  absl::Status Run(const std::string& name, v1::TraceDirection direction) {
    absl::StatusOr<v1::TraceNode> first = Describe(view_, name);
    if (!first.ok()) return absl::IsNotFound(first.status()) ? base::NotFound(name) : first.status();
    Add(*first);
    if (direction != v1::TRACE_DIRECTION_BACK) {
      if (absl::Status status = Walk(name, true); !status.ok()) return status;
    }
    if (direction != v1::TRACE_DIRECTION_FORWARD) {
      if (absl::Status status = Walk(name, false); !status.ok()) return status;
    }
    for (const std::string& area : sources_.unreachable()) response_->add_unreachable(area);
    return absl::OkStatus();
  }

 private:
  // All that can be reached one way, nearest first.
  absl::Status Walk(const std::string& start, bool forward) {
    std::deque<std::string> queue = {start};
    std::set<std::string> walked = {start};
    while (!queue.empty() && !response_->truncated()) {
      const std::string name = queue.front();
      queue.pop_front();
      std::vector<TraceStep> steps;
      std::vector<v1::TraceNode> met;
      if (absl::Status status = forward ? StepsForward(view_, name, &steps, &met) : StepsBack(view_, name, &steps); !status.ok()) return status;
      for (const v1::TraceNode& node : met) {
        if (nodes_.count(node.name()) == 0 && response_->nodes_size() < limit_) Add(node);
      }
      for (const TraceStep& step : steps) {
        absl::StatusOr<bool> shown = Show(step.name);
        if (!shown.ok()) return shown.status();
        if (!*shown) continue;
        Connect(forward ? name : step.name, forward ? step.name : name, step.relation);
        if (walked.insert(step.name).second) queue.push_back(step.name);
      }
    }
    return absl::OkStatus();
  }

  // Adds the node unless it is there. False: it is not to be told of, or there is no more room.
  absl::StatusOr<bool> Show(const std::string& name) {
    if (nodes_.count(name) > 0) return true;
    if (hidden_.count(name) > 0) return false;
    absl::StatusOr<v1::TraceNode> node = Describe(view_, name);
    if (absl::IsNotFound(node.status())) {
      hidden_.insert(name);
      return false;
    }
    if (absl::IsUnavailable(node.status())) {
      // By its name alone, which the need itself tells.
      node = v1::TraceNode();
      node->set_name(name);
      node->set_kind(KindOf(name));
    }
    if (!node.ok()) return node.status();
    if (response_->nodes_size() == limit_) {
      response_->set_truncated(true);
      return false;
    }
    Add(*node);
    return true;
  }

  void Add(const v1::TraceNode& node) {
    nodes_.insert(node.name());
    *response_->add_nodes() = node;
  }

  void Connect(const std::string& source, const std::string& target, const std::string& relation) {
    if (!edges_.emplace(source, target).second) return;
    v1::TraceEdge& edge = *response_->add_edges();
    edge.set_source(source);
    edge.set_target(target);
    edge.set_relation(relation);
  }

  Sources sources_;
  const TraceView view_;  // of sources_
  v1::TraceResponse* const response_;
  const int limit_;
  std::set<std::string> nodes_;
  std::set<std::string> hidden_;
  std::set<std::pair<std::string, std::string>> edges_;
};

}  // namespace

absl::Status Trace(const Call& call, const v1::TraceRequest& request, const Snapshot& snapshot, v1::TraceResponse* response) {
  if (absl::StrContains(absl::StrCat(request.name(), "/"), "/-/")) return base::InvalidField("name", "must name one resource");
  Tracer tracer(call, snapshot, response, request.limit() == 0 ? kMostNodes : request.limit());
  return tracer.Run(request.name(), request.direction());
}

}  // namespace frontline::requirement