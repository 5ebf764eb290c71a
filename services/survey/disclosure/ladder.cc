#include "services/survey/disclosure/ladder.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/survey/disclosure/program.h"

namespace frontline::survey::disclosure {
namespace {

// The widest bands that a cell may be shown in to save a table that it bounds, in per cent. Where they are needed (bases under 100 k) they are no wider than
// the 95% interval of a share, so they take away little that was known. The total is what most readers look at: it has the narrowest, or none.
constexpr int kWidestBandOfTotal = 5;
constexpr int kWidestBandOfSegment = 40;
// After so many rounds all that has hidden cells is withheld.
constexpr int kMaxRounds = 40;
// Cells times questions. Audits take longest where there is most to hide, and bases are so large that rounding leaves room enough: larger surveys get
// one round of bands, give up early what can't be shown, and hide no more categories to save tables.
constexpr size_t kLargeSurvey = 6000;
// So many rounds of bands, then what is still broken is withheld.
constexpr int kBandRounds = 3;
// Rounds before them, in which what is worth less goes: the weighted topline, then two-way tables.
constexpr int kSpareRounds = 2;
// After so many questions of a large survey, tables that all of them withheld are given up.
constexpr size_t kQuestionsThatTell = 4;
// So often one more category is hidden to save the tables of a dimension.
constexpr int kMoreCompanions = 3;

using Margin = std::pair<size_t, size_t>;  // grid, cell

class Ladder {
 public:
  explicit Ladder(const SurveyData& data) : data_(data), k_(data.threshold) {}

  Decision Run() {
    d_.layout = LayOut(data_);
    d_.respondents = CountRespondents(d_.layout, data_.respondents);
    for (const Question& question : data_.questions) d_.tallies.push_back(Count(d_.layout, question, data_.respondents));
    least_ = Least();
    DecideOn();
    Decision best = d_;
    int64_t most = Shown();
    for (int more = 0; more < kMoreCompanions && AddCompanions(); ++more) {
      DecideOn();
      if (const int64_t shown = Shown(); shown > most) most = shown, best = d_;
    }
    best.effort = d_.effort;
    ForgetWeights(best);  // only now is known what is shown of the table that they come from
    FreeSolver();
    return best;
  }

 private:
  void DecideOn() {
    d_.pattern = FindPattern(d_.layout, d_.respondents, least_, k_, d_.effort);
    d_.weighting = Weigh(data_, d_.layout, d_.pattern, d_.respondents);
    d_.views.clear();
    scenarios_.clear();
    PrepareSteps();
    PrepareScenarios();
    Descend();
  }

  // How many people's answers all tables of one dimension show, and a little for those of two.
  int64_t Shown() const {
    int64_t people = 0;
    for (size_t q = 0; q < withheld_.size(); ++q) {
      for (size_t g = 1; g < grids(); ++g) {
        const Grid& grid = d_.layout.grids[g];
        for (size_t cell = 0; cell < grid.size() && d_.views[q].published[g]; ++cell) {
          if (d_.pattern.hidden[g][cell] == 0) people += (grid.axes.size() == 1 ? 4 : 1) * d_.tallies[q].base[g][cell];
        }
      }
    }
    return people;
  }

  // Where the audit withheld the table of a dimension for many questions, one more category of it is hidden in all (and with it its pair): the smallest
  // by what is known of it outside, its headcount; of equals the last. False where that would not help, or take too long.
  bool AddCompanions() {
    if (Large()) return false;
    bool added = false;
    for (size_t g = 1; g < grids(); ++g) {
      const Grid& grid = d_.layout.grids[g];
      if (grid.axes.size() != 1 || !grid.declared || !HasHidden(g)) continue;
      size_t lost = 0;
      for (const std::vector<bool>& withheld : withheld_) lost += withheld[g];
      if (4 * lost <= withheld_.size() && !d_.pattern.dropped[g]) continue;
      size_t next = grid.size(), shown = 0;
      const std::vector<int64_t>& heads = d_.layout.axes[grid.axes[0]].headcounts;
      for (size_t cell = 0; cell < grid.size(); ++cell) {
        if (grid.missing[cell] != 0 || d_.pattern.hidden[g][cell] != 0) continue;
        ++shown;
        if (next == grid.size() || heads[cell] <= heads[next]) next = cell;
      }
      if (shown < 3) continue;
      least_[g][next] = 0;
      added = true;
    }
    return added;
  }

  size_t grids() const { return d_.layout.grids.size(); }

