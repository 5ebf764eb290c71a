#include "services/matching/engine/scorer.h"

#include <algorithm>

#include "services/matching/engine/apportion.h"
#include "services/matching/engine/configuration.h"
#include "services/matching/engine/cpv.h"

namespace frontline::matching::engine {
namespace {

using frontline::matching::v1::ANSWER_NOT_MET;
using frontline::matching::v1::STANDING_ELIGIBLE;
using frontline::matching::v1::STANDING_EXCLUDED;
using frontline::matching::v1::STANDING_NEAR_MISS;
using frontline::matching::v1::STANDING_TO_BE_CLARIFIED;

// From which number of shared digits on a CPV code says what a requirement is about: the group.
constexpr int kTellingDigits = 3;

}  // namespace

Scorer::Scorer(const CompiledRequirement& requirement, const Lexicon& lexicon, TermId bound) : requirement_(nullptr), lexicon_(lexicon), table_(bound) {
  Reset(requirement);
}

void Scorer::Reset(const CompiledRequirement& requirement) {
  requirement_ = &requirement;
  for (TermId term : entered_) table_[term] = {};
  entered_.clear();
  weights_.clear();
  for (const QueryTerm& term : requirement.terms) weights_.push_back(term.weight);
  for (const QueryCpv& code : requirement.cpv_codes) weights_.push_back(code.weight);
  now_.assign(weights_.size(), {});
  best_.assign(weights_.size(), {});
  most_.assign(weights_.size(), {});
  most_statement_.assign(weights_.size(), -1);
  for (size_t i = 0; i < requirement.terms.size(); ++i) Enter(requirement.terms[i].term, i, 100);
  // A term of its own right is not a hint of another.
  for (size_t i = 0; i < requirement.terms.size(); ++i) {
    if (!lexicon_.IsGroup(requirement.terms[i].term)) continue;
    for (TermId hint : lexicon_.HintsOf(requirement.terms[i].term)) Enter(hint, i, kHintPercent);
  }
}

void Scorer::Enter(TermId term, size_t query, int percent) {
  if (term >= table_.size() || table_[term].query != 0) return;
  table_[term] = {static_cast<uint8_t>(query + 1), static_cast<uint8_t>(percent)};
  entered_.push_back(term);
}

void Scorer::Say(size_t query, const Saying& saying) {
  if (now_[query].strength == 0) said_.push_back(query);
  if (saying.strength > now_[query].strength) now_[query] = saying;
}

void Scorer::EndStatement(int statement) {
  int64_t sum = 0;
  for (size_t query : said_) {
    sum += weights_[query] * now_[query].strength;
    if (most_[query].strength == 0) most_said_.push_back(query);
    if (now_[query].strength > most_[query].strength) {
      most_[query] = now_[query];
      most_statement_[query] = statement;
    }
  }
  if (sum > best_sum_) {
    for (size_t query : best_said_) best_[query] = {};
    for (size_t query : said_) best_[query] = now_[query];
    best_said_ = said_;
    best_sum_ = sum;
    best_statement_ = statement;
  }
  for (size_t query : said_) now_[query] = {};
  said_.clear();
}

TextScore Scorer::Text(const SupplierFacts& facts, std::vector<TermShare>* shares) {
  const size_t terms = requirement_->terms.size();
  TextScore score;
  score.whole = requirement_->weight * (kFocus + 1) * kFull;
  size_t use = 0;
  size_t cpv = 0;
  while (use < facts.terms.size() || cpv < facts.cpv_codes.size()) {
    const int by_term = use < facts.terms.size() ? facts.terms[use].statement : INT32_MAX;
    const int by_code = cpv < facts.cpv_codes.size() ? facts.cpv_codes[cpv].statement : INT32_MAX;
    const int statement = std::min(by_term, by_code);
    for (; use < facts.terms.size() && facts.terms[use].statement == statement; ++use) {
      const Entry entry = facts.terms[use].term < table_.size() ? table_[facts.terms[use].term] : Entry{};
      if (entry.query == 0) continue;
      const int strength = facts.terms[use].strength * entry.percent / 100;
      Say(entry.query - 1u, {strength, static_cast<int>(use), 0, entry.percent < 100});
      if (entry.percent == 100 && requirement_->terms[entry.query - 1u].telling) score.relevant = true;
    }
    for (; cpv < facts.cpv_codes.size() && facts.cpv_codes[cpv].statement == statement; ++cpv) {
      for (size_t i = 0; i < requirement_->cpv_codes.size(); ++i) {
        const int digits = SharedDigits(requirement_->cpv_codes[i].code, facts.cpv_codes[cpv].code);
        if (digits < 2) continue;
        Say(terms + i, {CpvStrength(digits), -1, facts.cpv_codes[cpv].code, digits < 8});
        if (digits >= kTellingDigits) score.relevant = true;
      }
    }
    EndStatement(statement);
  }
  if (shares != nullptr) shares->assign(weights_.size(), {});
  for (size_t query : most_said_) {
    const int64_t share = weights_[query] * (int64_t{kFocus} * best_[query].strength + most_[query].strength);
    score.share += share;
    if (shares != nullptr) {
      const bool by_best = best_[query].strength == most_[query].strength;
      const Saying& saying = by_best ? best_[query] : most_[query];
      (*shares)[query] = {share, by_best ? best_statement_ : most_statement_[query], saying.use, saying.cpv, saying.in_part};
    }
    most_[query] = {};
    most_statement_[query] = -1;
  }
  score.relevant = score.relevant && score.share * 1000 >= score.whole * kLeastShare;
  most_said_.clear();
  for (size_t query : best_said_) best_[query] = {};
  best_said_.clear();
  best_sum_ = 0;
  best_statement_ = -1;
  return score;
}

Bearing BearingOf(const CompiledRequirement& requirement, const DebarmentFact& debarment, Day as_of, Day today) {
  const auto holds = [&](Day day) {
    return (debarment.held.from == kNoDay || debarment.held.from <= day) && (debarment.held.to == kNoDay || debarment.held.to >= day);
  };
  if (!holds(as_of) && !holds(today)) return Bearing::kNone;
  bool in_scope = debarment.scope.empty();
  for (uint32_t scope : debarment.scope) {
    for (const QueryCpv& code : requirement.cpv_codes) in_scope = in_scope || CpvWithin(code.code, scope);
  }
  // A requirement without codes may be within the scope or not: the buyer must look.
  if (!in_scope && !requirement.cpv_codes.empty()) return Bearing::kNone;
  return debarment.mandatory && in_scope && holds(as_of) ? Bearing::kExcludes : Bearing::kCaution;
}

Result ScoreOf(const CompiledRequirement& requirement, Scorer& scorer, const SupplierFacts& facts, Day today, std::vector<Outcome>* outcomes,
               std::vector<TermShare>* shares) {
  Result result;
  const TextScore text = scorer.Text(facts, shares);
  // Where a requirement has no telling words there is nothing to leave anybody out by.
  result.relevant = text.relevant || !requirement.telling;
  result.text_points = PointsFor(requirement.text_points(), text.share, text.whole);
  const Day as_of = requirement.AsOf(today);
  bool missed = false;
  bool unknown = false;
  int64_t met = 0;
  for (const CompiledCriterion& criterion : requirement.criteria) {
    const Outcome outcome = Judge(criterion.test, facts, {as_of, today, criterion.least});
    if (IsMet(outcome.answer)) {
      met += criterion.weight;
    } else if (criterion.must) {
      missed = missed || outcome.answer == ANSWER_NOT_MET;
      unknown = unknown || outcome.answer != ANSWER_NOT_MET;
    }
    if (outcomes != nullptr) outcomes->push_back(outcome);
  }
  result.criteria_points = PointsFor(requirement.criteria_points(), met, requirement.should_weight);
  result.score = result.text_points + result.criteria_points;
  result.standing = missed ? STANDING_NEAR_MISS : unknown ? STANDING_TO_BE_CLARIFIED : STANDING_ELIGIBLE;
  for (const DebarmentFact& debarment : facts.debarments) {
    if (BearingOf(requirement, debarment, as_of, today) == Bearing::kExcludes) result.standing = STANDING_EXCLUDED;
  }
  return result;
}

}  // namespace frontline::matching::engine
