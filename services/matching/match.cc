#include <algorithm>
#include <array>
#include <utility>

#include "absl/strings/escaping.h"
#include "services/base/ids.h"
#include "services/matching/engine/matcher.h"
#include "services/matching/handlers.h"
#include "services/rpc/wire.h"

namespace frontline::matching {
namespace {

constexpr int kDefaultLimit = 20;

using Counts = std::array<int, v1::Standing_ARRAYSIZE>;

struct Row {
  engine::Explained explained;
  engine::Profile profile;
};

// The candidates with today's profiles. The index may be some milliseconds behind what a profile says; the profile is right, and the counts follow it.
absl::StatusOr<std::vector<Row>> ExplainAll(const Call& call, const std::vector<engine::Ranked>& top, engine::Explainer& explainer, Counts* counts,
                                            int* considered) {
  std::vector<Row> rows;
  for (const engine::Ranked& ranked : top) {
    absl::StatusOr<engine::Profile> profile = AskProfile(call, ranked.name);
    if (absl::IsNotFound(profile.status())) {
      --(*counts)[ranked.standing];
      --*considered;
      continue;
    }
    if (!profile.ok()) return profile.status();
    engine::Explained explained = explainer.Explain(*profile);
    --(*counts)[ranked.standing];
    if (!explained.relevant) continue;
    ++(*counts)[explained.candidate.standing()];
    rows.push_back({std::move(explained), *std::move(profile)});
  }
  return rows;
}

void SetCounts(const Counts& counts, v1::Match* match) {
  match->set_eligible_count(counts[v1::STANDING_ELIGIBLE]);
  match->set_to_be_clarified_count(counts[v1::STANDING_TO_BE_CLARIFIED]);
  match->set_near_miss_count(counts[v1::STANDING_NEAR_MISS]);
  match->set_excluded_count(counts[v1::STANDING_EXCLUDED]);
}

// Ranks the candidates, drops those past the limit, and brings the profiles into the same order.
void Arrange(std::vector<Row> rows, int limit, MadeMatch* made) {
  std::vector<engine::Explained> ranked;
  for (Row& row : rows) ranked.push_back(row.explained);
  engine::Rank(&ranked);
  size_t bytes = 0;
  for (engine::Explained& each : ranked) {
    if (each.candidate.rank() > limit) continue;
    bytes += each.candidate.ByteSizeLong();
    if (bytes > kMostListedBytes) break;
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& candidate) {
      return candidate.profile.supplier().name() == each.candidate.supplier();
    });
    made->profiles.push_back(std::move(row->profile));
    *made->match.add_candidates() = std::move(each.candidate);
  }
}

}  // namespace

std::string DigestOf(const v1::Match& match) {
  v1::Match stripped = match;
  stripped.clear_name();
  stripped.clear_digest();
  stripped.clear_create_time();
  stripped.clear_author();
  return absl::BytesToHexString(base::Sha256(rpc::DeterministicBytes(stripped)));
}

absl::StatusOr<MadeMatch> MakeMatch(const Index& index, const Call& call, const v1::MatchSuppliersRequest& request) {
  absl::StatusOr<engine::Requirement> requirement = AskRequirement(call, request.requirement(), request.revision());
  if (!requirement.ok()) return requirement.status();
  const int limit = request.limit() == 0 ? kDefaultLimit : request.limit();
  MadeMatch made;
  made.requirement = *std::move(requirement);
  made.today = engine::DayOf(call.now);
  const std::shared_ptr<const engine::Corpus> corpus = index.Current();
  engine::Vocabulary overlay(index.vocabulary(), 0);
  const engine::CompiledRequirement compiled = engine::Compile(made.requirement, overlay, false);
  engine::Ranking ranking = engine::MatchSuppliers(*corpus, index.vocabulary(), compiled, made.today, static_cast<size_t>(limit));
  engine::Explainer explainer(index.lexicon(), made.requirement, made.today);
  absl::StatusOr<std::vector<Row>> rows = ExplainAll(call, ranking.top, explainer, &ranking.counts, &ranking.considered);
  if (!rows.ok()) return rows.status();
  v1::Match& match = made.match;
  match.set_requirement(made.requirement.name());
  match.set_requirement_revision(made.requirement.revision());
  match.set_requirement_title(made.requirement.title());
  match.set_as_of(engine::DayText(explainer.as_of()));
  match.set_index_generation(corpus->generation);
  match.set_configuration_hash(index.configuration_hash());
  match.set_suppliers_considered(ranking.considered);
  match.set_limit(limit);
  SetCounts(ranking.counts, &match);
  Arrange(*std::move(rows), limit, &made);
  match.set_digest(DigestOf(match));
  return made;
}

}  // namespace frontline::matching
