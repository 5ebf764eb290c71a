// What a cell shows, beside its shares. Declared in audit.h: the audit must know of every figure that is released.
#include <algorithm>
#include <cmath>

#include "services/survey/disclosure/audit.h"

namespace frontline::survey::disclosure {

bool ShowsPolarity(const Question& question, Grain grain) {
  if (question.kind != QuestionKind::kSingle || grain == Grain::kCoarse) return false;
  return std::any_of(question.answers.begin(), question.answers.end(), [](const Answer& answer) { return answer.polarity.has_value(); });
}

int64_t PolarityCount(const Question& question, const Tally& tally, size_t grid, size_t cell, int polarity) {
  int64_t count = 0;
  for (size_t a = 0; a < tally.answers; ++a) {
    if (question.answers[a].polarity == polarity) count += tally.of(grid, cell, a);
  }
  return count;
}

Score ScoreOf(const Question& question, const Tally& tally, size_t grid, size_t cell) {
  if (!question.numbers.empty()) return {tally.numbers[grid][cell], tally.base[grid][cell]};
  Score score;
  for (size_t a = 0; a < tally.answers; ++a) {
    if (!question.answers[a].score_milli) continue;
    score.sum_milli += *question.answers[a].score_milli * tally.of(grid, cell, a);
    score.base += tally.of(grid, cell, a);
  }
  return score;
}

bool ShowsMean(const Question& question, const Tally& tally, size_t grid, size_t cell, Grain grain, int threshold) {
  if (question.kind != QuestionKind::kSingle || grain == Grain::kCoarse) return false;
  const bool scored = std::any_of(question.answers.begin(), question.answers.end(), [](const Answer& answer) { return answer.score_milli.has_value(); });
  if (!scored && question.numbers.empty()) return false;
  const int64_t base = tally.base[grid][cell];
  for (size_t a = 0; a < tally.answers; ++a) {
    if (ShareOf(grain, tally.of(grid, cell, a), base, threshold).form == Share::Form::kAtLeast) return false;
  }
  // Of a mean over few (most gave an answer without a score) too much could be told.
  return ScoreOf(question, tally, grid, cell).base >= threshold;
}

double WeightedCount(const std::vector<double>& weights, const Tally& tally, size_t grid, size_t answer) {
  double sum = 0;
  for (size_t cell = 0; cell < weights.size(); ++cell) sum += weights[cell] * static_cast<double>(tally.of(grid, cell, answer));
  return sum;
}

double WeightedBase(const std::vector<double>& weights, const Tally& tally, size_t grid) {
  double sum = 0;
  for (size_t cell = 0; cell < weights.size(); ++cell) sum += weights[cell] * static_cast<double>(tally.base[grid][cell]);
  return sum;
}

Share WeightedShare(double count, double base, int64_t people, int threshold) {
  const int end = EndPercent(Grain::kBounded, people, threshold);
  if (100 * count <= end * base) return {Share::Form::kAtMost, end, 0};
  if (100 * count >= (100 - end) * base) return {Share::Form::kAtLeast, 100 - end, 0};
  return {Share::Form::kWhole, static_cast<int>(std::floor(100 * count / base + 0.5)), 0};
}

}  // namespace frontline::survey::disclosure
