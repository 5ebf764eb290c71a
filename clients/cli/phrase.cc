#include "clients/cli/phrase.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/fields.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string MomentPhrase(const Message& message, const Style& style) {
  google::protobuf::Timestamp moment;
  moment.set_seconds(GetNumber(message, "seconds"));
  return MomentText(moment, style.zone);
}

std::string SpanPhrase(const Message& message, const Style&) { return DurationText(absl::Seconds(GetNumber(message, "seconds"))); }

std::string MaskPhrase(const Message& message, const Style&) { return absl::StrJoin(GetTexts(message, "paths"), ", "); }

std::string Money(const Message& message, const Style&) { return MoneyText(GetText(message, "currency_code"), GetNumber(message, "minor_units")); }

std::string Band(const Message& message, const Style& style) {
  const Message* min = GetChild(message, "min");
  const Message* max = GetChild(message, "max");
  if (min != nullptr && max != nullptr) return absl::StrCat(Money(*min, style), " to ", Money(*max, style));
  if (min != nullptr) return absl::StrCat("from ", Money(*min, style));
  return max != nullptr ? absl::StrCat("up to ", Money(*max, style)) : "";
}

std::string Quantity(const Message& message, const Style&) {
  return absl::StrCat(Count(GetNumber(message, "amount")), " ", GetText(message, "unit"));
}

std::string Identifier(const Message& message, const Style&) { return absl::StrCat(GetText(message, "scheme"), " ", GetText(message, "id")); }

std::string Grant(const Message& message, const Style&) {
  return absl::StrCat(GetEnum(message, "role"), GetNumber(message, "national") != 0 ? ", everywhere, for " : " in ",
                      GetText(message, "organisation"));
}

std::string Since(const Message& message, const char* field, absl::string_view word) {
  const std::string day = GetText(message, field);
  return day.empty() ? "" : absl::StrCat(word, DayText(day));
}

std::string Provenance(const Message& message, const Style&) {
  const std::string level = GetEnum(message, "verification");
  const std::string source = GetText(message, "source");
  return absl::StrCat(level.empty() ? "declared" : level, Since(message, "confirmed_on", ", confirmed "),
                      source.empty() ? "" : absl::StrCat(" (", source, ")"));
}

// " [verified]" for facts that carry a provenance.
std::string Level(const Message& fact) {
  const Message* provenance = GetChild(fact, "provenance");
  if (provenance == nullptr) return "";
  const std::string level = GetEnum(*provenance, "verification");
  return absl::StrCat(" [", level.empty() ? "declared" : level, Since(*provenance, "confirmed_on", " "), "]");
}

std::string SupplierIdentifier(const Message& message, const Style& style) { return absl::StrCat(Identifier(message, style), Level(message)); }
std::string Region(const Message& message, const Style&) { return absl::StrCat(GetText(message, "region"), Level(message)); }

std::string Vetted(const Message& message, const Style&) {
  return absl::StrCat(Count(GetNumber(message, "people")), " at ", GetEnum(message, "level"), Since(message, "valid_to", ", until "), Level(message));
}

std::string Attribute(const Message& message, const Style&) {
  const auto* oneof = message.GetDescriptor()->FindOneofByName("value");
  const FieldDescriptor* field = message.GetReflection()->GetOneofFieldDescriptor(message, oneof);
  std::string value;
  if (field != nullptr) {
    if (field->name() == "number") value = NumberText(message.GetReflection()->GetDouble(message, field));
    if (field->name() == "text") value = message.GetReflection()->GetString(message, field);
    if (field->name() == "statement") value = message.GetReflection()->GetBool(message, field) ? "yes" : "no";
  }
  const std::string unit = GetText(message, "unit");
  return absl::StrCat(GetText(message, "key"), ": ", value, unit.empty() ? "" : " ", unit, Level(message));
}

