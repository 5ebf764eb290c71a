#include "services/survey/disclosure/wilson.h"

#include <algorithm>
#include <cmath>

namespace frontline::survey::disclosure {
namespace {

constexpr double kZ = 1.959963984540054;

// What the share may be, as shares of 1.
Bounds Possible(const Share& share) {
  switch (share.form) {
    case Share::Form::kWhole:
      return {share.percent / 100.0, share.percent / 100.0};
    case Share::Form::kAtMost:
      return {0, share.percent / 100.0};
    case Share::Form::kAtLeast:
      return {share.percent / 100.0, 1};
    case Share::Form::kBetween:
      return {share.percent / 100.0, share.upper / 100.0};
  }
  return {0, 1};
}

// Outwards, but not for the last digits of arithmetic.
int Down(double x) { return static_cast<int>(std::floor(x + 1e-9)); }
int Up(double x) { return static_cast<int>(std::ceil(x - 1e-9)); }

// Newcombe's method 10: p2 - p1 with the limits of both Wilson intervals.
Bounds Hybrid(double p1, double n1, double p2, double n2) {
  const Bounds a = WilsonBounds(p1, n1), b = WilsonBounds(p2, n2);
  const double d = p2 - p1;
  return {d - std::hypot(p2 - b.low, a.high - p1), d + std::hypot(b.high - p2, p1 - a.low)};
}

Difference Compare(const Bounds& earlier, double n1, const Bounds& later, double n2, double scale) {
  Difference out;
  out.exact = earlier.low == earlier.high && later.low == later.high;
  const double middle = ((later.low + later.high) - (earlier.low + earlier.high)) / 2;
  out.points = static_cast<int>(std::lround(100 * scale * middle));
  // The difference is least when the earlier share is as high and the later as low as may be, and its limits move with the shares.
  const double low = Hybrid(earlier.high, n1, later.low, n2).low, high = Hybrid(earlier.low, n1, later.high, n2).high;
  out.low = std::max(-100, Down(100 * scale * low));
  out.high = std::min(100, Up(100 * scale * high));
  out.significant = out.low > 0 || out.high < 0;  // of the interval as it is shown: nobody shall read "-8 to 0" and "notable"
  return out;
}

}  // namespace

Bounds WilsonBounds(double share, double base) {
  if (base <= 0) return {0, 1};
  const double z2 = kZ * kZ, p = std::clamp(share, 0.0, 1.0);
  const double centre = p + z2 / (2 * base), spread = kZ * std::sqrt(p * (1 - p) / base + z2 / (4 * base * base)), scale = 1 + z2 / base;
  return {p == 0 ? 0 : std::max(0.0, (centre - spread) / scale), p == 1 ? 1 : std::min(1.0, (centre + spread) / scale)};
}

Interval WilsonInterval(const Share& share, int64_t base) {
  const Bounds possible = Possible(share);
  const double n = static_cast<double>(base);
  return {Down(100 * WilsonBounds(possible.low, n).low), Up(100 * WilsonBounds(possible.high, n).high)};
}

Difference CompareWaves(const Share& earlier, int64_t earlier_base, const Share& later, int64_t later_base) {
  return Compare(Possible(earlier), static_cast<double>(earlier_base), Possible(later), static_cast<double>(later_base), 1);
}

Difference CompareWithWhole(const Share& part, int64_t part_base, const Share& whole, int64_t whole_base) {
  if (part_base >= whole_base) return {0, 0, 0, false, false};
  const double n = static_cast<double>(part_base), all = static_cast<double>(whole_base), rest = all - n;
  const Bounds p = Possible(part), w = Possible(whole);
  // whole = (part × n + rest × (all - n)) / all, so part - whole = (part - rest) × (all - n) / all.
  const auto other = [&](double of_whole, double of_part) { return std::clamp((of_whole * all - of_part * n) / rest, 0.0, 1.0); };
  Bounds r{other(w.low, p.high), other(w.high, p.low)};
  if (w.low == w.high && p.low == p.high) r.high = r.low = other(w.low, p.low);
  Difference out = Compare(r, rest, p, n, rest / all);
  if (out.exact) out.points = part.percent - whole.percent;
  return out;
}

}  // namespace frontline::survey::disclosure
