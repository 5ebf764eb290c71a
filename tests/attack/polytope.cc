#include "tests/attack/polytope.h"

#include <glpk.h>

#include <algorithm>
#include <csetjmp>

#include "absl/strings/str_cat.h"
#include "tests/attack/random_survey.h"

namespace frontline::attack {
namespace {

constexpr int kRounds = 8;
constexpr double kSlack = 1e-6;

int Kind(double low, double high) {
  if (low == high) return GLP_FX;
  if (std::isinf(low)) return std::isinf(high) ? GLP_FR : GLP_UP;
  return std::isinf(high) ? GLP_LO : GLP_DB;
}

}  // namespace

Polytope::~Polytope() {
  if (problem_ != nullptr) glp_delete_prob(problem_);
}

int Polytope::AddColumn(double low, double high, double truth) {
  if (truth < low - kSlack || truth > high + kSlack) {
    false_beliefs_.push_back(absl::StrCat("column ", low_.size(), ": ", truth, " is not in [", low, ", ", high, "]"));
  }
  low_.push_back(low);
  high_.push_back(high);
  truth_.push_back(truth);
  return static_cast<int>(low_.size()) - 1;
}

void Polytope::Narrow(int column, double low, double high) {
  low_[column] = std::max(low_[column], low);
  high_[column] = std::min(high_[column], high);
  const double truth = truth_[column];
  if (truth < low - kSlack || truth > high + kSlack) {
    false_beliefs_.push_back(absl::StrCat("column ", column, ": ", truth, " is not in [", low, ", ", high, "]"));
  }
}

void Polytope::AddRow(Terms terms, double low, double high) {
  std::sort(terms.begin(), terms.end());
  double truth = 0, size = 1;
  int last = -1;
  rows_.emplace_back(low, high);
  for (const auto& [column, factor] : terms) {
    truth += factor * truth_[column];
    size += std::abs(factor * truth_[column]);
    if (column == last) {
      entry_value_.back() += factor;
      continue;
    }
    entry_row_.push_back(static_cast<int>(rows_.size()));
    entry_column_.push_back(column + 1);
    entry_value_.push_back(factor);
    last = column;
  }
  if (truth < low - kSlack * size || truth > high + kSlack * size) {
    false_beliefs_.push_back(absl::StrCat("row ", rows_.size(), ": ", truth, " is not in [", low, ", ", high, "]"));
  }
}

void Polytope::Load() {
  glp_term_out(GLP_OFF);
  problem_ = glp_create_prob();
  if (!rows_.empty()) glp_add_rows(problem_, static_cast<int>(rows_.size()));
  glp_add_cols(problem_, static_cast<int>(low_.size()));
  for (size_t r = 0; r < rows_.size(); ++r) {
    glp_set_row_bnds(problem_, static_cast<int>(r) + 1, Kind(rows_[r].first, rows_[r].second), rows_[r].first, rows_[r].second);
  }
  for (size_t c = 0; c < low_.size(); ++c) glp_set_col_bnds(problem_, static_cast<int>(c) + 1, Kind(low_[c], high_[c]), low_[c], high_[c]);
  glp_load_matrix(problem_, static_cast<int>(entry_row_.size()) - 1, entry_row_.data(), entry_column_.data(), entry_value_.data());
  glp_set_obj_dir(problem_, GLP_MAX);
  glp_adv_basis(problem_, 0);
}

void Polytope::Simplex(Polytope& self) {
  glp_smcp how;
  glp_init_smcp(&how);
  how.msg_lev = GLP_MSG_OFF;
  how.tm_lim = 5000;
  self.found_ = glp_simplex(self.problem_, &how) == 0 && glp_get_status(self.problem_) == GLP_OPT;
}

void Polytope::Whole(Polytope& self) {
  glp_iocp how;
  glp_init_iocp(&how);
  how.msg_lev = GLP_MSG_OFF;
  how.tm_lim = 300;
  self.found_ = glp_intopt(self.problem_, &how) == 0 && glp_mip_status(self.problem_) == GLP_OPT;
}

bool Polytope::Guarded(void (*work)(Polytope&)) {
  std::jmp_buf target;
  found_ = false;
  if (setjmp(target) != 0) {
    glp_free_env();
    problem_ = nullptr;
    return false;
  }
  glp_error_hook([](void* to) { std::longjmp(*static_cast<std::jmp_buf*>(to), 1); }, &target);
  work(*this);
  glp_error_hook(nullptr, nullptr);
  return found_;
}

bool Polytope::Maximise(const Terms& objective) {
  if (problem_ == nullptr) {
    Load();
    seen_low_ = truth_;
  }
  for (const int column : last_) glp_set_obj_coef(problem_, column + 1, 0);
  last_.clear();
  for (const auto& [column, factor] : objective) {
    glp_set_obj_coef(problem_, column + 1, factor);
    last_.push_back(column);
  }
  const bool found = Guarded(&Polytope::Simplex);
  ++(found ? solved_ : unsolved_);
  for (size_t c = 0; found && c < seen_low_.size(); ++c) seen_low_[c] = std::min(seen_low_[c], glp_get_col_prim(problem_, static_cast<int>(c) + 1));
  return found;
}

bool Polytope::WideInWholeNumbers(const Target& target, const std::vector<int>& broken) {
  if (problem_ == nullptr) Load();
  for (size_t c = 0; c < low_.size(); ++c) glp_set_col_kind(problem_, static_cast<int>(c) + 1, GLP_IV);
  for (const int column : broken) glp_set_col_kind(problem_, column + 1, GLP_CV);
  double ends[2] = {0, 0};
  for (const double direction : {1.0, -1.0}) {
    if (!Maximise({{target.column, direction}})) return true;
    ++solved_;
    if (!Guarded(&Polytope::Whole)) return true;
    ends[direction > 0 ? 1 : 0] = glp_mip_col_val(problem_, target.column + 1);
  }
  return ends[1] - ends[0] >= static_cast<double>(target.width) - 1e-5;
}

double Polytope::Least(int column, double enough) {
  if (seen_low_.empty()) seen_low_ = truth_;
  if (seen_low_[column] > enough) Maximise({{column, -1}});
  return seen_low_[column];
}

void Polytope::Witness(std::vector<Target>& targets) const {
  for (Target& target : targets) {
    const double value = glp_get_col_prim(problem_, target.column + 1);
    target.low = std::min(target.low, value);
    target.high = std::max(target.high, value);
  }
}

void Polytope::Open(std::vector<Target>& targets, uint64_t seed) {
  if (targets.empty()) return;
  for (Target& target : targets) target.low = target.high = truth_[target.column];
  Random random(seed);
  for (int round = 0; round < kRounds; ++round) {
    Terms objective;
    for (const Target& target : targets) {
      if (!target.Wide()) objective.emplace_back(target.column, random.Chance(50) ? 1 + random.Unit() : -1 - random.Unit());
    }
    if (objective.empty()) return;
    if (Maximise(objective)) Witness(targets);
  }
  for (Target& target : targets) {
    for (const double direction : {1.0, -1.0}) {
      if (target.Wide()) break;
      if (!Maximise({{target.column, direction}})) continue;
      Witness(targets);
      (direction > 0 ? target.high_proven : target.low_proven) = true;
    }
  }
}

}  // namespace frontline::attack
