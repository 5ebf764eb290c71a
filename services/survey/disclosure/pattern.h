// Which cells are hidden, and how many people might be in them instead: one pattern for all questions, since what one question's table shows of who
// answered, another's can't hide. Internal to disclosure control.
//
// Primary cells are those under k (the threshold rule of the ONS and of the trusted research environments). Secondary cells are found as in the
// hypercube method (GHMITER: Repsilber 1994, in τ-ARGUS and sdcTable): each cell that could be bounded too closely becomes the corner of the rectangle
// that costs the fewest people; then the attacker's linear programs are solved anew, as sdcTable's SIMPLEHEURISTIC does, until none is left. And in
// every table at least two hidden cells must be able to be under k, or it would be plain which one is.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_PATTERN_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_PATTERN_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/survey/disclosure/layout.h"
#include "services/survey/disclosure/release.h"

namespace frontline::survey::disclosure {

using CellCounts = std::vector<std::vector<int64_t>>;  // by grid, by cell

struct Pattern {
  std::vector<std::vector<uint8_t>> hidden;  // by grid, by cell; cells of people without a value always are
  std::vector<bool> dropped;                 // by grid: can't be protected, and is not published for any question
  // By grid, by cell: a cell of another grid that is kept and has hidden cells is bounded by this one. By those grids.
  std::vector<std::vector<std::vector<size_t>>> bounds;
};

// `least`: by cell, the fewest who answered one of the questions that nearly everybody answered; it decides which cells are primary. Where it can be had,
// hidden cells get twice the room that k asks for: a question whose answers differ much between segments leaves less of it.
Pattern FindPattern(const Layout& layout, const CellCounts& respondents, const CellCounts& least, int threshold, AuditEffort& effort);

// Marks a grid that turned out not to be protected, and brings `bounds` up to date.
void Drop(const Layout& layout, size_t grid, Pattern& pattern);

// Numbers of respondents that are as possible as the true ones for all that is published of bases: by scenario, by cell number, the deviation from the
// truth. Whatever lies between them is possible as well.
using Scenarios = std::vector<std::vector<double>>;

Scenarios FindScenarios(const Layout& layout, const Pattern& pattern, const CellCounts& respondents, int threshold, AuditEffort& effort);

// The same for a question with a base of its own (routing, no answer), which is never over the respondents of the cell. A scenario that the question
// can't follow to the end is followed as far as possible: `reach`, 0 to 1, says how far, and the deviations are those at that point.
struct Following {
  Scenarios shift;
  std::vector<double> reach;
};
Following Follow(const Layout& layout, const Pattern& pattern, const CellCounts& respondents, const Scenarios& scenarios, const CellCounts& base,
                 AuditEffort& effort);

// By grid: every hidden cell's base spans at least k over the scenarios.
std::vector<bool> BasesSpan(const Layout& layout, const Pattern& pattern, const Scenarios& scenarios, const CellCounts& base, int threshold);

// By grid: in every hidden block of cells two can be under k over the scenarios, so that none of them is surely the small one.
std::vector<bool> NoneSingled(const Layout& layout, const Pattern& pattern, const Scenarios& scenarios, const CellCounts& respondents, int threshold);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_PATTERN_H_
