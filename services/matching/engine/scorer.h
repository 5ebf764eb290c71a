// The score of one supplier for one requirement:
//
//   score = text points + criteria points, of 1,000
//   text points     = possible × Σ weight(term) · (kFocus · said by the best statement + said by any statement) ÷ the same for an ideal statement
//   criteria points = possible × weights of the SHOULD criteria met ÷ weights of all of them
//
// An ideal statement says every term in its title and no more than a statement should. All in integers, so that every machine finds the same; nothing of
// other suppliers enters. CPV codes are terms of a kind: a code is said as far as its leading digits are shared.
//
// Why so. Repeating says nothing new, so a term counts once in a statement (BM25 with k1 = 0), and the best statements count, not their sum: a supplier
// can't write itself up the list. Long statements count less (pivoted length normalisation, Singhal, Buckley and Mitra 1996). Rarity of words comes from
// fixed classes (lexicon.h) instead of the collection (Spärck Jones 1972), because a supplier's score must not change when others come or go.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_SCORER_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_SCORER_H_

#include <cstdint>
#include <vector>

#include "services/matching/engine/facts.h"
#include "services/matching/engine/requirement.h"

namespace frontline::matching::engine {

using frontline::matching::v1::Standing;

// What one term of the requirement, or then one of its CPV codes, adds.
struct TermShare {
  int64_t share = 0;
  int statement = -1;    // that says it best
  int use = -1;          // the place in SupplierFacts::terms, of a term
  uint32_t cpv = 0;      // the supplier's code, of a code
  bool in_part = false;  // words of the phrase, not the phrase
};

struct TextScore {
  int64_t share = 0;      // of `whole`
  int64_t whole = 0;      // what an ideal statement has
  bool relevant = false;  // says enough of what the requirement is about (kLeastShare)
};

// Scores suppliers for one requirement. Holds a table as large as the vocabulary; make one for each requirement and thread, and score many with it.
class Scorer {
 public:
  // `bound`: greater than every term of the suppliers to come (Vocabulary::bound). All outlive it.
  Scorer(const CompiledRequirement& requirement, const Lexicon& lexicon, TermId bound);
  // Another requirement, in the same table.
  void Reset(const CompiledRequirement& requirement);

  // `shares`, where given, gets one entry for each term and then each CPV code.
  TextScore Text(const SupplierFacts& facts, std::vector<TermShare>* shares = nullptr);

 private:
  struct Entry {
    uint8_t query = 0;    // 1 + the term's place; 0: none
    uint8_t percent = 0;  // how much of the term it says
  };
  struct Saying {
    int strength = 0;
    int use = -1;
    uint32_t cpv = 0;
    bool in_part = false;
  };
  void Enter(TermId term, size_t query, int percent);
  void Say(size_t query, const Saying& saying);
  void EndStatement(int statement);

  const CompiledRequirement* requirement_;
  const Lexicon& lexicon_;
  std::vector<Entry> table_;      // by term
  std::vector<TermId> entered_;   // what is set in table_
  std::vector<int64_t> weights_;  // by query
  // Of the supplier at hand, by query.
  std::vector<Saying> now_;  // in this statement
  std::vector<size_t> said_;
  std::vector<Saying> best_;  // in the best statement
  std::vector<size_t> best_said_;
  int64_t best_sum_ = 0;
  int best_statement_ = -1;
  std::vector<Saying> most_;  // in any statement
  std::vector<int> most_statement_;
  std::vector<size_t> most_said_;
};

// What is known of a supplier's standing, and its points.
struct Result {
  Standing standing = frontline::matching::v1::STANDING_UNSPECIFIED;
  int score = 0;
  int text_points = 0;
  int criteria_points = 0;
  bool relevant = false;
};
// `outcomes`, where given, gets each criterion's.
Result ScoreOf(const CompiledRequirement& requirement, Scorer& scorer, const SupplierFacts& facts, Day today,
               std::vector<Outcome>* outcomes = nullptr, std::vector<TermShare>* shares = nullptr);

// How a debarment bears on a requirement.
enum class Bearing { kNone, kCaution, kExcludes };
Bearing BearingOf(const CompiledRequirement& requirement, const DebarmentFact& debarment, Day as_of, Day today);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_SCORER_H_
