#include "services/matching/engine/wording.h"

#include <algorithm>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "services/base/text.h"

namespace frontline::matching::engine {
namespace {

namespace r = frontline::requirement::v1;
namespace s = frontline::supplier::v1;
namespace t = frontline::type::v1;
using frontline::matching::v1::ANSWER_MET;
using frontline::matching::v1::ANSWER_MET_FROM;
using frontline::matching::v1::ANSWER_NOT_MET;
using frontline::matching::v1::ANSWER_UNKNOWN;
using Kind = CompiledTest::Kind;

constexpr size_t kMostReason = 1000;
constexpr size_t kMostEvidence = 500;

std::string LevelName(int level) {
  switch (level) {
    case t::VETTING_LEVEL_NPPV1:
      return "NPPV level 1";
    case t::VETTING_LEVEL_NPPV2:
      return "NPPV level 2";
    case t::VETTING_LEVEL_NPPV3:
      return "NPPV level 3";
    case t::VETTING_LEVEL_BPSS:
      return "BPSS";
    case t::VETTING_LEVEL_CTC:
      return "CTC";
    case t::VETTING_LEVEL_SC:
      return "SC";
    case t::VETTING_LEVEL_DV:
      return "DV";
    default:
      return "an unknown level";
  }
}

std::string Number(double number, absl::string_view unit) {
  const std::string text = absl::StrFormat("%.10g", number);
  if (unit.empty()) return text;
  return absl::StrCat(text, unit == "%" ? "" : " ", unit);
}

std::string Bounds(const r::NumberTest& test) {
  if (test.has_min() && test.has_max()) return absl::StrCat("between ", Number(test.min(), ""), " and ", Number(test.max(), test.unit()));
  if (test.has_min()) return absl::StrCat("at least ", Number(test.min(), test.unit()));
  return absl::StrCat("at most ", Number(test.max(), test.unit()));
}

std::string People(int people) { return people == 1 ? "1 person" : absl::StrCat(people, " people"); }

// What is asked, as a noun.
std::string Asked(const r::Test& test) {
  switch (test.kind_case()) {
    case r::Test::kCertification:
      return test.certification().level().empty() ? test.certification().type()
                                                  : absl::StrCat(test.certification().type(), " at level ", test.certification().level());
    case r::Test::kFramework:
      return test.framework().lot().empty() ? absl::StrCat("a place on framework ", test.framework().framework())
                                            : absl::StrCat("a place on framework ", test.framework().framework(), " lot ", test.framework().lot());
    case r::Test::kRegion:
      return absl::StrCat("service in ", test.region().region());
    case r::Test::kVetting:
      return absl::StrCat(People(std::max(1, test.vetting().people())), " vetted to ", LevelName(test.vetting().level()));
    case r::Test::kNumber:
      return absl::StrCat(test.number().key(), " ", Bounds(test.number()));
    case r::Test::kValue:
      return absl::StrCat(test.value().key(), test.value().values_size() == 1 ? " of " : " among ", absl::StrJoin(test.value().values(), ", "));
    case r::Test::kStatement:
      return absl::StrCat(test.statement().negated() ? "a no to " : "a yes to ", test.statement().key());
    default:
      return "this";
  }
}

// The question to the supplier where nothing is known.
std::string Question(const r::Test& test) {
  switch (test.kind_case()) {
    case r::Test::kCertification:
      return absl::StrCat("Do you hold ", Asked(test), ", since when and until when?");
    case r::Test::kFramework:
      return absl::StrCat("Do you have ", Asked(test), ", and until when?");
    case r::Test::kRegion:
      return absl::StrCat("Do you serve ", test.region().region(), "?");
    case r::Test::kVetting:
      return absl::StrCat("How many of your people are vetted to ", LevelName(test.vetting().level()), " or above?");
    case r::Test::kNumber:
      return absl::StrCat("What is your ", test.number().key(), test.number().unit().empty() ? "" : absl::StrCat(" in ", test.number().unit()), "?");
    case r::Test::kValue:
      return absl::StrCat("What is your ", test.value().key(), "?");
    case r::Test::kStatement:
      return absl::StrCat("Yes or no: ", test.statement().key(), "?");
    default:
      return "Please say how you meet this.";
  }
}

// The fact that an outcome names, as found in the profile.
struct Found {
  std::string evidence;
  std::string said;  // what it says, as a noun
  const t::Provenance* provenance = nullptr;
};

const s::Attribute& AttributeAt(const Profile& profile, int place, std::string* owner) {
  *owner = profile.supplier().name();
  if (place < profile.supplier().attributes_size()) return profile.supplier().attributes(place);
  place -= profile.supplier().attributes_size();
  for (const s::Capability& capability : profile.capabilities()) {
    *owner = capability.name();
    if (place < capability.attributes_size()) return capability.attributes(place);
    place -= capability.attributes_size();
  }
  return s::Attribute::default_instance();
}

std::string Said(const s::Attribute& attribute) {
  switch (attribute.value_case()) {
    case s::Attribute::kNumber:
      return Number(attribute.number(), attribute.unit());
    case s::Attribute::kText:
      return absl::StrCat("\"", attribute.text(), "\"");
    case s::Attribute::kStatement:
      return attribute.statement() ? "yes" : "no";
    default:
      return "nothing";
  }
}

Found Locate(Kind kind, int place, const Profile& profile) {
  Found found;
  if (place < 0) return found;
  switch (kind) {
    case Kind::kCertification: {
      const s::Certification& fact = profile.certifications(place);
      const std::string level = fact.level().empty() ? "" : absl::StrCat(" ", fact.level());
      return {fact.name(), absl::StrCat(fact.type(), level), &fact.provenance()};
    }
    case Kind::kFramework: {
      const s::Membership& fact = profile.memberships(place);
      const std::string lot = fact.lot().empty() ? "" : absl::StrCat(" lot ", fact.lot());
      return {fact.name(), absl::StrCat("framework ", fact.framework(), lot), &fact.provenance()};
    }
    case Kind::kRegion: {
      const s::ServedRegion& fact = profile.supplier().regions(place);
      return {absl::StrCat(profile.supplier().name(), " regions ", fact.region()), fact.region(), &fact.provenance()};
    }
    case Kind::kVetting: {
      const s::VettedStaff& fact = profile.supplier().vetted_staff(place);
      return {absl::StrCat(profile.supplier().name(), " vetted_staff ", LevelName(fact.level())),
              absl::StrCat(People(fact.people()), " at ", LevelName(fact.level())), &fact.provenance()};
    }
    case Kind::kNumber:
    case Kind::kValue:
    case Kind::kStatement: {
      std::string owner;
      const s::Attribute& fact = AttributeAt(profile, place, &owner);
      return {absl::StrCat(owner, " attributes ", fact.key()), absl::StrCat(fact.key(), ": ", Said(fact)), &fact.provenance()};
    }
    default:
      return found;
  }
}

std::string ServedRegions(const Profile& profile) {
  std::vector<std::string> regions;
  for (const s::ServedRegion& region : profile.supplier().regions()) {
    if (regions.size() == 12) {
      regions.push_back("…");
      break;
    }
    regions.push_back(region.region());
  }
  return absl::StrJoin(regions, ", ");
}

std::string VerificationNeeded(Verification least) {
  return least == t::VERIFICATION_VERIFIED ? "must be verified with whoever issued it" : "must be shown by a document";
}

// `at.as_of` in words: "by the day it is needed, 1 April 2027".
std::string ByWhen(const Circumstances& at) { return DayInWords(at.as_of); }

std::string Reason(const r::Test& test, const Found& found, const Outcome& outcome, const Profile& profile, const Circumstances& at) {
  switch (outcome.why) {
    case Why::kNoFact:
      return absl::StrCat("Not known. ", Question(test));
    case Why::kLapsed:
      return absl::StrCat("Not known: \"", found.said, "\" was not confirmed again within its time. Does it still hold?");
    case Why::kNotVerified:
      return absl::StrCat("Not established: \"", found.said, "\" ", VerificationNeeded(at.least), ". Can you show it?");
    case Why::kOverdue:
      return absl::StrCat("Not known: ", found.said, " was expected by ", DayInWords(outcome.day), ". Do you hold it now?");
    case Why::kOtherUnit:
      return absl::StrCat("Not known: ", found.said, " is in another unit. ", Question(test));
    case Why::kMaybeTogether:
      return absl::StrCat("Not known: ", People(outcome.others), " in all at this level or above, if nobody is counted twice. ", Question(test));
    case Why::kHolds:
      if (outcome.answer == ANSWER_MET_FROM) return absl::StrCat("Met from ", DayInWords(outcome.day), ": ", found.said, ".");
      if (test.kind_case() == r::Test::kRegion) {
        return found.said == test.region().region() ? absl::StrCat("Serves ", found.said, ".")
                                                    : absl::StrCat("Serves ", found.said, ", which includes ", test.region().region(), ".");
      }
      return absl::StrCat("Met: ", found.said, ".");
    case Why::kEnded:
      return absl::StrCat("Not met: ", found.said, outcome.day < at.today ? " ended on " : " ends on ", DayInWords(outcome.day), ", before ", ByWhen(at),
                          ". Missing: its renewal.");
    case Why::kTooLate:
      return absl::StrCat("Not met: ", found.said, " comes only by ", DayInWords(outcome.day), ", after ", ByWhen(at), ".");
    case Why::kElsewhere:
      return absl::StrCat("Not met: serves ", ServedRegions(profile), ". Missing: ", test.region().region(), ".");
    case Why::kTooLow:
    case Why::kTooFew:
      return absl::StrCat("Not met: ", found.said, ". Missing: ", Asked(test), ".");
    case Why::kOutside:
    case Why::kOtherValue:
    case Why::kSaysOtherwise:
      return absl::StrCat("Not met: ", found.said, ". Asked: ", Asked(test), ".");
    case Why::kGroup:
      break;
  }
  return "";
}

std::string CutTo(std::string text, size_t bytes) {
  if (text.size() <= bytes) return text;
  return absl::StrCat(base::CutText(text, bytes - 3), "…");
}

// Which of a group's tests to tell of: those that decided.
bool Decides(Kind kind, Answer whole, Answer part) {
  if (kind == Kind::kAllOf) {
    if (IsMet(whole)) return true;
    return part == whole;
  }
  if (whole == ANSWER_NOT_MET) return true;
  return part == whole;
}

// LAPSED is the weakest.
int Strength(Verification verification) { return verification == t::VERIFICATION_LAPSED ? 0 : verification; }

Worded ExplainGroup(const r::Test& test, const CompiledTest& compiled, const Profile& profile, const SupplierFacts& facts, const Circumstances& at) {
  std::vector<Worded> parts;
  std::vector<Outcome> outcomes;
  for (int i = 0; i < test.group().tests_size(); ++i) {
    parts.push_back(Explain(test.group().tests(i), compiled.tests[i], profile, facts, at));
    outcomes.push_back(parts.back().outcome);
  }
  Worded whole;
  whole.outcome = Conclude(compiled.kind, outcomes);
  const bool all = compiled.kind == Kind::kAllOf;
  std::vector<std::string> evidence;
  std::vector<std::string> reasons;
  for (const Worded& part : parts) {
    if (!Decides(compiled.kind, whole.outcome.answer, part.outcome.answer)) continue;
    if (!all && whole.outcome.answer == ANSWER_MET_FROM && part.outcome.day != whole.outcome.day) continue;
    reasons.push_back(part.reason);
    if (!part.evidence.empty()) {
      evidence.push_back(part.evidence);
      const bool first = whole.verification == t::VERIFICATION_UNSPECIFIED;
      if (first || Strength(part.verification) < Strength(whole.verification)) whole.verification = part.verification;
    }
    if (!all && IsMet(whole.outcome.answer)) break;  // one suffices
  }
  const char* lead = all ? "All of these are asked. " : whole.outcome.answer == ANSWER_NOT_MET ? "None of the alternatives is met. " : "One of these suffices. ";
  whole.reason = CutTo(parts.size() > 1 ? absl::StrCat(lead, absl::StrJoin(reasons, " ")) : absl::StrJoin(reasons, " "), kMostReason);
  whole.evidence = CutTo(absl::StrJoin(evidence, "; "), kMostEvidence);
  return whole;
}

}  // namespace

Worded Explain(const r::Test& test, const CompiledTest& compiled, const Profile& profile, const SupplierFacts& facts, const Circumstances& at) {
  if (compiled.kind == Kind::kAllOf || compiled.kind == Kind::kAnyOf) return ExplainGroup(test, compiled, profile, facts, at);
  Worded worded;
  worded.outcome = Judge(compiled, facts, at);
  const Found found = Locate(compiled.kind, worded.outcome.fact, profile);
  worded.evidence = CutTo(found.evidence, kMostEvidence);
  if (found.provenance != nullptr) {
    worded.verification = found.provenance->verification();
    if (worded.verification == t::VERIFICATION_UNSPECIFIED) worded.verification = t::VERIFICATION_DECLARED;
  }
  worded.reason = CutTo(Reason(test, found, worded.outcome, profile, at), kMostReason);
  return worded;
}

std::string DebarmentInWords(const Debarment& debarment, absl::string_view supplier) {
  std::string text = debarment.effect() == Debarment::EFFECT_MANDATORY ? "Buyers must exclude" : "Buyers may exclude";
  absl::StrAppend(&text, ": ", debarment.ground(), ", from ", DayInWords(ParseDay(debarment.valid_from())));
  if (!debarment.valid_to().empty()) absl::StrAppend(&text, " to ", DayInWords(ParseDay(debarment.valid_to())));
  if (debarment.scope_cpv_codes_size() > 0) absl::StrAppend(&text, ", for CPV ", absl::StrJoin(debarment.scope_cpv_codes(), ", "));
  if (!debarment.connected_person().empty()) absl::StrAppend(&text, ", by the conduct of ", debarment.connected_person());
  if (!absl::StartsWith(debarment.name(), absl::StrCat(supplier, "/"))) {
    absl::StrAppend(&text, ", of a connected supplier (", debarment.name(), ")");
  } else {
    absl::StrAppend(&text, " (", debarment.name(), ")");
  }
  if (!debarment.provenance().source().empty()) absl::StrAppend(&text, ". Source: ", debarment.provenance().source());
  return CutTo(text + ".", kMostReason);
}

}  // namespace frontline::matching::engine
