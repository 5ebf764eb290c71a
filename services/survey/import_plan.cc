#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/survey/import_mapping.h"

namespace frontline::survey {
namespace {

using Kind = ImportColumn::Kind;

bool TakesSeveral(v1::QuestionKind kind) { return kind == v1::QUESTION_KIND_MULTIPLE || kind == v1::QUESTION_KIND_RANK; }

template <typename Entries>
bool HasCode(const Entries& entries, absl::string_view code) {
  return std::any_of(entries.begin(), entries.end(), [code](const auto& entry) { return entry.code() == code; });
}

// Codes and English labels, as a file may write them.
template <typename Entries>
void AddNames(const Entries& entries, ImportColumn* column) {
  for (const auto& entry : entries) column->folded.emplace(absl::AsciiStrToLower(entry.code()), entry.code());
  for (const auto& entry : entries) column->folded.emplace(absl::AsciiStrToLower(absl::StripAsciiWhitespace(entry.label().en())), entry.code());
}

// Gathers what does not fit.
class Planning {
 public:
  Planning(const v1::ResponseMapping& mapping, const CompiledInstrument& instrument, const std::vector<std::string>& titles)
      : mapping_(mapping), instrument_(instrument) {
    absl::flat_hash_map<std::string, int> seen;
    for (size_t i = 0; i < titles.size(); ++i) {
      if (titles[i].empty()) continue;
      const int times = ++seen[titles[i]];
      const std::string name = times == 1 ? titles[i] : absl::StrCat(titles[i], "#", times);
      positions_.emplace(name, i);
      names_.push_back(name);
    }
  }

  absl::StatusOr<ImportPlan> Run() {
    if (!mapping_.id_column().empty()) plan_.id_position = Take(mapping_.id_column(), "options.mapping.id_column");
    for (int i = 0; i < mapping_.columns_size(); ++i) AddColumn(mapping_.columns(i), absl::StrCat("options.mapping.columns[", i, "]"));
    for (int i = 0; i < mapping_.ignore_size(); ++i) Take(mapping_.ignore(i), absl::StrCat("options.mapping.ignore[", i, "]"));
    for (const std::string& name : names_) {
      if (taken_.count(name) == 0)
        Wrong(absl::StrCat("column '", name, "'"), "is in the file and not in the mapping: give it in 'columns', or in 'ignore' to leave it out");
    }
    CheckRequired();
    if (!wrong_.empty()) return base::InvalidFields(wrong_);
    return std::move(plan_);
  }

 private:
  void Wrong(std::string field, std::string description) { wrong_.push_back({std::move(field), std::move(description)}); }

  // Where the column stands in the file.
  std::optional<size_t> Take(const std::string& given, const std::string& field) {
    const std::string title(absl::StripAsciiWhitespace(given));
    const auto found = positions_.find(title);
    if (found == positions_.end()) {
      Wrong(field, absl::StrCat("names the column '", title, "', which the file does not have"));
      return std::nullopt;
    }
    if (!taken_.insert(title).second) {
      Wrong(field, absl::StrCat("names the column '", title, "', which the mapping names already"));
      return std::nullopt;
    }
    return found->second;
  }

  void AddColumn(const v1::ColumnMapping& mapping, const std::string& field) {
    const size_t before = wrong_.size();
    ImportColumn column;
    column.title = std::string(absl::StripAsciiWhitespace(mapping.column()));
    column.separator = mapping.separator();
    const std::optional<size_t> position = Take(mapping.column(), field + ".column");
    if (mapping.question().empty() == mapping.segment().empty()) {
      return Wrong(field, "must give either a question or a segment");
    }
    const v1::Question* question = mapping.question().empty() ? nullptr : instrument_.FindQuestion(mapping.question());
    const v1::Segment* segment = mapping.segment().empty() ? nullptr : instrument_.FindSegment(mapping.segment());
    if (question == nullptr && segment == nullptr) {
      return mapping.segment().empty() ? Wrong(field + ".question", absl::StrCat("is '", mapping.question(), "', which is no question of the survey"))
                                       : Wrong(field + ".segment", absl::StrCat("is '", mapping.segment(), "', which is no segment of the survey"));
    }
    if (question != nullptr) {
      PlanQuestion(mapping, *question, field, &column);
    } else {
      PlanSegment(mapping, *segment, field, &column);
    }
    AddValues(mapping, question, segment, field, &column);
    if (!position.has_value() || wrong_.size() > before) return;
    column.position = *position;
    AddToSlot(question, segment, field, std::move(column));
  }

  void PlanSegment(const v1::ColumnMapping& mapping, const v1::Segment& segment, const std::string& field, ImportColumn* column) {
    column->kind = Kind::kSegment;
    if (!mapping.choice().empty()) Wrong(field + ".choice", "is only for a question");
    if (mapping.own_text()) Wrong(field + ".own_text", "is only for a question");
    if (!mapping.separator().empty()) Wrong(field + ".separator", "is only for a question that takes several choices");
    AddNames(segment.values(), column);
  }

