#include "services/supplier/facts.h"

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"

namespace frontline::supplier {
namespace {

using google::protobuf::RepeatedPtrField;

absl::CivilDay ToDay(absl::string_view day) {
  int year = 1, month = 1, date = 1;
  (void)(absl::SimpleAtoi(day.substr(0, 4), &year) && absl::SimpleAtoi(day.substr(5, 2), &month) && absl::SimpleAtoi(day.substr(8, 2), &date));
  return absl::CivilDay(year, month, date);
}

template <typename Message>
void AddList(const char* field, bool lapses, RepeatedPtrField<Message>* list, std::vector<Fact>* facts) {
  for (int i = 0; i < list->size(); ++i) {
    Fact fact{.field = field, .index = i, .lapses = lapses, .valid_to = {}, .provenance = list->Mutable(i)->mutable_provenance()};
    if constexpr (std::is_same_v<Message, v1::VettedStaff>) fact.valid_to = list->Get(i).valid_to();
    facts->push_back(fact);
  }
}

bool HasSize(const v1::Supplier& supplier) { return supplier.size() != v1::SIZE_UNSPECIFIED || supplier.vcse(); }

// `old`: the provenance of the same fact as it stands; null when there is none that says the same.
void SettleOne(const Writer& writer, const Provenance* old, Provenance* given) {
  const bool dated = writer.import && !given->confirmed_on().empty();
  const std::string day = dated ? given->confirmed_on() : writer.today;
  const bool evidenced = given->verification() == type::v1::VERIFICATION_EVIDENCED;
  if (old != nullptr) {
    const bool same_source = (given->source().empty() && given->uri().empty()) || (given->source() == old->source() && given->uri() == old->uri());
    const bool added = evidenced && old->verification() <= type::v1::VERIFICATION_DECLARED;
    if (same_source && !added) {
      *given = *old;
      if (dated && day > old->confirmed_on()) given->set_confirmed_on(day);
      return;
    }
  }
  given->set_verification(evidenced ? type::v1::VERIFICATION_EVIDENCED : type::v1::VERIFICATION_DECLARED);
  given->set_confirmed_on(day);
  if (!evidenced && writer.supplier && given->source().empty()) given->set_source("declared by supplier");
}

template <typename Message>
void SettleList(const Writer& writer, const RepeatedPtrField<Message>* before, RepeatedPtrField<Message>* after) {
  for (Message& fact : *after) {
    const Provenance* old = nullptr;
    if (before != nullptr) {
      const std::string content = ContentOf(fact);
      for (const Message& was : *before) {
        if (ContentOf(was) == content) {
          old = &was.provenance();
          break;
        }
      }
    }
    SettleOne(writer, old, fact.mutable_provenance());
  }
}

template <typename Message>
void SettleOwn(const Writer& writer, const Message* before, Message* after) {
  const bool same = before != nullptr && ContentOf(*before) == ContentOf(*after);
  SettleOne(writer, same ? &before->provenance() : nullptr, after->mutable_provenance());
}

void SettlePersons(const Writer& writer, const RepeatedPtrField<v1::ConnectedPerson>* before, RepeatedPtrField<v1::ConnectedPerson>* after) {
  SettleList(writer, before, after);
  RepeatedPtrField<v1::SupplierIdentifier> known;
  if (before != nullptr) {
    for (const auto& person : *before) known.MergeFrom(person.identifiers());
  }
  for (auto& person : *after) SettleList(writer, &known, person.mutable_identifiers());
}

}  // namespace

std::string DayOf(absl::Time time) { return absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone()); }

std::string Fact::Path() const {
  if (index < 0) return field;
  std::string path = absl::StrCat(field, "[", index, "]");
  if (inner >= 0) absl::StrAppend(&path, ".identifiers[", inner, "]");
  return path;
}

std::string Fact::ProvenancePath() const {
  if (*field == '\0') return "provenance";
  return index < 0 ? absl::StrCat(field, "_provenance") : absl::StrCat(Path(), ".provenance");
}

std::vector<Fact> FactsOf(v1::Supplier* supplier) {
  std::vector<Fact> facts;
  AddList("identifiers", false, supplier->mutable_identifiers(), &facts);
  if (HasSize(*supplier)) facts.push_back({.field = "size", .valid_to = {}, .provenance = supplier->mutable_size_provenance()});
  AddList("regions", true, supplier->mutable_regions(), &facts);
  AddList("vetted_staff", true, supplier->mutable_vetted_staff(), &facts);
  AddList("attributes", true, supplier->mutable_attributes(), &facts);
  AddList("connected_persons", false, supplier->mutable_connected_persons(), &facts);
  for (int i = 0; i < supplier->connected_persons_size(); ++i) {
    auto* identifiers = supplier->mutable_connected_persons(i)->mutable_identifiers();
    for (int j = 0; j < identifiers->size(); ++j) {
      facts.push_back({.field = "connected_persons",
                       .index = i,
                       .inner = j,
                       .lapses = false,
                       .valid_to = {},
                       .provenance = identifiers->Mutable(j)->mutable_provenance()});
    }
  }
  return facts;
}

std::vector<Fact> FactsOf(v1::Capability* capability) {
  std::vector<Fact> facts;
  facts.push_back({.valid_to = {}, .provenance = capability->mutable_provenance()});
  AddList("references", false, capability->mutable_references(), &facts);
  AddList("attributes", true, capability->mutable_attributes(), &facts);
  return facts;
}

