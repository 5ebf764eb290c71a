// A supplier as scoring knows it: numbers, no text. Made from its profile and nothing else, so that its score is its own.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_FACTS_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_FACTS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "frontline/supplier/v1/profile.pb.h"
#include "services/matching/engine/analysis.h"
#include "services/matching/engine/day.h"
#include "services/matching/engine/vocabulary.h"

namespace frontline::matching::engine {

using Profile = frontline::supplier::v1::Profile;
using frontline::supplier::v1::Debarment;
using frontline::type::v1::Verification;

// What a fact has in common with others. `verification` is never UNSPECIFIED.
struct Held {
  Day from = kNoDay;
  Day to = kNoDay;
  uint8_t verification = 0;
};

// Each vector is in the profile's order, so that a fact's place in it leads back to the words.
struct CertificationFact {
  Symbol type = kNoSymbol;
  Symbol level = kNoSymbol;
  Day expected = kNoDay;
  Held held;
};
struct MembershipFact {
  Symbol framework = kNoSymbol;
  Symbol lot = kNoSymbol;
  Held held;
};
struct RegionFact {
  std::string region;  // short enough to need no allocation
  Held held;
};
struct VettingFact {
  int level = 0;
  int people = 0;
  Held held;
};
// Those of the supplier first, then each capability's.
struct AttributeFact {
  enum class Kind : uint8_t { kNone, kNumber, kText, kStatement };
  Symbol key = kNoSymbol;
  Symbol unit = kNoSymbol;
  Symbol text = kNoSymbol;
  Kind kind = Kind::kNone;
  bool statement = false;
  double number = 0;
  Held held;
};
struct DebarmentFact {
  bool mandatory = false;
  Held held;
  std::vector<uint32_t> scope;
};
struct CpvUse {
  uint32_t code = 0;
  uint16_t statement = 0;
};

struct SupplierFacts {
  std::string name;
  uint64_t name_hash = 0;  // for ties
  // Statement 0 is what the supplier says of itself, statement n its nth capability.
  std::vector<TermUse> terms;
  std::vector<CpvUse> cpv_codes;
  uint16_t statements = 0;
  std::vector<CertificationFact> certifications;
  std::vector<MembershipFact> memberships;
  std::vector<RegionFact> regions;
  std::vector<VettingFact> vetted_staff;
  std::vector<AttributeFact> attributes;
  std::vector<DebarmentFact> debarments;
};

// `surfaces`, where given, gets the words behind each of `terms`.
SupplierFacts FactsOf(const Profile& profile, Vocabulary& vocabulary, std::vector<std::string>* surfaces = nullptr);

// Of a name, the same on every machine.
uint64_t NameHash(absl::string_view name);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_FACTS_H_
