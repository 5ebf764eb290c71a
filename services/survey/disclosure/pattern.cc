#include "services/survey/disclosure/pattern.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "services/survey/disclosure/program.h"
#include "services/survey/disclosure/ranges.h"

namespace frontline::survey::disclosure {
namespace {

constexpr int kMaxPasses = 200;  // then what can't be protected yet is dropped
constexpr int kScenarioRounds = 24;
constexpr size_t kMaxScenarios = 60;  // every question is asked to follow each

// The most people that can be in a cell, by headcounts.
int64_t Capacity(const Layout& layout, const Grid& grid, size_t cell, int64_t everyone) {
  int64_t capacity = everyone;
  for (size_t side = 0; side < grid.axes.size(); ++side) {
    const size_t category = side == 0 ? cell / grid.columns : cell % grid.columns;
    const Axis& axis = layout.axes[grid.axes[side]];
    if (category < axis.categories.size() && axis.headcounts[category] >= 0) capacity = std::min(capacity, axis.headcounts[category]);
  }
  return capacity;
}

// The program of bases: a column for each hidden cell, its deviation; what a line adds up to stays.
struct BaseProgram {
  Program program;
  std::vector<int> column;  // by cell number, -1 where shown
};

void MakeBaseProgram(const Layout& layout, const Pattern& pattern, const CellCounts& base, BaseProgram& out) {
  out.column.assign(layout.cells, -1);
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    if (pattern.dropped[g]) continue;
    for (size_t cell = 0; cell < layout.grids[g].size(); ++cell) {
      if (pattern.hidden[g][cell] == 0) continue;
      // Counts over the headcount happen (the headcount is of another day); they don't bound anything then.
      const int64_t capacity = std::max(Capacity(layout, layout.grids[g], cell, base[0][0]), base[g][cell]);
      out.column[layout.number(g, cell)] = out.program.AddColumn(-static_cast<double>(base[g][cell]), static_cast<double>(capacity - base[g][cell]));
    }
  }
  for (const Line& line : layout.lines) {
    if (pattern.dropped[line.grid]) continue;
    Program::Terms terms;
    for (const size_t cell : line.cells) {
      const int column = out.column[layout.number(line.grid, cell)];
      if (column >= 0) terms.emplace_back(column, 1);
    }
    const int margin = out.column[layout.number(line.margin_grid, line.margin_cell)];
    if (margin >= 0) terms.emplace_back(margin, -1);
    out.program.AddRow(terms, 0, 0);
  }
}

std::vector<Quantity> BaseQuantities(const Layout& layout, const CellCounts& base, const std::vector<int>& column,
                                     std::vector<size_t>& cells) {
  std::vector<Quantity> quantities;
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    for (size_t cell = 0; cell < layout.grids[g].size(); ++cell) {
      const int at = column[layout.number(g, cell)];
      if (at < 0 || layout.grids[g].missing[cell] != 0) continue;
      quantities.push_back({at, base[g][cell], g, 0, 0});
      cells.push_back(cell);
    }
  }
  return quantities;
}

// Who is in a segment that is hidden alone is hidden in pairs too.
void HideWholeRows(const Layout& layout, Pattern& pattern) {
  for (const Line& line : layout.lines) {
    if (line.margin_grid == 0 || pattern.hidden[line.margin_grid][line.margin_cell] == 0) continue;
    for (const size_t cell : line.cells) pattern.hidden[line.grid][cell] = 1;
  }
}

// The categories of a dimension in fixed pairs: neighbours in an order that everybody knows (by headcount, else as the instrument has them); an odd one
// out makes the last pair three. A pair is hidden whole or not at all, so that a hidden pair says "one of them is small, or both" and no more. A companion
// chosen by its count would say that nothing smaller was shown (Wong, Fu, Wang and Pei 2007: Minimality attack in privacy preserving data publishing).
std::vector<std::vector<size_t>> PairsOf(const Axis& axis) {
  std::vector<size_t> order(axis.categories.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return axis.headcounts[a] < axis.headcounts[b]; });
  std::vector<std::vector<size_t>> pairs;
  for (size_t i = 0; i < order.size(); ++i) {
    if (i % 2 == 0 && (i + 1 < order.size() || pairs.empty())) pairs.emplace_back();
    pairs.back().push_back(order[i]);
  }
  return pairs;
}