std::string Person(const Message& message, const Style& style) {
  std::string text = absl::StrCat(GetEnum(message, "relation"), ": ", GetText(message, "display_name"));
  for (const Message* identifier : GetChildren(message, "identifiers")) absl::StrAppend(&text, ", ", Identifier(*identifier, style));
  if (const std::string supplier = GetText(message, "supplier"); !supplier.empty()) absl::StrAppend(&text, " (", supplier, ")");
  return text + Level(message);
}

std::string Reference(const Message& message, const Style& style) {
  std::string text = GetText(message, "client");
  if (const std::string summary = GetText(message, "summary"); !summary.empty()) absl::StrAppend(&text, ": ", summary);
  const std::string start = GetText(message, "start_date");
  const std::string end = GetText(message, "end_date");
  if (!start.empty() || !end.empty()) {
    absl::StrAppend(&text, " (", start.empty() ? "" : absl::StrCat("from ", DayText(start)), !start.empty() && !end.empty() ? " " : "",
                    end.empty() ? "" : absl::StrCat("to ", DayText(end)), ")");
  }
  if (const Message* value = GetChild(message, "value"); value != nullptr) absl::StrAppend(&text, ", ", Money(*value, style));
  return text + Level(message);
}

std::string Evidence(const Message& message, const Style&) {
  std::string text = absl::StrCat(GetEnum(message, "kind"), Since(message, "date", ", "), ": ", GetText(message, "summary"));
  for (const char* field : {"uri", "resource"}) {
    if (const std::string where = GetText(message, field); !where.empty()) absl::StrAppend(&text, " ", where);
  }
  return text;
}

std::string Supporter(const Message& message, const Style&) {
  const int64_t people = GetNumber(message, "people");
  return absl::StrCat(GetText(message, "name"), people > 1 ? absl::StrCat(", for ", Count(people), " people") : "",
                      Since(message, "since", ", since "));
}

std::string Relation(const Message& message, const Style&) { return absl::StrCat(GetText(message, "organisation"), Since(message, "date", ", on ")); }

std::string Criterion(const Message& message, const Style&) {
  std::string text = absl::StrCat(GetText(message, "id"), "  ", GetEnum(message, "obligation"));
  if (const int64_t weight = GetNumber(message, "weight"); weight > 0) absl::StrAppend(&text, " (weight ", weight, ")");
  absl::StrAppend(&text, ": ", GetText(message, "text"));
  if (const Message* test = GetChild(message, "test"); test != nullptr) absl::StrAppend(&text, " [", TestWords(*test));
  const std::string least = GetEnum(message, "least_verification");
  return absl::StrCat(text, least.empty() ? "" : absl::StrCat("; at least ", least), "]");
}

std::string NeedWarning(const Message& message, const Style&) {
  return absl::StrCat(GetText(message, "rule"), " (", GetText(message, "field"), "): ", GetText(message, "message"));
}

// "reach: 156 (4513 people)".
std::string Addend(const Message& message, const Style&) {
  return absl::StrCat(GetText(message, "input"), ": ", Count(GetNumber(message, "points")), " (", GetText(message, "stated"), ")");
}

std::string OfForce(const Message& message, const Style&) {
  return absl::StrCat(GetText(message, "force"), ": ", Count(GetNumber(message, "total")), " (", Count(GetNumber(message, "per_thousand")), " of every 1,000)");
}

std::string ForceReach(const Message& message, const Style&) {
  const int64_t strength = GetNumber(message, "strength");
  return absl::StrCat(GetText(message, "force"), ": ", Count(GetNumber(message, "people_affected")),
                      strength == 0 ? "" : absl::StrCat(" of ", Count(strength)));
}

std::string ProposedCode(const Message& message, const Style&) {
  std::vector<std::string> why = {absl::StrCat("score ", GetNumber(message, "score"))};
  if (const std::string words = absl::StrJoin(GetTexts(message, "words"), ", "); !words.empty()) why.push_back("says " + words);
  const int64_t chosen = GetNumber(message, "requirements");
  if (chosen > 0) why.push_back(absl::StrCat("chosen by ", chosen, " similar"));
  return absl::StrCat(GetText(message, "code"), " ", GetText(message, "label"), " (", absl::StrJoin(why, "; "), ")");
}

