#include "tests/attack/inequalities.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "tests/attack/knowledge.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Cell;
using survey::disclosure::CellState;
using survey::disclosure::Question;
using survey::disclosure::QuestionKind;
using survey::disclosure::Share;
using survey::disclosure::Table;
using survey::disclosure::TableState;

}  // namespace

Layer Inequalities::AddLayer(const std::function<double(size_t)>& of, double low, double high) {
  Layer layer;
  for (const Grid& grid : grids_) {
    std::vector<double> truth(grid.cells, 0);
    for (size_t i = 0; i < data_.respondents; ++i) truth[grid.cell_of[i]] += of(i);
    layer.emplace_back();
    for (size_t cell = 0; cell < grid.cells; ++cell) layer.back().push_back(polytope_.AddColumn(low, high, truth[cell]));
  }
  for (const Line& line : grids_.lines()) {
    Polytope::Terms terms = {{layer[line.margin][line.margin_cell], -1}};
    for (const size_t cell : line.cells) terms.emplace_back(layer[line.grid][cell], 1);
    polytope_.AddRow(std::move(terms), 0, 0);
  }
  return layer;
}

Layer Inequalities::AddRespondents(const std::vector<ExactTotal>& totals) {
  Layer people = AddLayer([](size_t) { return 1; }, 0, static_cast<double>(data_.respondents));
  grids_.ForEachCell([&](size_t g, size_t cell) {
    const Grid& grid = grids_[g];
    const double truth = static_cast<double>(grid.people[cell]);
    if (grid.published && grid.sight[cell] == Sight::kShown) polytope_.Narrow(people[g][cell], truth, truth);
    for (size_t side = 0; side < grid.dimensions.size(); ++side) {
      const size_t category = grid.CategoryAt(cell, side), d = grid.dimensions[side];
      if (category >= grids_.Categories(d)) continue;
      int64_t heads = 0;
      bool known = (effort_.unused & kHeadcounts) == 0;
      for (const size_t v : release_.dimensions[d].categories[category].values) {
        known &= data_.dimensions[d].headcounts[v] > 0;
        heads += data_.dimensions[d].headcounts[v];
      }
      // Headcounts are of another day: where more responded he is misled, which helps nobody else.
      if (known && static_cast<double>(heads) >= truth) polytope_.Narrow(people[g][cell], 0, static_cast<double>(heads));
    }
  });
  for (const ExactTotal& total : totals) {
    Polytope::Terms terms;
    double sum = 0;
    const size_t g = grids_.OfBreakdown(total.breakdown);
    const Table& table = PublishedTable(total.breakdown);
    for (const size_t at : total.cells) {
      const size_t cell = grids_[g].CellAt(data_.breakdowns[total.breakdown].dimensions, table.cells[at].categories);
      terms.emplace_back(people[g][cell], 1);
      sum += static_cast<double>(grids_[g].people[cell]);
    }
    polytope_.AddRow(std::move(terms), sum, sum);
  }
  return people;
}

const Table& Inequalities::PublishedTable(size_t breakdown) const {
  for (const auto& question : release_.questions) {
    if (question.tables[breakdown].state == TableState::kPublished) return question.tables[breakdown];
  }
  return release_.questions[0].tables[breakdown];
}