// Of two dimensions: a pair of rows by a pair of columns.
std::vector<std::vector<size_t>> BlocksOf(const Layout& layout, const Grid& grid) {
  if (grid.axes.size() == 1) return PairsOf(layout.axes[grid.axes[0]]);
  std::vector<std::vector<size_t>> blocks;
  for (const std::vector<size_t>& rows : PairsOf(layout.axes[grid.axes[0]])) {
    for (const std::vector<size_t>& columns : PairsOf(layout.axes[grid.axes[1]])) {
      blocks.emplace_back();
      for (const size_t row : rows) {
        for (const size_t column : columns) blocks.back().push_back(row * grid.columns + column);
      }
    }
  }
  return blocks;
}

void HideWholeBlocks(const Layout& layout, Pattern& pattern) {
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    for (const std::vector<size_t>& block : BlocksOf(layout, layout.grids[g])) {
      const bool any = std::any_of(block.begin(), block.end(), [&](size_t cell) { return pattern.hidden[g][cell] != 0; });
      for (const size_t cell : block) pattern.hidden[g][cell] |= any;
    }
  }
}

// Hides one more pair of a dimension: the first that is shown.
bool HideNextPair(const Layout& layout, const Grid& grid, std::vector<uint8_t>& hidden) {
  for (const std::vector<size_t>& pair : BlocksOf(layout, grid)) {
    if (hidden[pair[0]] != 0) continue;
    for (const size_t cell : pair) hidden[cell] = 1;
    return true;
  }
  return false;
}

struct Corner {
  size_t beside = 0, above = 0, across = 0;
  double price = std::numeric_limits<double>::infinity();
};

// The rectangle with `cell` as a corner that gives it the most room for the fewest people hidden.
bool HideRectangle(const Grid& grid, const std::vector<int64_t>& count, size_t cell, int64_t room_wanted, std::vector<uint8_t>& hidden) {
  const size_t row = cell / grid.columns, column = cell % grid.columns;
  Corner best;
  for (size_t r = 0; r < grid.rows; ++r) {
    if (r == row) continue;
    for (size_t c = 0; c < grid.columns; ++c) {
      if (c == column) continue;
      const Corner at{row * grid.columns + c, r * grid.columns + column, r * grid.columns + c};
      const int64_t room = std::min(count[at.beside], count[at.above]) + std::min(count[cell], count[at.across]);
      double cost = 0;
      for (const size_t corner : {at.beside, at.above, at.across}) {
        if (hidden[corner] == 0) cost += static_cast<double>(count[corner]) + 5;
      }
      if (cost == 0 || room == 0) continue;
      // One that falls short is taken only where none suffices: it is priced beyond all that do.
      const double price = room >= room_wanted ? cost : 1e12 + cost / static_cast<double>(room);
      if (price < best.price) best = {at.beside, at.above, at.across, price};
    }
  }
  if (std::isinf(best.price)) return false;
  hidden[best.beside] = hidden[best.above] = hidden[best.across] = 1;
  return true;
}

bool HasRoom(const Grid& grid, const std::vector<int64_t>& count, size_t cell, int64_t room_wanted, const std::vector<uint8_t>& hidden) {
  const size_t row = cell / grid.columns, column = cell % grid.columns;
  for (size_t r = 0; r < grid.rows; ++r) {
    for (size_t c = 0; c < grid.columns; ++c) {
      if (r == row || c == column) continue;
      const size_t beside = row * grid.columns + c, above = r * grid.columns + column, across = r * grid.columns + c;
      if (hidden[beside] == 0 || hidden[above] == 0 || hidden[across] == 0) continue;
      if (std::min(count[beside], count[above]) + std::min(count[cell], count[across]) >= room_wanted) return true;
    }
  }
  return false;
}

// Cells of the grids that can be bounded too closely. Empty: none.
std::vector<std::pair<size_t, size_t>> TooNarrow(const Layout& layout, const Pattern& pattern, const CellCounts& respondents, int64_t width,
                                                 AuditEffort& effort) {
  BaseProgram base;
  MakeBaseProgram(layout, pattern, respondents, base);
  std::vector<size_t> cells;
  std::vector<Quantity> quantities = BaseQuantities(layout, respondents, base.column, cells);
  const std::vector<bool> spans = Explore(base.program, quantities, {width, 12, false, nullptr, true}, effort);
  std::vector<std::pair<size_t, size_t>> narrow;
  for (size_t i = 0; i < spans.size(); ++i) {
    if (!spans[i]) narrow.emplace_back(quantities[i].group, cells[i]);
  }
  return narrow;
}

