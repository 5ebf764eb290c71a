#include "services/survey/disclosure/audit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "services/survey/disclosure/program.h"
#include "services/survey/disclosure/ranges.h"

namespace frontline::survey::disclosure {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);
constexpr double kWhole = 1 - 1e-6;
constexpr int kRounds = 12;  // of objectives over all counts at once
constexpr size_t kFailures = 24;  // so many broken rows are enough to step down from

// One program: of all answers (of a single choice they add up to the base), or of one answer of a multiple choice.
class Attack {
 public:
  Attack(const Subject& subject, std::vector<size_t> answers)
      : s_(subject), layout_(*subject.layout), pattern_(*subject.pattern), answers_(std::move(answers)) {
    numbers_ = !s_.question->numbers.empty();
    width_ = answers_.size() + (numbers_ ? 1 : 0);
    column_.assign(layout_.cells * width_, -1);
    alias_.assign(layout_.cells, false);
  }

  void Build() {
    AddScenarios();
    ChooseReserves();
    AddMargins();
    AddHidden();
    for (size_t g = 1; g < layout_.grids.size(); ++g) {
      if (layout_.grids[g].axes.size() == 2 && !pattern_.dropped[g]) AddAbsorbers(g);
    }
    AddLines();
    ForEachCell([this](size_t g, size_t cell) {
      AddBase(g, cell);
      AddChildren(g, cell);
      AddFigures(g, cell);
    });
    AddPlain();
    AddWeighted();
  }

  Verdict Run(AuditEffort& effort) {
    Verdict verdict;
    std::vector<Quantity> quantities;
    std::vector<std::pair<size_t, size_t>> cells;
    ForEachCell([&](size_t g, size_t cell) {
      if (!s_.view->published[g] || pattern_.hidden[g][cell] == 0 || layout_.grids[g].missing[cell] != 0) return;
      const size_t row = layout_.grids[g].axes.size() == 1 ? 0 : cell - cell % layout_.grids[g].columns;
      for (size_t i = 0; i < answers_.size(); ++i) {
        quantities.push_back({At(g, cell, i), s_.tally->of(g, cell, answers_[i]), layout_.number(g, row), 0, 0});
        cells.emplace_back(g, cell);
      }
    });
    verdict.reach.assign(scenario_.size(), 0);
    const auto witness = [&](const Program& program) {
      for (size_t i = 0; i < scenario_.size(); ++i) verdict.reach[i] = std::max(verdict.reach[i], program.value(scenario_[i]));
    };
    const std::vector<bool> spans = Explore(program_, quantities, {s_.threshold, kRounds, true, witness, true, kFailures}, effort);
    for (size_t i = 0; i < spans.size(); ++i) {
      if (!spans[i]) verdict.broken.push_back(cells[i]);
    }
    for (size_t i = 0; i < scenario_.size(); ++i) {
      if (verdict.broken.empty() && verdict.reach[i] < kWhole) {
        ++effort.objectives;
        if (program_.Maximise({{scenario_[i], 1}})) witness(program_);
      }
      if (verdict.reach[i] >= kWhole) verdict.reach[i] = 1;
    }
    return verdict;
  }

 private:
  int& At(size_t g, size_t cell, size_t i) { return column_[layout_.number(g, cell) * width_ + i]; }
  bool Varies(size_t g, size_t cell) const { return column_[layout_.number(g, cell) * width_] >= 0; }
  bool Shown(size_t g, size_t cell) const { return pattern_.hidden[g][cell] == 0; }
  double Truth(size_t g, size_t cell, size_t i) const {
    if (i == answers_.size()) return static_cast<double>(s_.tally->numbers[g][cell]) / 1000;
    return static_cast<double>(s_.tally->of(g, cell, answers_[i]));
  }
  double BaseOf(size_t g, size_t cell) const { return static_cast<double>(s_.tally->base[g][cell]); }

  template <typename Visit>
  void ForEachCell(Visit visit) {
    for (size_t g = 0; g < layout_.grids.size(); ++g) {
      for (size_t cell = 0; cell < layout_.grids[g].size(); ++cell) {
        if (Varies(g, cell)) visit(g, cell);
      }
    }
  }

