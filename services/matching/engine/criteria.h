// Criteria against facts: three-valued, at a day, with the fact that decides.
//
// The world is open: where no fact speaks, the answer is UNKNOWN, never NOT MET. NOT MET takes a fact that says so: a certificate that is over by the day
// or comes later, a list of regions without the one asked for, a number out of bounds. A fact that is not established well enough, or was not
// confirmed within its time, speaks neither way; but one whose last day is past is over, and says so. Groups follow Kleene's strong logic.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_CRITERIA_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_CRITERIA_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "frontline/matching/v1/match.pb.h"
#include "frontline/requirement/v1/criterion.pb.h"
#include "services/matching/engine/day.h"
#include "services/matching/engine/facts.h"

namespace frontline::matching::engine {

using frontline::matching::v1::Answer;

// As a criterion's Test, with symbols for texts.
struct CompiledTest {
  enum class Kind : uint8_t { kNone, kCertification, kFramework, kRegion, kVetting, kNumber, kValue, kStatement, kAllOf, kAnyOf };
  Kind kind = Kind::kNone;
  bool wanted = true;          // statement
  Symbol subject = kNoSymbol;  // certification type, framework, attribute key
  Symbol detail = kNoSymbol;   // level, lot, unit
  int level = 0;               // vetting
  int people = 0;
  std::optional<double> min;
  std::optional<double> max;
  std::string region;
  std::vector<Symbol> values;
  std::vector<CompiledTest> tests;
};
CompiledTest CompileTest(const frontline::requirement::v1::Test& test, Vocabulary& vocabulary);

// Why an answer is what it is: what the wording (wording.h) is chosen by.
enum class Why : uint8_t {
  kNoFact,         // UNKNOWN
  kLapsed,         // UNKNOWN: the fact was not confirmed within its time
  kNotVerified,    // UNKNOWN: the fact is not established well enough
  kOverdue,        // UNKNOWN: it was expected by a day that has passed
  kOtherUnit,      // UNKNOWN: only numbers in another unit
  kMaybeTogether,  // UNKNOWN: enough people only if no one is counted twice
  kHolds,          // MET or MET_FROM
  kEnded,          // NOT_MET: over before the day
  kTooLate,        // NOT_MET: from a later day on
  kElsewhere,      // NOT_MET: other regions
  kTooLow,         // NOT_MET: a lower level of vetting
  kTooFew,         // NOT_MET: too few people
  kOutside,        // NOT_MET: number out of bounds
  kOtherValue,     // NOT_MET
  kSaysOtherwise,  // NOT_MET: the statement is answered the other way
  kGroup,          // the tests of the group say why
};

struct Outcome {
  Answer answer = frontline::matching::v1::ANSWER_UNKNOWN;
  Why why = Why::kNoFact;
  Day day = kNoDay;  // from when (MET_FROM, kTooLate), until when (kEnded), by when (kOverdue)
  int fact = -1;     // the place of the fact that decided in its vector; -1: none
  int others = -1;   // kMaybeTogether: how many people in all
};

// When facts are judged: `as_of`, the need-by date, and `today`, which tells MET from MET FROM. `least`: how well a fact must be established.
struct Circumstances {
  Day as_of = kNoDay;
  Day today = kNoDay;
  Verification least = frontline::type::v1::VERIFICATION_DECLARED;
};

Outcome Judge(const CompiledTest& test, const SupplierFacts& facts, const Circumstances& circumstances);
// Of a group's tests, in order.
Outcome Conclude(CompiledTest::Kind kind, const std::vector<Outcome>& outcomes);

// Whether it counts as met.
inline bool IsMet(Answer answer) { return answer == frontline::matching::v1::ANSWER_MET || answer == frontline::matching::v1::ANSWER_MET_FROM; }
// Whether a level is the other or a higher one of the same scheme.
bool VettingAtLeast(int level, int least);
bool SameVettingScheme(int a, int b);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_CRITERIA_H_