  void PlanQuestion(const v1::ColumnMapping& mapping, const v1::Question& question, const std::string& field, ImportColumn* column) {
    const v1::QuestionKind kind = question.kind();
    column->code = mapping.choice();
    if (!mapping.choice().empty() && !HasCode(question.choices(), mapping.choice())) {
      Wrong(field + ".choice", absl::StrCat("is '", mapping.choice(), "', which is no choice of '", question.code(), "'"));
    }
    if (mapping.own_text()) return PlanOwnWords(question, field, column);
    if (!mapping.choice().empty() && !TakesSeveral(kind)) Wrong(field + ".choice", "is only for a question that takes several choices");
    if (!mapping.separator().empty() && (!TakesSeveral(kind) || !mapping.choice().empty())) {
      Wrong(field + ".separator", "is only for a column that holds several choices");
    }
    if (kind == v1::QUESTION_KIND_NUMBER) {
      column->kind = Kind::kNumber;
    } else if (kind == v1::QUESTION_KIND_TEXT) {
      column->kind = Kind::kText;
    } else if (!mapping.choice().empty()) {
      column->kind = kind == v1::QUESTION_KIND_RANK ? Kind::kPlace : Kind::kOneOf;
    } else {
      column->kind = Kind::kChoice;
      AddNames(question.choices(), column);
    }
  }

  void PlanOwnWords(const v1::Question& question, const std::string& field, ImportColumn* column) {
    column->kind = Kind::kOwnWords;
    std::vector<absl::string_view> takers;
    for (const v1::Choice& choice : question.choices()) {
      if (choice.takes_text()) takers.push_back(choice.code());
    }
    if (takers.empty()) return Wrong(field + ".own_text", absl::StrCat("is set, and no choice of '", question.code(), "' takes any text"));
    if (column->code.empty() && takers.size() > 1) {
      return Wrong(field + ".choice", absl::StrCat("is required: several choices take text (", absl::StrJoin(takers, ", "), ")"));
    }
    if (column->code.empty()) column->code = std::string(takers[0]);
    if (std::find(takers.begin(), takers.end(), column->code) == takers.end()) {
      Wrong(field + ".choice", absl::StrCat("is '", column->code, "', which takes no text"));
    }
  }

  // What the file's values stand for.
  void AddValues(const v1::ColumnMapping& mapping, const v1::Question* question, const v1::Segment* segment, const std::string& field,
                 ImportColumn* column) {
    for (const auto& [value, code] : mapping.values()) {
      const std::string here = absl::StrCat(field, ".values[\"", value, "\"]");
      bool known = code == "-";
      switch (column->kind) {
        case Kind::kChoice:
          known = known || HasCode(question->choices(), code);
          break;
        case Kind::kOneOf:
          known = known || code == column->code;
          break;
        case Kind::kNumber:
          known = known || HasCode(question->bands(), code);
          break;
        case Kind::kSegment:
          known = known || HasCode(segment->values(), code);
          break;
        case Kind::kPlace:
        case Kind::kText:
        case Kind::kOwnWords:
          break;
      }
      if (!known) Wrong(here, absl::StrCat("is '", code, "', which is not among what the column can give; '-' is for no answer"));
      column->exact[std::string(absl::StripAsciiWhitespace(value))] = code;
    }
  }

  void AddToSlot(const v1::Question* question, const v1::Segment* segment, const std::string& field, ImportColumn column) {
    const auto slot = std::find_if(plan_.slots.begin(), plan_.slots.end(),
                                   [&](const ImportSlot& known) { return known.question == question && known.segment == segment; });
    if (slot == plan_.slots.end()) {
      plan_.slots.push_back({question, segment, {std::move(column)}});
      return;
    }
    const bool again = std::any_of(slot->columns.begin(), slot->columns.end(),
                                   [&column](const ImportColumn& known) { return known.kind == column.kind && known.code == column.code; });
    const bool own_words = column.kind == Kind::kOwnWords || slot->columns[0].kind == Kind::kOwnWords;
    const bool of_a_kind = own_words || slot->columns[0].kind == column.kind;
    if (again || !of_a_kind) {
      return Wrong(field, absl::StrCat("gives '", question != nullptr ? question->code() : segment->code(), "', as the column '",
                                       slot->columns[0].title, "' does"));
    }
    slot->columns.push_back(std::move(column));
  }

  bool Given(const v1::Question* question, const v1::Segment* segment) const {
    return std::any_of(mapping_.columns().begin(), mapping_.columns().end(), [&](const v1::ColumnMapping& column) {
      return (question != nullptr && column.question() == question->code()) || (segment != nullptr && column.segment() == segment->code());
    });
  }

  void CheckRequired() {
    for (const v1::Section& section : instrument_.instrument().sections()) {
      for (const v1::Question& question : section.questions()) {
        if (question.required() && question.show_if().empty() && !Given(&question, nullptr))
          Wrong("options.mapping.columns", absl::StrCat("lack one for '", question.code(), "', which everyone must answer"));
      }
    }
    for (const v1::Segment& segment : instrument_.instrument().segments()) {
      if (segment.required() && !Given(nullptr, &segment))
        Wrong("options.mapping.columns", absl::StrCat("lack one for the segment '", segment.code(), "', which everyone must give"));
    }
  }

  const v1::ResponseMapping& mapping_;
  const CompiledInstrument& instrument_;
  absl::flat_hash_map<std::string, size_t> positions_;
  std::vector<std::string> names_;  // the file's columns, in order
  absl::flat_hash_set<std::string> taken_;
  ImportPlan plan_;
  std::vector<base::Violation> wrong_;
};

}  // namespace

absl::StatusOr<ImportPlan> PlanImport(const v1::ResponseMapping& mapping, const CompiledInstrument& instrument,
                                      const std::vector<std::string>& titles) {
  return Planning(mapping, instrument, titles).Run();
}

}  // namespace frontline::survey
