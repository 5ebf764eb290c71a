// Rows of a file as responses, as a mapping says. Pure.
#ifndef FRONTLINE_SERVICES_SURVEY_IMPORT_MAPPING_H_
#define FRONTLINE_SERVICES_SURVEY_IMPORT_MAPPING_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/v1/response.pb.h"
#include "services/intake/problem.h"
#include "services/survey/answer_check.h"

namespace frontline::survey {

// What one column gives.
struct ImportColumn {
  enum class Kind {
    kChoice,    // one choice of LIKERT or SINGLE, or several of MULTIPLE or RANK parted by `separator`
    kOneOf,     // MULTIPLE: whether `code` is chosen
    kPlace,     // RANK: the place of `code`
    kNumber,    // NUMBER
    kText,      // TEXT
    kOwnWords,  // the respondent's own words for the choice `code`
    kSegment,
  };
  Kind kind = Kind::kChoice;
  std::string title;  // as the mapping calls it
  size_t position = 0;
  std::string code;
  std::string separator;
  absl::flat_hash_map<std::string, std::string> exact;   // a cell → a code, or "-"
  absl::flat_hash_map<std::string, std::string> folded;  // the same in lower case
};

// The columns that answer one question, or give one segment.
struct ImportSlot {
  const v1::Question* question = nullptr;  // one of the two
  const v1::Segment* segment = nullptr;
  std::vector<ImportColumn> columns;
};

// How a mapping, an instrument and a file's header fit together.
struct ImportPlan {
  std::vector<ImportSlot> slots;
  std::optional<size_t> id_position;
};
// `titles`: the file's header. INVALID_ARGUMENT with everything that does not fit: columns that the file lacks or that nobody named, questions,
// choices and segments that the instrument lacks, what the sort of a question does not take, and questions that everyone must answer and no column
// gives.
absl::StatusOr<ImportPlan> PlanImport(const v1::ResponseMapping& mapping, const CompiledInstrument& instrument,
                                      const std::vector<std::string>& titles);

// Not thread-safe.
class RowReader {
 public:
  RowReader(const v1::ResponseMapping& mapping, std::shared_ptr<const CompiledInstrument> instrument, ImportPlan plan);

  // The response that a row of as many cells as the header gives, checked. What is wrong with it, by row and column; empty when nothing is.
  intake::Problems Read(const std::vector<absl::string_view>& cells, size_t row, v1::Response* response);
  // What tells the row from others; empty where no column does.
  absl::string_view IdOf(const std::vector<absl::string_view>& cells) const;

 private:
  bool Missing(absl::string_view cell) const;
  // The code that a cell stands for; "-" for none; nullopt, with a problem unless unknown cells are let pass, when it stands for nothing.
  std::optional<absl::string_view> CodeOf(const ImportColumn& column, absl::string_view cell, absl::string_view subject);
  void ReadAnswer(const ImportSlot& slot, const std::vector<absl::string_view>& cells);
  void ReadColumn(const ImportSlot& slot, const ImportColumn& column, absl::string_view cell, v1::Answer* answer);
  void ReadNumber(const ImportSlot& slot, const ImportColumn& column, absl::string_view cell, v1::Answer* answer);
  void ReadWords(const ImportColumn& column, absl::string_view cell, v1::Answer* answer);
  void ReadSegment(const ImportSlot& slot, const std::vector<absl::string_view>& cells);
  void PutInPlaces(const ImportSlot& slot, v1::Answer* answer);
  void Problem(absl::string_view title, std::string message);
  std::string TitleOf(const AnswerProblem& problem) const;

  const std::shared_ptr<const CompiledInstrument> instrument_;
  const ImportPlan plan_;
  absl::flat_hash_set<std::string> missing_;
  const bool unknown_is_missing_;
  // Of the row that is read.
  size_t row_ = 0;
  v1::Response raw_;
  std::vector<std::pair<int, absl::string_view>> places_;
  intake::Problems problems_;
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_IMPORT_MAPPING_H_
