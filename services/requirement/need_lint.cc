#include "services/requirement/need_lint.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/lint_text.h"
#include "services/requirement/lint_words.h"
#include "services/requirement/need_record.h"
#include "services/requirement/words.h"

namespace frontline::requirement {
namespace {

using Warnings = std::vector<v1::NeedWarning>;

void Warn(absl::string_view rule, absl::string_view field, std::string message, Warnings* warnings) {
  v1::NeedWarning warning;
  warning.set_rule(std::string(rule));
  warning.set_field(std::string(field));
  warning.set_message(std::move(message));
  warnings->push_back(std::move(warning));
}

// A statement of so few words says nothing yet.
constexpr size_t kFewestWords = 3;

void Missing(const v1::Need& need, Warnings* warnings) {
  if (absl::StripAsciiWhitespace(need.problem()).empty()) {
    Warn("no-problem", "need.problem", "Does not say what happens on duty. Say what goes wrong, when, and what it costs.", warnings);
  }
  if (absl::StripAsciiWhitespace(need.affected()).empty() && need.forces().empty()) {
    Warn("no-affected", "need.affected", "Does not say who meets it. Name the roles, ranks or shifts, or the forces.", warnings);
  }
}

void Solution(const v1::Need& need, Warnings* warnings) {
  const std::string lower = absl::AsciiStrToLower(need.statement());
  const absl::string_view asks = AnyPhrase(lower, kAsksForProduct);
  if (!asks.empty()) {
    Warn("solution", "need.statement",
         absl::StrCat("\"", asks, "\" asks for a solution. Say what can't be done today; what would meet it is for the requirement."), warnings);
  }
}

void Brand(const v1::Need& need, Warnings* warnings) {
  const std::string lower = absl::AsciiStrToLower(need.statement());
  std::vector<std::string> brands;
  for (absl::string_view brand : kBrands) {
    const size_t at = FindPhrase(lower, brand);
    if (at != std::string::npos) brands.push_back(need.statement().substr(at, brand.size()));
  }
  for (absl::string_view brand : kBrandsAsWritten) {
    if (FindPhrase(need.statement(), brand) != std::string::npos) brands.emplace_back(brand);
  }
  if (brands.empty()) return;
  Warn("brand-name", "need.statement",
       absl::StrCat("Names ", absl::StrJoin(brands, ", "), ". Say what is lacking; name a product under problem, where it is the one in use."),
       warnings);
}

void Vague(const v1::Need& need, Warnings* warnings) {
  const std::string lower = absl::AsciiStrToLower(need.statement());
  const absl::string_view vague = AnyPhrase(lower, kVague);
  // A draft from a finding starts with what was asked.
  if (need.statement().find('?') != std::string::npos || lower.find(" asked \"") != std::string::npos) {
    Warn("vague-statement", "need.statement", "Is still a question. Say in a sentence what is lacking.", warnings);
  } else if (!vague.empty()) {
    Warn("vague-statement", "need.statement", absl::StrCat("\"", vague, "\" can't be checked. Say what would tell that the need is met."), warnings);
  } else if (WordsOf(need.statement()).size() < kFewestWords) {
    Warn("vague-statement", "need.statement", "Says too little for others to know it from the like. Say who can't do what.", warnings);
  }
}

void Grounds(const v1::Need& need, Warnings* warnings) {
  if (need.evidence().empty()) {
    Warn("no-evidence", "need.evidence", "Rests on nothing yet. Add what was observed, a finding, a submission, an inspection, figures.", warnings);
  }
  if (need.people_affected() == 0 && need.reach().empty()) {
    Warn("no-reach", "need.people_affected", "Does not say how many people meet it. Without it, it weighs by its supporters alone.", warnings);
  }
}

}  // namespace

Warnings LintNeedText(const v1::Need& need) {
  Warnings warnings;
  Missing(need, &warnings);
  Solution(need, &warnings);
  Brand(need, &warnings);
  Vague(need, &warnings);
  Grounds(need, &warnings);
  return warnings;
}

absl::Status LintNeed(const Call&, const v1::LintNeedRequest& request, const Snapshot& snapshot, v1::LintNeedResponse* response) {
  if (request.name().empty() == !request.has_need()) {
    return base::InvalidField(request.name().empty() ? "name" : "need", "name or need is required, and not both");
  }
  v1::Need need = request.need();
  if (!request.name().empty()) {
    absl::StatusOr<stored::v1::NeedRecord> record = LoadNeed(snapshot, request.name());
    if (!record.ok()) return record.status();
    need = std::move(*record->mutable_need());
  }
  for (v1::NeedWarning& warning : LintNeedText(need)) response->mutable_warnings()->Add(std::move(warning));
  return absl::OkStatus();
}

}  // namespace frontline::requirement
