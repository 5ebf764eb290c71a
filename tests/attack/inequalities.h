// All that is published of a survey as inequalities over counts of people, one column for each count of each cell.
#ifndef FRONTLINE_TESTS_ATTACK_INEQUALITIES_H_
#define FRONTLINE_TESTS_ATTACK_INEQUALITIES_H_

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "services/survey/disclosure/release.h"
#include "services/survey/disclosure/survey_data.h"
#include "tests/attack/attack.h"
#include "tests/attack/grids.h"
#include "tests/attack/polytope.h"

namespace frontline::attack {

// One additive count: people who responded, who answered a question, who gave an answer; the sum of numbers.
using Layer = std::vector<std::vector<int>>;  // columns, by grid, by cell

// Those of one question.
struct Layers {
  Layer base;
  std::vector<Layer> answers;
  std::optional<Layer> numbers;
};

// Writes them into one program. Keeps references to all that it is given.
class Inequalities {
 public:
  Inequalities(const Grids& grids, const Effort& effort, Polytope& polytope)
      : grids_(grids), data_(grids.data()), release_(grids.release()), effort_(effort), polytope_(polytope) {}

  // Who responded; `totals` are known besides.
  Layer AddRespondents(const std::vector<ExactTotal>& totals);
  // Who answered what, and the figures shown of it.
  Layers AddQuestion(size_t q, const Layer& people);
  // The child is asked of those who gave certain answers to the parent.
  void AddRoute(size_t q, const Layers& child, const Layers& parent);
  // What can be read in the questionnaire: how many choices are ticked, and that who is first is among the first three.
  void AddQuestionnaire(size_t q, const std::map<size_t, Layers>& layers);
  // Weights of one dimension follow from what is published: the hidden categories are one class.
  void AddWeighted(size_t q, const Layers& layers);

 private:
  Layer AddLayer(const std::function<double(size_t)>& of, double low, double high);
  const survey::disclosure::Table& PublishedTable(size_t breakdown) const;
  void AddFigures(const survey::disclosure::Question& question, const Layers& layers, size_t g, size_t at, const survey::disclosure::Cell& cell);

  const Grids& grids_;
  const survey::disclosure::SurveyData& data_;
  const survey::disclosure::Release& release_;
  const Effort& effort_;
  Polytope& polytope_;
};

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_INEQUALITIES_H_
