// Which open needs say the same, across forces, by what the matching service finds alike.
#include <algorithm>
#include <map>
#include <set>

#include "frontline/matching/v1/matching_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/requirement/ask.h"
#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;

constexpr size_t kMostConsidered = 500;
constexpr int kMostAlike = 50;
constexpr size_t kMostInGroup = 50;
constexpr size_t kMostTerms = 10;
constexpr int kDefaultScore = 500;
constexpr int kDefaultLimit = 20;
// Beside these, what is left of the time is for the answer.
constexpr size_t kMostLooked = 20000;

bool IsOpen(const v1::Need& need) { return need.state() == v1::NEED_STATE_LOGGED || need.state() == v1::NEED_STATE_VALIDATED; }

// Most people supporting first; of several, the one that was logged first.
bool Before(const v1::Need& a, const v1::Need& b) {
  if (a.people_supporting() != b.people_supporting()) return a.people_supporting() > b.people_supporting();
  const absl::Time made_a = rpc::FromTimestamp(a.create_time());
  const absl::Time made_b = rpc::FromTimestamp(b.create_time());
  return made_a != made_b ? made_a < made_b : a.name() < b.name();
}

// The open needs to look at: those that most people support, then the latest.
absl::Status Consider(const storage::Reader& reader, const std::string& topic, std::map<std::string, v1::Need>* needs, bool* truncated) {
  size_t looked = 0;
  for (uint16_t index : {kNeedBySupport, kNeedByTime}) {
    std::string after;
    do {
      absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(reader, index, storage::KeyOf(""), after, 256);
      if (!page.ok()) return page.status();
      for (auto& row : page->rows) {
        v1::Need& need = *row.record.mutable_need();
        if (!IsOpen(need) || (!topic.empty() && need.topic() != topic) || needs->count(row.name) > 0) continue;
        if (needs->size() == kMostConsidered) {
          *truncated = true;
          return absl::OkStatus();
        }
        needs->emplace(row.name, std::move(need));
      }
      looked += page->rows.size();
      after = page->next;
      if (looked > kMostLooked) *truncated = true;
    } while (!after.empty() && looked <= kMostLooked);
  }
  return absl::OkStatus();
}

// The needs alike to `target` that are not in a group yet.
absl::Status Gather(const Call& call, const v1::Need& target, int least, const std::map<std::string, v1::Need>& needs, std::set<std::string>* taken,
                    v1::MergeProposal* proposal) {
  frontline::matching::v1::SimilarNeedsRequest request;
  frontline::matching::v1::SimilarNeedsResponse response;
  request.set_need(target.name());
  request.set_limit(kMostAlike);
  const absl::Status status = Ask(call, "matching", As::kCaller, &frontline::matching::v1::MatchingService::Stub::SimilarNeeds, request, &response);
  if (absl::IsNotFound(status)) return absl::OkStatus();  // the index has yet to hear of it
  if (!status.ok()) return status;
  std::map<std::string, int> terms;
  std::set<std::string> organisations = {std::string(rpc::OrganisationOf(target.name()))};
  v1::MergeCandidate& first = *proposal->add_needs();
  first.set_need(target.name());
  first.set_statement(target.statement());
  first.set_people_supporting(target.people_supporting());
  first.set_score(1000);
  for (const auto& similar : response.needs()) {
    const auto found = needs.find(similar.need());
    if (similar.score() < least || found == needs.end() || taken->count(similar.need()) > 0) continue;
    if (static_cast<size_t>(proposal->needs_size()) == kMostInGroup) break;
    v1::MergeCandidate& candidate = *proposal->add_needs();
    candidate.set_need(similar.need());
    candidate.set_statement(found->second.statement());
    candidate.set_people_supporting(found->second.people_supporting());
    candidate.set_score(similar.score());
    organisations.insert(std::string(rpc::OrganisationOf(similar.need())));
    for (const std::string& term : similar.shared_terms()) ++terms[term];
  }
  if (proposal->needs_size() < 2) return absl::OkStatus();
  proposal->set_target(target.name());
  for (const v1::MergeCandidate& candidate : proposal->needs()) taken->insert(candidate.need());
  std::vector<std::pair<int, std::string>> ranked;
  for (const auto& [term, count] : terms) ranked.emplace_back(-count, term);
  std::sort(ranked.begin(), ranked.end());
  for (size_t i = 0; i < std::min(ranked.size(), kMostTerms); ++i) proposal->add_shared_terms(ranked[i].second);
  for (const std::string& organisation : organisations) proposal->add_organisations(organisation);
  return absl::OkStatus();
}

bool Concerns(const v1::MergeProposal& proposal, const std::string& prefix) {
  return std::any_of(proposal.needs().begin(), proposal.needs().end(),
                     [&prefix](const v1::MergeCandidate& candidate) { return candidate.need().compare(0, prefix.size(), prefix) == 0; });
}

}  // namespace

absl::Status ProposeMerges(const Call& call, const v1::ProposeMergesRequest& request, const Snapshot& snapshot, v1::ProposeMergesResponse* response) {
  std::map<std::string, v1::Need> needs;
  bool truncated = false;
  if (absl::Status status = Consider(snapshot, request.topic(), &needs, &truncated); !status.ok()) return ForCaller(status, request.parent());
  std::vector<const v1::Need*> order;
  for (const auto& [name, need] : needs) order.push_back(&need);
  std::sort(order.begin(), order.end(), [](const v1::Need* a, const v1::Need* b) { return Before(*a, *b); });
  const int least = request.min_score() == 0 ? kDefaultScore : request.min_score();
  const std::string prefix = ParentPrefix(request.parent());
  std::set<std::string> taken;
  std::vector<v1::MergeProposal> proposals;
  for (const v1::Need* need : order) {
    if (taken.count(need->name()) > 0) continue;
    v1::MergeProposal proposal;
    if (absl::Status status = Gather(call, *need, least, needs, &taken, &proposal); !status.ok()) return status;
    if (!proposal.target().empty() && Concerns(proposal, prefix)) proposals.push_back(std::move(proposal));
  }
  std::stable_sort(proposals.begin(), proposals.end(), [](const v1::MergeProposal& a, const v1::MergeProposal& b) {
    return a.organisations_size() != b.organisations_size() ? a.organisations_size() > b.organisations_size() : a.needs_size() > b.needs_size();
  });
  const size_t limit = request.limit() == 0 ? kDefaultLimit : static_cast<size_t>(request.limit());
  if (proposals.size() > limit) proposals.resize(limit);
  for (v1::MergeProposal& proposal : proposals) response->mutable_proposals()->Add(std::move(proposal));
  response->set_needs_considered(static_cast<int32_t>(needs.size()));
  response->set_truncated(truncated);
  return absl::OkStatus();
}

}  // namespace frontline::requirement