  // How far the scenarios are mixed. What is left to 1 is the truth.
  void AddScenarios() {
    Program::Terms sum;
    for (size_t i = 0; i < s_.scenarios->size(); ++i) {
      scenario_.push_back(program_.AddColumn(0, 1));
      sum.emplace_back(scenario_.back(), 1);
    }
    program_.AddRow(sum, 0, 1);
  }

  // By axis, its largest shown category: it takes up what moves elsewhere.
  void ChooseReserves() {
    reserve_.assign(layout_.axes.size(), kNone);
    for (size_t g = 1; g < layout_.grids.size(); ++g) {
      if (layout_.grids[g].axes.size() != 1 || pattern_.dropped[g]) continue;
      size_t& best = reserve_[layout_.grids[g].axes[0]];
      for (size_t cell = 0; cell < layout_.grids[g].size(); ++cell) {
        if (Shown(g, cell) && (best == kNone || s_.tally->base[g][cell] > s_.tally->base[g][best])) best = cell;
      }
    }
  }

  Range Possible(size_t g, size_t cell, size_t i) const {
    const int64_t base = s_.tally->base[g][cell], count = s_.tally->of(g, cell, answers_[i]);
    if (!s_.view->published[g] || base < s_.threshold) return {0, base};
    return CountsShownAs(s_.view->grain[g][cell], count, base, s_.threshold);
  }

  void AddColumns(size_t g, size_t cell) {
    for (size_t i = 0; i < answers_.size(); ++i) {
      const double truth = Truth(g, cell, i);
      if (Shown(g, cell)) {
        const Range range = Possible(g, cell, i);
        At(g, cell, i) = program_.AddColumn(static_cast<double>(range.low) - truth, static_cast<double>(range.high) - truth);
      } else {
        At(g, cell, i) = program_.AddColumn(-truth, BaseOf(0, 0) - truth);
      }
    }
    if (numbers_) At(g, cell, answers_.size()) = program_.AddColumn(-HUGE_VAL, HUGE_VAL);
  }

  void AddMargins() {
    bool any = false;
    for (size_t g = 1; g < layout_.grids.size(); ++g) {
      const Grid& grid = layout_.grids[g];
      if (grid.axes.size() != 1 || pattern_.dropped[g]) continue;
      for (size_t cell = 0; cell < grid.size(); ++cell) {
        if (!Shown(g, cell) || (pattern_.bounds[g][cell].empty() && cell != reserve_[grid.axes[0]] && !HidesPeople(g))) continue;
        AddColumns(g, cell);
        any = true;
      }
    }
    if (any) AddColumns(0, 0);
  }

  // Some cell of people with a value is hidden: then what every shown cell beside it may stand for counts.
  bool HidesPeople(size_t g) const {
    for (size_t cell = 0; cell < layout_.grids[g].size(); ++cell) {
      if (!Shown(g, cell) && layout_.grids[g].missing[cell] == 0) return true;
    }
    return false;
  }

  void AddHidden() {
    for (size_t g = 1; g < layout_.grids.size(); ++g) {
      for (size_t cell = 0; cell < layout_.grids[g].size() && !pattern_.dropped[g]; ++cell) {
        if (!Shown(g, cell)) AddColumns(g, cell);
      }
    }
  }

  // A line of shown cells whose margin moves needs one cell that moves along. All of them lie in the row and in the column of the reserves, which take up
  // the sum; where such a cell is the only one of its line to move it *is* its margin, as far as deviations go, and shares its columns.
  void AddAbsorbers(size_t g) {
    const Grid& grid = layout_.grids[g];
    const size_t row = reserve_[grid.axes[0]], column = reserve_[grid.axes[1]];
    if (row == kNone || column == kNone) return;
    std::vector<size_t> alone, beside;  // lines
    for (const size_t number : layout_.lines_of_grid[g]) {
      const Line& line = layout_.lines[number];
      if (!Varies(line.margin_grid, line.margin_cell) || !Shown(line.margin_grid, line.margin_cell)) continue;
      if (std::any_of(line.cells.begin(), line.cells.end(), [&](size_t cell) { return Varies(g, cell); })) {
        beside.push_back(number);
        continue;
      }
      const bool is_row = line.margin_grid == grid.margins[0];
      if (line.margin_cell != (is_row ? row : column)) alone.push_back(number);
    }
    for (const size_t number : alone) {
      const Line& line = layout_.lines[number];
      const bool is_row = line.margin_grid == grid.margins[0];
      Follow(g, is_row ? line.margin_cell * grid.columns + column : row * grid.columns + line.margin_cell, line.margin_grid, line.margin_cell);
    }
    // A line with hidden cells gives them more room when its cell at the reserve moves too.
    for (const size_t number : beside) {
      const Line& line = layout_.lines[number];
      const bool is_row = line.margin_grid == grid.margins[0];
      const size_t cell = is_row ? line.margin_cell * grid.columns + column : row * grid.columns + line.margin_cell;
      if (Shown(g, cell) && !Varies(g, cell)) AddColumns(g, cell);
    }
    const size_t corner = row * grid.columns + column;
    if (Shown(g, corner) && !Varies(g, corner)) AddColumns(g, corner);
  }

