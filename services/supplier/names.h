// What makes two names, identifiers or regions the same. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_SUPPLIER_NAMES_H_
#define FRONTLINE_SERVICES_SUPPLIER_NAMES_H_

#include <string>

#include "absl/strings/string_view.h"
#include "frontline/supplier/v1/supplier.pb.h"

namespace frontline::supplier {

// A company's name without case, punctuation, spaces, a leading "the" and a trailing form of company ("Ltd", "Limited", "PLC"); "&" counts as "and".
// Empty when nothing is left.
std::string NormalisedName(absl::string_view name);

// An identifier as a register means it: without case and spaces; a Companies House number of digits alone has its eight. Empty when nothing is left.
std::string NormalisedIdentifier(absl::string_view scheme, absl::string_view id);
std::string NormalisedScheme(absl::string_view scheme);

// The index key of an identifier (storage::KeyOf).
std::string IdentifierKey(const v1::SupplierIdentifier& identifier);
// For people: "GB-COH 01234567".
std::string IdentifierText(const v1::SupplierIdentifier& identifier);

// A text as the last segment of a resource name, at most `longest` characters: "Acme (UK) Ltd" → "acme-uk-ltd". Empty when nothing fits.
std::string IdFrom(absl::string_view text, size_t longest = 63);

// Whether `inner` is `outer` or lies within it. NUTS codes of the United Kingdom and its nations as ISO 3166-2 have them ("GB-ENG").
bool RegionCovers(absl::string_view outer, absl::string_view inner);

// Whether the CPV code lies under the other: "35113400" under "35100000" and "35000000-4".
bool CpvCovers(absl::string_view outer, absl::string_view inner);

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_NAMES_H_
