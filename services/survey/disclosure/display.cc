#include "services/survey/disclosure/display.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace frontline::survey::disclosure {
namespace {

int64_t CeilDiv(int64_t a, int64_t b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }

}  // namespace

int EndPercent(Grain grain, int64_t base, int threshold) {
  const int64_t people = grain == Grain::kFine ? kFew : threshold;
  if (base <= 0) return kWidestEnd;
  const int64_t percent = CeilDiv(CeilDiv(100 * people, base), 5) * 5;
  return static_cast<int>(std::clamp<int64_t>(percent, 5, kWidestEnd));
}

int WholePercent(int64_t count, int64_t base) { return static_cast<int>((200 * count + base) / (2 * base)); }

Share ShareOf(Grain grain, int64_t count, int64_t base, int threshold) {
  const int end = EndPercent(grain, base, threshold);
  if (100 * count <= end * base) return {Share::Form::kAtMost, end, 0};
  if (100 * count >= (100 - end) * base) return {Share::Form::kAtLeast, 100 - end, 0};
  if (grain != Grain::kCoarse) return {Share::Form::kWhole, WholePercent(count, base), 0};
  const int low = static_cast<int>(100 * count / (end * base)) * end;
  return {Share::Form::kBetween, low, std::min(low + end, 100 - end)};
}

Range CountsShownAs(Grain grain, int64_t count, int64_t base, int threshold) {
  const Share share = ShareOf(grain, count, base, threshold);
  const int64_t end = EndPercent(grain, base, threshold);
  const int64_t last_low = end * base / 100, first_high = CeilDiv((100 - end) * base, 100);
  switch (share.form) {
    case Share::Form::kAtMost:
      return {0, last_low};
    case Share::Form::kAtLeast:
      return {std::max(first_high, last_low + 1), base};
    case Share::Form::kWhole:
      return {std::max(CeilDiv((2 * share.percent - 1) * base, 200), last_low + 1),
              std::min(CeilDiv((2 * share.percent + 1) * base, 200) - 1, first_high - 1)};
    case Share::Form::kBetween:
      return {std::max(CeilDiv(share.percent * base, 100), last_low + 1),
              std::min(CeilDiv((share.percent + end) * base, 100) - 1, first_high - 1)};
  }
  return {count, count};
}

int64_t MeanTenths(int64_t sum_milli, int64_t base) {
  const int64_t half = 50 * base;
  return sum_milli >= 0 ? (sum_milli + half) / (100 * base) : -((-sum_milli + half) / (100 * base));
}

std::string ShareText(const Share& share) {
  switch (share.form) {
    case Share::Form::kWhole:
      return absl::StrCat(share.percent, "%");
    case Share::Form::kAtMost:
      return absl::StrCat(share.percent, "% or less");
    case Share::Form::kAtLeast:
      return absl::StrCat(share.percent, "% or more");
    case Share::Form::kBetween:
      return absl::StrCat(share.percent, "% to ", share.upper, "%");
  }
  return "";
}

}  // namespace frontline::survey::disclosure
