// What an attacker knows, as linear (in)equalities over counts, and how far each count can go within it. On GLPK.
//
// Every inequality is checked against the truth when it is added: one that the truth breaks would be a wrong belief, not knowledge.
#ifndef FRONTLINE_TESTS_ATTACK_POLYTOPE_H_
#define FRONTLINE_TESTS_ATTACK_POLYTOPE_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

struct glp_prob;

namespace frontline::attack {

struct Target {
  int column = 0;
  std::string what;
  int64_t width = 0;  // has to be open at least so far
  int group = 0;      // the caller's
  double low = HUGE_VAL, high = -HUGE_VAL;  // of points found
  bool low_proven = false, high_proven = false;

  int64_t Low() const { return static_cast<int64_t>(std::ceil(low - 1e-5)); }
  int64_t High() const { return static_cast<int64_t>(std::floor(high + 1e-5)); }
  bool Wide() const { return low <= high && High() - Low() >= width; }
};

class Polytope {
 public:
  using Terms = std::vector<std::pair<int, double>>;

  Polytope() = default;
  ~Polytope();
  Polytope(const Polytope&) = delete;
  Polytope& operator=(const Polytope&) = delete;

  int AddColumn(double low, double high, double truth);
  void Narrow(int column, double low, double high);  // and what is known of it already
  void AddRow(Terms terms, double low, double high);
  size_t columns() const { return low_.size(); }
  double truth(int column) const { return truth_[column]; }

  // Points are found for random directions first: two of them that are far enough apart prove a target wide. Only what is left is driven to its ends.
  void Open(std::vector<Target>& targets, uint64_t seed);

  // Whether the target is as wide when people come in whole numbers only, all columns but `broken` being counts. True when that can't be decided in time.
  bool WideInWholeNumbers(const Target& target, const std::vector<int>& broken);

  // The least that a column can be, or anything up to `enough`.
  double Least(int column, double enough);

  const std::vector<std::string>& false_beliefs() const { return false_beliefs_; }
  int64_t solved() const { return solved_; }
  int64_t unsolved() const { return unsolved_; }

 private:
  void Load();
  bool Maximise(const Terms& objective);
  // GLPK ends the process on an error of its own. Jumps out of it; the program is loaded anew for the next objective.
  bool Guarded(void (*work)(Polytope&));
  static void Simplex(Polytope& self);
  static void Whole(Polytope& self);
  void Witness(std::vector<Target>& targets) const;

  std::vector<double> low_, high_, truth_;
  std::vector<int> entry_row_ = {0}, entry_column_ = {0};
  std::vector<double> entry_value_ = {0};
  std::vector<std::pair<double, double>> rows_;
  std::vector<std::string> false_beliefs_;
  std::vector<double> seen_low_;  // by column, over all points found
  std::vector<int> last_;  // columns of the last objective
  glp_prob* problem_ = nullptr;
  bool found_ = false;
  int64_t solved_ = 0, unsolved_ = 0;
};

}  // namespace frontline::attack

#endif  // FRONTLINE_TESTS_ATTACK_POLYTOPE_H_
