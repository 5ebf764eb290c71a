// Exact counts: of every question, in every cell of every grid. Internal to disclosure control.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_TALLY_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_TALLY_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/survey/disclosure/layout.h"
#include "services/survey/disclosure/survey_data.h"

namespace frontline::survey::disclosure {

struct Tally {
  size_t answers = 0;
  // Of a multiple choice: the fewest and most answers that anyone chose. Taken for limits that the questionnaire states ("choose up to three").
  int least_choices = 0, most_choices = 0;
  std::vector<std::vector<int64_t>> base;     // by grid, by cell: who answered
  std::vector<std::vector<int64_t>> count;    // by grid, by cell × answers
  std::vector<std::vector<int64_t>> numbers;  // by grid, by cell: sum of the numbers in thousandths; empty without numbers

  int64_t of(size_t grid, size_t cell, size_t answer) const { return count[grid][cell * answers + answer]; }
};

Tally Count(const Layout& layout, const Question& question, size_t respondents);

// By grid, by cell: who responded at all.
std::vector<std::vector<int64_t>> CountRespondents(const Layout& layout, size_t respondents);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_TALLY_H_
