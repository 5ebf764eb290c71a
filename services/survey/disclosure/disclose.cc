#include <algorithm>
#include <utility>

#include "services/survey/disclosure/ladder.h"
#include "services/survey/disclosure/raking.h"
#include "services/survey/disclosure/release.h"
#include "services/survey/disclosure/wilson.h"

namespace frontline::survey::disclosure {
namespace {

class Publisher {
 public:
  Publisher(const SurveyData& data, const Decision& decision) : data_(data), d_(decision), k_(data.threshold) {}

  Release Run() {
    Release release;
    release.threshold = k_;
    release.analysed = static_cast<int64_t>(data_.respondents);
    release.received = std::max(data_.received, release.analysed);
    for (const Axis& axis : d_.layout.axes) release.dimensions.push_back({axis.categories});
    for (size_t q = 0; q < data_.questions.size(); ++q) release.questions.push_back(QuestionOf(q, release.loss));
    release.weighting = d_.weighting.state;
    release.effort = d_.effort;
    return release;
  }

 private:
  QuestionRelease QuestionOf(size_t q, Loss& loss) const {
    QuestionRelease out;
    if (d_.views[q].published[0]) out.total = {TableState::kPublished, {CellOf(q, 0, 0, {})}};
    for (size_t b = 0; b < data_.breakdowns.size(); ++b) {
      out.tables.push_back(TableOf(q, d_.layout.grid_of_breakdown[b], d_.layout.transposed[b]));
      Lose(q, d_.layout.grid_of_breakdown[b], out.tables.back(), loss);
    }
    if (d_.views[q].weighted) out.weighted = Weighted(q);
    return out;
  }

  Table TableOf(size_t q, size_t g, bool transposed) const {
    Table table;
    if (!d_.views[q].published[g]) return table;
    table.state = TableState::kPublished;
    const Grid& grid = d_.layout.grids[g];
    const size_t rows = d_.layout.axes[grid.axes[0]].categories.size();
    const size_t columns = grid.axes.size() == 2 ? d_.layout.axes[grid.axes[1]].categories.size() : 1;
    for (size_t i = 0; i < rows * columns; ++i) {
      const size_t row = transposed ? i % rows : i / columns, column = transposed ? i / rows : i % columns;
      std::vector<size_t> categories = {row};
      if (grid.axes.size() == 2) categories = transposed ? std::vector<size_t>{column, row} : std::vector<size_t>{row, column};
      table.cells.push_back(CellOf(q, g, row * grid.columns + column, std::move(categories)));
    }
    return table;
  }

  Cell CellOf(size_t q, size_t g, size_t at, std::vector<size_t> categories) const {
    const Question& question = data_.questions[q];
    const Tally& tally = d_.tallies[q];
    Cell cell;
    cell.categories = std::move(categories);
    if (d_.pattern.hidden[g][at] != 0) return cell;
    cell.state = CellState::kPublished;
    cell.base = tally.base[g][at];
    const Grain grain = d_.views[q].grain[g][at];
    for (size_t a = 0; a < tally.answers; ++a) {
      const Share share = ShareOf(grain, tally.of(g, at, a), cell.base, k_);
      cell.answers.push_back({share, WilsonInterval(share, cell.base)});
    }
    if (ShowsPolarity(question, grain)) {
      const auto share = [&](int polarity) { return ShareOf(grain, PolarityCount(question, tally, g, at, polarity), cell.base, k_); };
      cell.positive = share(1), cell.neutral = share(0), cell.negative = share(-1);
    }
    if (ShowsMean(question, tally, g, at, grain, k_)) {
      const Score score = ScoreOf(question, tally, g, at);
      cell.mean_tenths = MeanTenths(score.sum_milli, score.base);
    }
    if (!question.route) cell.response_rate = ResponseRate(g, at);
    return cell;
  }

  std::optional<int> ResponseRate(size_t g, size_t at) const {
    int64_t heads = -1;
    const Grid& grid = d_.layout.grids[g];
    if (grid.axes.size() == 1) heads = d_.layout.axes[grid.axes[0]].headcounts[at];
    for (size_t a = 0; a < d_.layout.axes.size() && grid.axes.empty() && heads < 0; ++a) {
      const auto& by_category = d_.layout.axes[a].headcounts;
      if (std::any_of(by_category.begin(), by_category.end(), [](int64_t n) { return n < 0; })) continue;
      heads = 0;
      for (const int64_t n : by_category) heads += n;
    }
    if (heads <= 0) return std::nullopt;
    return std::min(100, WholePercent(d_.respondents[g][at], heads));
  }

  WeightedTopline Weighted(size_t q) const {
    WeightedTopline out;
    const Tally& tally = d_.tallies[q];
    const size_t g = d_.weighting.grid;
    const double base = WeightedBase(d_.weighting.weights, tally, g);
    for (size_t a = 0; a < tally.answers; ++a) {
      out.shares.push_back(WeightedShare(WeightedCount(d_.weighting.weights, tally, g, a), base, tally.base[0][0], k_));
    }
    out.design_effect_tenths = DesignEffectTenths(d_.weighting.weights, tally.base[g]);
    return out;
  }

  void Lose(size_t q, size_t g, const Table& table, Loss& loss) const {
    const Grid& grid = d_.layout.grids[g];
    ++loss.tables;
    loss.withheld_tables += table.state == TableState::kWithheld;
    for (size_t at = 0; at < grid.size(); ++at) {
      if (grid.missing[at] != 0) continue;
      const int64_t people = d_.tallies[q].base[g][at];
      ++loss.cells;
      loss.people += people;
      if (table.state == TableState::kWithheld) {
        loss.withheld_people += people;
      } else if (d_.pattern.hidden[g][at] != 0) {
        ++loss.suppressed_cells;
        loss.suppressed_people += people;
      }
    }
    for (const Cell& cell : table.cells) {
      loss.coarse_cells += std::any_of(cell.answers.begin(), cell.answers.end(), [](const AnswerFigure& figure) {
        const Share& share = figure.share;
        return share.form == Share::Form::kBetween || (share.form == Share::Form::kAtMost && share.percent > 5) ||
               (share.form == Share::Form::kAtLeast && share.percent < 95);
      });
    }
  }

  const SurveyData& data_;
  const Decision& d_;
  const int k_;
};

}  // namespace

absl::StatusOr<Release> Disclose(const SurveyData& data) {
  if (absl::Status status = CheckSurveyData(data); !status.ok()) return status;
  const Decision decision = Decide(data);
  return Publisher(data, decision).Run();
}

}  // namespace frontline::survey::disclosure
