#include "tests/attack/attack.h"

#include <glpk.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tests/attack/knowledge.h"
#include "tests/attack/polytope.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Cell;
using survey::disclosure::CellState;
using survey::disclosure::kNoAnswer;
using survey::disclosure::kNoChoices;
using survey::disclosure::kNoValue;
using survey::disclosure::Question;
using survey::disclosure::QuestionKind;
using survey::disclosure::Release;
using survey::disclosure::Share;
using survey::disclosure::SurveyData;
using survey::disclosure::Table;
using survey::disclosure::TableState;

constexpr size_t kMaxThreeWay = 700;  // cells

enum class Sight : uint8_t { kHidden, kShown, kMissing };

// A table by up to three dimensions, with a category for people without a value where there are any.
struct Grid {
  std::vector<size_t> dimensions;  // ascending
  std::vector<size_t> sizes;
  size_t cells = 1;
  std::vector<Sight> sight;        // what is known of who responded; of margins that nobody publishes: hidden
  bool published = false;          // for at least one question
  std::vector<uint32_t> cell_of;   // by respondent
  std::vector<int64_t> people;     // by cell

  size_t CategoryAt(size_t cell, size_t side) const {
    for (size_t i = dimensions.size(); i-- > side + 1;) cell /= sizes[i];
    return cell % sizes[side];
  }
};

struct Line {
  size_t grid = 0, margin = 0, margin_cell = 0;
  std::vector<size_t> cells;
};

// One additive count: people who responded, who answered a question, who gave an answer; the sum of numbers.
using Layer = std::vector<std::vector<int>>;  // columns, by grid, by cell

class Attacker {
 public:
  Attacker(const SurveyData& data, const Release& release, const Effort& effort, const std::vector<ExactTotal>& totals)
      : data_(data), release_(release), effort_(effort), totals_(totals), k_(data.threshold) {}

  Findings Run() {
    MakeGrids();
    MakeLines();
    CheckForm();
    CountLoss();
    for (const std::vector<size_t>& part : Parts()) AttackTogether(part);
    out_.figures.surveys = 1;
    glp_free_env();
    return std::move(out_);
  }

 private:
  // ---- what is laid out ----
  size_t Categories(size_t d) const { return release_.dimensions[d].categories.size(); }

  bool HasMissing(size_t d) const {
    return std::any_of(data_.segments[d].begin(), data_.segments[d].end(), [](uint16_t value) { return value == kNoValue; });
  }

  size_t GridFor(std::vector<size_t> dimensions) {
    std::sort(dimensions.begin(), dimensions.end());
    const auto [it, fresh] = known_.emplace(dimensions, grids_.size());
    if (!fresh) return it->second;
    Grid grid;
    grid.dimensions = dimensions;
    for (const size_t d : dimensions) {
      grid.sizes.push_back(Categories(d) + (HasMissing(d) ? 1 : 0));
      grid.cells *= grid.sizes.back();
    }
    grid.cell_of.assign(data_.respondents, 0);
    for (size_t side = 0; side < dimensions.size(); ++side) {
      const size_t d = dimensions[side];
      std::vector<uint32_t> of(data_.dimensions[d].headcounts.size());
      for (size_t c = 0; c < Categories(d); ++c) {
        for (const size_t v : release_.dimensions[d].categories[c].values) of[v] = static_cast<uint32_t>(c);
      }
      for (size_t i = 0; i < data_.respondents; ++i) {
        const uint16_t value = data_.segments[d][i];
        const uint32_t category = value == kNoValue ? static_cast<uint32_t>(Categories(d)) : of[value];
        grid.cell_of[i] = grid.cell_of[i] * static_cast<uint32_t>(grid.sizes[side]) + category;
      }
    }
    grid.people.assign(grid.cells, 0);
    for (const uint32_t cell : grid.cell_of) ++grid.people[cell];
    grid.sight.assign(grid.cells, Sight::kHidden);
    grids_.push_back(std::move(grid));
    for (size_t cell = 0; cell < grids_.back().cells; ++cell) {
      for (size_t side = 0; side < dimensions.size(); ++side) {
        if (grids_.back().CategoryAt(cell, side) >= Categories(dimensions[side])) grids_.back().sight[cell] = Sight::kMissing;
      }
    }
    return it->second;
  }

