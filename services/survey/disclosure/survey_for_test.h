// Small surveys, put together by hand.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_SURVEY_FOR_TEST_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_SURVEY_FOR_TEST_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "services/survey/disclosure/survey_data.h"

namespace frontline::survey::disclosure {

// A survey of one single-choice question, `answers` long, that everybody answers. `values`: how many values each dimension has.
inline SurveyData SmallSurvey(const std::vector<size_t>& values, size_t answers) {
  SurveyData data;
  for (size_t d = 0; d < values.size(); ++d) {
    data.dimensions.push_back({"d" + std::to_string(d), std::vector<int64_t>(values[d], 0), {}});
    data.segments.emplace_back();
  }
  Question question;
  question.code = "q0";
  question.answers.resize(answers);
  question.answered_by_all = true;
  data.questions.push_back(std::move(question));
  return data;
}

// `count` people of these segments who gave this answer.
inline void Add(SurveyData& data, size_t count, const std::vector<uint16_t>& segments, uint8_t answer) {
  for (size_t d = 0; d < segments.size(); ++d) data.segments[d].insert(data.segments[d].end(), count, segments[d]);
  data.questions[0].single.insert(data.questions[0].single.end(), count, answer);
  data.respondents += count;
}

// The same people in another order.
inline SurveyData Shuffled(const SurveyData& data, uint64_t seed) {
  std::vector<size_t> order(data.respondents);
  std::iota(order.begin(), order.end(), size_t{0});
  std::mt19937_64 random(seed);
  std::shuffle(order.begin(), order.end(), random);
  SurveyData out = data;
  const auto move = [&](const auto& from, auto& to) {
    for (size_t i = 0; i < from.size(); ++i) to[i] = from[order[i]];
  };
  for (size_t d = 0; d < data.segments.size(); ++d) move(data.segments[d], out.segments[d]);
  for (size_t q = 0; q < data.questions.size(); ++q) {
    move(data.questions[q].single, out.questions[q].single);
    move(data.questions[q].multiple, out.questions[q].multiple);
    move(data.questions[q].numbers, out.questions[q].numbers);
  }
  return out;
}

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_SURVEY_FOR_TEST_H_
