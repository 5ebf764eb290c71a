#include "tests/attack/knowledge.h"

#include <algorithm>
#include <cmath>

namespace frontline::attack {
namespace {

using survey::disclosure::Interval;
using survey::disclosure::Share;

int64_t Up(int64_t a, int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }

// The limits of z² (p(1-p)/n) = (x-p)², solved for p as a quadratic.
double Limit(double x, double n, bool upper) {
  constexpr double kZ = 1.959963984540054;
  const double a = 1 + kZ * kZ / n, b = -(2 * x + kZ * kZ / n), c = x * x, root = std::sqrt(std::max(0.0, b * b - 4 * a * c));
  return (-b + (upper ? root : -root)) / (2 * a);
}

}  // namespace

Counts CountsOf(const Share& share, int64_t base) {
  const int64_t p = share.percent;
  switch (share.form) {
    case Share::Form::kWhole: {
      // No one says "3%" where "5% or less" is the least that is said: a whole share has at least kFew people on either side.
      const int64_t low = std::max<int64_t>(0, Up((2 * p - 1) * base, 200)), high = std::min(base, Up((2 * p + 1) * base, 200) - 1);
      return {low, high};
    }
    case Share::Form::kAtMost:
      return {0, p * base / 100};
    case Share::Form::kAtLeast:
      return {Up(p * base, 100), base};
    case Share::Form::kBetween:
      return {Up(p * base, 100), share.upper * base / 100};
  }
  return {0, base};
}

Part PartOf(const Share& share) {
  const double p = share.percent / 100.0;
  switch (share.form) {
    case Share::Form::kWhole:
      return {p - 0.005, p + 0.005};
    case Share::Form::kAtMost:
      return {0, p};
    case Share::Form::kAtLeast:
      return {p, 1};
    case Share::Form::kBetween:
      return {p, share.upper / 100.0};
  }
  return {};
}

Interval IntervalOf(const Share& share, int64_t base) {
  Part part = PartOf(share);
  if (share.form == Share::Form::kWhole) part.low = part.high = share.percent / 100.0;
  const double n = static_cast<double>(base);
  const double low = std::clamp(Limit(part.low, n, false), 0.0, 1.0), high = std::clamp(Limit(part.high, n, true), 0.0, 1.0);
  return {static_cast<int>(std::floor(100 * low + 1e-9)), static_cast<int>(std::ceil(100 * high - 1e-9))};
}

}  // namespace frontline::attack
