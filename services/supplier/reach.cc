#include "services/supplier/reach.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "services/rpc/resource.h"
#include "services/supplier/child.h"
#include "services/supplier/names.h"
#include "services/supplier/tables.h"
#include "storage/journal.h"

namespace frontline::supplier {
namespace {

using storage::Reader;
using KeySet = std::set<std::string>;

constexpr size_t kMostConnected = 1000;  // suppliers under one key
constexpr size_t kDebarmentsAtOnce = 1000;

KeySet KeysOfPersons(const v1::Supplier& supplier) {
  KeySet keys;
  for (const auto& person : supplier.connected_persons()) {
    for (std::string& key : PersonKeys(person)) keys.insert(std::move(key));
  }
  return keys;
}

bool Meet(const storage::Keys& some, const KeySet& others) {
  return std::any_of(some.begin(), some.end(), [&others](const std::string& key) { return others.count(key) > 0; });
}

absl::Status AddNaming(const Reader& reader, const std::string& key, std::set<std::string>* names) {
  auto page = Suppliers().ListBy(reader, kSupplierByPerson, key, "", kMostConnected);
  if (!page.ok()) return page.status();
  for (const auto& row : page->rows) names->insert(row.name);
  return absl::OkStatus();
}

// The profiles that the person is.
absl::Status AddProfiles(const Reader& reader, const v1::ConnectedPerson& person, std::set<std::string>* names) {
  if (!person.supplier().empty()) names->insert(person.supplier());
  for (const auto& identifier : person.identifiers()) {
    auto holder = Suppliers().Find(reader, kSupplierByIdentifier, IdentifierKey(identifier));
    if (!holder.ok()) return holder.status();
    if (holder->has_value()) names->insert((*holder)->name);
  }
  return absl::OkStatus();
}

// Suppliers that have to do with this one, in either direction: connectedness is looked for both ways with the same steps.
absl::StatusOr<std::set<std::string>> Connected(const Reader& reader, const v1::Supplier& supplier) {
  std::set<std::string> names;
  for (const std::string& key : OwnKeys(supplier)) {
    if (absl::Status status = AddNaming(reader, key, &names); !status.ok()) return status;
  }
  for (const auto& person : supplier.connected_persons()) {
    if (absl::Status status = AddProfiles(reader, person, &names); !status.ok()) return status;
    for (const std::string& key : PersonKeys(person)) {
      if (absl::Status status = AddNaming(reader, key, &names); !status.ok()) return status;
    }
  }
  names.erase(supplier.name());
  return names;
}

enum class Tie { kNone, kClaimed, kEstablished };

// How far what the debarred supplier says of another holds.
Tie WordOn(const v1::ConnectedPerson& person) {
  return person.provenance().verification() == type::v1::VERIFICATION_VERIFIED ? Tie::kEstablished : Tie::kClaimed;
}

// By which every debarment of `debarred` reaches the supplier.
Tie TieOfAll(const v1::Supplier& debarred, const KeySet& own, const KeySet& persons) {
  if (Meet(OwnKeys(debarred), persons)) return Tie::kEstablished;
  Tie tie = Tie::kNone;
  for (const auto& person : debarred.connected_persons()) {
    if (person.relation() != v1::ConnectedPerson::RELATION_PARENT_OR_SUBSIDIARY || !Meet(PersonKeys(person), own)) continue;
    tie = std::max(tie, WordOn(person));
  }
  return tie;
}

// By which a debarment for the conduct of the person of that name does. Whoever recorded it meant the one of that name, who can't be changed
// since; of several, one may have been added to point at somebody else.
Tie TieOfPerson(const v1::Supplier& debarred, const std::string& display_name, const KeySet& own, const KeySet& persons) {
  if (display_name.empty()) return Tie::kNone;
  Tie tie = Tie::kNone;
  int of_that_name = 0;
  for (const auto& person : debarred.connected_persons()) {
    if (person.display_name() != display_name) continue;
    ++of_that_name;
    if (Meet(PersonKeys(person), own) || Meet(PersonKeys(person), persons)) tie = std::max(tie, WordOn(person));
  }
  return tie == Tie::kClaimed && of_that_name == 1 ? Tie::kEstablished : tie;
}

// Nobody is excluded because a debarred rival named it: buyers see the claim, and VerifyFact on it makes it count.
void Weaken(v1::Debarment* debarment) {
  debarment->set_effect(v1::Debarment::EFFECT_DISCRETIONARY);
  debarment->set_ground(absl::StrCat(debarment->ground(), " (that the two are connected only the debarred supplier says)"));
}

}  // namespace

absl::StatusOr<std::vector<v1::Debarment>> ReachingDebarments(const Reader& reader, const v1::Supplier& supplier) {
  auto connected = Connected(reader, supplier);
  if (!connected.ok()) return connected.status();
  const storage::Keys own_list = OwnKeys(supplier);
  const KeySet own(own_list.begin(), own_list.end());
  const KeySet persons = KeysOfPersons(supplier);
  std::vector<v1::Debarment> reaching;
  for (const std::string& name : *connected) {
    auto debarments = AllOf(DebarmentChild(), reader, name);
    if (!debarments.ok()) return debarments.status();
    if (debarments->empty()) continue;
    auto record = Suppliers().Get(reader, name);
    if (!record.ok()) return record.status();
    const Tie all = TieOfAll(record->supplier(), own, persons);
    for (v1::Debarment& debarment : *debarments) {
      const Tie tie = std::max(all, TieOfPerson(record->supplier(), debarment.connected_person(), own, persons));
      if (tie == Tie::kNone) continue;
      if (tie == Tie::kClaimed) Weaken(&debarment);
      reaching.push_back(std::move(debarment));
    }
  }
  std::sort(reaching.begin(), reaching.end(), [](const auto& a, const auto& b) { return a.name() < b.name(); });
  return reaching;
}

absl::Status TouchReached(storage::Transaction& tx, const v1::Supplier& supplier) {
  auto connected = Connected(tx, supplier);
  if (!connected.ok()) return connected.status();
  for (const std::string& name : *connected) {
    if (absl::Status status = storage::AppendChange(tx, Suppliers().kind(), name, storage::Change::ACTION_UPDATED); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<DebarredKeys> DebarredKeys::Load(const Reader& reader) {
  DebarredKeys keys;
  std::string last;
  std::string after;
  do {
    auto page = Debarments().List(reader, "", after, kDebarmentsAtOnce);
    if (!page.ok()) return page.status();
    for (const auto& row : page->rows) {
      const std::string name(rpc::OrganisationOf(row.name));
      if (name == last) continue;
      last = name;
      auto record = Suppliers().Get(reader, name);
      if (!record.ok()) return record.status();
      for (std::string& key : OwnKeys(record->supplier())) keys.keys_.insert(std::move(key));
      keys.keys_.merge(KeysOfPersons(record->supplier()));
    }
    after = page->next;
  } while (!after.empty());
  return keys;
}

bool DebarredKeys::MayReach(const v1::Supplier& supplier) const {
  if (keys_.empty()) return false;
  if (Meet(OwnKeys(supplier), keys_)) return true;
  return std::any_of(supplier.connected_persons().begin(), supplier.connected_persons().end(),
                     [this](const auto& person) { return Meet(PersonKeys(person), keys_); });
}

}  // namespace frontline::supplier
