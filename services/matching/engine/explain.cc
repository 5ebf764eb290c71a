#include "services/matching/engine/explain.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "services/base/text.h"
#include "services/matching/engine/apportion.h"
#include "services/matching/engine/wording.h"

namespace frontline::matching::engine {
namespace {

namespace m = frontline::matching::v1;
namespace r = frontline::requirement::v1;

// Longer texts are cut in explanations.
constexpr size_t kMostTermBytes = 200;

std::string StatementName(const Profile& profile, int statement, std::string* title) {
  if (statement <= 0) {
    *title = profile.supplier().display_name();
    return profile.supplier().name();
  }
  const frontline::supplier::v1::Capability& capability = profile.capabilities(statement - 1);
  *title = capability.title();
  return capability.name();
}

struct TermInputs {
  const CompiledRequirement& requirement;
  const Profile& profile;
  const std::vector<std::string>& surfaces;
  const std::vector<TermShare>& shares;
};

m::TermContribution ContributionOf(const TermInputs& in, size_t query, int points, int possible) {
  m::TermContribution to;
  const TermShare& share = in.shares[query];
  const size_t terms = in.requirement.terms.size();
  if (query < terms) {
    to.set_term(std::string(base::CutText(in.requirement.terms[query].text, kMostTermBytes)));
    if (share.use >= 0 && in.surfaces[share.use] != to.term()) {
      to.set_matched(absl::StrCat(base::CutText(in.surfaces[share.use], kMostTermBytes - 10), share.in_part ? " (in part)" : ""));
    }
  } else {
    to.set_term(absl::StrFormat("CPV %08d", in.requirement.cpv_codes[query - terms].code));
    if (share.cpv != 0) to.set_matched(absl::StrFormat("CPV %08d", share.cpv));
  }
  if (share.statement >= 0) {
    std::string title;
    to.set_statement(StatementName(in.profile, share.statement, &title));
    to.set_statement_title(std::move(title));
  }
  to.set_points(points);
  to.set_points_possible(possible);
  return to;
}

void FillTerms(const TermInputs& in, int text_points, m::Explanation* explanation) {
  std::vector<int64_t> weights;
  for (const QueryTerm& term : in.requirement.terms) weights.push_back(term.weight);
  for (const QueryCpv& code : in.requirement.cpv_codes) weights.push_back(code.weight);
  const std::vector<int> possible = Apportion(in.requirement.text_points(), weights);
  std::vector<int64_t> shares;
  for (const TermShare& share : in.shares) shares.push_back(share.share);
  // Where rounding left a term that says something no possible point, the caps may leave too little room; then the sum comes first.
  std::vector<int> points = Apportion(text_points, shares, possible);
  if (std::accumulate(points.begin(), points.end(), 0) != text_points) points = Apportion(text_points, shares);
  std::vector<size_t> order(points.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return points[a] > points[b]; });
  for (size_t query : order) *explanation->add_terms() = ContributionOf(in, query, points[query], possible[query]);
}

void FillCriteria(const Requirement& requirement, const CompiledRequirement& compiled, const Profile& profile, const SupplierFacts& facts, Day today,
                  int criteria_points, m::Explanation* explanation) {
  std::vector<int64_t> met;
  for (int i = 0; i < requirement.criteria_size(); ++i) {
    const r::Criterion& criterion = requirement.criteria(i);
    const CompiledCriterion& known = compiled.criteria[i];
    const Worded worded = Explain(criterion.test(), known.test, profile, facts, {compiled.AsOf(today), today, known.least});
    m::CriterionResult& to = *explanation->add_criteria();
    to.set_criterion(criterion.id());
    to.set_text(criterion.text());
    to.set_obligation(criterion.obligation());
    to.set_weight(known.weight);
    to.set_answer(worded.outcome.answer);
    if (worded.outcome.answer == m::ANSWER_MET_FROM) to.set_met_from(DayText(worded.outcome.day));
    to.set_evidence(worded.evidence);
    to.set_verification(worded.verification);
    to.set_reason(worded.reason);
    met.push_back(IsMet(worded.outcome.answer) ? known.weight : 0);
  }
  const std::vector<int> points = Apportion(criteria_points, met);
  for (int i = 0; i < requirement.criteria_size(); ++i) explanation->mutable_criteria(i)->set_points(points[i]);
}

std::vector<std::string> Reasons(const m::Explanation& explanation, m::Answer answer, bool with_text) {
  std::vector<std::string> reasons;
  for (const r::Obligation obligation : {r::OBLIGATION_MUST, r::OBLIGATION_SHOULD}) {
    for (const m::CriterionResult& criterion : explanation.criteria()) {
      if (criterion.answer() != answer || criterion.obligation() != obligation) continue;
      reasons.push_back(with_text ? absl::StrCat(criterion.text(), ": ", criterion.reason()) : criterion.reason());
    }
  }
  return reasons;
}

}  // namespace