std::vector<Fact> FactsOf(v1::Certification* certification) {
  return {{.valid_to = certification->valid_to(), .provenance = certification->mutable_provenance()}};
}

std::vector<Fact> FactsOf(v1::Membership* membership) {
  return {{.valid_to = membership->valid_to(), .provenance = membership->mutable_provenance()}};
}

std::vector<Fact> FactsOf(v1::Debarment* debarment) { return {{.lapses = false, .valid_to = {}, .provenance = debarment->mutable_provenance()}}; }

bool HasLapsed(const Fact& fact, absl::string_view today) {
  if (!fact.lapses) return false;
  if (!fact.valid_to.empty() && fact.valid_to < today) return true;
  const std::string& confirmed = fact.provenance->confirmed_on();
  return !confirmed.empty() && ToDay(today) - ToDay(confirmed) > kFactLifeDays;
}

Writer WriterOf(const rpc::Call& call, absl::Time now, bool administrators) {
  const auto& grants = call.principal.grants();
  const bool import = std::any_of(grants.begin(), grants.end(), [administrators](const rpc::Grant& grant) {
    return grant.national && (grant.role == identity::v1::ROLE_SYSTEM || (administrators && grant.role == identity::v1::ROLE_ADMINISTRATOR));
  });
  return {DayOf(now), import, !call.principal.HasNational(options::v1::PERMISSION_SUPPLIERS_WRITE)};
}

void CheckClaims(const std::vector<Fact>& facts, const Writer& writer, bool is_new, const std::string& prefix,
                 std::vector<base::Violation>* violations) {
  for (const Fact& fact : facts) {
    const Provenance& claim = *fact.provenance;
    const std::string path = prefix + fact.ProvenancePath();
    if (is_new && claim.verification() == type::v1::VERIFICATION_VERIFIED) {
      violations->push_back({path + ".verification", "can't be VERIFIED here: VerifyFact makes it so once it has been checked"});
    } else if (is_new && claim.verification() == type::v1::VERIFICATION_LAPSED) {
      violations->push_back({path + ".verification", "can't be LAPSED: that is worked out from the day of the last confirmation"});
    }
    if (claim.verification() == type::v1::VERIFICATION_EVIDENCED && claim.source().empty() && claim.uri().empty()) {
      violations->push_back({path + ".source", "must say what the evidence is when the fact is EVIDENCED (or give its uri)"});
    }
    if (writer.import && claim.confirmed_on() > writer.today) violations->push_back({path + ".confirmed_on", "must not be in the future"});
  }
}

void Settle(const Writer& writer, const v1::Supplier* before, v1::Supplier* after) {
  SettleList(writer, before ? &before->identifiers() : nullptr, after->mutable_identifiers());
  if (HasSize(*after)) {
    const bool same = before != nullptr && before->size() == after->size() && before->vcse() == after->vcse();
    SettleOne(writer, same ? &before->size_provenance() : nullptr, after->mutable_size_provenance());
  } else {
    after->clear_size_provenance();
  }
  SettleList(writer, before ? &before->regions() : nullptr, after->mutable_regions());
  SettleList(writer, before ? &before->vetted_staff() : nullptr, after->mutable_vetted_staff());
  SettleList(writer, before ? &before->attributes() : nullptr, after->mutable_attributes());
  SettlePersons(writer, before ? &before->connected_persons() : nullptr, after->mutable_connected_persons());
}

void Settle(const Writer& writer, const v1::Capability* before, v1::Capability* after) {
  SettleOwn(writer, before, after);
  SettleList(writer, before ? &before->references() : nullptr, after->mutable_references());
  SettleList(writer, before ? &before->attributes() : nullptr, after->mutable_attributes());
}

void Settle(const Writer& writer, const v1::Certification* before, v1::Certification* after) { SettleOwn(writer, before, after); }
void Settle(const Writer& writer, const v1::Membership* before, v1::Membership* after) { SettleOwn(writer, before, after); }

void Settle(const Writer& writer, const v1::Debarment*, v1::Debarment* after) {
  Provenance* provenance = after->mutable_provenance();
  const type::v1::Verification given = provenance->verification();
  if (given == type::v1::VERIFICATION_UNSPECIFIED || given == type::v1::VERIFICATION_LAPSED)
    provenance->set_verification(type::v1::VERIFICATION_EVIDENCED);
  if (provenance->confirmed_on().empty()) provenance->set_confirmed_on(writer.today);
}

std::string ContentOf(const v1::ConnectedPerson& person) {
  v1::ConnectedPerson copy = person;
  copy.clear_provenance();
  for (auto& identifier : *copy.mutable_identifiers()) identifier.clear_provenance();
  return copy.SerializeAsString();
}

std::string ContentOf(const v1::Capability& capability) {
  v1::Capability said;
  said.set_title(capability.title());
  said.set_text(capability.text());
  *said.mutable_cpv_codes() = capability.cpv_codes();
  said.set_maturity(capability.maturity());
  return said.SerializeAsString();
}

std::string ContentOf(const v1::Certification& certification) {
  v1::Certification said = certification;
  said.clear_name();
  said.clear_provenance();
  said.clear_etag();
  said.clear_create_time();
  said.clear_update_time();
  return said.SerializeAsString();
}

std::string ContentOf(const v1::Membership& membership) {
  v1::Membership said = membership;
  said.clear_name();
  said.clear_provenance();
  said.clear_etag();
  said.clear_create_time();
  said.clear_update_time();
  return said.SerializeAsString();
}

}  // namespace frontline::supplier