Layers Inequalities::AddQuestion(size_t q, const Layer& people) {
  const Question& question = data_.questions[q];
  const double most = static_cast<double>(data_.respondents);
  const bool everyone = question.answered_by_all && !question.route;
  Layers layers;
  layers.base = everyone ? people : AddLayer([&](size_t i) { return Answered(question, i); }, 0, most);
  for (size_t a = 0; a < question.answers.size(); ++a) {
    layers.answers.push_back(AddLayer(
        [&](size_t i) {
          if (!Answered(question, i)) return false;
          return question.kind == QuestionKind::kSingle ? question.single[i] == a : (question.multiple[i] >> a & 1) != 0;
        },
        0, most));
  }
  if (!question.numbers.empty()) {
    const auto number = [&](size_t i) { return Answered(question, i) ? static_cast<double>(question.numbers[i]) / 1000 : 0; };
    layers.numbers = AddLayer(number, -HUGE_VAL, HUGE_VAL);
  }
  grids_.ForEachCell([&](size_t g, size_t cell) {
    if (!everyone) polytope_.AddRow({{layers.base[g][cell], 1}, {people[g][cell], -1}}, -HUGE_VAL, 0);
    Polytope::Terms sum = {{layers.base[g][cell], -1}};
    for (const Layer& answer : layers.answers) {
      if (question.kind == QuestionKind::kMultiple) polytope_.AddRow({{answer[g][cell], 1}, {layers.base[g][cell], -1}}, -HUGE_VAL, 0);
      sum.emplace_back(answer[g][cell], 1);
    }
    if (question.kind == QuestionKind::kSingle) polytope_.AddRow(std::move(sum), 0, 0);
    if (layers.numbers) {
      Polytope::Terms least = {{(*layers.numbers)[g][cell], 1}}, greatest = least;
      for (size_t a = 0; a < question.answers.size(); ++a) {
        least.emplace_back(layers.answers[a][g][cell], -static_cast<double>(*question.answers[a].lower_milli) / 1000);
        greatest.emplace_back(layers.answers[a][g][cell], -static_cast<double>(*question.answers[a].upper_milli) / 1000);
      }
      polytope_.AddRow(std::move(least), 0, HUGE_VAL);
      polytope_.AddRow(std::move(greatest), -HUGE_VAL, 0);
    }
  });
  grids_.ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
    for (const Cell& cell : table.cells) {
      if (cell.state == CellState::kPublished) AddFigures(question, layers, g, grids_[g].CellAt(dimensions, cell.categories), cell);
    }
  });
  return layers;
}

void Inequalities::AddFigures(const Question& question, const Layers& layers, size_t g, size_t at, const Cell& cell) {
  const double base = static_cast<double>(cell.base);
  polytope_.Narrow(layers.base[g][at], base, base);
  for (size_t a = 0; a < cell.answers.size(); ++a) {
    const Counts counts = CountsOf(cell.answers[a].share, cell.base);
    polytope_.Narrow(layers.answers[a][g][at], static_cast<double>(counts.low), static_cast<double>(counts.high));
  }
  const std::array<std::optional<Share>, 3> poles = {cell.negative, cell.neutral, cell.positive};
  for (int polarity = -1; polarity <= 1; ++polarity) {
    const std::optional<Share>& share = poles[static_cast<size_t>(polarity + 1)];
    if (!share || (effort_.unused & kPolarity) != 0) continue;
    Polytope::Terms terms;
    for (size_t a = 0; a < question.answers.size(); ++a) {
      if (question.answers[a].polarity == polarity) terms.emplace_back(layers.answers[a][g][at], 1);
    }
    const Counts counts = CountsOf(*share, cell.base);
    if (!terms.empty()) polytope_.AddRow(std::move(terms), static_cast<double>(counts.low), static_cast<double>(counts.high));
  }
  if (!cell.mean_tenths || (effort_.unused & kMeans) != 0) return;
  const double low = (static_cast<double>(*cell.mean_tenths) - 0.5) / 10, high = (static_cast<double>(*cell.mean_tenths) + 0.5) / 10;
  if (layers.numbers) {
    polytope_.Narrow((*layers.numbers)[g][at], low * base - 1e-6, high * base + 1e-6);
    return;
  }
  Polytope::Terms above, below, scored;
  for (size_t a = 0; a < question.answers.size(); ++a) {
    if (!question.answers[a].score_milli) continue;
    const double score = static_cast<double>(*question.answers[a].score_milli) / 1000;
    above.emplace_back(layers.answers[a][g][at], score - low);
    below.emplace_back(layers.answers[a][g][at], score - high);
    scored.emplace_back(layers.answers[a][g][at], 1);
  }
  polytope_.AddRow(std::move(above), 0, HUGE_VAL);
  polytope_.AddRow(std::move(below), -HUGE_VAL, 0);
  polytope_.AddRow(std::move(scored), data_.threshold, HUGE_VAL);
}