Explainer::Explainer(const Lexicon& lexicon, const Requirement& requirement, Day today)
    : lexicon_(lexicon),
      requirement_(requirement),
      today_(today),
      vocabulary_(lexicon),
      compiled_(Compile(requirement, vocabulary_, true)),
      scorer_(compiled_, lexicon_, vocabulary_.bound()) {}

Explained Explainer::Explain(const Profile& profile) {
  std::vector<std::string> surfaces;
  const SupplierFacts facts = FactsOf(profile, vocabulary_, &surfaces);
  std::vector<TermShare> shares;
  const Result result = ScoreOf(compiled_, scorer_, facts, today_, nullptr, &shares);
  Explained explained;
  explained.tie = TieOf(compiled_.tie_key, facts.name_hash);
  explained.relevant = result.relevant;
  Candidate& candidate = explained.candidate;
  candidate.set_supplier(profile.supplier().name());
  candidate.set_display_name(profile.supplier().display_name());
  candidate.set_standing(result.standing);
  candidate.set_score(result.score);
  m::Explanation& explanation = *candidate.mutable_explanation();
  explanation.set_text_points(result.text_points);
  explanation.set_text_points_possible(compiled_.text_points());
  explanation.set_criteria_points(result.criteria_points);
  explanation.set_criteria_points_possible(compiled_.criteria_points());
  FillTerms({compiled_, profile, surfaces, shares}, result.text_points, &explanation);
  FillCriteria(requirement_, compiled_, profile, facts, today_, result.criteria_points, &explanation);
  for (size_t i = 0; i < facts.debarments.size(); ++i) {
    if (BearingOf(compiled_, facts.debarments[i], as_of(), today_) == Bearing::kNone) continue;
    candidate.add_cautions(DebarmentInWords(profile.debarments(static_cast<int>(i)), profile.supplier().name()));
  }
  for (std::string& question : QuestionsOf(explanation)) candidate.add_questions(std::move(question));
  return explained;
}

void Rank(std::vector<Explained>* candidates) {
  std::sort(candidates->begin(), candidates->end(), [](const Explained& a, const Explained& b) {
    if (a.candidate.standing() != b.candidate.standing()) return a.candidate.standing() < b.candidate.standing();
    if (a.candidate.score() != b.candidate.score()) return a.candidate.score() > b.candidate.score();
    if (a.tie != b.tie) return a.tie < b.tie;
    return a.candidate.supplier() < b.candidate.supplier();
  });
  int rank = 0;
  Standing standing = m::STANDING_UNSPECIFIED;
  for (Explained& each : *candidates) {
    if (each.candidate.standing() != standing) rank = 0;
    standing = each.candidate.standing();
    each.candidate.set_rank(++rank);
  }
}

std::vector<std::string> QuestionsOf(const m::Explanation& explanation) { return Reasons(explanation, m::ANSWER_UNKNOWN, false); }
std::vector<std::string> GapsOf(const m::Explanation& explanation) { return Reasons(explanation, m::ANSWER_NOT_MET, true); }

}  // namespace frontline::matching::engine