  // The fewest in each cell who answered, over the questions that at least four in five respondents answered. Others withhold tables instead.
  CellCounts Least() const {
    CellCounts least = d_.respondents;
    for (const Tally& tally : d_.tallies) {
      if (5 * tally.base[0][0] < 4 * d_.respondents[0][0]) continue;
      for (size_t g = 0; g < grids(); ++g) {
        for (size_t cell = 0; cell < least[g].size(); ++cell) least[g][cell] = std::min(least[g][cell], tally.base[g][cell]);
      }
    }
    return least;
  }

  void PrepareSteps() {
    unweighted_.assign(data_.questions.size(), false);
    withheld_.assign(data_.questions.size(), std::vector<bool>(grids(), false));
    bands_.assign(data_.questions.size(), std::vector<std::set<Margin>>(grids()));
    d_.views.resize(data_.questions.size());
    for (size_t q = 0; q < withheld_.size(); ++q) {
      const Tally& tally = d_.tallies[q];
      for (size_t g = 0; g < grids(); ++g) {
        bool enough = tally.base[0][0] >= k_;
        // What is hidden is hidden for all questions alike, so a question with too few people in a cell that others show withholds its table.
        for (size_t cell = 0; cell < d_.layout.grids[g].size(); ++cell) enough &= d_.pattern.hidden[g][cell] != 0 || tally.base[g][cell] >= k_;
        if (!enough) withheld_[q][g] = true;
      }
      Refresh(q);
    }
  }

  void Refresh(size_t q) {
    View& view = d_.views[q];
    view.published.assign(grids(), false);
    view.grain.clear();
    for (size_t g = 0; g < grids(); ++g) {
      view.published[g] = (g == 0 || (d_.layout.grids[g].declared && !d_.pattern.dropped[g])) && !withheld_[q][g];
      std::vector<Grain> grain(d_.layout.grids[g].size(), Grain::kFine);
      for (size_t cell = 0; cell < grain.size(); ++cell) {
        for (const size_t bounded : d_.pattern.bounds[g][cell]) {
          const bool bands = !withheld_[q][bounded] && bands_[q][bounded].count({g, cell}) != 0;
          grain[cell] = std::max(grain[cell], bands ? Grain::kCoarse : Grain::kBounded);
        }
      }
      view.grain.push_back(std::move(grain));
    }
    // A cell's figure follows from the cells that it is made of: those are shown in bands with it.
    for (const Line& line : d_.layout.lines) {
      for (size_t g = 1; g < grids(); ++g) {
        if (g == line.grid || withheld_[q][g] || bands_[q][g].count({line.margin_grid, line.margin_cell}) == 0) continue;
        if (d_.layout.grids[line.grid].axes.size() == 1) continue;  // bands of the total are for the segments' sake
        for (const size_t cell : line.cells) view.grain[line.grid][cell] = Grain::kCoarse;
      }
    }
    view.weighted = !d_.weighting.weights.empty() && view.published[0] && !unweighted_[q];
  }

  // Whether the base is the respondents: nothing of its own to follow.
  bool BaseOfAll(size_t q) const { return data_.questions[q].answered_by_all && d_.tallies[q].base == d_.respondents; }

  // Every question with a base of its own says how far it can follow each scenario; all go only as far as the one that follows least.
  void PrepareScenarios() {
    const Scenarios raw = FindScenarios(d_.layout, d_.pattern, d_.respondents, k_, d_.effort);
    std::vector<double> reach(raw.size(), 1);
    std::vector<Following> following(data_.questions.size());
    for (size_t q = 0; q < following.size(); ++q) {
      if (BaseOfAll(q)) {
        following[q] = {raw, std::vector<double>(raw.size(), 1)};
      } else {
        following[q] = Follow(d_.layout, d_.pattern, d_.respondents, raw, d_.tallies[q].base, d_.effort);
      }
      for (size_t i = 0; i < raw.size(); ++i) reach[i] = std::min(reach[i], following[q].reach[i]);
    }
    everyone_ = raw;
    Scale(reach, everyone_);
    for (size_t q = 0; q < following.size(); ++q) {
      std::vector<double> factor(raw.size(), 0);
      for (size_t i = 0; i < raw.size(); ++i) factor[i] = following[q].reach[i] > 0 ? reach[i] / following[q].reach[i] : 0;
      scenarios_.push_back(std::move(following[q].shift));
      Scale(factor, scenarios_.back());
    }
  }

