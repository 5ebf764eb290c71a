#include "services/matching/engine/facts.h"

#include <algorithm>

#include "services/base/ids.h"
#include "services/matching/engine/cpv.h"

namespace frontline::matching::engine {
namespace {

namespace s = frontline::supplier::v1;
namespace t = frontline::type::v1;

// A profile of more statements than this is cut (README.md).
constexpr int kMostStatements = 2000;

Held HeldOf(const t::Provenance& provenance, absl::string_view from = {}, absl::string_view to = {}) {
  const Verification verification = provenance.verification();
  return {ParseDay(from), ParseDay(to), static_cast<uint8_t>(verification == t::VERIFICATION_UNSPECIFIED ? t::VERIFICATION_DECLARED : verification)};
}

AttributeFact AttributeOf(const s::Attribute& attribute, Vocabulary& vocabulary) {
  AttributeFact fact;
  fact.key = vocabulary.SymbolOf(attribute.key());
  fact.unit = vocabulary.SymbolOf(attribute.unit());
  fact.held = HeldOf(attribute.provenance());
  switch (attribute.value_case()) {
    case s::Attribute::kNumber:
      fact.kind = AttributeFact::Kind::kNumber;
      fact.number = attribute.number();
      break;
    case s::Attribute::kText:
      fact.kind = AttributeFact::Kind::kText;
      fact.text = vocabulary.SymbolOf(attribute.text());
      break;
    case s::Attribute::kStatement:
      fact.kind = AttributeFact::Kind::kStatement;
      fact.statement = attribute.statement();
      break;
    case s::Attribute::VALUE_NOT_SET:
      break;
  }
  return fact;
}

void AddStatement(absl::string_view title, absl::string_view text, Vocabulary& vocabulary, std::vector<std::string>* surfaces, SupplierFacts* facts) {
  const std::vector<TermUse> uses = StatementTerms(title, text, facts->statements++, vocabulary, surfaces);
  facts->terms.insert(facts->terms.end(), uses.begin(), uses.end());
}

void AddFacts(const Profile& profile, Vocabulary& vocabulary, SupplierFacts* facts) {
  for (const s::Certification& from : profile.certifications()) {
    facts->certifications.push_back({vocabulary.SymbolOf(from.type()), vocabulary.SymbolOf(from.level()), ParseDay(from.expected_by()),
                                     HeldOf(from.provenance(), from.valid_from(), from.valid_to())});
  }
  for (const s::Membership& from : profile.memberships()) {
    facts->memberships.push_back(
        {vocabulary.SymbolOf(from.framework()), vocabulary.SymbolOf(from.lot()), HeldOf(from.provenance(), from.valid_from(), from.valid_to())});
  }
  for (const s::ServedRegion& from : profile.supplier().regions()) facts->regions.push_back({from.region(), HeldOf(from.provenance())});
  for (const s::VettedStaff& from : profile.supplier().vetted_staff()) {
    facts->vetted_staff.push_back({from.level(), from.people(), HeldOf(from.provenance(), {}, from.valid_to())});
  }
  for (const s::Attribute& from : profile.supplier().attributes()) facts->attributes.push_back(AttributeOf(from, vocabulary));
  for (const s::Capability& capability : profile.capabilities()) {
    for (const s::Attribute& from : capability.attributes()) facts->attributes.push_back(AttributeOf(from, vocabulary));
  }
  for (const Debarment& from : profile.debarments()) {
    DebarmentFact fact{from.effect() == Debarment::EFFECT_MANDATORY, HeldOf(from.provenance(), from.valid_from(), from.valid_to()), {}};
    for (const std::string& code : from.scope_cpv_codes()) fact.scope.push_back(ParseCpv(code));
    facts->debarments.push_back(std::move(fact));
  }
}

template <typename... Vectors>
void Shrink(Vectors&... vectors) {
  (vectors.shrink_to_fit(), ...);
}

}  // namespace

uint64_t NameHash(absl::string_view name) {
  const std::string digest = base::Sha256(name);
  uint64_t hash = 0;
  for (int i = 0; i < 8; ++i) hash = hash << 8 | static_cast<unsigned char>(digest[i]);
  return hash;
}

SupplierFacts FactsOf(const Profile& profile, Vocabulary& vocabulary, std::vector<std::string>* surfaces) {
  SupplierFacts facts;
  facts.name = profile.supplier().name();
  facts.name_hash = NameHash(facts.name);
  AddStatement({}, profile.supplier().description(), vocabulary, surfaces, &facts);
  for (const s::Capability& capability : profile.capabilities()) {
    if (facts.statements == kMostStatements) break;
    for (const std::string& code : capability.cpv_codes()) {
      if (const uint32_t number = ParseCpv(code); number != 0) facts.cpv_codes.push_back({number, facts.statements});
    }
    AddStatement(capability.title(), capability.text(), vocabulary, surfaces, &facts);
  }
  AddFacts(profile, vocabulary, &facts);
  Shrink(facts.terms, facts.cpv_codes, facts.certifications, facts.memberships, facts.regions, facts.vetted_staff, facts.attributes, facts.debarments);
  return facts;
}

}  // namespace frontline::matching::engine
