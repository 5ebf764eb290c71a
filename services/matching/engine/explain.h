// From a supplier's profile and a requirement to what the contract answers. Needs nothing but the two: this is what a stored match is replayed with.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_EXPLAIN_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_EXPLAIN_H_

#include <string>
#include <vector>

#include "frontline/matching/v1/match.pb.h"
#include "services/matching/engine/lexicon.h"
#include "services/matching/engine/scorer.h"

namespace frontline::matching::engine {

using frontline::matching::v1::Candidate;

// A candidate without its rank.
struct Explained {
  Candidate candidate;
  uint64_t tie = 0;
  bool relevant = false;
};

// Explains suppliers for one requirement as of a day. Not thread-safe.
class Explainer {
 public:
  // All outlive it.
  Explainer(const Lexicon& lexicon, const Requirement& requirement, Day today);
  Explained Explain(const Profile& profile);
  // The day as of which facts are judged.
  Day as_of() const { return compiled_.AsOf(today_); }

 private:
  const Lexicon& lexicon_;
  const Requirement& requirement_;
  const Day today_;
  Vocabulary vocabulary_;
  CompiledRequirement compiled_;
  Scorer scorer_;
};

// Puts candidates in the order of a match (by standing, score, tie) and numbers each standing from 1.
void Rank(std::vector<Explained>* candidates);

// The questions that would settle what is not known: the reasons of UNKNOWN criteria, MUSTs first.
std::vector<std::string> QuestionsOf(const frontline::matching::v1::Explanation& explanation);
// The reasons of criteria that are NOT MET, MUSTs first, each after the criterion's text.
std::vector<std::string> GapsOf(const frontline::matching::v1::Explanation& explanation);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_EXPLAIN_H_
