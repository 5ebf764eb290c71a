#include "tests/attack/replay.h"

#include <algorithm>
#include <functional>
#include <map>

#include "absl/strings/str_cat.h"
#include "services/survey/disclosure/release.h"
#include "tests/attack/random_survey.h"

namespace frontline::attack {
namespace {

using survey::disclosure::CellState;
using survey::disclosure::Disclose;
using survey::disclosure::kNoValue;
using survey::disclosure::Question;
using survey::disclosure::QuestionKind;
using survey::disclosure::Release;
using survey::disclosure::SurveyData;
using survey::disclosure::TableState;

constexpr int64_t kMostWorlds = 4000;

// People by combination of values; a value past the last is none.
using World = std::vector<int64_t>;

class Listing {
 public:
  explicit Listing(const SurveyData& data) : data_(data) {
    for (const auto& dimension : data.dimensions) sizes_.push_back(dimension.headcounts.size() + 1);
    truth_.assign(sizes_[0] * Columns(), 0);
    for (size_t i = 0; i < data.respondents; ++i) ++truth_[At(i)];
  }

  Replay Run() {
    Replay replay;
    const std::vector<int64_t> sight = Sight(truth_);
    if (sight.size() < 3) return replay;
    const std::vector<size_t> seen(sight.begin() + 2, sight.end());
    // What moves between worlds: cells that are hidden, in such a way that all that is shown stays.
    std::vector<size_t> hidden;
    for (size_t cell = 0; cell < truth_.size(); ++cell) {
      const bool none = cell / Columns() == sizes_[0] - 1 || (sizes_.size() > 1 && cell % Columns() == Columns() - 1);
      if (none ? truth_[cell] > 0 : std::find(seen.begin(), seen.end(), cell) != seen.end()) hidden.push_back(cell);
    }
    std::vector<World> worlds;
    if (!List(hidden, worlds)) return replay;
    replay.listed = true;
    std::map<size_t, std::pair<int64_t, int64_t>> range;
    std::map<size_t, bool> small, large, large_by_sums;
    std::map<size_t, std::pair<int64_t, int64_t>> by_sums;  // what the sums alone leave, before the algorithm is replayed: the other attack's business
    for (const World& world : worlds) {
      ++replay.worlds;
      for (const size_t cell : seen) {
        const auto [it, fresh] = by_sums.emplace(cell, std::make_pair(world[cell], world[cell]));
        it->second = {std::min(it->second.first, world[cell]), std::max(it->second.second, world[cell])};
        if (world[cell] >= data_.threshold) large_by_sums[cell] = true;
      }
      if (Sight(world) != sight) continue;
      ++replay.fitting;
      for (const size_t cell : seen) {
        const auto [it, fresh] = range.emplace(cell, std::make_pair(world[cell], world[cell]));
        it->second = {std::min(it->second.first, world[cell]), std::max(it->second.second, world[cell])};
        (world[cell] < data_.threshold ? small : large)[cell] = true;
      }
    }
    for (const auto& [cell, bounds] : range) {
      const std::string what = absl::StrCat("cell ", cell, " is in [", bounds.first, ", ", bounds.second, "], truth ", truth_[cell]);
      // The worlds here keep the sums of lines that no table shows too: only what replaying takes away from them counts.
      const bool wide = by_sums[cell].second - by_sums[cell].first >= data_.threshold;
      if (wide && bounds.second - bounds.first < data_.threshold) replay.leaks.push_back(what);
      else if (large_by_sums[cell] && !large[cell]) replay.leaks.push_back(absl::StrCat(what, ": surely a primary"));
    }
    return replay;
  }

 private:
  size_t Columns() const { return sizes_.size() > 1 ? sizes_[1] : 1; }

  size_t At(size_t i) const {
    const auto of = [&](size_t d) {
      const uint16_t value = data_.segments[d][i];
      return value == kNoValue ? sizes_[d] - 1 : value;
    };
    return sizes_.size() > 1 ? of(0) * Columns() + of(1) : of(0);
  }

  int64_t Line(const World& world, size_t cell, size_t side) const {
    int64_t sum = 0;
    for (size_t other = 0; other < world.size(); ++other) {
      if ((side == 0 ? other / Columns() == cell / Columns() : other % Columns() == cell % Columns())) sum += world[other];
    }
    return sum;
  }

