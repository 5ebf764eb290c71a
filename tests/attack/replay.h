// The attack by someone who knows the algorithm (Kerckhoffs): of all the numbers of people that fit what is published, only those remain for which the
// algorithm would have hidden the same cells (a minimality attack: Wong, Fu, Wang and Pei 2007, Minimality Attack in Privacy Preserving Data Publishing,
// VLDB). Disclose() is replayed as a black box on each of them.
#ifndef FRONTLINE_TESTS_ATTACK_REPLAY_H_
#define FRONTLINE_TESTS_ATTACK_REPLAY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "services/survey/disclosure/survey_data.h"

namespace frontline::attack {

// One question that everyone answers, in one breakdown of one dimension, or of two: a survey so small that all that fits it can be listed.
survey::disclosure::SurveyData SmallSurvey(uint64_t seed);

struct Replay {
  bool listed = false;  // something is hidden, and little enough that everything that fits could be listed
  int64_t worlds = 0, fitting = 0;
  std::vector<std::string> leaks;
};

Replay ReplayAttack(const survey::disclosure::SurveyData& data);

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_REPLAY_H_
