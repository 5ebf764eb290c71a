#include "tests/attack/attack.h"

#include <glpk.h>

#include <functional>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/attack/form.h"
#include "tests/attack/grids.h"
#include "tests/attack/inequalities.h"
#include "tests/attack/knowledge.h"
#include "tests/attack/polytope.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Cell;
using survey::disclosure::CellState;
using survey::disclosure::Question;
using survey::disclosure::Release;
using survey::disclosure::Share;
using survey::disclosure::SurveyData;
using survey::disclosure::Table;

class Attacker {
 public:
  Attacker(const SurveyData& data, const Release& release, const Effort& effort, const std::vector<ExactTotal>& totals)
      : data_(data), grids_(data, release, (effort.unused & kThreeWay) == 0), effort_(effort), totals_(totals), k_(data.threshold) {}

  Findings Run() {
    out_.leaks = CheckForm(grids_);
    out_.figures = CountLoss(grids_);
    for (const std::vector<size_t>& part : Parts()) AttackTogether(part);
    out_.figures.surveys = 1;
    glp_free_env();
    return std::move(out_);
  }

 private:
  // ---- which questions are attacked together ----
  std::vector<std::vector<size_t>> Parts() const {
    std::vector<size_t> root(data_.questions.size());
    std::map<size_t, std::vector<size_t>> parts;
    size_t columns = 0, cells = 0;
    for (const Grid& grid : grids_) cells += grid.cells;
    for (size_t q = 0; q < root.size(); ++q) {
      root[q] = data_.questions[q].route && (effort_.unused & kRoutes) == 0 ? root[data_.questions[q].route->question] : q;
      for (const auto& [first, top] : effort_.questionnaire.ranks) {
        if (top == q && (effort_.unused & kQuestionnaire) == 0) root[q] = root[first];
      }
      parts[root[q]].push_back(q);
      columns += cells * (data_.questions[q].answers.size() + 1);
    }
    std::vector<std::vector<size_t>> out;
    if (columns <= effort_.max_columns && (effort_.unused & kOtherQuestions) == 0) {
      out.emplace_back(data_.questions.size());
      std::iota(out[0].begin(), out[0].end(), size_t{0});
      return out;
    }
    for (auto& [first, questions] : parts) out.push_back(std::move(questions));
    return out;
  }

  // ---- what follows ----
  void AttackTogether(const std::vector<size_t>& questions) {
    Polytope p;
    Inequalities inequalities(grids_, effort_, p);
    const Layer people = inequalities.AddRespondents(totals_);
    std::map<size_t, Layers> layers;
    for (const size_t q : questions) {
      layers.emplace(q, inequalities.AddQuestion(q, people));
      const auto& route = data_.questions[q].route;
      if (route && layers.count(route->question) != 0) inequalities.AddRoute(q, layers.at(q), layers.at(route->question));
      inequalities.AddWeighted(q, layers.at(q));
      inequalities.AddQuestionnaire(q, layers);
    }
    std::vector<Target> targets;
    AimAtPeople(people, targets);
    for (const size_t q : questions) AimAtAnswers(q, layers.at(q), targets);
    p.Open(targets, effort_.seed);
    std::vector<int> sums;
    for (const auto& [q, of] : layers) {
      if (of.numbers) grids_.ForEachCell([&](size_t g, size_t cell) { sums.push_back((*of.numbers)[g][cell]); });
    }
    for (const Target& target : targets) {
      if (target.Wide()) {
        if (target.group == kBounded || p.columns() > effort_.max_whole_columns || target.High() - target.Low() > target.width + 1) continue;
        ++out_.figures.whole;
        if (!p.WideInWholeNumbers(target, sums)) out_.leaks.push_back(absl::StrCat(target.what, " is narrower in whole numbers than ", target.width));
        continue;
      }
      const std::string what = absl::StrCat(target.what, " is in [", target.Low(), ", ", target.High(), "], truth ", p.truth(target.column),
                                            target.low_proven && target.high_proven ? "" : " (not proven)");
      (target.group == kBounded ? out_.undone : out_.leaks).push_back(what);
      out_.figures.undone_shares += target.group == kBounded;
      out_.figures.exact_shares += target.group == kBounded && target.low_proven && target.Low() == target.High();
    }
    if (questions[0] == 0) TellApart(p, people);
    out_.figures.targets += static_cast<int64_t>(targets.size());
    out_.figures.programs += p.solved() + p.unsolved();
    out_.figures.unsolved += p.unsolved();
    out_.false_beliefs.insert(out_.false_beliefs.end(), p.false_beliefs().begin(), p.false_beliefs().end());
  }

