#include "services/supplier/merge.h"

#include <algorithm>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/supplier/names.h"

namespace frontline::supplier {
namespace {

using google::protobuf::RepeatedPtrField;

const std::string& DayOfGiven(const Writer& writer, const Provenance& given) {
  return writer.import && !given.confirmed_on().empty() ? given.confirmed_on() : writer.today;
}

// Whether what is there stays. Of two imported statements of one day that contradict each other the first stays, or importing both again would turn
// them over each time; a file that names no day speaks of today and is believed.
bool IsOlder(const Writer& writer, const Provenance& given, const Provenance& stored) {
  const std::string& day = DayOfGiven(writer, given);
  const bool dated = writer.import && !given.confirmed_on().empty() && given.verification() <= stored.verification();
  return day < stored.confirmed_on() || (dated && day == stored.confirmed_on());
}

// The file says what is there already. A supplier confirms by ConfirmFacts, so that applying its file again changes nothing.
void Confirm(const Writer& writer, const Provenance& given, Provenance* stored) {
  const bool evidenced = given.verification() == type::v1::VERIFICATION_EVIDENCED;
  if (evidenced && stored->verification() <= type::v1::VERIFICATION_DECLARED) {
    *stored = given;
    return;
  }
  const std::string& day = DayOfGiven(writer, given);
  if (!writer.import || day <= stored->confirmed_on()) return;
  if (evidenced && stored->verification() == type::v1::VERIFICATION_EVIDENCED && !(given.source().empty() && given.uri().empty())) {
    stored->set_source(given.source());
    stored->set_uri(given.uri());
  }
  stored->set_confirmed_on(day);
}

template <typename Message>
void MergeFact(const Writer& writer, const Message& given, Message* stored) {
  if (IsOlder(writer, given.provenance(), stored->provenance())) return;
  if (ContentOf(given) == ContentOf(*stored)) {
    Confirm(writer, given.provenance(), stored->mutable_provenance());
  } else {
    *stored = given;
  }
}

template <typename Message, typename Key>
void Grow(const Writer& writer, const RepeatedPtrField<Message>& given, Key key, RepeatedPtrField<Message>* stored) {
  for (const Message& fact : given) {
    const auto same = std::find_if(stored->begin(), stored->end(), [&](const Message& one) { return key(one) == key(fact); });
    if (same == stored->end()) {
      *stored->Add() = fact;
    } else {
      MergeFact(writer, fact, &*same);
    }
  }
}

// Several attributes may share a key: those of the file stand for all of theirs.
void MergeAttributes(const Writer& writer, const RepeatedPtrField<v1::Attribute>& given, RepeatedPtrField<v1::Attribute>* stored) {
  std::set<std::string> keys;
  for (const v1::Attribute& attribute : given) {
    if (!keys.insert(attribute.key()).second) continue;
    const std::string& key = attribute.key();
    const bool older = std::any_of(stored->begin(), stored->end(), [&](const v1::Attribute& one) {
      return one.key() == key && IsOlder(writer, attribute.provenance(), one.provenance());
    });
    if (older) continue;
    RepeatedPtrField<v1::Attribute> merged;
    std::set<std::string> there;
    for (v1::Attribute& one : *stored) {
      if (one.key() != key) {
        *merged.Add() = std::move(one);
        continue;
      }
      const std::string content = ContentOf(one);
      const auto same = std::find_if(given.begin(), given.end(), [&](const v1::Attribute& other) { return ContentOf(other) == content; });
      if (same == given.end() || !there.insert(content).second) continue;
      Confirm(writer, same->provenance(), one.mutable_provenance());
      *merged.Add() = std::move(one);
    }
    for (const v1::Attribute& other : given) {
      if (other.key() == key && there.insert(ContentOf(other)).second) *merged.Add() = other;
    }
    stored->Swap(&merged);
  }
}

void AddAlias(const std::string& name, v1::Supplier* stored) {
  const std::string normalised = NormalisedName(name);
  if (normalised.empty() || normalised == NormalisedName(stored->display_name())) return;
  for (const std::string& alias : stored->aliases()) {
    if (NormalisedName(alias) == normalised) return;
  }
  stored->add_aliases(name);
}

void MergeSize(const Writer& writer, const v1::Supplier& given, v1::Supplier* stored) {
  if (given.size() == v1::SIZE_UNSPECIFIED && !given.vcse()) return;
  if (IsOlder(writer, given.size_provenance(), stored->size_provenance())) return;
  const v1::Size size = given.size() == v1::SIZE_UNSPECIFIED ? stored->size() : given.size();
  const bool vcse = given.vcse() || stored->vcse();
  if (size == stored->size() && vcse == stored->vcse()) return Confirm(writer, given.size_provenance(), stored->mutable_size_provenance());
  stored->set_size(size);
  stored->set_vcse(vcse);
  *stored->mutable_size_provenance() = given.size_provenance();
}

// The statement of the message itself: `said` is what it comes to.
template <typename Message>
void MergeStatement(const Writer& writer, const Message& given, Message said, Message* stored) {
  if (IsOlder(writer, given.provenance(), stored->provenance())) return;
  if (ContentOf(said) == ContentOf(*stored)) return Confirm(writer, given.provenance(), stored->mutable_provenance());
  *said.mutable_provenance() = given.provenance();
  *stored = std::move(said);
}

void Take(const std::string& given, std::string* stored) {
  if (!given.empty()) *stored = given;
}

}  // namespace

void Merge(const Writer& writer, const v1::Supplier& given, v1::Supplier* stored) {
  AddAlias(given.display_name(), stored);
  for (const std::string& alias : given.aliases()) AddAlias(alias, stored);
  Grow(writer, given.identifiers(), IdentifierKey, stored->mutable_identifiers());
  Take(given.description(), stored->mutable_description());
  Take(given.uri(), stored->mutable_uri());
  MergeSize(writer, given, stored);
  Grow(
      writer, given.regions(), [](const auto& served) { return served.region(); }, stored->mutable_regions());
  Grow(
      writer, given.vetted_staff(), [](const auto& staff) { return staff.level(); }, stored->mutable_vetted_staff());
  MergeAttributes(writer, given.attributes(), stored->mutable_attributes());
  Grow(
      writer, given.connected_persons(),
      [](const auto& person) { return absl::StrCat(person.relation(), " ", NormalisedName(person.display_name())); },
      stored->mutable_connected_persons());
}

void Merge(const Writer& writer, const v1::Capability& given, v1::Capability* stored) {
  v1::Capability said = *stored;
  Take(given.title(), said.mutable_title());
  Take(given.text(), said.mutable_text());
  if (!given.cpv_codes().empty()) *said.mutable_cpv_codes() = given.cpv_codes();
  if (given.maturity() != v1::MATURITY_UNSPECIFIED) said.set_maturity(given.maturity());
  MergeStatement(writer, given, std::move(said), stored);
  Grow(
      writer, given.references(),
      [](const v1::Reference& one) { return absl::StrCat(one.client(), "\n", one.organisation(), "\n", one.summary(), "\n", one.start_date()); },
      stored->mutable_references());
  MergeAttributes(writer, given.attributes(), stored->mutable_attributes());
}

void Merge(const Writer& writer, const v1::Certification& given, v1::Certification* stored) {
  v1::Certification said = *stored;
  Take(given.scope(), said.mutable_scope());
  Take(given.issuer(), said.mutable_issuer());
  Take(given.number(), said.mutable_number());
  Take(given.valid_from(), said.mutable_valid_from());
  Take(given.valid_to(), said.mutable_valid_to());
  Take(given.expected_by(), said.mutable_expected_by());
  if (!given.valid_from().empty() && given.expected_by().empty()) said.clear_expected_by();  // it has come
  MergeStatement(writer, given, std::move(said), stored);
}

void Merge(const Writer& writer, const v1::Membership& given, v1::Membership* stored) {
  v1::Membership said = *stored;
  Take(given.title(), said.mutable_title());
  Take(given.valid_from(), said.mutable_valid_from());
  Take(given.valid_to(), said.mutable_valid_to());
  MergeStatement(writer, given, std::move(said), stored);
}

bool SameThing(const v1::Capability& given, const v1::Capability& stored) {
  if (!given.external_id().empty()) return given.external_id() == stored.external_id();
  return absl::EqualsIgnoreCase(given.title(), stored.title());
}

bool SameThing(const v1::Certification& given, const v1::Certification& stored) {
  return given.type() == stored.type() && absl::EqualsIgnoreCase(given.level(), stored.level()) &&
         (given.scope().empty() || absl::EqualsIgnoreCase(given.scope(), stored.scope()));
}

bool SameThing(const v1::Membership& given, const v1::Membership& stored) {
  return absl::EqualsIgnoreCase(given.framework(), stored.framework()) && absl::EqualsIgnoreCase(given.lot(), stored.lot());
}

std::string IdOf(const v1::Capability&) { return ""; }
std::string IdOf(const v1::Certification& given) { return IdFrom(absl::StrCat(given.type(), " ", given.level())); }
std::string IdOf(const v1::Membership& given) { return IdFrom(absl::StrCat(given.framework(), " ", given.lot())); }

}  // namespace frontline::supplier