std::string Similar(const Message& message, const Style&) {
  const std::string outcome = GetText(message, "outcome");
  return absl::StrCat(GetText(message, "requirement"), ": ", GetText(message, "title"), " (score ", GetNumber(message, "score"),
                      GetNumber(message, "same_need") != 0 ? "; answers the same need" : "", "; both say ",
                      absl::StrJoin(GetTexts(message, "shared_words"), ", "), ")", outcome.empty() ? "" : "; " + outcome);
}

std::string ProposedCriterion(const Message& message, const Style& style) {
  const Message* criterion = GetChild(message, "criterion");
  return absl::StrCat(criterion == nullptr ? "" : Phrase(*criterion, style), "; asked for by ", absl::StrJoin(GetTexts(message, "requirements"), ", "));
}

std::string Warning(const Message& message, const Style&) {
  return absl::StrCat(GetText(message, "rule"), " in ", GetText(message, "field"), GetNumber(message, "accepted") != 0 ? " (accepted)" : "", ": ",
                      GetText(message, "message"));
}

std::string Accepted(const Message& message, const Style&) {
  const std::string field = GetText(message, "field");
  const std::string member = GetText(message, "member");
  return absl::StrCat(GetText(message, "rule"), field.empty() ? "" : absl::StrCat(" in ", field), ": ", GetText(message, "reason"),
                      member.empty() ? "" : absl::StrCat(" (", member, ")"));
}

std::string Test(const Message& message, const Style&) { return TestWords(message); }

std::string Certification(const Message& message, const Style&) {
  const std::string level = GetText(message, "level");
  const std::string scope = GetText(message, "scope");
  return absl::StrCat(GetText(message, "type"), level.empty() ? "" : absl::StrCat(" ", level), Since(message, "valid_from", ", from "),
                      Since(message, "valid_to", ", until "), Since(message, "expected_by", ", expected by "),
                      scope.empty() ? "" : absl::StrCat(", for ", scope), Level(message));
}

std::string Membership(const Message& message, const Style&) {
  const std::string lot = GetText(message, "lot");
  const std::string title = GetText(message, "title");
  return absl::StrCat(GetText(message, "framework"), lot.empty() ? "" : absl::StrCat(" lot ", lot), title.empty() ? "" : absl::StrCat(", ", title),
                      Since(message, "valid_to", ", until "), Level(message));
}

std::string Debarment(const Message& message, const Style&) {
  const std::string person = GetText(message, "connected_person");
  return absl::StrCat(GetEnum(message, "effect"), ": ", GetText(message, "ground"), Since(message, "valid_from", ", from "),
                      Since(message, "valid_to", " until "), person.empty() ? "" : absl::StrCat(", through ", person));
}

std::string Capability(const Message& message, const Style&) {
  const std::string maturity = GetEnum(message, "maturity");
  const std::string text = GetText(message, "text");
  return absl::StrCat(GetText(message, "title"), maturity.empty() ? "" : absl::StrCat(" (", maturity, ")"), text.empty() ? "" : ": ", text);
}

std::string TableStats(const Message& message, const Style&) {
  return absl::StrCat(GetText(message, "kind"), ": ", Count(GetNumber(message, "records")));
}

