// Suppliers that may be the same one.
#ifndef FRONTLINE_SERVICES_SUPPLIER_DUPLICATES_H_
#define FRONTLINE_SERVICES_SUPPLIER_DUPLICATES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/supplier/v1/supplier.pb.h"
#include "storage/store.h"

namespace frontline::supplier {

// The most that are reported of one supplier.
inline constexpr size_t kMostDuplicates = 20;

// Other suppliers that have a name or alias in common with it, in name order.
absl::StatusOr<std::vector<std::string>> PossibleDuplicates(const storage::Reader& reader, const v1::Supplier& supplier);

// IDENTIFIER_TAKEN when another supplier holds one of its identifiers.
absl::Status CheckHolders(const storage::Reader& reader, const v1::Supplier& supplier);

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_DUPLICATES_H_
