// What the supplier service keeps: its tables and their indexes (ids 30 to 39 of the disk format), and how records are read.
#ifndef FRONTLINE_SERVICES_SUPPLIER_TABLES_H_
#define FRONTLINE_SERVICES_SUPPLIER_TABLES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/supplier/stored/v1/stored.pb.h"
#include "services/base/errors.h"
#include "storage/table.h"

namespace frontline::supplier {

using stored::v1::CapabilityRecord;
using stored::v1::CertificationRecord;
using stored::v1::DebarmentRecord;
using stored::v1::MembershipRecord;
using stored::v1::SupplierRecord;

const storage::Table<SupplierRecord>& Suppliers();
inline constexpr uint16_t kSupplierByIdentifier = 1;  // unique: IdentifierKey
inline constexpr uint16_t kSupplierByName = 2;        // NormalisedName of the display name and of each alias
inline constexpr uint16_t kSupplierByPerson = 3;      // PersonKeys of its connected persons

const storage::Table<CapabilityRecord>& Capabilities();
inline constexpr uint16_t kCapabilityByExternalId = 1;  // unique: supplier, external id

const storage::Table<CertificationRecord>& Certifications();
inline constexpr uint16_t kCertificationByType = 1;

const storage::Table<MembershipRecord>& Memberships();
inline constexpr uint16_t kMembershipByFramework = 1;  // in lower case

const storage::Table<DebarmentRecord>& Debarments();

// The most capabilities (certifications, memberships, debarments) of one supplier.
inline constexpr size_t kMostOfAKind = 1000;

// What a connected person is known by: its identifiers, and the supplier that it is. And what a supplier is known by as a connected person.
storage::Keys PersonKeys(const v1::ConnectedPerson& person);
storage::Keys OwnKeys(const v1::Supplier& supplier);

// As Table::Get, with RESOURCE_NOT_FOUND where there is none.
template <typename Record>
absl::StatusOr<Record> Load(const storage::Table<Record>& table, const storage::Reader& reader, absl::string_view name) {
  absl::StatusOr<Record> record = table.Get(reader, name);
  if (absl::IsNotFound(record.status())) return base::NotFound(name);
  return record;
}

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_TABLES_H_
