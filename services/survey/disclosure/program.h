// A linear program that is solved again and again with other objectives, on GLPK. Internal to disclosure control.
//
// GLPK ends the process on an internal error unless a hook jumps out of it. The hook is set around every call here; after a jump GLPK's environment of
// this thread is thrown away and the program answers "not solved" ever after. Only one Program may live on a thread at a time.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_PROGRAM_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_PROGRAM_H_

#include <cstddef>
#include <utility>
#include <vector>

struct glp_prob;

namespace frontline::survey::disclosure {

class Program {
 public:
  using Terms = std::vector<std::pair<int, double>>;  // column, coefficient

  Program() = default;
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  int AddColumn(double low, double high);  // its number, from 0
  // low ≤ Σ terms ≤ high; a column may occur several times. Infinite bounds are ±HUGE_VAL.
  void AddRow(const Terms& terms, double low, double high);
  size_t columns() const { return low_.size(); }
  size_t rows() const { return rows_.size(); }
  bool fixed(int column) const { return low_[column] == high_[column]; }
  double low(int column) const { return low_[column]; }
  double high(int column) const { return high_[column]; }
  void Narrow(int column, double low, double high);  // before the first Maximise

  // Finds a best point. False when it is not found for any reason: no such point, the iteration limit, an error.
  bool Maximise(const Terms& objective);
  // Of the last point found.
  double value(int column) const { return value_[column]; }

  // Solver iterations allowed for one objective.
  static constexpr int kIterations = 20000;

 private:
  struct Row {
    Terms terms;
    double low, high;
  };
  static void Load(void* self);
  static void Run(void* self);
  bool Guarded(void (*work)(void*));

  std::vector<double> low_, high_, value_;
  std::vector<Row> rows_;
  std::vector<int> entry_row_, entry_column_;
  std::vector<double> entry_value_;
  std::vector<double> objective_;
  std::vector<int> touched_;
  glp_prob* problem_ = nullptr;
  bool broken_ = false;
  bool solved_ = false;
};

// Gives back what GLPK keeps for this thread. No Program may be alive on it.
void FreeSolver();

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_PROGRAM_H_
