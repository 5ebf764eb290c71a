#include "tests/attack/grids.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Cell;
using survey::disclosure::CellState;
using survey::disclosure::kNoAnswer;
using survey::disclosure::kNoChoices;
using survey::disclosure::kNoValue;
using survey::disclosure::Question;
using survey::disclosure::QuestionKind;
using survey::disclosure::Release;
using survey::disclosure::SurveyData;
using survey::disclosure::Table;
using survey::disclosure::TableState;

constexpr size_t kMaxThreeWay = 700;  // cells

}  // namespace

size_t Grid::CellAt(const std::vector<size_t>& order, const std::vector<size_t>& categories) const {
  size_t at = 0;
  for (size_t side = 0; side < dimensions.size(); ++side) {
    const size_t place = static_cast<size_t>(std::find(order.begin(), order.end(), dimensions[side]) - order.begin());
    at = at * sizes[side] + categories[place];
  }
  return at;
}

bool Answered(const Question& question, size_t respondent) {
  return question.kind == QuestionKind::kSingle ? question.single[respondent] != kNoAnswer : question.multiple[respondent] != kNoChoices;
}

Grids::Grids(const SurveyData& data, const Release& release, bool three_way) : data_(data), release_(release) {
  MakeGrids();
  if (three_way) AddTriangles();
  MakeLines();
}

std::optional<size_t> Grids::Find(const std::vector<size_t>& dimensions) const {
  const auto it = known_.find(dimensions);
  if (it == known_.end()) return std::nullopt;
  return it->second;
}

bool Grids::Hidden(size_t g, size_t cell) const {
  return grids_[g].dimensions.size() < 3 && grids_[g].published && grids_[g].sight[cell] == Sight::kHidden;
}

std::string Grids::NameOf(size_t g, size_t cell) const {
  std::string name;
  for (size_t side = 0; side < grids_[g].dimensions.size(); ++side) {
    absl::StrAppend(&name, side == 0 ? "" : " ", data_.dimensions[grids_[g].dimensions[side]].code, "=", grids_[g].CategoryAt(cell, side));
  }
  return name.empty() ? "everyone" : name;
}

bool Grids::HasMissing(size_t d) const {
  return std::any_of(data_.segments[d].begin(), data_.segments[d].end(), [](uint16_t value) { return value == kNoValue; });
}

size_t Grids::GridFor(std::vector<size_t> dimensions) {
  std::sort(dimensions.begin(), dimensions.end());
  const auto [it, fresh] = known_.emplace(dimensions, grids_.size());
  if (!fresh) return it->second;
  Grid grid;
  grid.dimensions = dimensions;
  for (const size_t d : dimensions) {
    grid.sizes.push_back(Categories(d) + (HasMissing(d) ? 1 : 0));
    grid.cells *= grid.sizes.back();
  }
  grid.cell_of.assign(data_.respondents, 0);
  for (size_t side = 0; side < dimensions.size(); ++side) {
    const size_t d = dimensions[side];
    std::vector<uint32_t> of(data_.dimensions[d].headcounts.size());
    for (size_t c = 0; c < Categories(d); ++c) {
      for (const size_t v : release_.dimensions[d].categories[c].values) of[v] = static_cast<uint32_t>(c);
    }
    for (size_t i = 0; i < data_.respondents; ++i) {
      const uint16_t value = data_.segments[d][i];
      const uint32_t category = value == kNoValue ? static_cast<uint32_t>(Categories(d)) : of[value];
      grid.cell_of[i] = grid.cell_of[i] * static_cast<uint32_t>(grid.sizes[side]) + category;
    }
  }
  grid.people.assign(grid.cells, 0);
  for (const uint32_t cell : grid.cell_of) ++grid.people[cell];
  grid.sight.assign(grid.cells, Sight::kHidden);
  grids_.push_back(std::move(grid));
  for (size_t cell = 0; cell < grids_.back().cells; ++cell) {
    for (size_t side = 0; side < dimensions.size(); ++side) {
      if (grids_.back().CategoryAt(cell, side) >= Categories(dimensions[side])) grids_.back().sight[cell] = Sight::kMissing;
    }
  }
  return it->second;
}

void Grids::MakeGrids() {
  GridFor({});
  grids_[0].sight[0] = Sight::kShown;
  grids_[0].published = true;  // the number of responses is
  for (const auto& breakdown : data_.breakdowns) {
    for (const size_t d : breakdown.dimensions) GridFor({d});
    grid_of_.push_back(GridFor(breakdown.dimensions));
  }
  for (size_t q = 0; q < data_.questions.size(); ++q) {
    ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
      if (table.state == TableState::kWithheld) return;
      grids_[g].published = true;
      for (const Cell& cell : table.cells) {
        if (cell.state == CellState::kPublished) grids_[g].sight[grids_[g].CellAt(dimensions, cell.categories)] = Sight::kShown;
      }
    });
  }
}

// Three linked tables are margins of one table of people.
void Grids::AddTriangles() {
  const size_t d = data_.dimensions.size();
  for (size_t a = 0; a < d; ++a) {
    for (size_t b = a + 1; b < d; ++b) {
      for (size_t c = b + 1; c < d; ++c) {
        const auto published = [&](size_t x, size_t y) {
          const auto it = known_.find({x, y});
          return it != known_.end() && grids_[it->second].published;
        };
        const size_t cells = (Categories(a) + 1) * (Categories(b) + 1) * (Categories(c) + 1);
        if (published(a, b) && published(b, c) && published(a, c) && cells <= kMaxThreeWay) GridFor({a, b, c});
      }
    }
  }
}

void Grids::MakeLines() {
  for (size_t g = 0; g < grids_.size(); ++g) {
    const Grid& grid = grids_[g];
    for (size_t side = 0; side < grid.dimensions.size(); ++side) {
      std::vector<size_t> rest = grid.dimensions;
      rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(side));
      const auto it = known_.find(rest);
      if (it == known_.end()) continue;
      std::vector<Line> lines(grids_[it->second].cells);
      for (size_t cell = 0; cell < grid.cells; ++cell) {
        size_t at = 0;
        for (size_t other = 0; other < grid.dimensions.size(); ++other) {
          if (other != side) at = at * grid.sizes[other] + grid.CategoryAt(cell, other);
        }
        lines[at].cells.push_back(cell);
      }
      for (size_t at = 0; at < lines.size(); ++at) {
        lines[at].grid = g, lines[at].margin = it->second, lines[at].margin_cell = at;
        lines_.push_back(std::move(lines[at]));
      }
    }
  }
}

}  // namespace frontline::attack