  void Follow(size_t g, size_t cell, size_t margin_grid, size_t margin_cell) {
    for (size_t i = 0; i < width_; ++i) {
      const int column = At(margin_grid, margin_cell, i);
      At(g, cell, i) = column;
      if (i == answers_.size()) continue;
      const Range range = Possible(g, cell, i);
      program_.Narrow(column, static_cast<double>(range.low) - Truth(g, cell, i), static_cast<double>(range.high) - Truth(g, cell, i));
    }
    alias_[layout_.number(g, cell)] = true;
  }

  void AddLines() {
    for (const Line& line : layout_.lines) {
      if (pattern_.dropped[line.grid]) continue;
      for (size_t i = 0; i < width_; ++i) {
        Program::Terms terms;
        for (const size_t cell : line.cells) {
          if (At(line.grid, cell, i) >= 0) terms.emplace_back(At(line.grid, cell, i), 1);
        }
        if (At(line.margin_grid, line.margin_cell, i) >= 0) terms.emplace_back(At(line.margin_grid, line.margin_cell, i), -1);
        program_.AddRow(terms, 0, 0);
      }
    }
  }

  void AddMix(const Scenarios& scenarios, size_t number, Program::Terms& terms) const {
    for (size_t i = 0; i < scenario_.size(); ++i) {
      if (scenarios[i][number] != 0) terms.emplace_back(scenario_[i], -scenarios[i][number]);
    }
  }

  void AddBase(size_t g, size_t cell) {
    const size_t number = layout_.number(g, cell);
    if (s_.question->kind == QuestionKind::kMultiple) {
      AddChoices(g, cell);
      return;
    }
    if (alias_[number]) return;
    Program::Terms terms;
    for (size_t i = 0; i < answers_.size(); ++i) terms.emplace_back(At(g, cell, i), 1);
    if (!Shown(g, cell)) AddMix(*s_.scenarios, number, terms);
    program_.AddRow(terms, 0, 0);
  }

  // Nobody chose an answer twice; and where all answers are in one program, between so and so many were chosen by each.
  void AddChoices(size_t g, size_t cell) {
    const size_t number = layout_.number(g, cell);
    const auto row = [&](const Program::Terms& of, double sum, double each, bool at_most) {
      Program::Terms terms = of;
      for (size_t i = 0; i < scenario_.size() && !Shown(g, cell); ++i) {
        const double shift = (*s_.scenarios)[i][number];
        if (shift != 0) terms.emplace_back(scenario_[i], -each * shift);
      }
      const double bound = each * BaseOf(g, cell) - sum;
      at_most ? program_.AddRow(terms, -HUGE_VAL, bound) : program_.AddRow(terms, bound, HUGE_VAL);
    };
    Program::Terms all;
    double sum = 0;
    for (size_t i = 0; i < answers_.size(); ++i) {
      if (!Shown(g, cell)) row({{At(g, cell, i), 1}}, Truth(g, cell, i), 1, true);  // a shown one's bounds hold it under the base
      all.emplace_back(At(g, cell, i), 1);
      sum += Truth(g, cell, i);
    }
    if (answers_.size() < s_.tally->answers || alias_[number]) return;
    row(all, sum, s_.tally->most_choices, true);
    row(all, sum, s_.tally->least_choices, false);
  }

