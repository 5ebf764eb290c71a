#include <utility>

#include "services/base/errors.h"
#include "services/matching/engine/matcher.h"
#include "services/matching/handlers.h"

namespace frontline::matching {
namespace {

constexpr int kDefaultLimit = 20;

void Fill(const engine::Requirement& requirement, const engine::Explainer& explainer, v1::Candidate candidate, v1::RequirementMatch* to) {
  to->set_requirement(requirement.name());
  to->set_revision(requirement.revision());
  to->set_title(requirement.title());
  to->set_need_by(requirement.need_by());
  to->set_as_of(engine::DayText(explainer.as_of()));
  to->set_standing(candidate.standing());
  to->set_score(candidate.score());
  for (std::string& gap : engine::GapsOf(candidate.explanation())) to->add_gaps(std::move(gap));
  *to->mutable_questions() = std::move(*candidate.mutable_questions());
  *to->mutable_cautions() = std::move(*candidate.mutable_cautions());
  *to->mutable_explanation() = std::move(*candidate.mutable_explanation());
}

}  // namespace

absl::Status MatchRequirements(const Index& index, const Call& call, const v1::MatchRequirementsRequest& request, const Snapshot&,
                               v1::MatchRequirementsResponse* response) {
  absl::StatusOr<engine::Profile> profile = AskProfile(call, request.supplier());
  if (!profile.ok()) return profile.status();
  const size_t limit = static_cast<size_t>(request.limit() == 0 ? kDefaultLimit : request.limit());
  const engine::Day today = engine::DayOf(call.now);
  const std::shared_ptr<const engine::Corpus> corpus = index.Current();
  engine::Vocabulary overlay(index.vocabulary(), 0);
  const engine::SupplierFacts facts = engine::FactsOf(*profile, overlay);
  const engine::Ranking ranking = engine::MatchRequirements(*corpus, index.vocabulary(), facts, today, request.organisation(), limit);
  v1::Standing standing = v1::STANDING_UNSPECIFIED;
  int rank = 0;
  size_t bytes = 0;
  for (const engine::Ranked& ranked : ranking.top) {
    engine::Requirement requirement;
    if (!requirement.ParseFromString(ranked.requirement->bytes)) return base::Damaged(ranked.name);
    engine::Explainer explainer(index.lexicon(), requirement, today);
    v1::RequirementMatch* to = response->add_matches();
    Fill(requirement, explainer, explainer.Explain(*profile).candidate, to);
    bytes += to->ByteSizeLong();
    if (bytes > kMostListedBytes) {
      response->mutable_matches()->RemoveLast();
      break;
    }
    rank = to->standing() == standing ? rank + 1 : 1;
    standing = to->standing();
    to->set_rank(rank);
  }
  response->set_requirements_considered(ranking.considered);
  response->set_eligible_count(ranking.counts[v1::STANDING_ELIGIBLE]);
  response->set_to_be_clarified_count(ranking.counts[v1::STANDING_TO_BE_CLARIFIED]);
  response->set_near_miss_count(ranking.counts[v1::STANDING_NEAR_MISS]);
  response->set_excluded_count(ranking.counts[v1::STANDING_EXCLUDED]);
  response->set_index_generation(corpus->generation);
  response->set_configuration_hash(index.configuration_hash());
  return absl::OkStatus();
}

}  // namespace frontline::matching