// Blocks of which only one hidden cell (or none) can be under k: everyone would know that it is. A cell of each is given.
std::vector<std::pair<size_t, size_t>> Singled(const Layout& layout, const Pattern& pattern, const CellCounts& respondents, int threshold,
                                               AuditEffort& effort) {
  BaseProgram base;
  MakeBaseProgram(layout, pattern, respondents, base);
  const auto may_be_small = [&](size_t g, size_t cell) {
    if (respondents[g][cell] < threshold) return true;
    const int column = base.column[layout.number(g, cell)];
    ++effort.objectives;
    return base.program.Maximise({{column, -1}}) &&
           static_cast<double>(respondents[g][cell]) + base.program.value(column) <= threshold - 1 + 1e-6;
  };
  std::vector<std::pair<size_t, size_t>> singled;
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    if (pattern.dropped[g]) continue;
    for (std::vector<size_t>& block : BlocksOf(layout, layout.grids[g])) {
      if (pattern.hidden[g][block[0]] == 0) continue;
      std::stable_sort(block.begin(), block.end(), [&](size_t a, size_t b) { return respondents[g][a] < respondents[g][b]; });
      int small = 0;
      for (size_t i = 0; i < block.size() && small < 2; ++i) small += may_be_small(g, block[i]);
      if (small < 2) singled.emplace_back(g, block[0]);
    }
  }
  return singled;
}

void FillBounds(const Layout& layout, Pattern& pattern) {
  pattern.bounds.clear();
  for (const Grid& grid : layout.grids) pattern.bounds.emplace_back(grid.size());
  for (const Line& line : layout.lines) {
    if (pattern.dropped[line.grid] || !layout.grids[line.grid].declared) continue;
    const bool any = std::any_of(line.cells.begin(), line.cells.end(), [&](size_t cell) { return pattern.hidden[line.grid][cell] != 0; });
    if (any) pattern.bounds[line.margin_grid][line.margin_cell].push_back(line.grid);
  }
}

// A table of which less than a quarter would be shown says next to nothing, and what it shows makes others harder to protect.
bool MostlyHidden(const Grid& grid, const std::vector<uint8_t>& hidden) {
  size_t cells = 0, shown = 0;
  for (size_t cell = 0; cell < grid.size(); ++cell) {
    cells += grid.missing[cell] == 0;
    shown += hidden[cell] == 0;
  }
  return 4 * shown < cells;
}

void DropMostlyHidden(const Layout& layout, Pattern& pattern) {
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    if (layout.grids[g].axes.size() == 2 && !pattern.dropped[g] && MostlyHidden(layout.grids[g], pattern.hidden[g])) Drop(layout, g, pattern);
  }
}

}  // namespace

void Drop(const Layout& layout, size_t grid, Pattern& pattern) {
  pattern.dropped[grid] = true;
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    const auto& margins = layout.grids[g].margins;
    if (std::find(margins.begin(), margins.end(), grid) != margins.end()) pattern.dropped[g] = true;
  }
  FillBounds(layout, pattern);
}

Pattern FindPattern(const Layout& layout, const CellCounts& respondents, const CellCounts& least, int threshold, AuditEffort& effort) {
  Pattern pattern;
  pattern.dropped.assign(layout.grids.size(), false);
  for (size_t g = 0; g < layout.grids.size(); ++g) {
    pattern.hidden.emplace_back(layout.grids[g].size(), 0);
    for (size_t cell = 0; g > 0 && cell < layout.grids[g].size(); ++cell) {
      pattern.hidden[g][cell] = layout.grids[g].missing[cell] != 0 || least[g][cell] < threshold;
    }
  }
  int64_t room = 2 * int64_t{threshold};
  for (int pass = 0;; ++pass) {
    HideWholeBlocks(layout, pattern);
    HideWholeRows(layout, pattern);
    DropMostlyHidden(layout, pattern);
    auto narrow = TooNarrow(layout, pattern, respondents, room, effort);
    const bool wide = narrow.empty();
    if (wide) narrow = Singled(layout, pattern, respondents, threshold, effort);
    if (narrow.empty()) break;
    bool progress = false;
    std::vector<bool> widened(layout.grids.size(), false);
    for (const auto& [g, cell] : narrow) {
      const Grid& grid = layout.grids[g];
      if (grid.axes.size() == 1) {
        if (!widened[g]) widened[g] = HideNextPair(layout, grid, pattern.hidden[g]);
        progress |= widened[g];
      } else if (wide) {
        Drop(layout, g, pattern);  // more cells would not make another one small
        progress = true;
      } else if (widened[g] && HasRoom(grid, respondents[g], cell, room, pattern.hidden[g])) {
        progress = true;  // a rectangle made in this pass serves it
      } else if (HideRectangle(grid, respondents[g], cell, room, pattern.hidden[g])) {
        widened[g] = progress = true;
      }
    }
    if (progress && pass < kMaxPasses) continue;
    if (!wide && room > threshold) {
      room = threshold;
      continue;
    }
    for (const auto& [g, cell] : narrow) Drop(layout, g, pattern);
  }
  FillBounds(layout, pattern);
  return pattern;
}

