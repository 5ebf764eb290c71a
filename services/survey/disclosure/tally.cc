#include "services/survey/disclosure/tally.h"

#include <algorithm>

namespace frontline::survey::disclosure {
namespace {

void CountChoices(const Question& question, Tally& tally) {
  tally.least_choices = static_cast<int>(tally.answers);
  bool any = false;
  for (const uint64_t chosen : question.multiple) {
    if (chosen == kNoChoices) continue;
    any = true;
    tally.least_choices = std::min(tally.least_choices, __builtin_popcountll(chosen));
    tally.most_choices = std::max(tally.most_choices, __builtin_popcountll(chosen));
  }
  if (!any) tally.least_choices = 0;
}

}  // namespace

Tally Count(const Layout& layout, const Question& question, size_t respondents) {
  Tally tally;
  tally.answers = question.answers.size();
  CountChoices(question, tally);
  for (const Grid& grid : layout.grids) {
    std::vector<int64_t> base(grid.size(), 0), count(grid.size() * tally.answers, 0), numbers(question.numbers.empty() ? 0 : grid.size(), 0);
    for (size_t i = 0; i < respondents; ++i) {
      const size_t cell = grid.cell_of[i];
      if (question.kind == QuestionKind::kSingle) {
        if (question.single[i] == kNoAnswer) continue;
        ++base[cell];
        ++count[cell * tally.answers + question.single[i]];
        if (!numbers.empty()) numbers[cell] += question.numbers[i];
      } else {
        uint64_t chosen = question.multiple[i];
        if (chosen == kNoChoices) continue;
        ++base[cell];
        for (; chosen != 0; chosen &= chosen - 1) ++count[cell * tally.answers + static_cast<size_t>(__builtin_ctzll(chosen))];
      }
    }
    tally.base.push_back(std::move(base));
    tally.count.push_back(std::move(count));
    tally.numbers.push_back(std::move(numbers));
  }
  return tally;
}

std::vector<std::vector<int64_t>> CountRespondents(const Layout& layout, size_t respondents) {
  std::vector<std::vector<int64_t>> all;
  for (const Grid& grid : layout.grids) {
    std::vector<int64_t> count(grid.size(), 0);
    for (size_t i = 0; i < respondents; ++i) ++count[grid.cell_of[i]];
    all.push_back(std::move(count));
  }
  return all;
}

}  // namespace frontline::survey::disclosure
