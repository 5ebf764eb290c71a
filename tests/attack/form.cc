#include "tests/attack/form.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/str_cat.h"
#include "tests/attack/knowledge.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Cell;
using survey::disclosure::CellState;
using survey::disclosure::Share;
using survey::disclosure::SurveyData;
using survey::disclosure::Table;
using survey::disclosure::TableState;

}  // namespace

std::vector<std::string> CheckForm(const Grids& grids) {
  const SurveyData& data = grids.data();
  std::vector<std::string> leaks;
  const auto leak = [&](size_t q, const std::string& what) { leaks.push_back(absl::StrCat(data.questions[q].code, ": ", what)); };
  for (size_t q = 0; q < data.questions.size(); ++q) {
    grids.ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
      if (table.state == TableState::kWithheld && !table.cells.empty()) leak(q, "a withheld table has cells");
      for (const Cell& cell : table.cells) {
        Cell blank;
        blank.categories = cell.categories;
        if (cell.state == CellState::kSuppressed && !(cell == blank)) leak(q, absl::StrCat("a suppressed cell says more than that it is: ", g));
        if (cell.state == CellState::kSuppressed) continue;
        const std::string name = grids.NameOf(g, grids[g].CellAt(dimensions, cell.categories));
        if (cell.base < data.threshold) leak(q, absl::StrCat(name, " is shown with a base of ", cell.base));
        for (const auto& figure : cell.answers) {
          if (IntervalOf(figure.share, cell.base) == figure.interval) continue;
          leak(q, absl::StrCat(name, ": an interval that is not that of the share shown"));
        }
      }
    });
  }
  return leaks;
}

Figures CountLoss(const Grids& grids) {
  const SurveyData& data = grids.data();
  Figures f;
  for (size_t q = 0; q < data.questions.size(); ++q) {
    for (size_t b = 0; b < data.breakdowns.size(); ++b) {
      const Grid& grid = grids[grids.OfBreakdown(b)];
      const Table& table = grids.release().questions[q].tables[b];
      std::vector<int64_t> base(grid.cells, 0);
      for (size_t i = 0; i < data.respondents; ++i) base[grid.cell_of[i]] += Answered(data.questions[q], i);
      int64_t cells = 0, people = 0;
      bool small = false;
      for (size_t cell = 0; cell < grid.cells; ++cell) {
        if (grid.sight[cell] == Sight::kMissing) continue;
        ++cells, people += base[cell];
        small |= base[cell] > 0 && base[cell] < data.threshold;
      }
      ++f.tables, f.cells += cells, f.people += people;
      if (small) ++f.naive_withheld_tables, f.naive_lost_cells += cells, f.naive_lost_people += people;
      if (table.state == TableState::kWithheld) ++f.withheld_tables, f.withheld_cells += cells, f.withheld_people += people;
      for (const Cell& cell : table.cells) {
        if (cell.state == CellState::kSuppressed) {
          ++f.suppressed_cells, f.suppressed_people += base[grid.CellAt(data.breakdowns[b].dimensions, cell.categories)];
          continue;
        }
        f.coarse_cells +=
            std::any_of(cell.answers.begin(), cell.answers.end(), [](const auto& figure) { return figure.share.form == Share::Form::kBetween; });
      }
    }
  }
  return f;
}

}  // namespace frontline::attack
