// What is counted while surveys are attacked.
#ifndef FRONTLINE_TESTS_ATTACK_FIGURES_H_
#define FRONTLINE_TESTS_ATTACK_FIGURES_H_

#include <cstdint>
#include <string>

namespace frontline::attack {

// "All but a few": a bounded share that is known more closely than this tells what the others said.
inline constexpr int64_t kFew = 3;

struct Figures {
  int64_t surveys = 0;
  int64_t tables = 0, withheld_tables = 0, naive_withheld_tables = 0;
  int64_t cells = 0, suppressed_cells = 0, withheld_cells = 0, naive_lost_cells = 0;
  int64_t people = 0, suppressed_people = 0, withheld_people = 0, naive_lost_people = 0;
  int64_t coarse_cells = 0;
  int64_t targets = 0, programs = 0, unsolved = 0;
  int64_t whole = 0;             // targets that were looked at in whole numbers
  int64_t hidden_bases = 0;      // cells hidden alike for all questions, counted once
  int64_t proven_secondary = 0;  // of them, told to be k or more
  int64_t bounded_shares = 0;    // "95% or more" in shown cells
  int64_t undone_shares = 0;     // of them, known to fewer than kFew people
  int64_t exact_shares = 0;      // of them, known exactly

  Figures& operator+=(const Figures& other);
  std::string Text() const;
};

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_FIGURES_H_