  static void Scale(const std::vector<double>& factor, Scenarios& scenarios) {
    for (size_t i = 0; i < scenarios.size(); ++i) {
      for (double& shift : scenarios[i]) shift *= factor[i];
    }
  }

  std::vector<Child> ChildrenOf(size_t q) const {
    std::vector<Child> children;
    for (size_t c = q + 1; c < data_.questions.size(); ++c) {
      const auto& route = data_.questions[c].route;
      if (!route || route->question != q) continue;
      Child child{&data_.questions[c], &d_.tallies[c], &scenarios_[c], data_.questions[c].answered_by_all};
      bool follows = true;
      for (size_t g = 0; g < grids(); ++g) {
        for (size_t cell = 0; cell < d_.layout.grids[g].size(); ++cell) {
          int64_t sum = 0;
          for (const size_t a : route->answers) sum += d_.tallies[q].of(g, cell, a);
          follows &= d_.tallies[c].base[g][cell] <= sum;
          if (data_.questions[q].kind == QuestionKind::kSingle) child.exact = child.exact && d_.tallies[c].base[g][cell] == sum;
        }
      }
      if (follows) children.push_back(child);  // else answers came against the routing, and it tells nothing
    }
    return children;
  }

  Verdict AuditOf(size_t q) {
    const Subject subject{&d_.layout,     &d_.pattern,      k_,           &data_.questions[q],  &d_.tallies[q],
                          &scenarios_[q], ChildrenOf(q),    &d_.views[q], d_.weighting.grid,    d_.weighting.weights};
    return Audit(subject, d_.effort);
  }

  bool HasHidden(size_t g) const {
    const auto& hidden = d_.pattern.hidden[g];
    return std::any_of(hidden.begin(), hidden.end(), [](uint8_t is) { return is != 0; });
  }

  // The cells that bound a cell, one per dimension.
  std::vector<Margin> MarginsOf(size_t g, size_t cell) const {
    const Grid& grid = d_.layout.grids[g];
    if (grid.axes.size() == 1) return {{0, 0}};
    return {{grid.margins[0], cell / grid.columns}, {grid.margins[1], cell % grid.columns}};
  }

  bool MayHaveBands(size_t q, size_t g, const Margin& margin) const {
    const auto& [m, cell] = margin;
    if (!d_.views[q].published[m] || d_.pattern.hidden[m][cell] != 0 || bands_[q][g].count(margin) != 0) return false;
    if (EndPercent(Grain::kCoarse, d_.tallies[q].base[m][cell], k_) > (m == 0 ? kWidestBandOfTotal : kWidestBandOfSegment)) return false;
    // At most half of a table in bands for the sake of another.
    size_t before = 0;
    for (const Margin& other : bands_[q][g]) before += other.first == m;
    return m == 0 || 2 * (before + 1) <= d_.layout.grids[m].size();
  }

  // What is worth less than the table of a dimension goes first: the weighted topline, then tables of two dimensions that have it. True when something
  // went, or went just now.
  bool SpareFor(size_t q, size_t g) {
    if (d_.layout.grids[g].axes.size() != 1) return false;
    if (d_.views[q].weighted) {
      unweighted_[q] = true;
      return true;
    }
    bool went = false;
    for (size_t other = 1; other < grids(); ++other) {
      const Grid& grid = d_.layout.grids[other];
      if (grid.axes.size() != 2 || !d_.views[q].published[other]) continue;
      if (grid.axes[0] != d_.layout.grids[g].axes[0] && grid.axes[1] != d_.layout.grids[g].axes[0]) continue;
      withheld_[q][other] = true;
      went = true;
    }
    return went;
  }

  // One step for a broken cell. `fresh` are the margins that got bands since the last audit: they may serve this cell as well, so it waits.
  void StepDown(size_t q, size_t g, size_t cell, std::set<std::pair<size_t, Margin>>& fresh) {
    ++d_.effort.rejected;
    if (withheld_[q][g] || SpareFor(q, g)) return;
    const Margin* best = nullptr;
    const std::vector<Margin> margins = MarginsOf(g, cell);
    const auto people = [&](const Margin& margin) { return d_.tallies[q].base[margin.first][margin.second]; };
    for (const Margin& margin : margins) {
      if (fresh.count({g, margin}) != 0) return;
      if (MayHaveBands(q, g, margin) && (best == nullptr || people(margin) < people(*best))) best = &margin;
    }
    if (best != nullptr) {
      bands_[q][g].insert(*best);
      fresh.emplace(g, *best);
    } else {
      withheld_[q][g] = true;
    }
  }

