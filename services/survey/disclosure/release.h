// Statistical disclosure control of a closed survey: from respondents' answers to the tables that may be published.
//
// Everything in a Release but `loss` and `effort` may be published, and nothing else of the data may. README.md in this folder says what is promised and how.
#ifndef FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RELEASE_H_
#define FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RELEASE_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/survey/disclosure/survey_data.h"

namespace frontline::survey::disclosure {

// A share of the people in a cell, as it is shown.
struct Share {
  enum class Form {
    kWhole,    // "37%": the exact share rounded half up to a whole per cent
    kAtMost,   // "5% or less"
    kAtLeast,  // "95% or more"
    kBetween,  // "40% to 50%": shown coarsely, since the exact share would give away a hidden cell
  };
  Form form = Form::kWhole;
  int percent = 0;  // kWhole, kAtMost, kAtLeast: the figure. kBetween: the lower one.
  int upper = 0;    // kBetween: the upper one.

  friend bool operator==(const Share&, const Share&) = default;
};

// "37%", "5% or less", "95% or more", "40% to 50%".
std::string ShareText(const Share& share);

// A 95% interval in whole per cent, computed from what is shown (the share and the base) and so telling nothing more. Of a bounded share it is the
// interval from the lower end's lower limit to the upper end's upper limit.
struct Interval {
  int low = 0;
  int high = 0;

  friend bool operator==(const Interval&, const Interval&) = default;
};

struct AnswerFigure {
  Share share;
  Interval interval;

  friend bool operator==(const AnswerFigure&, const AnswerFigure&) = default;
};

enum class CellState {
  kPublished,
  kSuppressed,  // never says why: too few people here, or needed to keep another cell from being worked out
};

struct Cell {
  CellState state = CellState::kSuppressed;
  // The categories of the table's dimensions (Release.dimensions), in their order; empty for the total.
  std::vector<size_t> categories;

  // All that follows is there only in a published cell.
  int64_t base = 0;                   // people who answered the question
  std::vector<AnswerFigure> answers;  // in the question's order
  // Of the base; there when the question's answers have polarities, and left out where all shares of the cell are shown coarsely.
  std::optional<Share> positive, neutral, negative;
  // In tenths, rounded half away from zero; likewise. Nobody with a score: none.
  std::optional<int64_t> mean_tenths;
  // Per cent of the headcount who responded to the survey, rounded half up and never over 100; in the total and one-way cells with headcounts, of
  // questions that are asked of everyone.
  std::optional<int> response_rate;

  friend bool operator==(const Cell&, const Cell&) = default;
};

enum class TableState {
  kPublished,
  kWithheld,  // no cell of it is shown; never says why
};

// The answers to one question in one breakdown, or in total.
struct Table {
  TableState state = TableState::kWithheld;
  // Of a published table, every combination of categories once, row by row (the first dimension varies slowest). Empty when withheld.
  std::vector<Cell> cells;

  friend bool operator==(const Table&, const Table&) = default;
};

// The topline weighted to the population. A published figure like any other: the audit has taken it into account.
struct WeightedTopline {
  std::vector<Share> shares;  // whole per cent or bounded, in the question's order
  // Kish: n Σw² / (Σw)² over those who answered, in tenths. The effective base is base × 10 / design_effect_tenths.
  int64_t design_effect_tenths = 10;

  friend bool operator==(const WeightedTopline&, const WeightedTopline&) = default;
};

struct QuestionRelease {
  Table total;                // one cell
  std::vector<Table> tables;  // one per breakdown, in the data's order
  std::optional<WeightedTopline> weighted;

  friend bool operator==(const QuestionRelease&, const QuestionRelease&) = default;
};

// One category of a dimension as published: one value, or several that are pooled.
struct Category {
  std::vector<size_t> values;
  // Pooled because their headcounts are too small to be protected alone and the instrument names no group for them: shown as "others".
  bool remainder = false;

  friend bool operator==(const Category&, const Category&) = default;
};

struct ReleasedDimension {
  std::vector<Category> categories;

  friend bool operator==(const ReleasedDimension&, const ReleasedDimension&) = default;
};

// What protection cost, over all tables of breakdowns. Which tables and cells are hidden anybody can count; how many people that is, is not to be published.
struct Loss {
  int64_t tables = 0, withheld_tables = 0;
  int64_t cells = 0;             // of all tables, the withheld ones' too
  int64_t suppressed_cells = 0;  // in published tables
  int64_t coarse_cells = 0;      // published, but with some share coarser than a whole per cent and its 5% and 95% ends
  // The people in cells, withheld and suppressed cells, added up over tables. Not to be published: they are for tests and benches, which print their
  // ratios over many surveys.
  int64_t people = 0, suppressed_people = 0, withheld_people = 0;

  friend bool operator==(const Loss&, const Loss&) = default;
};

enum class WeightingState {
  kNone,          // not asked for
  kConverged,     // margins met to one part in a million
  kNotConverged,  // no weighted figures are released
};

// How the audit went, for logs and benches.
struct AuditEffort {
  int64_t programs = 0;   // linear programs set up
  int64_t objectives = 0;  // solved over them
  int64_t rejected = 0;   // sets of tables that it could break, before something was taken back
};

struct Release {
  int threshold = 0;
  int64_t received = 0;
  int64_t analysed = 0;
  std::vector<ReleasedDimension> dimensions;  // in the data's order
  std::vector<QuestionRelease> questions;     // in the data's order
  WeightingState weighting = WeightingState::kNone;
  Loss loss;
  AuditEffort effort;
};

// Decides what may be published of `data`. Deterministic, and independent of the order of respondents. INVALID_ARGUMENT as CheckSurveyData. Whatever
// goes wrong inside (a solver that fails or takes too long) withholds tables; it never publishes them. Single-threaded; several calls may run at once on
// different threads.
absl::StatusOr<Release> Disclose(const SurveyData& data);

}  // namespace frontline::survey::disclosure

#endif  // FRONTLINE_SERVICES_SURVEY_DISCLOSURE_RELEASE_H_
