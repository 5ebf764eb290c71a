// What is laid out of a survey: the tables of people that anything is published of, their margins, and what is seen of each cell.
#ifndef FRONTLINE_TESTS_ATTACK_GRIDS_H_
#define FRONTLINE_TESTS_ATTACK_GRIDS_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/survey/disclosure/release.h"
#include "services/survey/disclosure/survey_data.h"

namespace frontline::attack {

enum class Sight : uint8_t { kHidden, kShown, kMissing };

// A table by up to three dimensions, with a category for people without a value where there are any.
struct Grid {
  std::vector<size_t> dimensions;  // ascending
  std::vector<size_t> sizes;
  size_t cells = 1;
  std::vector<Sight> sight;       // what is known of who responded; of margins that nobody publishes: hidden
  bool published = false;         // for at least one question
  std::vector<uint32_t> cell_of;  // by respondent
  std::vector<int64_t> people;    // by cell

  size_t CategoryAt(size_t cell, size_t side) const {
    for (size_t i = dimensions.size(); i-- > side + 1;) cell /= sizes[i];
    return cell % sizes[side];
  }
  // The cell of these categories, given in the order of these dimensions.
  size_t CellAt(const std::vector<size_t>& order, const std::vector<size_t>& categories) const;
};

// The cells of a grid that add up to one cell of a margin.
struct Line {
  size_t grid = 0, margin = 0, margin_cell = 0;
  std::vector<size_t> cells;
};

// Whether this respondent answered it.
bool Answered(const survey::disclosure::Question& question, size_t respondent);

// The first grid is of everyone. Keeps references to what it is made of.
class Grids {
 public:
  // `three_way`: three linked tables are taken for margins of one table of people.
  Grids(const survey::disclosure::SurveyData& data, const survey::disclosure::Release& release, bool three_way);

  const survey::disclosure::SurveyData& data() const { return data_; }
  const survey::disclosure::Release& release() const { return release_; }

  std::vector<Grid>::const_iterator begin() const { return grids_.begin(); }
  std::vector<Grid>::const_iterator end() const { return grids_.end(); }
  const Grid& operator[](size_t g) const { return grids_[g]; }
  const std::vector<Line>& lines() const { return lines_; }
  size_t OfBreakdown(size_t breakdown) const { return grid_of_[breakdown]; }
  std::optional<size_t> Find(const std::vector<size_t>& dimensions) const;

  // How many categories of a dimension are published; that of people without a value comes after them.
  size_t Categories(size_t d) const { return release_.dimensions[d].categories.size(); }
  // Whether a published table by up to two dimensions has this cell, but no question shows it.
  bool Hidden(size_t g, size_t cell) const;
  std::string NameOf(size_t g, size_t cell) const;

  // Where each cell of each question's table lies: visit(grid, dimensions, table).
  template <typename Visit>
  void ForEachTable(size_t q, Visit visit) const {
    visit(0, std::vector<size_t>{}, release_.questions[q].total);
    for (size_t b = 0; b < data_.breakdowns.size(); ++b) visit(grid_of_[b], data_.breakdowns[b].dimensions, release_.questions[q].tables[b]);
  }

  template <typename Visit>
  void ForEachCell(Visit visit) const {
    for (size_t g = 0; g < grids_.size(); ++g) {
      for (size_t cell = 0; cell < grids_[g].cells; ++cell) visit(g, cell);
    }
  }

 private:
  bool HasMissing(size_t d) const;
  size_t GridFor(std::vector<size_t> dimensions);
  void MakeGrids();
  void AddTriangles();
  void MakeLines();

  const survey::disclosure::SurveyData& data_;
  const survey::disclosure::Release& release_;
  std::map<std::vector<size_t>, size_t> known_;  // by dimensions
  std::vector<Grid> grids_;
  std::vector<size_t> grid_of_;  // by breakdown
  std::vector<Line> lines_;
};

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_GRIDS_H_
