// Weights that bring the respondents' margins to the population's, one dimension after the other until all agree.
//
// Deming, W. E. and Stephan, F. F. (1940): On a least squares adjustment of a sampled frequency table when the expected marginal totals are known.
// Annals of Mathematical Statistics 11, 427-444. Kish, L. (1965): Survey Sampling (the design effect of unequal weights, n Σw² / (Σw)²).
//
// Weights are not capped: the design effect says what they cost. A class without respondents can't be weighted up to anything; that, like margins that
// contradict each other, shows as not converged.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RAKING_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RAKING_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace frontline::survey::disclosure {

// Respondents of one combination of classes.
struct RakingCell {
  std::vector<size_t> classes;  // by dimension
  int64_t people = 0;
};

struct Raking {
  bool converged = false;
  int rounds = 0;
  std::vector<double> weights;  // by cell; their mean over all people is 1
};

inline constexpr int kMaxRakingRounds = 500;
inline constexpr double kRakingTolerance = 1e-6;  // of each margin, relative to it

// `targets`: by dimension, by class, the population; a negative one keeps the class at its share of the respondents (people without a value).
Raking Rake(const std::vector<RakingCell>& cells, const std::vector<std::vector<double>>& targets);

// Kish's design effect in tenths, rounded half up; 10 where all weights are alike.
int64_t DesignEffectTenths(const std::vector<double>& weights, const std::vector<int64_t>& people);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RAKING_H_
