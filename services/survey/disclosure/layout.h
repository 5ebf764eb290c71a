// The tables that a survey's breakdowns come from: the total, every dimension alone, every declared pair. Internal to disclosure control.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_LAYOUT_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/survey/disclosure/release.h"
#include "services/survey/disclosure/survey_data.h"

namespace frontline::survey::disclosure {

// A dimension as it is published. People who gave no value form one more category, after the others, which is never shown.
struct Axis {
  std::vector<Category> categories;
  std::vector<int64_t> headcounts;         // by category; -1 where not known
  std::vector<uint16_t> category_of;       // by value
  std::vector<uint16_t> of;                // by respondent, `categories.size()` where no value was given
  bool has_missing = false;
  size_t size() const { return categories.size() + (has_missing ? 1 : 0); }
};

// One table: cells row by row. `axes` has none (the total), one or two entries, ascending.
struct Grid {
  std::vector<size_t> axes;
  size_t rows = 1, columns = 1;
  bool declared = false;
  std::vector<uint8_t> missing;   // by cell: has a missing category
  std::vector<uint32_t> cell_of;  // by respondent
  // The grids of its margins: of a pair, [rows' grid, columns' grid]; of one dimension, [the total].
  std::vector<size_t> margins;
  size_t size() const { return rows * columns; }
};

// Cells of one grid that add up to one cell of another.
struct Line {
  size_t grid = 0;
  std::vector<size_t> cells;
  size_t margin_grid = 0, margin_cell = 0;
};

struct Layout {
  std::vector<Axis> axes;    // by dimension
  std::vector<Grid> grids;   // 0 is the total
  std::vector<Line> lines;
  std::vector<size_t> grid_of_breakdown;
  std::vector<bool> transposed;             // by breakdown: it names the dimensions in falling order
  std::vector<std::vector<size_t>> lines_of_grid;  // by grid: the lines made of its cells
  std::vector<size_t> offset;                      // by grid: the number of its first cell among all cells
  size_t cells = 0;                                // of all grids

  size_t number(size_t grid, size_t cell) const { return offset[grid] + cell; }
};

// Pools values that can't be protected alone, and lays out the grids. A pool depends on headcounts and, with a roll-up, on who responded.
Layout LayOut(const SurveyData& data);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_LAYOUT_H_