  void AddChildren(size_t g, size_t cell) {
    const size_t number = layout_.number(g, cell);
    for (const Child& child : s_.children) {
      const std::vector<size_t>& triggers = child.question->route->answers;
      Program::Terms terms;
      double sum = 0;
      for (size_t i = 0; i < answers_.size(); ++i) {
        if (std::find(triggers.begin(), triggers.end(), answers_[i]) == triggers.end()) continue;
        terms.emplace_back(At(g, cell, i), 1);
        sum += Truth(g, cell, i);
      }
      if (terms.empty()) continue;
      const bool hidden = !Shown(g, cell);
      if (hidden) AddMix(*child.scenarios, number, terms);
      const double base = static_cast<double>(child.tally->base[g][cell]);
      if (s_.question->kind == QuestionKind::kMultiple && triggers.size() > 1) {
        if (answers_.size() == s_.tally->answers) program_.AddRow(terms, base - sum, HUGE_VAL);  // all who were asked chose one of them
        for (const size_t trigger : triggers) {
          const auto at = std::find(answers_.begin(), answers_.end(), trigger);
          if (!child.exact || at == answers_.end()) continue;
          const size_t i = static_cast<size_t>(at - answers_.begin());
          Program::Terms one = {{At(g, cell, i), 1}};
          if (hidden) AddMix(*child.scenarios, number, one);
          program_.AddRow(one, -HUGE_VAL, base - Truth(g, cell, i));  // whoever chose this one was asked
        }
      } else {
        program_.AddRow(terms, base - sum, child.exact ? base - sum : HUGE_VAL);
      }
    }
  }

  // Two cells that share their columns share their rows too: the rows' bounds are brought together.
  void Keep(const Program::Terms& terms, double low, double high) {
    const auto [it, fresh] = plain_.emplace(terms, std::make_pair(low, high));
    if (fresh) return;
    it->second.first = std::max(it->second.first, low);
    it->second.second = std::min(it->second.second, high);
  }
  void AddPlain() {
    for (const auto& [terms, bounds] : plain_) program_.AddRow(terms, bounds.first, bounds.second);
  }

  void AddFigures(size_t g, size_t cell) {
    if (s_.question->kind != QuestionKind::kSingle) return;
    if (numbers_) AddBands(g, cell);
    const int64_t base = s_.tally->base[g][cell];
    if (!Shown(g, cell) || !s_.view->published[g] || base < s_.threshold) return;
    const Grain grain = s_.view->grain[g][cell];
    for (int polarity = -1; polarity <= 1 && ShowsPolarity(*s_.question, grain); ++polarity) {
      Program::Terms terms;
      for (size_t a = 0; a < answers_.size(); ++a) {
        if (s_.question->answers[a].polarity == polarity) terms.emplace_back(At(g, cell, a), 1);
      }
      const int64_t count = PolarityCount(*s_.question, *s_.tally, g, cell, polarity);
      const Range range = CountsShownAs(grain, count, base, s_.threshold);
      if (!terms.empty()) Keep(terms, static_cast<double>(range.low - count), static_cast<double>(range.high - count));
    }
    if (ShowsMean(*s_.question, *s_.tally, g, cell, grain, s_.threshold)) AddMean(g, cell);
  }

  // A sum of numbers lies between what the bands allow.
  void AddBands(size_t g, size_t cell) {
    Program::Terms least = {{At(g, cell, answers_.size()), 1}}, most = least;
    double low = -Truth(g, cell, answers_.size()), high = low;
    for (size_t a = 0; a < answers_.size(); ++a) {
      const double lower = static_cast<double>(*s_.question->answers[a].lower_milli) / 1000;
      const double upper = static_cast<double>(*s_.question->answers[a].upper_milli) / 1000;
      least.emplace_back(At(g, cell, a), -lower);
      most.emplace_back(At(g, cell, a), -upper);
      low += lower * Truth(g, cell, a);
      high += upper * Truth(g, cell, a);
    }
    program_.AddRow(least, std::min(low, 0.0), HUGE_VAL);
    program_.AddRow(most, -HUGE_VAL, std::max(high, 0.0));
  }

