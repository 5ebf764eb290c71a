#include "services/survey/disclosure/layout.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <utility>

namespace frontline::survey::disclosure {
namespace {

// A value whose headcount leaves no room for k people more or fewer can't be protected, whatever is hidden beside it. Twice k leaves some.
bool TooSmall(int64_t headcount, int threshold) { return headcount > 0 && headcount < 2 * int64_t{threshold}; }

// By value: the pool it goes to, or its own.
std::vector<int> Pools(const SurveyData& data, const Dimension& dimension, const std::vector<int64_t>& responses) {
  const size_t values = dimension.headcounts.size();
  std::vector<int> pool(values);
  std::iota(pool.begin(), pool.end(), 0);
  std::set<int32_t> rolled;
  if (!dimension.roll_up.empty()) {
    for (size_t v = 0; v < values; ++v) {
      const bool small = responses[v] < data.threshold || TooSmall(dimension.headcounts[v], data.threshold);
      if (dimension.roll_up[v] >= 0 && small) rolled.insert(dimension.roll_up[v]);
    }
    std::map<int32_t, int> first;
    for (size_t v = 0; v < values; ++v) {
      const int32_t group = dimension.roll_up[v];
      if (group >= 0 && rolled.count(group) != 0) pool[v] = first.emplace(group, static_cast<int>(v)).first->second;
    }
  }
  return pool;
}

int64_t HeadcountOf(const Dimension& dimension, const std::vector<size_t>& values) {
  int64_t sum = 0;
  for (const size_t v : values) {
    if (dimension.headcounts[v] <= 0) return -1;
    sum += dimension.headcounts[v];
  }
  return sum;
}

std::vector<Category> CategoriesOf(const SurveyData& data, const Dimension& dimension, const std::vector<int64_t>& responses) {
  const std::vector<int> pool = Pools(data, dimension, responses);
  std::map<int, std::vector<size_t>> by_pool;
  for (size_t v = 0; v < pool.size(); ++v) by_pool[pool[v]].push_back(v);
  std::vector<Category> kept;
  Category others;
  int64_t others_heads = 0;
  for (auto& [first, values] : by_pool) {
    const int64_t heads = HeadcountOf(dimension, values);
    if (TooSmall(heads, data.threshold)) {
      others.values.insert(others.values.end(), values.begin(), values.end());
      others_heads += heads;
    } else {
      kept.push_back({values, false});
    }
  }
  // The remainder takes in the smallest of the rest until it can be protected itself. Only headcounts decide, which everyone knows.
  while (!others.values.empty() && TooSmall(others_heads, data.threshold) && !kept.empty()) {
    const auto smallest = std::min_element(kept.begin(), kept.end(), [&](const Category& a, const Category& b) {
      const int64_t x = HeadcountOf(dimension, a.values), y = HeadcountOf(dimension, b.values);
      return (x < 0 ? INT64_MAX : x) < (y < 0 ? INT64_MAX : y);
    });
    const int64_t heads = HeadcountOf(dimension, smallest->values);
    others_heads = heads < 0 ? INT64_MAX : others_heads + heads;
    others.values.insert(others.values.end(), smallest->values.begin(), smallest->values.end());
    kept.erase(smallest);
  }
  if (!others.values.empty()) {
    std::sort(others.values.begin(), others.values.end());
    others.remainder = true;
    kept.push_back(others);
  }
  return kept;
}

Axis MakeAxis(const SurveyData& data, size_t d) {
  const Dimension& dimension = data.dimensions[d];
  Axis axis;
  std::vector<int64_t> responses(dimension.headcounts.size(), 0);
  for (const uint16_t value : data.segments[d]) {
    if (value != kNoValue) ++responses[value];
  }
  axis.categories = CategoriesOf(data, dimension, responses);
  axis.category_of.resize(responses.size());
  for (size_t c = 0; c < axis.categories.size(); ++c) {
    axis.headcounts.push_back(HeadcountOf(dimension, axis.categories[c].values));
    for (const size_t v : axis.categories[c].values) axis.category_of[v] = static_cast<uint16_t>(c);
  }
  axis.of.resize(data.respondents);
  for (size_t i = 0; i < data.respondents; ++i) {
    const uint16_t value = data.segments[d][i];
    axis.has_missing |= value == kNoValue;
    axis.of[i] = value == kNoValue ? static_cast<uint16_t>(axis.categories.size()) : axis.category_of[value];
  }
  return axis;
}

size_t AddGrid(const Layout& layout, std::vector<size_t> axes, size_t respondents, std::vector<Grid>& grids) {
  Grid grid;
  grid.axes = std::move(axes);
  if (!grid.axes.empty()) grid.rows = layout.axes[grid.axes[0]].size();
  if (grid.axes.size() > 1) grid.columns = layout.axes[grid.axes[1]].size();
  grid.missing.resize(grid.size());
  for (size_t cell = 0; cell < grid.size(); ++cell) {
    const bool row = !grid.axes.empty() && cell / grid.columns >= layout.axes[grid.axes[0]].categories.size();
    const bool column = grid.axes.size() > 1 && cell % grid.columns >= layout.axes[grid.axes[1]].categories.size();
    grid.missing[cell] = row || column;
  }
  grid.cell_of.assign(respondents, 0);
  for (const size_t axis : grid.axes) {
    const auto& of = layout.axes[axis].of;
    for (size_t i = 0; i < respondents; ++i) grid.cell_of[i] = grid.cell_of[i] * (axis == grid.axes[0] ? 1 : grid.columns) + of[i];
  }
  grids.push_back(std::move(grid));
  return grids.size() - 1;
}

void AddLines(Layout& layout) {
  layout.lines_of_grid.resize(layout.grids.size());
  const auto add = [&](Line line) {
    layout.lines_of_grid[line.grid].push_back(layout.lines.size());
    layout.lines.push_back(std::move(line));
  };
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    const Grid& grid = layout.grids[g];
    if (grid.axes.size() == 1) {
      Line line{g, std::vector<size_t>(grid.rows), 0, 0};
      std::iota(line.cells.begin(), line.cells.end(), size_t{0});
      add(std::move(line));
      continue;
    }
    for (size_t r = 0; r < grid.rows; ++r) {
      Line line{g, {}, grid.margins[0], r};
      for (size_t c = 0; c < grid.columns; ++c) line.cells.push_back(r * grid.columns + c);
      add(std::move(line));
    }
    for (size_t c = 0; c < grid.columns; ++c) {
      Line line{g, {}, grid.margins[1], c};
      for (size_t r = 0; r < grid.rows; ++r) line.cells.push_back(r * grid.columns + c);
      add(std::move(line));
    }
  }
}

}  // namespace