  static constexpr int kBase = 0, kAnswer = 1, kBounded = 2;

  void AimAtPeople(const Layer& people, std::vector<Target>& targets) const {
    grids_.ForEachCell([&](size_t g, size_t cell) {
      if (grids_.Hidden(g, cell)) targets.push_back({people[g][cell], absl::StrCat("respondents of ", grids_.NameOf(g, cell)), k_, kBase});
    });
  }

  void AimAtAnswers(size_t q, const Layers& layers, std::vector<Target>& targets) {
    std::set<size_t> seen;
    const Question& question = data_.questions[q];
    grids_.ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
      if (!seen.insert(g).second) return;
      for (const Cell& cell : table.cells) {
        const size_t at = grids_[g].CellAt(dimensions, cell.categories);
        const std::string name = absl::StrCat(question.code, " ", grids_.NameOf(g, at));
        if (cell.state == CellState::kSuppressed) targets.push_back({layers.base[g][at], absl::StrCat(name, " base"), k_, kBase});
        for (size_t a = 0; a < question.answers.size(); ++a) {
          if (cell.state == CellState::kSuppressed) {
            targets.push_back({layers.answers[a][g][at], absl::StrCat(name, " answer ", a), k_, kAnswer});
          } else if (cell.answers[a].share.form == Share::Form::kAtLeast) {
            const std::string what = absl::StrCat(name, " of ", cell.base, " answer ", a, ", shown as ", ShareText(cell.answers[a].share));
            targets.push_back({layers.answers[a][g][at], what, kFew, kBounded});
            ++out_.figures.bounded_shares;
          }
        }
      }
    });
  }

  // Which hidden cells can be small. One that is alone in that, of all that hang together, is known to be.
  void TellApart(Polytope& p, const Layer& people) {
    std::vector<Target> targets;
    std::vector<std::pair<size_t, size_t>> place;
    grids_.ForEachCell([&](size_t g, size_t cell) {
      if (!grids_.Hidden(g, cell)) return;
      // Wide once a point has been found in which the cell is under k: `low` starts at the truth.
      targets.push_back({people[g][cell], grids_.NameOf(g, cell), 0, kBase});
      place.emplace_back(g, cell);
    });
    std::vector<bool> small;
    for (Target& target : targets) {
      small.push_back(p.Least(target.column, static_cast<double>(k_ - 1)) <= static_cast<double>(k_ - 1) + 1e-5);
      ++out_.figures.hidden_bases;
      out_.figures.proven_secondary += !small.back();
    }
    std::vector<size_t> root(targets.size());
    std::iota(root.begin(), root.end(), size_t{0});
    const std::function<size_t(size_t)> find = [&](size_t i) { return root[i] == i ? i : root[i] = find(root[i]); };
    std::map<std::pair<size_t, size_t>, size_t> number;
    for (size_t i = 0; i < place.size(); ++i) number[place[i]] = i;
    for (const Line& line : grids_.lines()) {
      std::optional<size_t> first;
      const auto join = [&](size_t g, size_t cell) {
        const auto it = number.find({g, cell});
        if (it == number.end()) return;
        if (first) root[find(it->second)] = find(*first);
        first = it->second;
      };
      for (const size_t cell : line.cells) join(line.grid, cell);
      join(line.margin, line.margin_cell);
    }
    std::map<size_t, std::vector<size_t>> candidates;
    for (size_t i = 0; i < targets.size(); ++i) {
      if (small[i]) candidates[find(i)].push_back(i);
    }
    for (const auto& [group, members] : candidates) {
      if (members.size() != 1) continue;
      out_.leaks.push_back(absl::StrCat(targets[members[0]].what, " is the only cell that can be small, so it is: a base in [0, ", k_ - 1, "]"));
    }
  }

  const SurveyData& data_;
  const Grids grids_;
  const Effort effort_;
  const std::vector<ExactTotal>& totals_;
  const int k_;
  Findings out_;
};

}  // namespace

Findings Attack(const SurveyData& data, const Release& release, const Effort& effort, const std::vector<ExactTotal>& totals) {
  return Attacker(data, release, effort, totals).Run();
}

}  // namespace frontline::attack
