#include <algorithm>
#include <cmath>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "services/base/text.h"
#include "services/rpc/format.h"
#include "services/survey/import_mapping.h"

namespace frontline::survey {
namespace {

using Kind = ImportColumn::Kind;

constexpr absl::string_view kNoAnswer = "-";
constexpr size_t kMostShownBytes = 80;

// A cell, for a message.
std::string Shown(absl::string_view cell) {
  const absl::string_view cut = base::CutText(cell, kMostShownBytes);
  return absl::StrCat("'", cut, cut.size() < cell.size() ? "..." : "", "'");
}

// A number that stands for all of a band.
double Within(const v1::Question& question, absl::string_view code) {
  for (const v1::Band& band : question.bands()) {
    if (band.code() != code) continue;
    const double middle = (std::max(band.low(), question.minimum()) + std::min(band.high(), question.maximum())) / 2;
    return question.whole() ? std::floor(middle) : middle;
  }
  return question.minimum();
}

}  // namespace

RowReader::RowReader(const v1::ResponseMapping& mapping, std::shared_ptr<const CompiledInstrument> instrument, ImportPlan plan)
    : instrument_(std::move(instrument)), plan_(std::move(plan)), unknown_is_missing_(mapping.unknown_is_missing()) {
  for (const std::string& text : mapping.missing()) missing_.insert(std::string(absl::StripAsciiWhitespace(text)));
}

absl::string_view RowReader::IdOf(const std::vector<absl::string_view>& cells) const {
  return plan_.id_position.has_value() ? cells[*plan_.id_position] : absl::string_view();
}

bool RowReader::Missing(absl::string_view cell) const { return cell.empty() || (!missing_.empty() && missing_.contains(cell)); }

void RowReader::Problem(absl::string_view title, std::string message) {
  problems_.push_back({absl::StrCat("row ", row_, title.empty() ? "" : ", ", base::CutText(title, 400)), std::move(message)});
}

std::optional<absl::string_view> RowReader::CodeOf(const ImportColumn& column, absl::string_view cell, absl::string_view subject) {
  if (const auto found = column.exact.find(cell); found != column.exact.end()) return absl::string_view(found->second);
  if (const auto found = column.folded.find(cell); found != column.folded.end()) return absl::string_view(found->second);
  if (const auto found = column.folded.find(absl::AsciiStrToLower(cell)); found != column.folded.end()) return absl::string_view(found->second);
  if (unknown_is_missing_) return kNoAnswer;
  Problem(column.title, absl::StrCat("is ", Shown(cell), ", which is no value of '", subject, "'; give it in 'values', or in 'missing'"));
  return std::nullopt;
}

intake::Problems RowReader::Read(const std::vector<absl::string_view>& cells, size_t row, v1::Response* response) {
  row_ = row;
  problems_.clear();
  raw_.Clear();
  for (const ImportSlot& slot : plan_.slots) slot.question != nullptr ? ReadAnswer(slot, cells) : ReadSegment(slot, cells);
  if (!problems_.empty()) return std::move(problems_);
  for (const AnswerProblem& problem : instrument_->Check(raw_, response)) Problem(TitleOf(problem), problem.message);
  if (problems_.empty() && response->answers().empty()) Problem("", "has no answer to any question");
  return std::move(problems_);
}

void RowReader::ReadSegment(const ImportSlot& slot, const std::vector<absl::string_view>& cells) {
  const ImportColumn& column = slot.columns[0];
  const absl::string_view cell = cells[column.position];
  if (Missing(cell)) return;
  const std::optional<absl::string_view> code = CodeOf(column, cell, slot.segment->code());
  if (code.has_value() && *code != kNoAnswer) (*raw_.mutable_segments())[slot.segment->code()] = std::string(*code);
}

void RowReader::ReadAnswer(const ImportSlot& slot, const std::vector<absl::string_view>& cells) {
  v1::Answer* answer = raw_.add_answers();
  answer->set_question(slot.question->code());
  places_.clear();
  // Own words last: they choose their choice only when no other column did.
  for (const bool own_words : {false, true}) {
    for (const ImportColumn& column : slot.columns) {
      if ((column.kind == Kind::kOwnWords) != own_words || Missing(cells[column.position])) continue;
      ReadColumn(slot, column, cells[column.position], answer);
    }
  }
  PutInPlaces(slot, answer);
  if (answer->choices().empty() && !answer->has_number() && answer->text().empty()) raw_.mutable_answers()->RemoveLast();
}

void RowReader::ReadColumn(const ImportSlot& slot, const ImportColumn& column, absl::string_view cell, v1::Answer* answer) {
  const auto take = [&](absl::string_view part) {
    const std::optional<absl::string_view> code = CodeOf(column, part, slot.question->code());
    if (code.has_value() && *code != kNoAnswer) answer->add_choices(std::string(*code));
  };
  switch (column.kind) {
    case Kind::kChoice:
      if (column.separator.empty()) return take(cell);
      for (const absl::string_view part : absl::StrSplit(cell, column.separator)) {
        const absl::string_view bare = absl::StripAsciiWhitespace(part);
        if (!Missing(bare)) take(bare);
      }
      return;
    case Kind::kOneOf:
      if (const auto found = column.exact.find(cell); found == column.exact.end() || found->second != kNoAnswer) answer->add_choices(column.code);
      return;
    case Kind::kPlace: {
      int place = 0;
      if (absl::SimpleAtoi(cell, &place) && place >= 1) {
        places_.emplace_back(place, column.code);
      } else if (!unknown_is_missing_) {
        Problem(column.title, absl::StrCat("is ", Shown(cell), "; a place is wanted, 1 for the first"));
      }
      return;
    }
    case Kind::kNumber:
      return ReadNumber(slot, column, cell, answer);
    case Kind::kText:
    case Kind::kOwnWords:
      return ReadWords(column, cell, answer);
    case Kind::kSegment:
      return;
  }
}

void RowReader::ReadNumber(const ImportSlot& slot, const ImportColumn& column, absl::string_view cell, v1::Answer* answer) {
  if (const auto found = column.exact.find(cell); found != column.exact.end()) {
    if (found->second != kNoAnswer) answer->set_number(Within(*slot.question, found->second));
    return;
  }
  double number = 0;
  if (absl::SimpleAtod(cell, &number) && std::isfinite(number)) {
    answer->set_number(number);
  } else if (!unknown_is_missing_) {
    Problem(column.title, absl::StrCat("is ", Shown(cell), "; a number is wanted, or a value for a band in 'values'"));
  }
}

void RowReader::ReadWords(const ImportColumn& column, absl::string_view cell, v1::Answer* answer) {
  std::string words(cell);
  if (words.find('\r') != std::string::npos) words = absl::StrReplaceAll(words, {{"\r\n", "\n"}, {"\r", "\n"}});
  if (const char* wrong = rpc::FormatProblem(frontline::options::v1::FORMAT_UNSPECIFIED, words); wrong != nullptr) {
    return Problem(column.title, wrong);
  }
  if (column.kind == Kind::kOwnWords) {
    if (!answer->text().empty()) return Problem(column.title, "holds own words for a second choice; a response has room for those of one");
    const bool chosen = std::find(answer->choices().begin(), answer->choices().end(), column.code) != answer->choices().end();
    if (!chosen) answer->add_choices(column.code);
  }
  answer->set_text(std::move(words));
}

// The choices of a RANK whose places stand in columns of their own.
void RowReader::PutInPlaces(const ImportSlot& slot, v1::Answer* answer) {
  if (places_.empty()) return;
  std::sort(places_.begin(), places_.end());
  for (size_t i = 0; i < places_.size(); ++i) {
    if (places_[i].first != static_cast<int>(i) + 1) {
      return Problem(slot.columns[0].title,
                     absl::StrCat("and the other columns of '", slot.question->code(), "' give place ",
                                  i > 0 && places_[i].first == places_[i - 1].first ? places_[i].first : static_cast<int>(i) + 1,
                                  i > 0 && places_[i].first == places_[i - 1].first ? " twice" : " to nothing"));
    }
    answer->add_choices(std::string(places_[i].second));
  }
}

// The column that a problem is about; what it is about, where no column gives that.
std::string RowReader::TitleOf(const AnswerProblem& problem) const {
  for (const ImportSlot& slot : plan_.slots) {
    if (slot.question != nullptr && !problem.question.empty() && slot.question->code() == problem.question) return slot.columns[0].title;
    if (slot.segment != nullptr && !problem.segment.empty() && slot.segment->code() == problem.segment) return slot.columns[0].title;
  }
  return problem.question.empty() ? problem.segment : problem.question;
}

}  // namespace frontline::survey
