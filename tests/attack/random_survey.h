// Random surveys that are as awkward as real ones: segments under, at and over k, empty and dominated ones, routing, rare answers, missing values.
#ifndef FRONTLINE_TESTS_ATTACK_RANDOM_SURVEY_H_
#define FRONTLINE_TESTS_ATTACK_RANDOM_SURVEY_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "services/survey/disclosure/survey_data.h"

namespace frontline::attack {

// SplitMix64: the same surveys from the same seed on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) { state_ = Next() ^ 0xa5a5a5a5; }  // neighbouring seeds have nothing in common
  uint64_t Next();
  int64_t Between(int64_t low, int64_t high) { return low + static_cast<int64_t>(Next() % static_cast<uint64_t>(high - low + 1)); }
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  double Unit() { return static_cast<double>(Next() >> 11) / 9007199254740992.0; }

 private:
  uint64_t state_;
};

struct Shape {
  int max_dimensions = 4;
  int max_values = 12;
  int64_t max_respondents = 3000;
  int max_questions = 5;
  bool linked = false;  // three dimensions, each declared with each other
  size_t max_pair = 48;  // cells of a two-way breakdown: what is so fine that most of it is under k is withheld whole, and proves little
};

// What everyone reads in the questionnaire, and SurveyData does not say.
struct Questionnaire {
  // By question; of a multiple choice: how many are chosen at least and at most.
  std::vector<int> least, most;
  // A rank question is two: which choice came first, and which are among the first three.
  std::vector<std::pair<size_t, size_t>> ranks;
};

survey::disclosure::SurveyData RandomSurvey(uint64_t seed, const Shape& shape, Questionnaire* questionnaire = nullptr);

// Another wave of the same instrument: most of the same people, some of whom changed their minds, some who left, some who are new.
survey::disclosure::SurveyData NextWave(const survey::disclosure::SurveyData& wave, uint64_t seed);

// In one line, to be printed with a failure.
std::string Describe(const survey::disclosure::SurveyData& data);

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_RANDOM_SURVEY_H_
