// A requirement as scoring knows it: weighted terms, CPV codes and compiled criteria. Made from the requirement and nothing else.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_REQUIREMENT_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_REQUIREMENT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "frontline/requirement/v1/requirement.pb.h"
#include "services/matching/engine/criteria.h"
#include "services/matching/engine/vocabulary.h"

namespace frontline::matching::engine {

using Requirement = frontline::requirement::v1::Requirement;

struct QueryTerm {
  TermId term = 0;
  int64_t weight = 0;
  bool telling = false;  // says what the requirement is about: neither a procurement word nor a number
  std::string text;      // as the requirement has it; empty unless asked for
};
struct QueryCpv {
  uint32_t code = 0;
  int64_t weight = 0;
};
struct CompiledCriterion {
  CompiledTest test;
  bool must = false;
  int weight = 0;  // of a SHOULD, at least 1
  Verification least = frontline::type::v1::VERIFICATION_DECLARED;
};

struct CompiledRequirement {
  uint64_t tie_key = 0;          // of its name and revision
  std::vector<QueryTerm> terms;  // heaviest first, then in the order of the text
  std::vector<QueryCpv> cpv_codes;
  int64_t weight = 0;    // of both
  bool telling = false;  // some term or code says what it is about
  std::vector<CompiledCriterion> criteria;
  int64_t should_weight = 0;
  Day need_by = kNoDay;

  // The need-by date; the day of the match where there is none or it has passed.
  Day AsOf(Day today) const { return need_by == kNoDay || need_by < today ? today : need_by; }
  // What the text and the criteria can give at most. Together 1,000.
  int text_points() const;
  int criteria_points() const;
};

// `with_texts`: fills in QueryTerm::text.
CompiledRequirement Compile(const Requirement& requirement, Vocabulary& vocabulary, bool with_texts);

// Where among equals: the keyed hash that breaks ties. Who comes first differs from requirement to requirement and can't be steered by a name.
uint64_t TieOf(uint64_t tie_key, uint64_t name_hash);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_REQUIREMENT_H_
