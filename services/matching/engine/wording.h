// Answers in words: what decided a criterion, what is missing, what to ask. For buyers; British English.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_WORDING_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_WORDING_H_

#include <string>

#include "services/matching/engine/criteria.h"
#include "services/matching/engine/facts.h"

namespace frontline::matching::engine {

struct Worded {
  Outcome outcome;
  std::string evidence;  // "suppliers/acme/certifications/iso-27001", "suppliers/acme attributes battery-hours"; empty without a fact
  Verification verification = frontline::type::v1::VERIFICATION_UNSPECIFIED;
  std::string reason;
};

// What `test`, compiled as `compiled`, comes to for the supplier of `profile`, whose facts are `facts`.
Worded Explain(const frontline::requirement::v1::Test& test, const CompiledTest& compiled, const Profile& profile, const SupplierFacts& facts,
               const Circumstances& at);

// A debarment that bears on a requirement.
std::string DebarmentInWords(const Debarment& debarment, absl::string_view supplier);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_WORDING_H_
