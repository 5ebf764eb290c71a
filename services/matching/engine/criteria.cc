#include "services/matching/engine/criteria.h"

#include <algorithm>

#include "services/matching/engine/region.h"

namespace frontline::matching::engine {
namespace {

namespace r = frontline::requirement::v1;
namespace t = frontline::type::v1;
using frontline::matching::v1::ANSWER_MET;
using frontline::matching::v1::ANSWER_MET_FROM;
using frontline::matching::v1::ANSWER_NOT_MET;
using frontline::matching::v1::ANSWER_UNKNOWN;
using Kind = CompiledTest::Kind;

// Of several facts on one question the one that says most for the supplier decides: one valid certificate is enough, whatever others ran out.
int Rank(Answer answer) {
  switch (answer) {
    case ANSWER_MET:
      return 3;
    case ANSWER_MET_FROM:
      return 2;
    case ANSWER_UNKNOWN:
      return 1;
    default:
      return 0;
  }
}

// Keeps the best outcome so far.
class Best {
 public:
  void Offer(const Outcome& outcome) {
    if (!found_ || Rank(outcome.answer) > Rank(best_.answer) || (outcome.answer == best_.answer && Better(outcome))) best_ = outcome;
    found_ = true;
  }
  bool found() const { return found_; }
  const Outcome& outcome() const { return best_; }

