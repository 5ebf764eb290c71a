// Gathers what is wrong with an instrument. Not thread-safe.
#ifndef FRONTLINE_SERVICES_SURVEY_INSTRUMENT_PROBLEMS_H_
#define FRONTLINE_SERVICES_SURVEY_INSTRUMENT_PROBLEMS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/v1/instrument.pb.h"
#include "services/base/text.h"

namespace frontline::survey {

class Problems {
 public:
  void Error(absl::string_view rule, absl::string_view field, absl::string_view message) { Add(rule, field, message, false); }
  void Warn(absl::string_view rule, absl::string_view field, absl::string_view message) { Add(rule, field, message, true); }
  // Errors first, each kind in the order in which it was found.
  std::vector<v1::InstrumentProblem> Take() && {
    std::move(warnings_.begin(), warnings_.end(), std::back_inserter(errors_));
    return std::move(errors_);
  }

 private:
  // More than this many of either would help nobody.
  static constexpr size_t kMost = 500;

  void Add(absl::string_view rule, absl::string_view field, absl::string_view message, bool warning) {
    std::vector<v1::InstrumentProblem>& list = warning ? warnings_ : errors_;
    if (list.size() >= kMost) return;
    v1::InstrumentProblem& problem = list.emplace_back();
    problem.set_rule(std::string(rule));
    problem.set_field(std::string(base::CutText(field, 300)));
    problem.set_message(std::string(base::CutText(message, 1000)));
    problem.set_warning(warning);
  }

  std::vector<v1::InstrumentProblem> errors_, warnings_;
};

// Codes that must differ, and where each was seen first.
class Codes {
 public:
  Codes(std::string what, Problems* problems) : what_(std::move(what)), problems_(*problems) {}
  void Add(const std::string& code, const std::string& field) {
    if (code.empty()) return;  // said elsewhere
    const auto [entry, added] = seen_.emplace(code, field);
    if (added) return;
    problems_.Error("duplicate-code", field,
                    absl::StrCat("'", code, "' is the code of ", entry->second, " already: give each ", what_, " one of its own"));
  }

 private:
  const std::string what_;
  Problems& problems_;
  absl::flat_hash_map<std::string, std::string> seen_;
};

// "sections[1].questions[3]".
inline std::string Item(absl::string_view list, int index) { return absl::StrCat(list, "[", index, "]"); }
inline std::string Item(absl::string_view parent, absl::string_view list, int index) { return absl::StrCat(parent, ".", list, "[", index, "]"); }

// "1 cell", "3 cells".
inline std::string Number(int64_t count, absl::string_view one) { return absl::StrCat(count, " ", one, count == 1 ? "" : "s"); }

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_INSTRUMENT_PROBLEMS_H_