  // All worlds with the same sums. False when there are too many.
  bool List(const std::vector<size_t>& hidden, std::vector<World>& worlds) const {
    if (hidden.empty()) return false;
    int64_t steps = 0;
    World world = truth_;
    std::map<std::pair<size_t, size_t>, int64_t> left;  // by side and line
    const auto lines = [&](size_t cell) {
      std::vector<std::pair<size_t, size_t>> of;
      if (sizes_.size() == 1) return std::vector<std::pair<size_t, size_t>>{{1, 0}};
      of.emplace_back(0, cell / Columns());
      of.emplace_back(1, cell % Columns());
      return of;
    };
    std::map<std::pair<size_t, size_t>, size_t> last;
    for (size_t i = 0; i < hidden.size(); ++i) {
      for (const auto& line : lines(hidden[i])) left[line] += truth_[hidden[i]], last[line] = i;
    }
    const std::function<bool(size_t)> fill = [&](size_t i) {
      if (++steps > 50 * kMostWorlds) return false;
      if (i == hidden.size()) {
        worlds.push_back(world);
        return static_cast<int64_t>(worlds.size()) <= kMostWorlds;
      }
      int64_t low = 0, high = data_.respondents;
      for (const auto& line : lines(hidden[i])) {
        high = std::min(high, left[line]);
        if (last[line] == i) low = std::max(low, left[line]);
      }
      for (int64_t people = low; people <= high; ++people) {
        world[hidden[i]] = people;
        for (const auto& line : lines(hidden[i])) left[line] -= people;
        const bool go_on = fill(i + 1);
        for (const auto& line : lines(hidden[i])) left[line] += people;
        if (!go_on) return false;
      }
      return true;
    };
    return fill(0);
  }

  // What is seen of that world, beside the sums: the design effect of the weights, whether weighting converged, and the hidden cells (none when the table is
  // withheld).
  std::vector<int64_t> Sight(const World& world) const {
    SurveyData data = data_;
    for (auto& column : data.segments) column.clear();
    for (size_t cell = 0; cell < world.size(); ++cell) {
      for (int64_t i = 0; i < world[cell]; ++i) {
        const auto value = [&](size_t of, size_t d) { return of == sizes_[d] - 1 ? kNoValue : static_cast<uint16_t>(of); };
        data.segments[0].push_back(value(cell / Columns(), 0));
        if (sizes_.size() > 1) data.segments[1].push_back(value(cell % Columns(), 1));
      }
    }
    const auto release = Disclose(data);
    std::vector<int64_t> hidden;
    if (!release.ok()) return hidden;
    const auto& weighted = release->questions[0].weighted;
    hidden = {weighted ? weighted->design_effect_tenths : 0, static_cast<int64_t>(release->weighting)};
    const auto& table = release->questions[0].tables[0];
    if (table.state == TableState::kWithheld) return hidden;
    for (const auto& cell : table.cells) {
      if (cell.state == CellState::kSuppressed) hidden.push_back(Number(cell.categories));
    }
    return hidden;
  }

  int64_t Number(const std::vector<size_t>& categories) const {
    return static_cast<int64_t>(sizes_.size() > 1 ? categories[0] * Columns() + categories[1] : categories[0]);
  }

  const SurveyData& data_;
  std::vector<size_t> sizes_;
  World truth_;
};

}  // namespace

SurveyData SmallSurvey(uint64_t seed) {
  Random random(seed);
  SurveyData data;
  data.threshold = static_cast<int>(random.Chance(70) ? 5 : 10);
  const int64_t k = data.threshold;
  const size_t dimensions = random.Chance(60) ? 1 : 2;
  size_t cells = 1;
  for (size_t d = 0; d < dimensions; ++d) {
    survey::disclosure::Dimension dimension;
    dimension.headcounts.assign(static_cast<size_t>(random.Between(dimensions == 1 ? 3 : 2, dimensions == 1 ? 8 : 4)), 0);
    cells *= dimension.headcounts.size();
    data.dimensions.push_back(std::move(dimension));
  }
  data.segments.resize(dimensions);
  data.breakdowns.push_back({dimensions == 1 ? std::vector<size_t>{0} : std::vector<size_t>{0, 1}});
  for (size_t cell = 0; cell < cells; ++cell) {
    const int64_t sizes[] = {random.Between(0, k - 1), k - 1, k, random.Between(k, 2 * k), random.Between(k, 2 * k), random.Between(2 * k, 6 * k)};
    const int64_t people = sizes[random.Chance(20) ? random.Between(0, 1) : random.Between(2, 5)];
    const size_t columns = dimensions == 1 ? 1 : data.dimensions[1].headcounts.size();
    for (int64_t i = 0; i < people; ++i) {
      data.segments[0].push_back(static_cast<uint16_t>(cell / columns));
      if (dimensions == 2) data.segments[1].push_back(static_cast<uint16_t>(cell % columns));
    }
  }
  if (dimensions == 1 && random.Chance(25)) {
    for (int64_t i = random.Between(1, 3 * k); i > 0; --i) data.segments[0].push_back(kNoValue);
  }
  data.respondents = data.segments[0].size();
  data.received = static_cast<int64_t>(data.respondents);
  // Headcounts so large that they bound nothing and pool nothing, and weights that hang on every cell.
  if (dimensions == 2 && random.Chance(50)) {
    for (auto& dimension : data.dimensions) {
      for (auto& heads : dimension.headcounts) heads = random.Between(1000, 9000);
    }
    data.weighting = {0, 1};
  }
  Question question;
  question.code = "q";
  question.kind = QuestionKind::kSingle;
  question.answers.resize(1);
  question.answered_by_all = true;
  question.single.assign(data.respondents, 0);
  data.questions.push_back(std::move(question));
  return data;
}

Replay ReplayAttack(const SurveyData& data) { return Listing(data).Run(); }

}  // namespace frontline::attack
