#include "tests/attack/figures.h"

#include "absl/strings/str_cat.h"

namespace frontline::attack {

Figures& Figures::operator+=(const Figures& o) {
  surveys += o.surveys, tables += o.tables, withheld_tables += o.withheld_tables, naive_withheld_tables += o.naive_withheld_tables;
  cells += o.cells, suppressed_cells += o.suppressed_cells, withheld_cells += o.withheld_cells, naive_lost_cells += o.naive_lost_cells;
  people += o.people, suppressed_people += o.suppressed_people, withheld_people += o.withheld_people, naive_lost_people += o.naive_lost_people;
  whole += o.whole, coarse_cells += o.coarse_cells, targets += o.targets, programs += o.programs, unsolved += o.unsolved;
  hidden_bases += o.hidden_bases, proven_secondary += o.proven_secondary;
  exact_shares += o.exact_shares, bounded_shares += o.bounded_shares, undone_shares += o.undone_shares;
  return *this;
}

std::string Figures::Text() const {
  const auto of = [](int64_t part, int64_t whole) { return absl::StrCat(part, " (", whole == 0 ? 0 : (200 * part + whole) / (2 * whole), "%)"); };
  return absl::StrCat(surveys, " surveys, ", tables, " tables, ", cells, " cells, ", people, " people in them\n",
                      "  lost: ", of(withheld_tables, tables), " tables withheld with ", of(withheld_cells, cells), " cells and ",
                      of(withheld_people, people), " people; ", of(suppressed_cells, cells), " cells suppressed with ", of(suppressed_people, people),
                      " people; ", of(coarse_cells, cells), " cells shown in bands\n", "  naive: ", of(naive_withheld_tables, tables), " tables, ",
                      of(naive_lost_cells, cells), " cells, ", of(naive_lost_people, people), " people\n", "  attacked: ", targets, " counts with ",
                      programs, " linear programs (", unsolved, " not solved), ", whole, " of them in whole numbers; ",
                      of(proven_secondary, hidden_bases), " of ", hidden_bases, " hidden cells told to be k or more; ",
                      of(undone_shares, bounded_shares), " of ", bounded_shares, " shares of the sort '95% or more' known to fewer than ", kFew,
                      " people, ", exact_shares, " exactly\n");
}

}  // namespace frontline::attack