  // The mean is shown in tenths: Σ (score - mean ± ½ tenth) lies on this and that side of 0, in thousandths.
  void AddMean(size_t g, size_t cell) {
    const Score score = ScoreOf(*s_.question, *s_.tally, g, cell);
    const int64_t mean = 100 * MeanTenths(score.sum_milli, score.base);
    const int64_t below = mean - 50, above = mean + 50;
    // Rounded half away from zero: a strict bound is one thousandth inside.
    const double from = (mean > 0 ? 0 : 1) - static_cast<double>(score.sum_milli - below * score.base);
    const double to = (mean < 0 ? 0 : -1) - static_cast<double>(score.sum_milli - above * score.base);
    if (numbers_) {
      Keep({{At(g, cell, answers_.size()), 1}}, from / 1000, to / 1000);  // the base is known
      return;
    }
    if (score.base == s_.tally->base[g][cell] && AllScored()) {  // again the base is known
      Program::Terms terms;
      for (size_t a = 0; a < answers_.size(); ++a) terms.emplace_back(At(g, cell, a), static_cast<double>(*s_.question->answers[a].score_milli) / 1000);
      Keep(terms, from / 1000, to / 1000);
      return;
    }
    Program::Terms low, high;
    for (size_t a = 0; a < answers_.size(); ++a) {
      if (!s_.question->answers[a].score_milli) continue;
      low.emplace_back(At(g, cell, a), static_cast<double>(*s_.question->answers[a].score_milli - below) / 1000);
      high.emplace_back(At(g, cell, a), static_cast<double>(*s_.question->answers[a].score_milli - above) / 1000);
    }
    Keep(low, from / 1000, HUGE_VAL);
    Keep(high, -HUGE_VAL, to / 1000);
  }

  bool AllScored() const {
    const auto& answers = s_.question->answers;
    return std::all_of(answers.begin(), answers.end(), [](const Answer& answer) { return answer.score_milli.has_value(); });
  }

  // The weighted topline, weights taken as known and bases as they are: of hidden cells they are one weight, so bases don't move it.
  void AddWeighted() {
    if (!s_.view->weighted) return;
    const size_t g = s_.weight_grid;
    const double base = WeightedBase(s_.weights, *s_.tally, g);
    for (size_t i = 0; i < answers_.size(); ++i) {
      Program::Terms terms;
      for (size_t cell = 0; cell < s_.weights.size(); ++cell) {
        if (At(g, cell, i) >= 0) terms.emplace_back(At(g, cell, i), s_.weights[cell]);
      }
      const double count = WeightedCount(s_.weights, *s_.tally, g, answers_[i]);
      const Share share = WeightedShare(count, base, s_.tally->base[0][0], s_.threshold);
      double low = (share.percent - 0.5) / 100 * base, high = (share.percent + 0.5) / 100 * base;
      if (share.form == Share::Form::kAtMost) low = 0, high = share.percent / 100.0 * base;
      if (share.form == Share::Form::kAtLeast) low = share.percent / 100.0 * base, high = base;
      program_.AddRow(terms, std::min(low - count, 0.0), std::max(high - count, 0.0));
    }
  }

  const Subject& s_;
  const Layout& layout_;
  const Pattern& pattern_;
  const std::vector<size_t> answers_;
  bool numbers_ = false;
  size_t width_ = 0;  // columns per cell
  Program program_;
  std::vector<int> scenario_;
  std::vector<int> column_;  // by cell number × width
  std::vector<bool> alias_;  // by cell number
  std::vector<size_t> reserve_;
  std::map<Program::Terms, std::pair<double, double>> plain_;
};

}  // namespace

Verdict Audit(const Subject& subject, AuditEffort& effort) {
  Verdict verdict;
  verdict.reach.assign(subject.scenarios->size(), 1);
  // Answers of a multiple choice have only their base in common, unless their number is limited.
  const bool alone = subject.question->kind == QuestionKind::kMultiple && subject.tally->least_choices == 0 &&
                     subject.tally->most_choices >= static_cast<int>(subject.tally->answers);
  std::vector<std::vector<size_t>> parts(1);
  for (size_t a = 0; a < subject.tally->answers; ++a) {
    if (alone && a > 0) parts.emplace_back();
    parts.back().push_back(a);
  }
  for (const std::vector<size_t>& answers : parts) {
    Attack attack(subject, answers);
    attack.Build();
    const Verdict part = attack.Run(effort);
    verdict.broken.insert(verdict.broken.end(), part.broken.begin(), part.broken.end());
    for (size_t i = 0; i < part.reach.size(); ++i) verdict.reach[i] = std::min(verdict.reach[i], part.reach[i]);
  }
  return verdict;
}

}  // namespace frontline::survey::disclosure
