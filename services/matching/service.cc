#include "services/matching/service.h"

#include <memory>
#include <utility>

#include "services/base/errors.h"
#include "services/matching/follower.h"
#include "services/matching/handlers.h"
#include "services/matching/source.h"
#include "services/matching/tables.h"

namespace frontline::matching {
namespace {

// What lives as long as the service.
struct State {
  MatchingParts parts;
  Index index;
  std::unique_ptr<Follower> suppliers;
  std::unique_ptr<Follower> requirements;
  std::atomic<bool> started{false};

  bool Ready() const { return started.load() && suppliers->loaded() && requirements->loaded(); }
  absl::Status CheckReady() const {
    return Ready() ? absl::OkStatus() : base::NotReady("matching, which is still loading the facts", absl::Seconds(1));
  }
};

using StatePtr = std::shared_ptr<State>;

// A long read that needs the index.
template <typename Request, typename Response>
void Read(rpc::Registry& registry, const StatePtr& state, absl::string_view method,
          absl::Status (*handler)(const Index&, const Call&, const Request&, const Snapshot&, Response*)) {
  registry.LongRead<Request, Response>(
      method, [state, handler](const Call& call, const Request& request, const Snapshot& snapshot, Response* response) -> absl::Status {
        if (absl::Status status = state->CheckReady(); !status.ok()) return status;
        return handler(state->index, call, request, snapshot, response);
      });
}

void Register(rpc::Registry& registry, const StatePtr& state) {
  registry.PreparedWrite<v1::MatchSuppliersRequest, MadeMatch, v1::Match>(
      "frontline.matching.v1.MatchingService/MatchSuppliers",
      [state](const Call& call, const v1::MatchSuppliersRequest& request) -> absl::StatusOr<MadeMatch> {
        if (absl::Status status = state->CheckReady(); !status.ok()) return status;
        return MakeMatch(state->index, call, request);
      },
      KeepMatch);
  registry.LongRead<v1::GetMatchRequest, v1::Match>("frontline.matching.v1.MatchingService/GetMatch",
                                                    [state](const Call& call, const auto& request, const Snapshot& snapshot, auto* response) {
                                                      return GetMatch(state->index, call, request, snapshot, response);
                                                    });
  registry.LongRead<v1::ListMatchesRequest, v1::ListMatchesResponse>("frontline.matching.v1.MatchingService/ListMatches", ListMatches);
  Read(registry, state, "frontline.matching.v1.MatchingService/MatchRequirements", MatchRequirements);
  Read(registry, state, "frontline.matching.v1.MatchingService/SimilarNeeds", SimilarNeeds);
  Read(registry, state, "frontline.matching.v1.MatchingService/Compare", Compare);
  // Needs no facts, so it does not wait for them.
  registry.LongRead<v1::GroupTextsRequest, v1::GroupTextsResponse>("frontline.matching.v1.MatchingService/GroupTexts",
                                                                   [state](const Call& call, const auto& request, const Snapshot& snapshot,
                                                                           auto* response) {
                                                                     return GroupTexts(state->index, call, request, snapshot, response);
                                                                   });
}

absl::Status Start(const StatePtr& state, const rpc::Peers* peers) {
  Index* const index = &state->index;
  state->suppliers = std::make_unique<Follower>(NewSupplierSource(peers, index),
                                                Follower::Options{state->parts.clock, [index](uint64_t position) { index->Publish(position); }});
  // The generation is the suppliers' feed's.
  state->requirements =
      std::make_unique<Follower>(NewRequirementSource(peers, index), Follower::Options{state->parts.clock, [index](uint64_t) { index->Publish(0); }});
  state->suppliers->Start();
  state->requirements->Start();
  state->started.store(true);
  return absl::OkStatus();
}

}  // namespace

rpc::Service NewMatchingService(MatchingParts parts) {
  auto state = std::make_shared<State>();
  state->parts = std::move(parts);
  rpc::Service service;
  service.area = "matching";
  service.services = {"frontline.matching.v1.MatchingService"};
  service.tables = AllTables();
  service.handlers = [state](rpc::Registry& registry) { Register(registry, state); };
  service.start = [state](const Call& system) { return Start(state, system.peers); };
  service.ready = [state] { return state->Ready(); };
  service.stop = [state] {
    if (!state->started.load()) return;
    state->suppliers->Stop();
    state->requirements->Stop();
  };
  return service;
}

}  // namespace frontline::matching
