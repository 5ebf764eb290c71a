#include "services/requirement/lint.h"

#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/requirement/lint_text.h"
#include "services/requirement/lint_words.h"

namespace frontline::requirement {
namespace {

using Warnings = std::vector<v1::LintWarning>;

// One text of the requirement.
struct Field {
  std::string path;
  const std::string* text;
  const v1::Criterion* criterion;  // whose text it is; null for the title and the text
  bool must() const { return criterion != nullptr && criterion->obligation() == v1::OBLIGATION_MUST; }
};

std::vector<Field> FieldsOf(const v1::Requirement& requirement) {
  std::vector<Field> fields = {{"title", &requirement.title(), nullptr}, {"text", &requirement.text(), nullptr}};
  for (int i = 0; i < requirement.criteria_size(); ++i) {
    fields.push_back({absl::StrCat("criteria[", i, "].text"), &requirement.criteria(i).text(), &requirement.criteria(i)});
  }
  return fields;
}

void Warn(absl::string_view rule, absl::string_view field, std::string message, Warnings* warnings) {
  v1::LintWarning warning;
  warning.set_rule(std::string(rule));
  warning.set_field(std::string(field));
  warning.set_message(std::move(message));
  warnings->push_back(std::move(warning));
}

// --- brand-name ---
std::vector<std::string> BrandsIn(const std::string& text) {
  std::vector<std::string> brands;
  for (const std::string& sentence : Sentences(text)) {
    const std::string lower = absl::AsciiStrToLower(sentence);
    if (!AnyPhrase(lower, kEquivalent).empty()) continue;
    const auto note = [&](absl::string_view brand, size_t at) {
      if (at == std::string::npos) return;
      const std::string found = sentence.substr(at, brand.size());
      for (const std::string& known : brands) {
        if (absl::EqualsIgnoreCase(known, found)) return;
      }
      brands.push_back(found);
    };
    for (absl::string_view brand : kBrands) note(brand, FindPhrase(lower, brand));
    for (absl::string_view brand : kBrandsAsWritten) note(brand, FindPhrase(sentence, brand));
  }
  return brands;
}

void BrandName(const v1::Requirement&, const std::vector<Field>& fields, Warnings* warnings) {
  for (const Field& field : fields) {
    const std::vector<std::string> brands = BrandsIn(*field.text);
    if (brands.empty()) continue;
    Warn("brand-name", field.path,
         absl::StrCat("Names ", absl::StrJoin(brands, ", "),
                      ". Say what it must do, or add \"or equivalent\" in the same sentence where it can't be said."),
         warnings);
  }
}

// --- many-musts ---
void ManyMusts(const v1::Requirement& requirement, const std::vector<Field>&, Warnings* warnings) {
  int musts = 0;
  for (const v1::Criterion& criterion : requirement.criteria()) musts += criterion.obligation() == v1::OBLIGATION_MUST;
  if (musts <= kMostMusts) return;
  Warn("many-musts", "criteria",
       absl::StrCat("Has ", musts, " MUSTs, more than ", kMostMusts,
                    ". Each shuts suppliers out: keep as MUST what the job can't do without, make the rest SHOULD."),
       warnings);
}

// --- audited-accounts ---
void AuditedAccounts(const v1::Requirement&, const std::vector<Field>& fields, Warnings* warnings) {
  for (const Field& field : fields) {
    for (const std::string& sentence : Sentences(*field.text)) {
      const std::string lower = absl::AsciiStrToLower(sentence);
      if (FindPhrase(lower, "audited") == std::string::npos || AnyPhrase(lower, kAccounts).empty()) continue;
      if (!AnyPhrase(lower, kAccountsAllowed).empty()) continue;
      Warn("audited-accounts", field.path,
           "Asks for audited accounts, which small companies need not have (Procurement Act 2023, s.22(3)). Ask for them only \"where required by "
           "law\", and take other evidence of financial standing from the rest.",
           warnings);
      break;
    }
  }
}

// --- insurance-before-award ---
bool AsksForInsuranceTooEarly(const Field& field, const std::string& lower) {
  if (AnyPhrase(lower, kInsurance).empty() || !AnyPhrase(lower, kNotAsked).empty()) return false;
  if (!AnyPhrase(lower, kBeforeAward).empty()) return true;
  // A MUST is asked of a supplier as it is now, unless it says from when. Elsewhere only what says so is asked now.
  const bool asks = !AnyPhrase(lower, kMustHold).empty() || !AnyPhrase(lower, kCover).empty();
  return field.must() && asks && AnyPhrase(lower, kByStart).empty();
}

bool TestsInsurance(const v1::Test& test) {
  for (const v1::Test& inner : test.group().tests()) {
    if (TestsInsurance(inner)) return true;
  }
  return absl::StrContains(test.certification().type(), "insurance") || absl::StrContains(test.certification().type(), "indemnity");
}

void InsuranceBeforeAward(const v1::Requirement&, const std::vector<Field>& fields, Warnings* warnings) {
  for (const Field& field : fields) {
    bool found = field.must() && TestsInsurance(field.criterion->test()) && AnyPhrase(absl::AsciiStrToLower(*field.text), kByStart).empty();
    for (const std::string& sentence : Sentences(*field.text)) found = found || AsksForInsuranceTooEarly(field, absl::AsciiStrToLower(sentence));
    if (!found) continue;
    Warn("insurance-before-award", field.path,
         "Asks for insurance to be in place before the award, which may not be asked (Procurement Act 2023, s.22(3)). Ask for the commitment to have "
         "it \"by the start of the contract\".",
         warnings);
  }
}

// --- prior-award ---
void PriorAward(const v1::Requirement&, const std::vector<Field>& fields, Warnings* warnings) {
  for (const Field& field : fields) {
    const std::string lower = absl::AsciiStrToLower(*field.text);
    const absl::string_view found = AnyPhrase(lower, kPriorAward);
    if (!field.must() || found.empty()) continue;
    Warn("prior-award", field.path,
         absl::StrCat("Shuts out who was not awarded a contract before (\"", found,
                      "\"; Procurement Act 2023, s.22). Ask for experience of comparable work, for whomever, or make it a SHOULD."),
         warnings);
  }
}

// --- no-need, no-criteria, no-code ---
void NoNeed(const v1::Requirement& requirement, const std::vector<Field>&, Warnings* warnings) {
  if (!requirement.needs().empty()) return;
  Warn("no-need", "needs", "Answers no need. Name the needs that it answers, so that those who asked can see what became of them.", warnings);
}

void NoCriteria(const v1::Requirement& requirement, const std::vector<Field>&, Warnings* warnings) {
  if (!requirement.criteria().empty()) return;
  Warn("no-criteria", "criteria", "Has no criteria, so that suppliers can be found by words alone. Say what a supplier must be able to show.",
       warnings);
}

void NoCode(const v1::Requirement& requirement, const std::vector<Field>&, Warnings* warnings) {
  if (!requirement.cpv_codes().empty()) return;
  Warn("no-code", "cpv_codes", "Has no CPV code, by which suppliers look for notices. Choose the one or two that fit best.", warnings);
}

// --- vague-term ---
void VagueTerm(const v1::Requirement&, const std::vector<Field>& fields, Warnings* warnings) {
  for (const Field& field : fields) {
    if (field.criterion == nullptr) continue;  // a text may describe; a criterion must be answered
    const absl::string_view found = AnyPhrase(absl::AsciiStrToLower(*field.text), kVague);
    if (found.empty()) continue;
    Warn("vague-term", field.path, absl::StrCat("\"", found, "\" can't be answered by yes or no. Say how much, by when, or by what standard."),
         warnings);
  }
}

// --- must-without-fact ---
bool OnlyStatements(const v1::Test& test) {
  if (!test.has_group()) return test.has_statement();
  for (const v1::Test& inner : test.group().tests()) {
    if (!OnlyStatements(inner)) return false;
  }
  return true;
}

void MustWithoutFact(const v1::Requirement& requirement, const std::vector<Field>&, Warnings* warnings) {
  for (int i = 0; i < requirement.criteria_size(); ++i) {
    const v1::Criterion& criterion = requirement.criteria(i);
    const bool word_suffices = criterion.least_verification() <= frontline::type::v1::VERIFICATION_DECLARED;
    if (criterion.obligation() != v1::OBLIGATION_MUST || !word_suffices || !OnlyStatements(criterion.test())) continue;
    Warn("must-without-fact", absl::StrCat("criteria[", i, "].test"),
         "Shuts suppliers out by a yes or no that they say of themselves. Test a fact that can be checked (a certification, a figure), ask for "
         "evidence by least_verification, or make it a SHOULD.",
         warnings);
  }
}

}  // namespace

std::vector<v1::LintWarning> Lint(const v1::Requirement& requirement) {
  const std::vector<Field> fields = FieldsOf(requirement);
  Warnings warnings;
  for (const auto& rule :
       {BrandName, ManyMusts, AuditedAccounts, InsuranceBeforeAward, PriorAward, NoNeed, NoCriteria, NoCode, VagueTerm, MustWithoutFact}) {
    rule(requirement, fields, &warnings);
  }
  return warnings;
}

}  // namespace frontline::requirement
