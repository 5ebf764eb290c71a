// Facts and their provenance: where each stands, who decides what it says, and when it lapses. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_SUPPLIER_FACTS_H_
#define FRONTLINE_SERVICES_SUPPLIER_FACTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "frontline/supplier/v1/profile.pb.h"
#include "frontline/type/v1/fact.pb.h"
#include "services/base/errors.h"
#include "services/rpc/call.h"

namespace frontline::supplier {

using type::v1::Provenance;

// A fact holds for this many days after the day on which it was last confirmed; from the next day on it has lapsed.
inline constexpr int kFactLifeDays = 365;

// The day in UTC, "2026-11-24". Days compare as text.
std::string DayOf(absl::Time time);

// One fact within a message.
struct Fact {
  const char* field = "";  // "regions"; empty for the message's own fact
  int index = -1;          // its place in a list
  int inner = -1;          // of an identifier of a connected person
  bool lapses = true;
  absl::string_view valid_to;  // the last day on which it holds; empty for none known
  Provenance* provenance = nullptr;

  std::string Path() const;            // as VerifyFact takes it: "regions[0]"
  std::string ProvenancePath() const;  // "regions[0].provenance"
};
// Every fact of the message, in field order. A fact without provenance gets an empty one.
std::vector<Fact> FactsOf(v1::Supplier* supplier);
std::vector<Fact> FactsOf(v1::Capability* capability);
std::vector<Fact> FactsOf(v1::Certification* certification);
std::vector<Fact> FactsOf(v1::Membership* membership);
std::vector<Fact> FactsOf(v1::Debarment* debarment);

bool HasLapsed(const Fact& fact, absl::string_view today);
template <typename Message>
void ShowLapsed(absl::string_view today, Message* message) {
  for (const Fact& fact : FactsOf(message)) {
    if (HasLapsed(fact, today)) fact.provenance->set_verification(type::v1::VERIFICATION_LAPSED);
  }
}

// Who writes, as far as provenance goes.
struct Writer {
  std::string today;
  bool import = false;    // may say which day a fact was confirmed on
  bool supplier = false;  // writes for the supplier itself, not nationally
};
// An import is who holds the role system nationally; with `administrators`, the role administrator too.
Writer WriterOf(const rpc::Call& call, absl::Time now, bool administrators = false);

// What a writer may not claim for new facts: VERIFIED and LAPSED, and for any fact: EVIDENCED without saying by what, or a day in the future.
void CheckClaims(const std::vector<Fact>& facts, const Writer& writer, bool is_new, const std::string& prefix,
                 std::vector<base::Violation>* violations);

// Makes the provenance in `after` what may be stored. A fact that says the same as one in `before` (null: there is nothing yet) keeps that one's,
// unless its source changes or evidence is added; any other is DECLARED, or EVIDENCED where it says so, and confirmed today or on the import's day.
void Settle(const Writer& writer, const v1::Supplier* before, v1::Supplier* after);
void Settle(const Writer& writer, const v1::Capability* before, v1::Capability* after);
void Settle(const Writer& writer, const v1::Certification* before, v1::Certification* after);
void Settle(const Writer& writer, const v1::Membership* before, v1::Membership* after);
// Who records a debarment decides all of its provenance; EVIDENCED unless it says otherwise.
void Settle(const Writer& writer, const v1::Debarment* before, v1::Debarment* after);

// What a fact says, without its provenance and what the server adds: two facts with equal bytes say the same.
template <typename Message>
std::string ContentOf(const Message& fact) {
  Message copy = fact;
  copy.clear_provenance();
  return copy.SerializeAsString();
}
std::string ContentOf(const v1::ConnectedPerson& person);
std::string ContentOf(const v1::Capability& capability);
std::string ContentOf(const v1::Certification& certification);
std::string ContentOf(const v1::Membership& membership);

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_FACTS_H_
