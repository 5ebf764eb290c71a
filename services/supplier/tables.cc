#include "services/supplier/tables.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "services/rpc/resource.h"
#include "services/supplier/names.h"

namespace frontline::supplier {
namespace {

using storage::KeyOf;
using storage::Keys;

// Identifiers and names of suppliers share an index: the first element tells them apart.
std::string KeyOfIdentifier(const v1::SupplierIdentifier& identifier) {
  return KeyOf(1, NormalisedScheme(identifier.scheme()), NormalisedIdentifier(identifier.scheme(), identifier.id()));
}
std::string KeyOfSupplier(absl::string_view name) { return KeyOf(2, name); }

Keys ByIdentifier(absl::string_view, const SupplierRecord& record) {
  Keys keys;
  for (const auto& identifier : record.supplier().identifiers()) keys.push_back(IdentifierKey(identifier));
  return keys;
}

Keys ByName(absl::string_view, const SupplierRecord& record) {
  Keys keys;
  auto add = [&keys](absl::string_view name) {
    std::string normalised = NormalisedName(name);
    if (!normalised.empty()) keys.push_back(KeyOf(normalised));
  };
  add(record.supplier().display_name());
  for (const std::string& alias : record.supplier().aliases()) add(alias);
  return keys;
}

Keys ByPerson(absl::string_view, const SupplierRecord& record) {
  Keys keys;
  for (const auto& person : record.supplier().connected_persons()) {
    for (std::string& key : PersonKeys(person)) keys.push_back(std::move(key));
  }
  return keys;
}

}  // namespace

Keys PersonKeys(const v1::ConnectedPerson& person) {
  Keys keys;
  for (const auto& identifier : person.identifiers()) keys.push_back(KeyOfIdentifier(identifier));
  if (!person.supplier().empty()) keys.push_back(KeyOfSupplier(person.supplier()));
  return keys;
}

Keys OwnKeys(const v1::Supplier& supplier) {
  Keys keys = {KeyOfSupplier(supplier.name())};
  for (const auto& identifier : supplier.identifiers()) keys.push_back(KeyOfIdentifier(identifier));
  return keys;
}

const storage::Table<SupplierRecord>& Suppliers() {
  static const auto* table = new storage::Table<SupplierRecord>({.id = 30,
                                                                 .kind = "supplier",
                                                                 .indexes = {{.id = kSupplierByIdentifier, .unique = true, .fields = ByIdentifier},
                                                                             {.id = kSupplierByName, .unique = false, .fields = ByName},
                                                                             {.id = kSupplierByPerson, .unique = false, .fields = ByPerson}}});
  return *table;
}

const storage::Table<CapabilityRecord>& Capabilities() {
  static const auto* table = new storage::Table<CapabilityRecord>(
      {.id = 31,
       .kind = "capability",
       .indexes = {{.id = kCapabilityByExternalId, .unique = true, .fields = [](absl::string_view name, const auto& r) {
                      if (r.capability().external_id().empty()) return Keys();
                      return Keys{KeyOf(rpc::ParentOf(name), r.capability().external_id())};
                    }}}});
  return *table;
}

const storage::Table<CertificationRecord>& Certifications() {
  static const auto* table = new storage::Table<CertificationRecord>(
      {.id = 32, .kind = "certification", .indexes = {{.id = kCertificationByType, .unique = false, .fields = [](absl::string_view, const auto& r) {
                                                         return Keys{KeyOf(r.certification().type())};
                                                       }}}});
  return *table;
}

const storage::Table<MembershipRecord>& Memberships() {
  static const auto* table = new storage::Table<MembershipRecord>(
      {.id = 33, .kind = "membership", .indexes = {{.id = kMembershipByFramework, .unique = false, .fields = [](absl::string_view, const auto& r) {
                                                      return Keys{KeyOf(absl::AsciiStrToLower(r.membership().framework()))};
                                                    }}}});
  return *table;
}

const storage::Table<DebarmentRecord>& Debarments() {
  static const auto* table = new storage::Table<DebarmentRecord>({.id = 34, .kind = "debarment", .indexes = {}});
  return *table;
}

}  // namespace frontline::supplier