Scenarios FindScenarios(const Layout& layout, const Pattern& pattern, const CellCounts& respondents, int threshold, AuditEffort& effort) {
  BaseProgram base;
  MakeBaseProgram(layout, pattern, respondents, base);
  std::vector<size_t> cells;
  std::vector<Quantity> quantities = BaseQuantities(layout, respondents, base.column, cells);
  Scenarios scenarios;
  if (quantities.empty()) return scenarios;
  const auto keep = [&](const Program& program) {
    std::vector<double> shift(layout.cells, 0);
    for (size_t number = 0; number < layout.cells; ++number) {
      if (base.column[number] >= 0) shift[number] = program.value(base.column[number]);
    }
    const bool fresh = scenarios.size() < kMaxScenarios && std::find(scenarios.begin(), scenarios.end(), shift) == scenarios.end();
    if (fresh) scenarios.push_back(std::move(shift));
  };
  // Many first, over all cells, which give the answers room; then what is needed where a cell still lacks it.
  std::vector<Quantity> wider = quantities;
  Explore(base.program, wider, {INT32_MAX, kScenarioRounds, true, keep, false}, effort);
  for (size_t i = 0; i < quantities.size(); ++i) quantities[i].low = wider[i].low, quantities[i].high = wider[i].high;
  Explore(base.program, quantities, {2 * int64_t{threshold}, 0, false, keep}, effort);
  return scenarios;
}

Following Follow(const Layout& layout, const Pattern& pattern, const CellCounts& respondents, const Scenarios& scenarios, const CellCounts& base,
                 AuditEffort& effort) {
  Following following;
  for (const std::vector<double>& scenario : scenarios) {
    BaseProgram own;
    MakeBaseProgram(layout, pattern, base, own);
    const int reach = own.program.AddColumn(0, 1);
    Program::Terms objective = {{reach, 1e4}};
    for (size_t g = 1; g < layout.grids.size(); ++g) {
      for (size_t cell = 0; cell < layout.grids[g].size(); ++cell) {
        const size_t number = layout.number(g, cell);
        if (own.column[number] < 0) continue;
        const double room = static_cast<double>(respondents[g][cell] - base[g][cell]);
        own.program.AddRow({{own.column[number], 1}, {reach, -scenario[number]}}, -HUGE_VAL, room);
        if (scenario[number] != 0) objective.emplace_back(own.column[number], scenario[number] > 0 ? 1 : -1);
      }
    }
    ++effort.programs, ++effort.objectives;
    const bool solved = own.program.Maximise(objective);
    following.reach.push_back(solved ? own.program.value(reach) : 0);
    std::vector<double> shift(layout.cells, 0);
    for (size_t number = 0; solved && number < layout.cells; ++number) {
      if (own.column[number] >= 0) shift[number] = own.program.value(own.column[number]);
    }
    following.shift.push_back(std::move(shift));
  }
  return following;
}

std::vector<bool> BasesSpan(const Layout& layout, const Pattern& pattern, const Scenarios& scenarios, const CellCounts& base, int threshold) {
  std::vector<bool> span(layout.grids.size(), true);
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    for (size_t cell = 0; cell < layout.grids[g].size() && !pattern.dropped[g]; ++cell) {
      if (pattern.hidden[g][cell] == 0 || layout.grids[g].missing[cell] != 0) continue;
      Quantity quantity{0, base[g][cell], g, 0, 0};
      for (const std::vector<double>& scenario : scenarios) {
        quantity.low = std::min(quantity.low, scenario[layout.number(g, cell)]);
        quantity.high = std::max(quantity.high, scenario[layout.number(g, cell)]);
      }
      if (!quantity.Spans(threshold)) span[g] = false;
    }
  }
  return span;
}

std::vector<bool> NoneSingled(const Layout& layout, const Pattern& pattern, const Scenarios& scenarios, const CellCounts& respondents, int threshold) {
  std::vector<bool> fine(layout.grids.size(), true);
  for (size_t g = 1; g < layout.grids.size(); ++g) {
    if (pattern.dropped[g]) continue;
    for (const std::vector<size_t>& block : BlocksOf(layout, layout.grids[g])) {
      if (pattern.hidden[g][block[0]] == 0) continue;
      size_t small = 0;
      for (const size_t cell : block) {
        double least = 0;
        for (const std::vector<double>& scenario : scenarios) least = std::min(least, scenario[layout.number(g, cell)]);
        small += static_cast<double>(respondents[g][cell]) + least <= threshold - 1 + 1e-6;
      }
      if (small < 2) fine[g] = false;
    }
  }
  return fine;
}

}  // namespace frontline::survey::disclosure
