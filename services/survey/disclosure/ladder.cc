#include "services/survey/disclosure/ladder.h"

#include <algorithm>

#include "services/survey/disclosure/program.h"

namespace frontline::survey::disclosure {
namespace {

// The widest bands that a cell may be shown in to save a table that it bounds, in per cent. At these bases chance moves a share as far.
constexpr int kWidestBandOfTotal = 5;
constexpr int kWidestBandOfSegment = 10;
// After so many rounds all that has hidden cells is withheld.
constexpr int kMaxRounds = 30;

class Ladder {
 public:
  explicit Ladder(const SurveyData& data) : data_(data), k_(data.threshold) {}

  Decision Run() {
    d_.layout = LayOut(data_);
    d_.respondents = CountRespondents(d_.layout, data_.respondents);
    for (const Question& question : data_.questions) d_.tallies.push_back(Count(d_.layout, question, data_.respondents));
    d_.pattern = FindPattern(d_.layout, d_.respondents, k_, d_.effort);
    d_.weighting = Weigh(data_, d_.layout, d_.pattern, d_.respondents);
    PrepareSteps();
    PrepareScenarios();
    Descend();
    FreeSolver();
    return std::move(d_);
  }

 private:
  size_t grids() const { return d_.layout.grids.size(); }

  void PrepareSteps() {
    steps_.assign(data_.questions.size(), std::vector<Step>(grids(), Step::kFine));
    d_.views.resize(data_.questions.size());
    for (size_t q = 0; q < steps_.size(); ++q) {
      const Tally& tally = d_.tallies[q];
      for (size_t g = 0; g < grids(); ++g) {
        bool enough = tally.base[0][0] >= k_;
        // What is hidden is hidden for all questions alike, so a question with too few people in a cell that others show withholds its table.
        for (size_t cell = 0; cell < d_.layout.grids[g].size(); ++cell) enough &= d_.pattern.hidden[g][cell] != 0 || tally.base[g][cell] >= k_;
        if (!enough) steps_[q][g] = Step::kWithheld;
      }
      Refresh(q);
    }
  }

  void Refresh(size_t q) {
    View& view = d_.views[q];
    view.published.assign(grids(), false);
    view.grain.clear();
    for (size_t g = 0; g < grids(); ++g) {
      view.published[g] = (g == 0 || (d_.layout.grids[g].declared && !d_.pattern.dropped[g])) && steps_[q][g] != Step::kWithheld;
      std::vector<Grain> grain(d_.layout.grids[g].size(), Grain::kFine);
      for (size_t cell = 0; cell < grain.size(); ++cell) {
        for (const size_t bounded : d_.pattern.bounds[g][cell]) {
          grain[cell] = std::max(grain[cell], steps_[q][bounded] == Step::kBands ? Grain::kCoarse : Grain::kBounded);
        }
      }
      view.grain.push_back(std::move(grain));
    }
    view.weighted = !d_.weighting.weights.empty() && view.published[0];
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

  // Bands of what bounds the grid's hidden cells are worth trying only where they are narrow, and something of it is shown.
  bool BandsMayHelp(size_t q, size_t g) const {
    bool shown = false;
    for (size_t m = 0; m < grids(); ++m) {
      for (size_t cell = 0; cell < d_.layout.grids[m].size(); ++cell) {
        const auto& bounded = d_.pattern.bounds[m][cell];
        if (!d_.views[q].published[m] || d_.pattern.hidden[m][cell] != 0 || std::find(bounded.begin(), bounded.end(), g) == bounded.end()) continue;
        const int widest = m == 0 ? kWidestBandOfTotal : kWidestBandOfSegment;
        if (EndPercent(Grain::kCoarse, d_.tallies[q].base[m][cell], k_) > widest) return false;
        shown = true;
      }
    }
    return shown;
  }

  void StepDown(size_t q, size_t g) {
    ++d_.effort.rejected;
    steps_[q][g] = steps_[q][g] == Step::kFine && BandsMayHelp(q, g) ? Step::kBands : Step::kWithheld;
  }

  // Audits the questions that changed, until none is broken. True when any was.
  void AuditAll(std::vector<bool>& changed, std::vector<std::vector<double>>& reach) {
    for (size_t q = 0; q < changed.size(); ++q) {
      for (int round = 0; changed[q]; ++round) {
        if (round > kMaxRounds) WithholdHidden(q);
        const Verdict verdict = AuditOf(q);
        changed[q] = false;
        for (size_t g = 0; g < grids(); ++g) {
          if (!verdict.broken[g]) continue;
          StepDown(q, g);
          changed[q] = true;
        }
        reach[q] = verdict.reach;
        if (changed[q]) Refresh(q);
      }
    }
  }

  void WithholdHidden(size_t q) {
    for (size_t g = 1; g < grids(); ++g) {
      if (HasHidden(g)) steps_[q][g] = Step::kWithheld;
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
      for (size_t g = 1; g < grids(); ++g) {
        if (span[g] || d_.pattern.dropped[g]) continue;
        if (all) {
          Drop(d_.layout, g, d_.pattern);
          dropped = true;
        } else if (steps_[q][g] != Step::kWithheld) {
          steps_[q][g] = Step::kWithheld;
          Refresh(q);
          dropped = true;
        }
      }
    }
    return dropped;
  }

  void Descend() {
    std::vector<std::vector<double>> reach(steps_.size());
    DropPinned();
    RefreshAll();
    for (int round = 0;; ++round) {
      if (round > kMaxRounds) {
        for (size_t q = 0; q < steps_.size(); ++q) WithholdHidden(q);
        return;
      }
      std::vector<bool> changed(steps_.size(), true);
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
    for (size_t q = 0; q < steps_.size(); ++q) Refresh(q);
  }

  const SurveyData& data_;
  const int k_;
  Decision d_;
  std::vector<std::vector<Step>> steps_;  // by question, by grid
  Scenarios everyone_;
  std::vector<Scenarios> scenarios_;  // by question
};

}  // namespace

Decision Decide(const SurveyData& data) { return Ladder(data).Run(); }

}  // namespace frontline::survey::disclosure