 private:
  // Of two that will be met or will come too late, the earlier; of two that ended, the later.
  bool Better(const Outcome& outcome) const {
    if (outcome.why != best_.why) return false;
    if (outcome.answer == ANSWER_MET_FROM || outcome.why == Why::kTooLate) return outcome.day < best_.day;
    return outcome.why == Why::kEnded && outcome.day > best_.day;
  }
  Outcome best_;
  bool found_ = false;
};

// Whether the fact counts; if not, `outcome` says why.
bool Counts(const Held& held, const Circumstances& at, Outcome* outcome) {
  if (held.verification == t::VERIFICATION_LAPSED) {
    outcome->why = Why::kLapsed;
    return false;
  }
  if (held.verification >= at.least) return true;
  outcome->why = Why::kNotVerified;
  return false;
}

// A fact that says yes between two days, ends included.
Outcome JudgeSpan(const Held& held, const Circumstances& at, int fact) {
  // What has run out is no question, however well it was established; on reading, its verification is LAPSED for that reason alone.
  if (held.to != kNoDay && held.to < at.as_of) return {ANSWER_NOT_MET, Why::kEnded, held.to, fact, -1};
  Outcome outcome{ANSWER_UNKNOWN, Why::kNoFact, kNoDay, fact, -1};
  if (!Counts(held, at, &outcome)) return outcome;
  if (held.from != kNoDay && held.from > at.as_of) return {ANSWER_NOT_MET, Why::kTooLate, held.from, fact, -1};
  if (held.from != kNoDay && held.from > at.today) return {ANSWER_MET_FROM, Why::kHolds, held.from, fact, -1};
  return {ANSWER_MET, Why::kHolds, kNoDay, fact, -1};
}

Outcome JudgeCertification(const CompiledTest& test, const SupplierFacts& facts, const Circumstances& at) {
  Best best;
  for (size_t i = 0; i < facts.certifications.size(); ++i) {
    const CertificationFact& fact = facts.certifications[i];
    if (fact.type != test.subject || (test.detail != kNoSymbol && fact.level != test.detail)) continue;
    const int place = static_cast<int>(i);
    if (fact.expected == kNoDay || fact.held.from != kNoDay) {
      best.Offer(JudgeSpan(fact.held, at, place));
      continue;
    }
    Outcome outcome{ANSWER_UNKNOWN, Why::kNoFact, fact.expected, place, -1};
    if (Counts(fact.held, at, &outcome)) {
      if (fact.expected > at.as_of) {
        outcome = {ANSWER_NOT_MET, Why::kTooLate, fact.expected, place, -1};
      } else if (fact.expected <= at.today) {
        outcome.why = Why::kOverdue;
      } else {
        outcome = {ANSWER_MET_FROM, Why::kHolds, fact.expected, place, -1};
      }
    }
    best.Offer(outcome);
  }
  return best.outcome();
}

Outcome JudgeFramework(const CompiledTest& test, const SupplierFacts& facts, const Circumstances& at) {
  Best best;
  for (size_t i = 0; i < facts.memberships.size(); ++i) {
    const MembershipFact& fact = facts.memberships[i];
    if (fact.framework != test.subject || (test.detail != kNoSymbol && fact.lot != test.detail)) continue;
    best.Offer(JudgeSpan(fact.held, at, static_cast<int>(i)));
  }
  return best.outcome();
}

// A supplier's regions are a list that it keeps: one that is not on it is not served.
Outcome JudgeRegion(const CompiledTest& test, const SupplierFacts& facts, const Circumstances& at) {
  Best best;
  for (size_t i = 0; i < facts.regions.size(); ++i) {
    Outcome outcome{ANSWER_UNKNOWN, Why::kNoFact, kNoDay, static_cast<int>(i), -1};
    if (Counts(facts.regions[i].held, at, &outcome)) {
      const bool within = RegionWithin(test.region, facts.regions[i].region);
      outcome.answer = within ? ANSWER_MET : ANSWER_NOT_MET;
      outcome.why = within ? Why::kHolds : Why::kElsewhere;
    } else if (!RegionWithin(test.region, facts.regions[i].region)) {
      continue;  // not known of a region that would not help
    }
    best.Offer(outcome);
  }
  return best.outcome();
}

Outcome JudgeVetting(const CompiledTest& test, const SupplierFacts& facts, const Circumstances& at) {
  Best best;
  int together = 0;
  int counted = 0;
  for (size_t i = 0; i < facts.vetted_staff.size(); ++i) {
    const VettingFact& fact = facts.vetted_staff[i];
    if (!SameVettingScheme(fact.level, test.level)) continue;
    Outcome outcome = JudgeSpan(fact.held, at, static_cast<int>(i));
    if (IsMet(outcome.answer)) {
      if (!VettingAtLeast(fact.level, test.level)) {
        outcome.answer = ANSWER_NOT_MET;
        outcome.why = Why::kTooLow;
      } else {
        together += fact.people;
        ++counted;
        if (fact.people < test.people) {
          outcome.answer = ANSWER_NOT_MET;
          outcome.why = Why::kTooFew;
        }
      }
    } else if (!VettingAtLeast(fact.level, test.level)) {
      continue;
    }
    best.Offer(outcome);
  }
  // Those at a higher level may be counted among those at the lower one too.
  if (best.found() && best.outcome().answer == ANSWER_NOT_MET && counted > 1 && together >= test.people) {
    return {ANSWER_UNKNOWN, Why::kMaybeTogether, kNoDay, best.outcome().fact, together};
  }
  return best.outcome();
}

bool InBounds(const CompiledTest& test, double number) {
  return (!test.min.has_value() || number >= *test.min) && (!test.max.has_value() || number <= *test.max);
}

// What one attribute says to a test of attributes. False: nothing.
bool Speaks(const CompiledTest& test, const AttributeFact& fact, Outcome* outcome) {
  using FactKind = AttributeFact::Kind;
  bool met = false;
  Why otherwise = Why::kOutside;
  if (test.kind == Kind::kNumber && fact.kind == FactKind::kNumber) {
    if (fact.unit != test.detail) {
      outcome->why = Why::kOtherUnit;
      return true;
    }
    met = InBounds(test, fact.number);
  } else if (test.kind == Kind::kValue && fact.kind == FactKind::kText) {
    met = std::find(test.values.begin(), test.values.end(), fact.text) != test.values.end();
    otherwise = Why::kOtherValue;
  } else if (test.kind == Kind::kStatement && fact.kind == FactKind::kStatement) {
    met = fact.statement == test.wanted;
    otherwise = Why::kSaysOtherwise;
  } else {
    return false;
  }
  outcome->answer = met ? ANSWER_MET : ANSWER_NOT_MET;
  outcome->why = met ? Why::kHolds : otherwise;
  return true;
}

Outcome JudgeAttribute(const CompiledTest& test, const SupplierFacts& facts, const Circumstances& at) {
  Best best;
  for (size_t i = 0; i < facts.attributes.size(); ++i) {
    const AttributeFact& fact = facts.attributes[i];
    if (fact.key != test.subject) continue;
    Outcome outcome{ANSWER_UNKNOWN, Why::kNoFact, kNoDay, static_cast<int>(i), -1};
    if (!Speaks(test, fact, &outcome)) continue;
    if (Outcome uncounted{ANSWER_UNKNOWN, Why::kNoFact, kNoDay, static_cast<int>(i), -1}; !Counts(fact.held, at, &uncounted)) outcome = uncounted;
    best.Offer(outcome);
  }
  return best.outcome();
}

}  // namespace

bool SameVettingScheme(int a, int b) { return a > 0 && b > 0 && (a >= t::VETTING_LEVEL_BPSS) == (b >= t::VETTING_LEVEL_BPSS); }
bool VettingAtLeast(int level, int least) { return SameVettingScheme(level, least) && level >= least; }

CompiledTest CompileTest(const r::Test& test, Vocabulary& vocabulary) {
  CompiledTest to;
  switch (test.kind_case()) {
    case r::Test::kCertification:
      to.kind = Kind::kCertification;
      to.subject = vocabulary.SymbolOf(test.certification().type());
      to.detail = vocabulary.SymbolOf(test.certification().level());
      break;
    case r::Test::kFramework:
      to.kind = Kind::kFramework;
      to.subject = vocabulary.SymbolOf(test.framework().framework());
      to.detail = vocabulary.SymbolOf(test.framework().lot());
      break;
    case r::Test::kRegion:
      to.kind = Kind::kRegion;
      to.region = test.region().region();
      break;
    case r::Test::kVetting:
      to.kind = Kind::kVetting;
      to.level = test.vetting().level();
      to.people = std::max(1, test.vetting().people());
      break;
    case r::Test::kNumber:
      to.kind = Kind::kNumber;
      to.subject = vocabulary.SymbolOf(test.number().key());
      to.detail = vocabulary.SymbolOf(test.number().unit());
      if (test.number().has_min()) to.min = test.number().min();
      if (test.number().has_max()) to.max = test.number().max();
      break;
    case r::Test::kValue:
      to.kind = Kind::kValue;
      to.subject = vocabulary.SymbolOf(test.value().key());
      for (const std::string& value : test.value().values()) to.values.push_back(vocabulary.SymbolOf(value));
      break;
    case r::Test::kStatement:
      to.kind = Kind::kStatement;
      to.subject = vocabulary.SymbolOf(test.statement().key());
      to.wanted = !test.statement().negated();
      break;
    case r::Test::kGroup:
      to.kind = test.group().operator_() == r::TestGroup::OPERATOR_ANY_OF ? Kind::kAnyOf : Kind::kAllOf;
      for (const r::Test& each : test.group().tests()) to.tests.push_back(CompileTest(each, vocabulary));
      break;
    case r::Test::KIND_NOT_SET:
      break;
  }
  return to;
}

Outcome Judge(const CompiledTest& test, const SupplierFacts& facts, const Circumstances& at) {
  switch (test.kind) {
    case Kind::kCertification:
      return JudgeCertification(test, facts, at);
    case Kind::kFramework:
      return JudgeFramework(test, facts, at);
    case Kind::kRegion:
      return JudgeRegion(test, facts, at);
    case Kind::kVetting:
      return JudgeVetting(test, facts, at);
    case Kind::kNumber:
    case Kind::kValue:
    case Kind::kStatement:
      return JudgeAttribute(test, facts, at);
    case Kind::kAllOf:
    case Kind::kAnyOf: {
      std::vector<Outcome> outcomes;
      outcomes.reserve(test.tests.size());
      for (const CompiledTest& each : test.tests) outcomes.push_back(Judge(each, facts, at));
      return Conclude(test.kind, outcomes);
    }
    case Kind::kNone:
      break;
  }
  return {};
}

Outcome Conclude(CompiledTest::Kind kind, const std::vector<Outcome>& outcomes) {
  int seen[4] = {};  // by Rank
  Day latest = kNoDay;
  Day earliest = INT32_MAX;
  for (const Outcome& outcome : outcomes) {
    ++seen[Rank(outcome.answer)];
    if (outcome.answer != ANSWER_MET_FROM) continue;
    latest = std::max(latest, outcome.day);
    earliest = std::min(earliest, outcome.day);
  }
  Outcome result{ANSWER_UNKNOWN, Why::kGroup, kNoDay, -1, -1};
  if (outcomes.empty()) return result;
  if (kind == Kind::kAllOf) {
    if (seen[0] > 0) {
      result.answer = ANSWER_NOT_MET;
    } else if (seen[1] == 0) {
      result.answer = seen[2] > 0 ? ANSWER_MET_FROM : ANSWER_MET;
      result.day = latest;
    }
    return result;
  }
  if (seen[3] > 0) {
    result.answer = ANSWER_MET;
  } else if (seen[2] > 0) {
    result.answer = ANSWER_MET_FROM;
    result.day = earliest;
  } else if (seen[1] == 0) {
    result.answer = ANSWER_NOT_MET;
  }
  return result;
}

}  // namespace frontline::matching::engine
