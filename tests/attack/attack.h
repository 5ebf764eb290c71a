// The attack on one closed survey: everything that is published, as inequalities over counts of people, and what follows from them for hidden cells.
//
// The attacker is given the instrument and the Release, and besides, so as to be taken for stronger than anyone is: how many people responded in each
// cell that any question shows, and whether there are people without a value. The truth is used to check that what he believes is true, and as the first
// of the points that are possible; nothing of it becomes an inequality.
#ifndef FRONTLINE_TESTS_ATTACK_ATTACK_H_
#define FRONTLINE_TESTS_ATTACK_ATTACK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "services/survey/disclosure/release.h"
#include "services/survey/disclosure/survey_data.h"
#include "tests/attack/figures.h"
#include "tests/attack/random_survey.h"

namespace frontline::attack {

// What no release says, for mutations of one: how many people responded in these cells of a breakdown's table together.
struct ExactTotal {
  size_t breakdown = 0;
  std::vector<size_t> cells;  // of Table.cells
};

struct Findings {
  std::vector<std::string> leaks;
  std::vector<std::string> undone;         // bounded shares of shown cells
  std::vector<std::string> false_beliefs;  // a mistake of the attacker, or a false figure released
  Figures figures;
};

// What the attacker leaves unused, to find out what a leak follows from.
enum Unused : unsigned { kMeans = 1, kPolarity = 2, kRoutes = 4, kWeights = 8, kHeadcounts = 16, kOtherQuestions = 32, kThreeWay = 64, kQuestionnaire = 128 };

struct Effort {
  size_t max_columns = 4000;  // of one program; larger ones are split by routing
  uint64_t seed = 1;
  unsigned unused = 0;
  Questionnaire questionnaire;  // empty: not read
  // Programs of up to so many columns are solved in whole numbers too, where a count is open just wide enough.
  size_t max_whole_columns = 600;
};

Findings Attack(const survey::disclosure::SurveyData& data, const survey::disclosure::Release& release, const Effort& effort,
                const std::vector<ExactTotal>& totals = {});

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_ATTACK_H_
