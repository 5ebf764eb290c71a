// What handlers of several resources need of a supplier.
#ifndef FRONTLINE_SERVICES_SUPPLIER_SUPPLIER_H_
#define FRONTLINE_SERVICES_SUPPLIER_SUPPLIER_H_

#include "absl/status/status.h"
#include "services/supplier/facts.h"
#include "services/supplier/rules.h"
#include "services/supplier/tables.h"

namespace frontline::supplier {

// A stored supplier as the API shows it today, with its possible duplicates.
absl::Status ShowSupplier(const storage::Reader& reader, absl::string_view today, v1::Supplier stored, v1::Supplier* shown);

// What can't be seen from the supplier alone: that its identifiers are no other's, and that the suppliers it is connected to are there.
absl::Status CheckAgainstOthers(const storage::Reader& reader, const v1::Supplier& supplier, const std::string& prefix);

// CONNECTED_PERSON_DEBARRED when a person for whose conduct a debarment stands would go or change, unless the caller decides on debarments.
absl::Status CheckDebarredPersons(const rpc::Call& call, const storage::Reader& reader, const v1::Supplier& before, const v1::Supplier& after);

// Writes a new supplier, or a changed one: `before` as it was. Sets its update time. Both must have been checked and settled.
absl::Status StoreNew(storage::Transaction& tx, v1::Supplier* supplier);
absl::Status StoreChanged(storage::Transaction& tx, const v1::Supplier& before, v1::Supplier* after);

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_SUPPLIER_H_
