// The handlers, one file per method or resource. Each is a free function; NewMatchingService binds the index.
#ifndef FRONTLINE_SERVICES_MATCHING_HANDLERS_H_
#define FRONTLINE_SERVICES_MATCHING_HANDLERS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/matching/v1/matching_service.pb.h"
#include "frontline/requirement/v1/need.pb.h"
#include "services/matching/engine/explain.h"
#include "services/matching/index.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::matching {

namespace v1 = frontline::matching::v1;
using rpc::Call;
using storage::Snapshot;
using storage::Transaction;

// Most that the listed candidates of one answer take together: clients refuse messages over 4 MiB unless told otherwise.
inline constexpr size_t kMostListedBytes = 3 << 20;

// match.cc. What a match is worked out from beside the requirement: kept with it when it is stored.
struct MadeMatch {
  v1::Match match;  // without name, author and create_time
  engine::Requirement requirement;
  engine::Day today = engine::kNoDay;
  std::vector<engine::Profile> profiles;  // of the candidates, in their order
};
absl::StatusOr<MadeMatch> MakeMatch(const Index& index, const Call& call, const v1::MatchSuppliersRequest& request);
// SHA-256 in hex over the deterministic bytes of the match without name, digest, create_time and author.
std::string DigestOf(const v1::Match& match);

// stored_match.cc
absl::Status KeepMatch(const Call& call, const v1::MatchSuppliersRequest& request, const MadeMatch& made, Transaction& tx, v1::Match* response);
absl::Status GetMatch(const Index& index, const Call& call, const v1::GetMatchRequest& request, const Snapshot& snapshot, v1::Match* response);
absl::Status ListMatches(const Call& call, const v1::ListMatchesRequest& request, const Snapshot& snapshot, v1::ListMatchesResponse* response);

// requirements.cc
absl::Status MatchRequirements(const Index& index, const Call& call, const v1::MatchRequirementsRequest& request, const Snapshot& snapshot,
                               v1::MatchRequirementsResponse* response);

// similar_needs.cc
absl::Status SimilarNeeds(const Index& index, const Call& call, const v1::SimilarNeedsRequest& request, const Snapshot& snapshot,
                          v1::SimilarNeedsResponse* response);

// group_texts.cc
absl::Status GroupTexts(const Index& index, const Call& call, const v1::GroupTextsRequest& request, const Snapshot& snapshot,
                        v1::GroupTextsResponse* response);

// compare.cc
absl::Status Compare(const Index& index, const Call& call, const v1::CompareRequest& request, const Snapshot& snapshot, v1::Comparison* response);

// ask.cc. Questions to the other services, on behalf of the caller: they answer what the caller may see.
absl::StatusOr<engine::Requirement> AskRequirement(const Call& call, const std::string& name, int64_t revision);
absl::StatusOr<frontline::requirement::v1::Need> AskNeed(const Call& call, const std::string& name);
absl::StatusOr<engine::Profile> AskProfile(const Call& call, const std::string& name);

}  // namespace frontline::matching

#endif  // FRONTLINE_SERVICES_MATCHING_HANDLERS_H_