  bool Large() const { return d_.layout.cells * data_.questions.size() > kLargeSurvey; }

  // A large table of two dimensions that each of the first questions had to withhold would be tried in vain for the others.
  void DropHopeless() {
    for (size_t g = 1; g < grids(); ++g) {
      if (d_.layout.grids[g].axes.size() != 2 || d_.pattern.dropped[g]) continue;
      bool hopeless = true;
      for (size_t q = 0; q < kQuestionsThatTell; ++q) hopeless = hopeless && withheld_[q][g];
      if (hopeless) Drop(d_.layout, g, d_.pattern);
    }
    RefreshAll();
  }

  // Audits the questions that changed, until none is broken.
  void AuditAll(std::vector<bool>& changed, std::vector<std::vector<double>>& reach) {
    for (size_t q = 0; q < changed.size(); ++q) {
      for (int round = 0; changed[q]; ++round) {
        if (round > kMaxRounds) WithholdHidden(q);
        const Verdict verdict = AuditOf(q);
        changed[q] = false;
        std::set<std::pair<size_t, Margin>> fresh;
        for (const auto& [g, cell] : verdict.broken) {
          if (round >= (Large() ? 1 : kSpareRounds + kBandRounds)) withheld_[q][g] = true;
          StepDown(q, g, cell, fresh);
          changed[q] = true;
        }
        reach[q] = verdict.reach;
        if (changed[q]) Refresh(q);
      }
      if (Large() && q + 1 == kQuestionsThatTell) DropHopeless();
    }
  }

  void WithholdHidden(size_t q) {
    for (size_t g = 1; g < grids(); ++g) {
      if (HasHidden(g)) withheld_[q][g] = true;
    }
    Refresh(q);
  }

  // Grids whose hidden bases some question's own figures pin down. They go, for all questions.
  bool DropPinned() {
    bool dropped = false;
    for (size_t q = 0; q <= scenarios_.size(); ++q) {
      const bool all = q == scenarios_.size();
      const std::vector<bool> span =
          BasesSpan(d_.layout, d_.pattern, all ? everyone_ : scenarios_[q], all ? d_.respondents : d_.tallies[q].base, k_);
      const std::vector<bool> fine = all ? NoneSingled(d_.layout, d_.pattern, everyone_, d_.respondents, k_) : std::vector<bool>(grids(), true);
      for (size_t g = 1; g < grids(); ++g) {
        if ((span[g] && fine[g]) || d_.pattern.dropped[g]) continue;
        if (all) {
          Drop(d_.layout, g, d_.pattern);
          dropped = true;
        } else if (!withheld_[q][g]) {
          withheld_[q][g] = true;
          Refresh(q);
          dropped = true;
        }
      }
    }
    return dropped;
  }

  void Descend() {
    std::vector<std::vector<double>> reach(withheld_.size());
    DropPinned();
    RefreshAll();
    for (int round = 0;; ++round) {
      if (round > kMaxRounds) {
        for (size_t q = 0; q < withheld_.size(); ++q) WithholdHidden(q);
        return;
      }
      std::vector<bool> changed(withheld_.size(), true);
      AuditAll(changed, reach);
      std::vector<double> least(everyone_.size(), 1);
      for (const std::vector<double>& of_question : reach) {
        for (size_t i = 0; i < least.size(); ++i) least[i] = std::min(least[i], of_question[i]);
      }
      if (std::all_of(least.begin(), least.end(), [](double r) { return r >= 1; })) return;
      Scale(least, everyone_);
      for (Scenarios& scenarios : scenarios_) Scale(least, scenarios);
      if (DropPinned()) RefreshAll();
    }
  }

  void RefreshAll() {
    for (size_t q = 0; q < withheld_.size(); ++q) Refresh(q);
  }

  const SurveyData& data_;
  const int k_;
  Decision d_;
  CellCounts least_;                                   // decides which cells are hidden first
  std::vector<bool> unweighted_;                       // by question
  std::vector<std::vector<bool>> withheld_;            // by question, by grid
  std::vector<std::vector<std::set<Margin>>> bands_;   // by question, by grid: what is shown in bands for its sake
  Scenarios everyone_;
  std::vector<Scenarios> scenarios_;  // by question
};

}  // namespace

Decision Decide(const SurveyData& data) { return Ladder(data).Run(); }

}  // namespace frontline::survey::disclosure
