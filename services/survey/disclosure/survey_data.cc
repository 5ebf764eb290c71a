#include "services/survey/disclosure/survey_data.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace frontline::survey::disclosure {
namespace {

template <typename... Parts>
absl::Status Invalid(const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat(parts...));
}

absl::Status CheckDimension(const SurveyData& data, size_t d) {
  const Dimension& dimension = data.dimensions[d];
  const size_t values = dimension.headcounts.size();
  if (values == 0 || values > kMaxDimensionValues) return Invalid("dimensions[", d, "]: 1 to ", kMaxDimensionValues, " values, not ", values);
  if (std::any_of(dimension.headcounts.begin(), dimension.headcounts.end(), [](int64_t n) { return n < 0; })) {
    return Invalid("dimensions[", d, "].headcounts: none may be negative");
  }
  if (!dimension.roll_up.empty() && dimension.roll_up.size() != values) return Invalid("dimensions[", d, "].roll_up: one for each value, or none");
  if (data.segments[d].size() != data.respondents) return Invalid("segments[", d, "]: one value for each respondent");
  for (const uint16_t value : data.segments[d]) {
    if (value != kNoValue && value >= values) return Invalid("segments[", d, "]: there is no value ", value);
  }
  return absl::OkStatus();
}

absl::Status CheckBreakdown(const SurveyData& data, size_t b) {
  const auto& dimensions = data.breakdowns[b].dimensions;
  if (dimensions.empty() || dimensions.size() > 2) return Invalid("breakdowns[", b, "]: one or two dimensions");
  for (const size_t d : dimensions) {
    if (d >= data.dimensions.size()) return Invalid("breakdowns[", b, "]: there is no dimension ", d);
  }
  if (dimensions.size() == 2 && dimensions[0] == dimensions[1]) return Invalid("breakdowns[", b, "]: two different dimensions");
  return absl::OkStatus();
}

absl::Status CheckAnswers(const SurveyData& data, size_t q) {
  const Question& question = data.questions[q];
  const size_t answers = question.answers.size();
  if (question.kind == QuestionKind::kMultiple) {
    if (question.multiple.size() != data.respondents) return Invalid("questions[", q, "].multiple: one for each respondent");
    for (const uint64_t chosen : question.multiple) {
      if (chosen != kNoChoices && (chosen >> answers) != 0) return Invalid("questions[", q, "].multiple: a choice that is not there");
    }
    return absl::OkStatus();
  }
  if (question.single.size() != data.respondents) return Invalid("questions[", q, "].single: one for each respondent");
  for (const uint8_t answer : question.single) {
    if (answer != kNoAnswer && answer >= answers) return Invalid("questions[", q, "].single: there is no answer ", answer);
  }
  if (question.numbers.empty()) return absl::OkStatus();
  if (question.numbers.size() != data.respondents) return Invalid("questions[", q, "].numbers: one for each respondent, or none");
  for (const Answer& answer : question.answers) {
    if (!answer.lower_milli || !answer.upper_milli) return Invalid("questions[", q, "].answers: a numeric question's bands have bounds");
  }
  for (size_t i = 0; i < data.respondents; ++i) {
    if (question.single[i] == kNoAnswer) continue;
    const Answer& band = question.answers[question.single[i]];
    if (question.numbers[i] < *band.lower_milli || question.numbers[i] > *band.upper_milli) {
      return Invalid("questions[", q, "].numbers: a number outside its band");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckQuestion(const SurveyData& data, size_t q) {
  const Question& question = data.questions[q];
  if (question.answers.empty() || question.answers.size() > kMaxAnswers) return Invalid("questions[", q, "].answers: 1 to ", kMaxAnswers);
  for (const Answer& answer : question.answers) {
    if (answer.polarity && (*answer.polarity < -1 || *answer.polarity > 1)) return Invalid("questions[", q, "].answers: polarity is -1, 0 or 1");
    // So that no sum over ten million people overflows.
    for (const auto& points : {answer.score_milli, answer.lower_milli, answer.upper_milli}) {
      if (points && (*points < -1'000'000'000'000 || *points > 1'000'000'000'000)) return Invalid("questions[", q, "].answers: at most a billion points");
    }
  }
  if (question.route) {
    if (question.route->question >= q) return Invalid("questions[", q, "].route: leads back to an earlier question only");
    for (const size_t answer : question.route->answers) {
      if (answer >= data.questions[question.route->question].answers.size()) return Invalid("questions[", q, "].route: there is no answer ", answer);
    }
  }
  return CheckAnswers(data, q);
}

}  // namespace

absl::Status CheckSurveyData(const SurveyData& data) {
  if (data.threshold < kMinThreshold) return Invalid("threshold: at least ", kMinThreshold);
  if (data.respondents > 10'000'000) return Invalid("respondents: at most 10,000,000");
  if (data.segments.size() != data.dimensions.size()) return Invalid("segments: one column for each dimension");
  for (size_t d = 0; d < data.dimensions.size(); ++d) {
    if (absl::Status status = CheckDimension(data, d); !status.ok()) return status;
  }
  for (size_t b = 0; b < data.breakdowns.size(); ++b) {
    if (absl::Status status = CheckBreakdown(data, b); !status.ok()) return status;
  }
  for (size_t q = 0; q < data.questions.size(); ++q) {
    if (absl::Status status = CheckQuestion(data, q); !status.ok()) return status;
  }
  for (const size_t d : data.weighting) {
    if (std::count(data.weighting.begin(), data.weighting.end(), d) > 1) return Invalid("weighting: dimension ", d, " twice");
    if (d >= data.dimensions.size()) return Invalid("weighting: there is no dimension ", d);
    const auto& heads = data.dimensions[d].headcounts;
    if (std::any_of(heads.begin(), heads.end(), [](int64_t n) { return n <= 0; })) return Invalid("weighting: dimension ", d, " lacks headcounts");
  }
  return absl::OkStatus();
}

}  // namespace frontline::survey::disclosure