constexpr std::array<std::pair<absl::string_view, PhraseOf>, 34> kPhrases = {{
    {"google.protobuf.Timestamp", MomentPhrase},
    {"google.protobuf.Duration", SpanPhrase},
    {"google.protobuf.FieldMask", MaskPhrase},
    {"frontline.type.v1.Money", Money},
    {"frontline.type.v1.MoneyBand", Band},
    {"frontline.type.v1.Provenance", Provenance},
    {"frontline.identity.v1.Identifier", Identifier},
    {"frontline.identity.v1.Grant", Grant},
    {"frontline.identity.v1.Relation", Relation},
    {"frontline.requirement.v1.Quantity", Quantity},
    {"frontline.requirement.v1.Evidence", Evidence},
    {"frontline.requirement.v1.Supporter", Supporter},
    {"frontline.requirement.v1.Criterion", Criterion},
    {"frontline.requirement.v1.LintWarning", Warning},
    {"frontline.requirement.v1.NeedWarning", NeedWarning},
    {"frontline.requirement.v1.PriorityAddend", Addend},
    {"frontline.requirement.v1.ForcePriority", OfForce},
    {"frontline.requirement.v1.ForceReach", ForceReach},
    {"frontline.requirement.v1.CodeProposal", ProposedCode},
    {"frontline.requirement.v1.SimilarRequirement", Similar},
    {"frontline.requirement.v1.CriterionProposal", ProposedCriterion},
    {"frontline.requirement.v1.AcceptedWarning", Accepted},
    {"frontline.requirement.v1.Test", Test},
    {"frontline.supplier.v1.SupplierIdentifier", SupplierIdentifier},
    {"frontline.supplier.v1.ServedRegion", Region},
    {"frontline.supplier.v1.VettedStaff", Vetted},
    {"frontline.supplier.v1.Attribute", Attribute},
    {"frontline.supplier.v1.ConnectedPerson", Person},
    {"frontline.supplier.v1.Reference", Reference},
    {"frontline.supplier.v1.Certification", Certification},
    {"frontline.supplier.v1.Membership", Membership},
    {"frontline.supplier.v1.Debarment", Debarment},
    {"frontline.supplier.v1.Capability", Capability},
    {"frontline.admin.v1.TableStats", TableStats},
}};

std::string NumberTestWords(const Message& test) {
  const auto bound = [&test](const char* name) {
    const FieldDescriptor* field = test.GetDescriptor()->FindFieldByName(name);
    return test.GetReflection()->HasField(test, field) ? NumberText(test.GetReflection()->GetDouble(test, field)) : std::string();
  };
  const std::string min = bound("min");
  const std::string max = bound("max");
  const std::string unit = GetText(test, "unit");
  const std::string range = min.empty()   ? absl::StrCat("at most ", max)
                            : max.empty() ? absl::StrCat("at least ", min)
                                          : absl::StrCat(min, " to ", max);
  return absl::StrCat(GetText(test, "key"), " ", range, unit.empty() ? "" : " ", unit);
}

}  // namespace

PhraseOf FindPhrase(absl::string_view type) {
  for (const auto& [name, phrase] : kPhrases) {
    if (name == type) return phrase;
  }
  return nullptr;
}

std::string TestWords(const Message& test) {
  const auto in = [&test](const char* kind) { return GetChild(test, kind); };
  const auto with = [](absl::string_view before, const std::string& text) { return text.empty() ? "" : absl::StrCat(before, text); };
  if (const Message* t = in("certification")) return absl::StrCat("holds ", GetText(*t, "type"), with(" ", GetText(*t, "level")));
  if (const Message* t = in("framework")) return absl::StrCat("is on ", GetText(*t, "framework"), with(" lot ", GetText(*t, "lot")));
  if (const Message* t = in("region")) return absl::StrCat("serves ", GetText(*t, "region"));
  if (const Message* t = in("vetting")) {
    const int64_t people = GetNumber(*t, "people");
    return absl::StrCat(people > 1 ? absl::StrCat(Count(people), " people") : "somebody", " vetted at ", GetEnum(*t, "level"), " or higher");
  }
  if (const Message* t = in("number")) return NumberTestWords(*t);
  if (const Message* t = in("value")) return absl::StrCat(GetText(*t, "key"), " is ", absl::StrJoin(GetTexts(*t, "values"), " or "));
  if (const Message* t = in("statement")) return absl::StrCat("says ", GetNumber(*t, "negated") != 0 ? "no" : "yes", " to ", GetText(*t, "key"));
  if (const Message* t = in("group")) {
    std::vector<std::string> parts;
    for (const Message* part : GetChildren(*t, "tests")) parts.push_back(TestWords(*part));
    return absl::StrCat("(", absl::StrJoin(parts, GetEnum(*t, "operator") == "any of" ? " or " : " and "), ")");
  }
  return "nothing";
}

}  // namespace frontline::cli
