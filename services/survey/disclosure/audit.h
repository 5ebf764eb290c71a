// The attack on one question, as a linear program, before anything is released. Internal to disclosure control.
//
// The attacker knows all that is published: which table adds up to which, every base, every share as the counts it could stand for, the % positive,
// neutral and negative, the means, the weighted topline, who was routed where, headcounts. A linear program finds how large and how small each hidden
// count can be without contradicting any of it (Fischetti and Salazar 2000: Models and algorithms for optimizing cell suppression in tabular data with
// linear constraints, JASA 95; Hundepool et al. 2012: Statistical Disclosure Control, chapters 4 and 5).
//
// What is not allowed to move here is taken as known exactly, so the attacker is only ever taken for stronger than he is: published cells away from the
// hidden ones stay as they are. Bases move only between the scenarios that *all* questions can follow, so a range found for one question is not
// contradicted by another's table. Answers of a multiple choice share their base, and how many each
// person may choose: the fewest and most that anyone did are taken for limits that everyone knows.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_AUDIT_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_AUDIT_H_

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "services/survey/disclosure/display.h"
#include "services/survey/disclosure/layout.h"
#include "services/survey/disclosure/pattern.h"
#include "services/survey/disclosure/survey_data.h"
#include "services/survey/disclosure/tally.h"

namespace frontline::survey::disclosure {

// A question routed from this one, as far as it tells of this one's answers.
struct Child {
  const Question* question = nullptr;
  const Tally* tally = nullptr;
  const Scenarios* scenarios = nullptr;
  // Its base is the sum of the triggering answers in every cell; else it is at most that.
  bool exact = false;
};

// How a question is to be shown.
struct View {
  std::vector<bool> published;               // by grid
  std::vector<std::vector<Grain>> grain;     // by grid, by cell
  bool weighted = false;
};

struct Subject {
  const Layout* layout = nullptr;
  const Pattern* pattern = nullptr;
  int threshold = 0;
  const Question* question = nullptr;
  const Tally* tally = nullptr;
  const Scenarios* scenarios = nullptr;  // of its base
  std::vector<Child> children;
  const View* view = nullptr;
  // By cell of `weight_grid`: the weight; empty where there is none.
  size_t weight_grid = 0;
  std::vector<double> weights;
};

struct Verdict {
  // Grid and cell: hidden cells that can be bounded too closely. Not all of them: at least one of each row that has any.
  std::vector<std::pair<size_t, size_t>> broken;
  std::vector<double> reach;  // by scenario: how far this question's tables allow it, 0 to 1; where any is broken, not all of it
};

Verdict Audit(const Subject& subject, AuditEffort& effort);

// The figures of a cell that are shown beside the answers' shares, by the same rule for releasing and for auditing.
bool ShowsPolarity(const Question& question, Grain grain);
// No mean where all but a few answered alike: it would say how alike.
bool ShowsMean(const Question& question, const Tally& tally, size_t grid, size_t cell, Grain grain, int threshold);
int64_t PolarityCount(const Question& question, const Tally& tally, size_t grid, size_t cell, int polarity);
struct Score {
  int64_t sum_milli = 0;
  int64_t base = 0;
};
Score ScoreOf(const Question& question, const Tally& tally, size_t grid, size_t cell);
// Weighted share of each answer: Σ weights of those who gave it and of all who answered.
double WeightedCount(const std::vector<double>& weights, const Tally& tally, size_t grid, size_t answer);
double WeightedBase(const std::vector<double>& weights, const Tally& tally, size_t grid);
// Bounded as a cell of `people` that bounds hidden ones.
Share WeightedShare(double count, double base, int64_t people, int threshold);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_AUDIT_H_