  size_t CellAt(const Grid& grid, const std::vector<size_t>& dimensions, const std::vector<size_t>& categories) const {
    size_t at = 0;
    for (size_t side = 0; side < grid.dimensions.size(); ++side) {
      const size_t place = static_cast<size_t>(std::find(dimensions.begin(), dimensions.end(), grid.dimensions[side]) - dimensions.begin());
      at = at * grid.sizes[side] + categories[place];
    }
    return at;
  }

  // Where each cell of each question's table lies.
  template <typename Visit>
  void ForEachTable(size_t q, Visit visit) const {
    visit(0, std::vector<size_t>{}, release_.questions[q].total);
    for (size_t b = 0; b < data_.breakdowns.size(); ++b) visit(grid_of_[b], data_.breakdowns[b].dimensions, release_.questions[q].tables[b]);
  }

  void MakeGrids() {
    GridFor({});
    grids_[0].sight[0] = Sight::kShown;
    grids_[0].published = true;  // the number of responses is
    for (const auto& breakdown : data_.breakdowns) {
      for (const size_t d : breakdown.dimensions) GridFor({d});
      grid_of_.push_back(GridFor(breakdown.dimensions));
    }
    for (size_t q = 0; q < data_.questions.size(); ++q) {
      ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
        if (table.state == TableState::kWithheld) return;
        grids_[g].published = true;
        for (const Cell& cell : table.cells) {
          if (cell.state == CellState::kPublished) grids_[g].sight[CellAt(grids_[g], dimensions, cell.categories)] = Sight::kShown;
        }
      });
    }
    if ((effort_.unused & kThreeWay) == 0) AddTriangles();
  }

  // Three linked tables are margins of one table of people.
  void AddTriangles() {
    const size_t d = data_.dimensions.size();
    for (size_t a = 0; a < d; ++a) {
      for (size_t b = a + 1; b < d; ++b) {
        for (size_t c = b + 1; c < d; ++c) {
          const auto published = [&](size_t x, size_t y) {
            const auto it = known_.find({x, y});
            return it != known_.end() && grids_[it->second].published;
          };
          const size_t cells = (Categories(a) + 1) * (Categories(b) + 1) * (Categories(c) + 1);
          if (published(a, b) && published(b, c) && published(a, c) && cells <= kMaxThreeWay) GridFor({a, b, c});
        }
      }
    }
  }

  void MakeLines() {
    for (size_t g = 0; g < grids_.size(); ++g) {
      const Grid& grid = grids_[g];
      for (size_t side = 0; side < grid.dimensions.size(); ++side) {
        std::vector<size_t> rest = grid.dimensions;
        rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(side));
        const auto it = known_.find(rest);
        if (it == known_.end()) continue;
        std::vector<Line> lines(grids_[it->second].cells);
        for (size_t cell = 0; cell < grid.cells; ++cell) {
          size_t at = 0;
          for (size_t other = 0; other < grid.dimensions.size(); ++other) {
            if (other != side) at = at * grid.sizes[other] + grid.CategoryAt(cell, other);
          }
          lines[at].cells.push_back(cell);
        }
        for (size_t at = 0; at < lines.size(); ++at) {
          lines[at].grid = g, lines[at].margin = it->second, lines[at].margin_cell = at;
          lines_.push_back(std::move(lines[at]));
        }
      }
    }
  }

  std::string NameOf(size_t g, size_t cell) const {
    std::string name;
    for (size_t side = 0; side < grids_[g].dimensions.size(); ++side) {
      absl::StrAppend(&name, side == 0 ? "" : " ", data_.dimensions[grids_[g].dimensions[side]].code, "=", grids_[g].CategoryAt(cell, side));
    }
    return name.empty() ? "everyone" : name;
  }

  // ---- what can be seen without any arithmetic ----
  void CheckForm() {
    for (size_t q = 0; q < data_.questions.size(); ++q) {
      ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
        if (table.state == TableState::kWithheld && !table.cells.empty()) Leak(q, "a withheld table has cells");
        for (const Cell& cell : table.cells) {
          Cell blank;
          blank.categories = cell.categories;
          if (cell.state == CellState::kSuppressed && !(cell == blank)) Leak(q, absl::StrCat("a suppressed cell says more than that it is: ", g));
          if (cell.state == CellState::kSuppressed) continue;
          const std::string name = NameOf(g, CellAt(grids_[g], dimensions, cell.categories));
          if (cell.base < k_) Leak(q, absl::StrCat(name, " is shown with a base of ", cell.base));
          for (const auto& figure : cell.answers) {
            if (!(IntervalOf(figure.share, cell.base) == figure.interval)) Leak(q, absl::StrCat(name, ": an interval that is not that of the share shown"));
          }
        }
      });
    }
  }

  void Leak(size_t q, const std::string& what) { out_.leaks.push_back(absl::StrCat(data_.questions[q].code, ": ", what)); }

  bool Answered(size_t q, size_t i) const {
    const Question& question = data_.questions[q];
    return question.kind == QuestionKind::kSingle ? question.single[i] != kNoAnswer : question.multiple[i] != kNoChoices;
  }

  void CountLoss() {
    Figures& f = out_.figures;
    for (size_t q = 0; q < data_.questions.size(); ++q) {
      for (size_t b = 0; b < data_.breakdowns.size(); ++b) {
        const Grid& grid = grids_[grid_of_[b]];
        const Table& table = release_.questions[q].tables[b];
        std::vector<int64_t> base(grid.cells, 0);
        for (size_t i = 0; i < data_.respondents; ++i) base[grid.cell_of[i]] += Answered(q, i);
        int64_t cells = 0, people = 0;
        bool small = false;
        for (size_t cell = 0; cell < grid.cells; ++cell) {
          if (grid.sight[cell] == Sight::kMissing) continue;
          ++cells, people += base[cell];
          small |= base[cell] > 0 && base[cell] < k_;
        }
        ++f.tables, f.cells += cells, f.people += people;
        if (small) ++f.naive_withheld_tables, f.naive_lost_cells += cells, f.naive_lost_people += people;
        if (table.state == TableState::kWithheld) ++f.withheld_tables, f.withheld_cells += cells, f.withheld_people += people;
        for (const Cell& cell : table.cells) {
          if (cell.state == CellState::kSuppressed) {
            ++f.suppressed_cells, f.suppressed_people += base[CellAt(grid, data_.breakdowns[b].dimensions, cell.categories)];
            continue;
          }
          f.coarse_cells += std::any_of(cell.answers.begin(), cell.answers.end(), [](const auto& figure) {
            return figure.share.form == Share::Form::kBetween;
          });
        }
      }
    }
  }

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

  // ---- the inequalities ----
  Layer AddLayer(Polytope& p, const std::function<double(size_t)>& of, double low, double high) {
    Layer layer;
    for (const Grid& grid : grids_) {
      std::vector<double> truth(grid.cells, 0);
      for (size_t i = 0; i < data_.respondents; ++i) truth[grid.cell_of[i]] += of(i);
      layer.emplace_back();
      for (size_t cell = 0; cell < grid.cells; ++cell) layer.back().push_back(p.AddColumn(low, high, truth[cell]));
    }
    for (const Line& line : lines_) {
      Polytope::Terms terms = {{layer[line.margin][line.margin_cell], -1}};
      for (const size_t cell : line.cells) terms.emplace_back(layer[line.grid][cell], 1);
      p.AddRow(std::move(terms), 0, 0);
    }
    return layer;
  }

  template <typename Visit>
  void ForEachCell(Visit visit) const {
    for (size_t g = 0; g < grids_.size(); ++g) {
      for (size_t cell = 0; cell < grids_[g].cells; ++cell) visit(g, cell);
    }
  }

  Layer AddRespondents(Polytope& p) {
    Layer people = AddLayer(p, [](size_t) { return 1; }, 0, static_cast<double>(data_.respondents));
    ForEachCell([&](size_t g, size_t cell) {
      const Grid& grid = grids_[g];
      const double truth = static_cast<double>(grid.people[cell]);
      if (grid.published && grid.sight[cell] == Sight::kShown) p.Narrow(people[g][cell], truth, truth);
      for (size_t side = 0; side < grid.dimensions.size(); ++side) {
        const size_t category = grid.CategoryAt(cell, side), d = grid.dimensions[side];
        if (category >= Categories(d)) continue;
        int64_t heads = 0;
        bool known = (effort_.unused & kHeadcounts) == 0;
        for (const size_t v : release_.dimensions[d].categories[category].values) {
          known &= data_.dimensions[d].headcounts[v] > 0;
          heads += data_.dimensions[d].headcounts[v];
        }
        // Headcounts are of another day: where more responded he is misled, which helps nobody else.
        if (known && static_cast<double>(heads) >= truth) p.Narrow(people[g][cell], 0, static_cast<double>(heads));
      }
    });
    for (const ExactTotal& total : totals_) {
      Polytope::Terms terms;
      double sum = 0;
      const size_t g = grid_of_[total.breakdown];
      const Table& table = PublishedTable(total.breakdown);
      for (const size_t at : total.cells) {
        const size_t cell = CellAt(grids_[g], data_.breakdowns[total.breakdown].dimensions, table.cells[at].categories);
        terms.emplace_back(people[g][cell], 1);
        sum += static_cast<double>(grids_[g].people[cell]);
      }
      p.AddRow(std::move(terms), sum, sum);
    }
    return people;
  }

  const Table& PublishedTable(size_t breakdown) const {
    for (const auto& question : release_.questions) {
      if (question.tables[breakdown].state == TableState::kPublished) return question.tables[breakdown];
    }
    return release_.questions[0].tables[breakdown];
  }

  struct Layers {
    Layer base;
    std::vector<Layer> answers;
    std::optional<Layer> numbers;
  };

  Layers AddQuestion(Polytope& p, size_t q, const Layer& people) {
    const Question& question = data_.questions[q];
    const double most = static_cast<double>(data_.respondents);
    const bool everyone = question.answered_by_all && !question.route;
    Layers layers;
    layers.base = everyone ? people : AddLayer(p, [&](size_t i) { return Answered(q, i); }, 0, most);
    for (size_t a = 0; a < question.answers.size(); ++a) {
      layers.answers.push_back(AddLayer(
          p,
          [&](size_t i) {
            if (!Answered(q, i)) return false;
            return question.kind == QuestionKind::kSingle ? question.single[i] == a : (question.multiple[i] >> a & 1) != 0;
          },
          0, most));
    }
    if (!question.numbers.empty()) {
      layers.numbers = AddLayer(p, [&](size_t i) { return Answered(q, i) ? static_cast<double>(question.numbers[i]) / 1000 : 0; }, -HUGE_VAL, HUGE_VAL);
    }
    ForEachCell([&](size_t g, size_t cell) {
      if (!everyone) p.AddRow({{layers.base[g][cell], 1}, {people[g][cell], -1}}, -HUGE_VAL, 0);
      Polytope::Terms sum = {{layers.base[g][cell], -1}};
      for (const Layer& answer : layers.answers) {
        if (question.kind == QuestionKind::kMultiple) p.AddRow({{answer[g][cell], 1}, {layers.base[g][cell], -1}}, -HUGE_VAL, 0);
        sum.emplace_back(answer[g][cell], 1);
      }
      if (question.kind == QuestionKind::kSingle) p.AddRow(std::move(sum), 0, 0);
      if (layers.numbers) {
        Polytope::Terms least = {{(*layers.numbers)[g][cell], 1}}, greatest = least;
        for (size_t a = 0; a < question.answers.size(); ++a) {
          least.emplace_back(layers.answers[a][g][cell], -static_cast<double>(*question.answers[a].lower_milli) / 1000);
          greatest.emplace_back(layers.answers[a][g][cell], -static_cast<double>(*question.answers[a].upper_milli) / 1000);
        }
        p.AddRow(std::move(least), 0, HUGE_VAL);
        p.AddRow(std::move(greatest), -HUGE_VAL, 0);
      }
    });
    ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
      for (const Cell& cell : table.cells) {
        if (cell.state == CellState::kPublished) AddFigures(p, question, layers, g, CellAt(grids_[g], dimensions, cell.categories), cell);
      }
    });
    return layers;
  }

  void AddFigures(Polytope& p, const Question& question, const Layers& layers, size_t g, size_t at, const Cell& cell) {
    const double base = static_cast<double>(cell.base);
    p.Narrow(layers.base[g][at], base, base);
    for (size_t a = 0; a < cell.answers.size(); ++a) {
      const Counts counts = CountsOf(cell.answers[a].share, cell.base);
      p.Narrow(layers.answers[a][g][at], static_cast<double>(counts.low), static_cast<double>(counts.high));
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
      if (!terms.empty()) p.AddRow(std::move(terms), static_cast<double>(counts.low), static_cast<double>(counts.high));
    }
    if (!cell.mean_tenths || (effort_.unused & kMeans) != 0) return;
    const double low = (static_cast<double>(*cell.mean_tenths) - 0.5) / 10, high = (static_cast<double>(*cell.mean_tenths) + 0.5) / 10;
    if (layers.numbers) {
      p.Narrow((*layers.numbers)[g][at], low * base - 1e-6, high * base + 1e-6);
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
    p.AddRow(std::move(above), 0, HUGE_VAL);
    p.AddRow(std::move(below), -HUGE_VAL, 0);
    p.AddRow(std::move(scored), k_, HUGE_VAL);
  }

  void AddRoute(Polytope& p, size_t q, const Layers& child, const Layers& parent) {
    const Question& question = data_.questions[q];
    if ((effort_.unused & kRoutes) != 0) return;
    const bool single = data_.questions[question.route->question].kind == QuestionKind::kSingle;
    ForEachCell([&](size_t g, size_t cell) {
      Polytope::Terms terms = {{child.base[g][cell], 1}};
      for (const size_t a : question.route->answers) {
        terms.emplace_back(parent.answers[a][g][cell], -1);
        if (question.answered_by_all && !single) p.AddRow({{child.base[g][cell], 1}, {parent.answers[a][g][cell], -1}}, 0, HUGE_VAL);
      }
      p.AddRow(std::move(terms), question.answered_by_all && single ? 0 : -HUGE_VAL, 0);
    });
  }

  // What can be read in the questionnaire: how many choices are ticked, and that who is first is among the first three.
  void AddQuestionnaire(Polytope& p, size_t q, const std::map<size_t, Layers>& layers) {
    const Questionnaire& read = effort_.questionnaire;
    if (read.least.empty() || (effort_.unused & kQuestionnaire) != 0) return;
    const Layers& own = layers.at(q);
    ForEachCell([&](size_t g, size_t cell) {
      if (data_.questions[q].kind == QuestionKind::kMultiple) {
        Polytope::Terms least = {{own.base[g][cell], -read.least[q]}}, most = {{own.base[g][cell], -read.most[q]}};
        for (const Layer& answer : own.answers) least.emplace_back(answer[g][cell], 1), most.emplace_back(answer[g][cell], 1);
        p.AddRow(std::move(least), 0, HUGE_VAL);
        p.AddRow(std::move(most), -HUGE_VAL, 0);
      }
      for (const auto& [first, top] : read.ranks) {
        const auto other = layers.find(first);
        if (top != q || other == layers.end()) continue;
        if (own.base[g][cell] != other->second.base[g][cell]) p.AddRow({{own.base[g][cell], 1}, {other->second.base[g][cell], -1}}, 0, 0);
        for (size_t a = 0; a < own.answers.size(); ++a) {
          p.AddRow({{own.answers[a][g][cell], 1}, {other->second.answers[a][g][cell], -1}}, 0, HUGE_VAL);
        }
      }
    });
  }

  // Weights of one dimension follow from what is published: the hidden categories are one class.
  void AddWeighted(Polytope& p, size_t q, const Layers& layers) {
    const auto& weighted = release_.questions[q].weighted;
    if (!weighted || data_.weighting.size() != 1 || (effort_.unused & kWeights) != 0) return;
    const size_t d = data_.weighting[0];
    const auto it = known_.find({d});
    if (it == known_.end() || !grids_[it->second].published) return;
    const size_t g = it->second;
    const Grid& grid = grids_[g];
    double hidden_heads = 0, hidden_people = 0, population = 0, kept = 0;
    std::vector<double> heads(grid.cells, 0), weight(grid.cells, 1);
    for (size_t c = 0; c < Categories(d); ++c) {
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
      p.AddRow(std::move(above), 0, HUGE_VAL);
      p.AddRow(std::move(below), -HUGE_VAL, 0);
    }
  }

  // ---- what follows ----
  void AttackTogether(const std::vector<size_t>& questions) {
    Polytope p;
    const Layer people = AddRespondents(p);
    std::map<size_t, Layers> layers;
    for (const size_t q : questions) {
      layers.emplace(q, AddQuestion(p, q, people));
      if (data_.questions[q].route && layers.count(data_.questions[q].route->question) != 0) AddRoute(p, q, layers.at(q), layers.at(data_.questions[q].route->question));
      AddWeighted(p, q, layers.at(q));
      AddQuestionnaire(p, q, layers);
    }
    std::vector<Target> targets;
    AimAtPeople(people, targets);
    for (const size_t q : questions) AimAtAnswers(q, layers.at(q), targets);
    p.Open(targets, effort_.seed);
    std::vector<int> sums;
    for (const auto& [q, of] : layers) {
      if (of.numbers) ForEachCell([&](size_t g, size_t cell) { sums.push_back((*of.numbers)[g][cell]); });
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

  bool Hidden(size_t g, size_t cell) const {
    return grids_[g].dimensions.size() < 3 && grids_[g].published && grids_[g].sight[cell] == Sight::kHidden;
  }

  void AimAtPeople(const Layer& people, std::vector<Target>& targets) const {
    ForEachCell([&](size_t g, size_t cell) {
      if (Hidden(g, cell)) targets.push_back({people[g][cell], absl::StrCat("respondents of ", NameOf(g, cell)), k_, kBase});
    });
  }

  void AimAtAnswers(size_t q, const Layers& layers, std::vector<Target>& targets) {
    std::set<size_t> seen;
    const Question& question = data_.questions[q];
    ForEachTable(q, [&](size_t g, const std::vector<size_t>& dimensions, const Table& table) {
      if (!seen.insert(g).second) return;
      for (const Cell& cell : table.cells) {
        const size_t at = CellAt(grids_[g], dimensions, cell.categories);
        const std::string name = absl::StrCat(question.code, " ", NameOf(g, at));
        if (cell.state == CellState::kSuppressed) targets.push_back({layers.base[g][at], absl::StrCat(name, " base"), k_, kBase});
        for (size_t a = 0; a < question.answers.size(); ++a) {
          if (cell.state == CellState::kSuppressed) {
            targets.push_back({layers.answers[a][g][at], absl::StrCat(name, " answer ", a), k_, kAnswer});
          } else if (cell.answers[a].share.form == Share::Form::kAtLeast) {
            targets.push_back({layers.answers[a][g][at], absl::StrCat(name, " of ", cell.base, " answer ", a, ", shown as ", ShareText(cell.answers[a].share)),
                               kFew, kBounded});
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
    ForEachCell([&](size_t g, size_t cell) {
      if (!Hidden(g, cell)) return;
      // Wide once a point has been found in which the cell is under k: `low` starts at the truth.
      targets.push_back({people[g][cell], NameOf(g, cell), 0, kBase});
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
    for (const Line& line : lines_) {
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
      if (members.size() == 1) out_.leaks.push_back(absl::StrCat(targets[members[0]].what, " is the only cell that can be small, so it is: a base in [0, ", k_ - 1, "]"));
    }
  }

  const SurveyData& data_;
  const Release& release_;
  const Effort effort_;
  const std::vector<ExactTotal>& totals_;
  const int k_;
  std::map<std::vector<size_t>, size_t> known_;
  std::vector<Grid> grids_;
  std::vector<size_t> grid_of_;  // by breakdown
  std::vector<Line> lines_;
  Findings out_;
};

}  // namespace

Figures& Figures::operator+=(const Figures& o) {
  surveys += o.surveys, tables += o.tables, withheld_tables += o.withheld_tables, naive_withheld_tables += o.naive_withheld_tables;
  cells += o.cells, suppressed_cells += o.suppressed_cells, withheld_cells += o.withheld_cells, naive_lost_cells += o.naive_lost_cells;
  people += o.people, suppressed_people += o.suppressed_people, withheld_people += o.withheld_people, naive_lost_people += o.naive_lost_people;
  whole += o.whole, coarse_cells += o.coarse_cells, targets += o.targets, programs += o.programs, unsolved += o.unsolved;
  hidden_bases += o.hidden_bases, proven_secondary += o.proven_secondary, exact_shares += o.exact_shares, bounded_shares += o.bounded_shares, undone_shares += o.undone_shares;
  return *this;
}

std::string Figures::Text() const {
  const auto of = [](int64_t part, int64_t whole) { return absl::StrCat(part, " (", whole == 0 ? 0 : (200 * part + whole) / (2 * whole), "%)"); };
  return absl::StrCat(surveys, " surveys, ", tables, " tables, ", cells, " cells, ", people, " people in them\n",
                      "  lost: ", of(withheld_tables, tables), " tables withheld with ", of(withheld_cells, cells), " cells and ",
                      of(withheld_people, people), " people; ", of(suppressed_cells, cells), " cells suppressed with ", of(suppressed_people, people),
                      " people; ", of(coarse_cells, cells), " cells shown in bands\n", "  naive: ", of(naive_withheld_tables, tables), " tables, ",
                      of(naive_lost_cells, cells), " cells, ", of(naive_lost_people, people), " people\n", "  attacked: ", targets, " counts with ", programs,
                      " linear programs (", unsolved, " not solved), ", whole, " of them in whole numbers; ", of(proven_secondary, hidden_bases), " of ", hidden_bases,
                      " hidden cells told to be k or more; ", of(undone_shares, bounded_shares), " of ", bounded_shares,
                      " shares of the sort '95% or more' known to fewer than ", kFew, " people, ", exact_shares, " exactly\n");
}

Findings Attack(const SurveyData& data, const Release& release, const Effort& effort, const std::vector<ExactTotal>& totals) {
  return Attacker(data, release, effort, totals).Run();
}

}  // namespace frontline::attack
