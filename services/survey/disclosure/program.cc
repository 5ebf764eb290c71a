#include "services/survey/disclosure/program.h"

#include <glpk.h>

#include <algorithm>
#include <cmath>
#include <csetjmp>

namespace frontline::survey::disclosure {
namespace {

void JumpOut(void* target) { std::longjmp(*static_cast<std::jmp_buf*>(target), 1); }

// GLPK turns its output on to report an error, wherever it was turned off: what it would print goes nowhere.
int Silence(void*, const char*) { return 1; }

int BoundKind(double low, double high) {
  if (low == high) return GLP_FX;
  if (std::isinf(low)) return std::isinf(high) ? GLP_FR : GLP_UP;
  return std::isinf(high) ? GLP_LO : GLP_DB;
}

}  // namespace

Program::~Program() {
  if (problem_ != nullptr && !broken_) glp_delete_prob(problem_);
}

int Program::AddColumn(double low, double high) {
  low_.push_back(low);
  high_.push_back(high);
  return static_cast<int>(low_.size()) - 1;
}

void Program::Narrow(int column, double low, double high) {
  low_[column] = std::max(low_[column], low);
  high_[column] = std::min(high_[column], high);
}

void Program::AddRow(const Terms& terms, double low, double high) {
  Terms sorted = terms;
  std::sort(sorted.begin(), sorted.end());
  Terms merged;
  for (const auto& [column, factor] : sorted) {
    if (!merged.empty() && merged.back().first == column) {
      merged.back().second += factor;
    } else {
      merged.emplace_back(column, factor);
    }
  }
  merged.erase(std::remove_if(merged.begin(), merged.end(), [](const auto& term) { return term.second == 0; }), merged.end());
  if (merged.empty()) return;
  rows_.push_back({std::move(merged), low, high});
}

// No object with a destructor may live in here: an error jumps past it. So the arrays are made before.
void Program::Load(void* self) {
  Program& program = *static_cast<Program*>(self);
  glp_term_out(GLP_OFF);
  program.problem_ = glp_create_prob();
  if (!program.rows_.empty()) glp_add_rows(program.problem_, static_cast<int>(program.rows_.size()));
  glp_add_cols(program.problem_, static_cast<int>(program.low_.size()));
  for (size_t r = 0; r < program.rows_.size(); ++r) {
    glp_set_row_bnds(program.problem_, static_cast<int>(r) + 1, BoundKind(program.rows_[r].low, program.rows_[r].high), program.rows_[r].low,
                     program.rows_[r].high);
  }
  for (size_t c = 0; c < program.low_.size(); ++c) {
    glp_set_col_bnds(program.problem_, static_cast<int>(c) + 1, BoundKind(program.low_[c], program.high_[c]), program.low_[c], program.high_[c]);
  }
  glp_load_matrix(program.problem_, static_cast<int>(program.entry_row_.size()) - 1, program.entry_row_.data(), program.entry_column_.data(),
                  program.entry_value_.data());
  glp_set_obj_dir(program.problem_, GLP_MAX);
  glp_adv_basis(program.problem_, 0);
}

void Program::Run(void* self) {
  Program& program = *static_cast<Program*>(self);
  for (size_t c = 0; c < program.objective_.size(); ++c) {
    if (program.touched_[c] != 0) glp_set_obj_coef(program.problem_, static_cast<int>(c) + 1, program.objective_[c]);
  }
  glp_smcp how;
  glp_init_smcp(&how);
  how.msg_lev = GLP_MSG_OFF;
  how.meth = GLP_PRIMAL;
  how.it_lim = kIterations;
  if (glp_simplex(program.problem_, &how) != 0 || glp_get_status(program.problem_) != GLP_OPT) return;
  for (size_t c = 0; c < program.value_.size(); ++c) program.value_[c] = glp_get_col_prim(program.problem_, static_cast<int>(c) + 1);
  program.solved_ = true;
}

bool Program::Guarded(void (*work)(void*)) {
  std::jmp_buf target;
  if (setjmp(target) != 0) {
    broken_ = true;
    problem_ = nullptr;
    glp_free_env();
    return false;
  }
  glp_error_hook(&JumpOut, &target);
  glp_term_hook(&Silence, nullptr);
  work(this);
  glp_error_hook(nullptr, nullptr);
  return true;
}

bool Program::Maximise(const Terms& objective) {
  if (broken_) return false;
  solved_ = false;
  if (problem_ == nullptr) {
    for (size_t c = 0; c < low_.size(); ++c) {
      if (low_[c] > high_[c]) return false;
    }
    entry_row_.assign(1, 0), entry_column_.assign(1, 0), entry_value_.assign(1, 0);
    for (size_t r = 0; r < rows_.size(); ++r) {
      for (const auto& [column, factor] : rows_[r].terms) {
        entry_row_.push_back(static_cast<int>(r) + 1);
        entry_column_.push_back(column + 1);
        entry_value_.push_back(factor);
      }
    }
    objective_.assign(low_.size(), 0), touched_.assign(low_.size(), 0), value_.assign(low_.size(), 0);
    if (!Guarded(&Program::Load)) return false;
  }
  // What the last objective used is set back to 0.
  for (size_t c = 0; c < objective_.size(); ++c) {
    touched_[c] = objective_[c] != 0;
    objective_[c] = 0;
  }
  for (const auto& [column, factor] : objective) {
    objective_[column] += factor;
    touched_[column] = 1;
  }
  return Guarded(&Program::Run) && solved_;
}

void FreeSolver() { glp_free_env(); }

}  // namespace frontline::survey::disclosure
