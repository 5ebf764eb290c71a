#include <algorithm>

#include "services/survey/disclosure/ladder.h"
#include "services/survey/disclosure/raking.h"

namespace frontline::survey::disclosure {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

size_t GridOf(const Layout& layout, std::vector<size_t> axes) {
  std::sort(axes.begin(), axes.end());
  for (size_t g = 0; g < layout.grids.size(); ++g) {
    if (layout.grids[g].axes == axes) return g;
  }
  return kNone;
}

}  // namespace

Weighting Weigh(const SurveyData& data, const Layout& layout, const Pattern& pattern, const CellCounts& respondents) {
  Weighting weighting;
  if (data.weighting.empty()) return weighting;
  weighting.state = WeightingState::kNotConverged;
  weighting.grid = GridOf(layout, data.weighting);
  if (weighting.grid == kNone || pattern.dropped[weighting.grid]) return weighting;
  const Grid& grid = layout.grids[weighting.grid];
  std::vector<std::vector<double>> targets;
  std::vector<std::vector<size_t>> class_of;  // by axis, by category
  for (const size_t a : grid.axes) {
    const Axis& axis = layout.axes[a];
    const auto& hidden = pattern.hidden[GridOf(layout, {a})];
    std::vector<double> target = {0};  // class 0 holds all that is hidden
    std::vector<size_t> of(axis.size(), 0);
    for (size_t c = 0; c < axis.categories.size(); ++c) {
      if (hidden[c] != 0) {
        target[0] += static_cast<double>(axis.headcounts[c]);
      } else {
        of[c] = target.size();
        target.push_back(static_cast<double>(axis.headcounts[c]));
      }
    }
    if (target[0] == 0 && axis.has_missing) target[0] = -1;
    targets.push_back(std::move(target));
    class_of.push_back(std::move(of));
  }
  std::vector<RakingCell> cells;
  for (size_t cell = 0; cell < grid.size(); ++cell) {
    RakingCell at{{class_of[0][cell / grid.columns]}, respondents[weighting.grid][cell]};
    if (grid.axes.size() == 2) at.classes.push_back(class_of[1][cell % grid.columns]);
    cells.push_back(std::move(at));
  }
  Raking raking = Rake(cells, targets);
  if (!raking.converged) return weighting;
  weighting.state = WeightingState::kConverged;
  weighting.weights = std::move(raking.weights);
  return weighting;
}

void ForgetWeights(Decision& decision) {
  if (decision.weighting.weights.empty()) return;  // and then there may be no such table
  const size_t g = decision.weighting.grid;
  const Grid& grid = decision.layout.grids[g];
  if (grid.axes.size() != 2) return;
  bool hides = false;
  for (size_t cell = 0; cell < grid.size(); ++cell) hides |= decision.pattern.hidden[g][cell] != 0 && grid.missing[cell] == 0;
  const bool shown = std::any_of(decision.views.begin(), decision.views.end(), [g](const View& view) { return view.published[g]; });
  if (!hides || !shown) return;
  decision.weighting.state = WeightingState::kNone;
  for (View& view : decision.views) view.weighted = false;
}

}  // namespace frontline::survey::disclosure