Layout LayOut(const SurveyData& data) {
  Layout layout;
  for (size_t d = 0; d < data.dimensions.size(); ++d) layout.axes.push_back(MakeAxis(data, d));
  std::map<std::vector<size_t>, size_t> known;
  const auto grid_for = [&](const std::vector<size_t>& axes) {
    const auto [it, fresh] = known.emplace(axes, 0);
    if (fresh) it->second = AddGrid(layout, axes, data.respondents, layout.grids);
    return it->second;
  };
  grid_for({});
  for (const Breakdown& breakdown : data.breakdowns) {
    for (const size_t d : breakdown.dimensions) layout.grids[grid_for({d})].margins = {0};
  }
  for (const size_t d : data.weighting) layout.grids[grid_for({d})].margins = {0};
  if (data.weighting.size() == 2) {  // weights of two dimensions belong to the cells of their pair
    std::vector<size_t> axes = data.weighting;
    std::sort(axes.begin(), axes.end());
    layout.grids[grid_for(axes)].margins = {known.at({axes[0]}), known.at({axes[1]})};
  }
  for (const Breakdown& breakdown : data.breakdowns) {
    std::vector<size_t> axes = breakdown.dimensions;
    std::sort(axes.begin(), axes.end());
    const size_t g = grid_for(axes);
    layout.grids[g].declared = true;
    if (axes.size() == 2) layout.grids[g].margins = {known.at({axes[0]}), known.at({axes[1]})};
    layout.grid_of_breakdown.push_back(g);
    layout.transposed.push_back(axes != breakdown.dimensions);
  }
  AddLines(layout);
  for (const Grid& grid : layout.grids) {
    layout.offset.push_back(layout.cells);
    layout.cells += grid.size();
  }
  return layout;
}

}  // namespace frontline::survey::disclosure