void Inequalities::AddRoute(size_t q, const Layers& child, const Layers& parent) {
  const Question& question = data_.questions[q];
  if ((effort_.unused & kRoutes) != 0) return;
  const bool single = data_.questions[question.route->question].kind == QuestionKind::kSingle;
  grids_.ForEachCell([&](size_t g, size_t cell) {
    Polytope::Terms terms = {{child.base[g][cell], 1}};
    for (const size_t a : question.route->answers) {
      terms.emplace_back(parent.answers[a][g][cell], -1);
      if (question.answered_by_all && !single) polytope_.AddRow({{child.base[g][cell], 1}, {parent.answers[a][g][cell], -1}}, 0, HUGE_VAL);
    }
    polytope_.AddRow(std::move(terms), question.answered_by_all && single ? 0 : -HUGE_VAL, 0);
  });
}

void Inequalities::AddQuestionnaire(size_t q, const std::map<size_t, Layers>& layers) {
  const Questionnaire& read = effort_.questionnaire;
  if (read.least.empty() || (effort_.unused & kQuestionnaire) != 0) return;
  const Layers& own = layers.at(q);
  grids_.ForEachCell([&](size_t g, size_t cell) {
    if (data_.questions[q].kind == QuestionKind::kMultiple) {
      Polytope::Terms least = {{own.base[g][cell], -read.least[q]}}, most = {{own.base[g][cell], -read.most[q]}};
      for (const Layer& answer : own.answers) least.emplace_back(answer[g][cell], 1), most.emplace_back(answer[g][cell], 1);
      polytope_.AddRow(std::move(least), 0, HUGE_VAL);
      polytope_.AddRow(std::move(most), -HUGE_VAL, 0);
    }
    for (const auto& [first, top] : read.ranks) {
      const auto other = layers.find(first);
      if (top != q || other == layers.end()) continue;
      if (own.base[g][cell] != other->second.base[g][cell]) polytope_.AddRow({{own.base[g][cell], 1}, {other->second.base[g][cell], -1}}, 0, 0);
      for (size_t a = 0; a < own.answers.size(); ++a) {
        polytope_.AddRow({{own.answers[a][g][cell], 1}, {other->second.answers[a][g][cell], -1}}, 0, HUGE_VAL);
      }
    }
  });
}

void Inequalities::AddWeighted(size_t q, const Layers& layers) {
  const auto& weighted = release_.questions[q].weighted;
  if (!weighted || data_.weighting.size() != 1 || (effort_.unused & kWeights) != 0) return;
  const size_t d = data_.weighting[0];
  const std::optional<size_t> found = grids_.Find({d});
  if (!found || !grids_[*found].published) return;
  const size_t g = *found;
  const Grid& grid = grids_[g];
  double hidden_heads = 0, hidden_people = 0, population = 0, kept = 0;
  std::vector<double> heads(grid.cells, 0), weight(grid.cells, 1);
  for (size_t c = 0; c < grids_.Categories(d); ++c) {
    for (const size_t v : release_.dimensions[d].categories[c].values) heads[c] += static_cast<double>(data_.dimensions[d].headcounts[v]);
    population += heads[c];
  }
  for (size_t c = 0; c < grid.cells; ++c) {
    if (grid.sight[c] != Sight::kShown) hidden_heads += heads[c], hidden_people += static_cast<double>(grid.people[c]);
  }
  if (hidden_heads == 0) kept = hidden_people;
  const double scale = (static_cast<double>(data_.respondents) - kept) / population;
  for (size_t c = 0; c < grid.cells; ++c) {
    const bool shown = grid.sight[c] == Sight::kShown;
    const double people = shown ? static_cast<double>(grid.people[c]) : hidden_people;
    if (shown || hidden_heads > 0) weight[c] = people > 0 ? (shown ? heads[c] : hidden_heads) * scale / people : 0;
  }
  for (size_t a = 0; a < weighted->shares.size(); ++a) {
    const Part part = PartOf(weighted->shares[a]);
    Polytope::Terms above, below;
    for (size_t c = 0; c < grid.cells; ++c) {
      above.emplace_back(layers.answers[a][g][c], weight[c]), above.emplace_back(layers.base[g][c], -weight[c] * (part.low - 1e-6));
      below.emplace_back(layers.answers[a][g][c], weight[c]), below.emplace_back(layers.base[g][c], -weight[c] * (part.high + 1e-6));
    }
    polytope_.AddRow(std::move(above), 0, HUGE_VAL);
    polytope_.AddRow(std::move(below), -HUGE_VAL, 0);
  }
}

}  // namespace frontline::attack
