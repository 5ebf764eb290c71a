// Values as files write them, into values as the contract has them. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_EXCHANGE_VALUES_H_
#define FRONTLINE_SERVICES_EXCHANGE_VALUES_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace frontline::exchange {

// The day of an ISO 8601 date or date-time, as it is written there, whatever its time zone ("2025-04-23T23:59:59+01:00" → "2025-04-23"). nullopt for
// anything else, and for days and times that do not exist.
std::optional<std::string> DayOf(absl::string_view text);

// The day after one that exists.
std::string NextDay(absl::string_view day);

// `amount` of the currency's major unit in its minor unit (ISO 4217: two decimals for most, none for JPY, three for KWD), rounded. nullopt when it is
// negative, not finite, or more than 10^15 minor units.
std::optional<int64_t> MinorUnits(double amount, absl::string_view currency);

// The regions that a text names: parts by ',', each a NUTS code or a name of a region or country of the United Kingdom ("East of England" → "UKH").
// Others (overseas, "any region") give nothing.
std::vector<std::string> RegionsOf(absl::string_view text);

// A text on one line: runs of white space as one space, none at the ends.
std::string OneLine(absl::string_view text);

// A resource id made of a name: "Acme (Holdings) Ltd." → "acme-holdings-ltd". At most 50 characters; empty when nothing is left.
std::string Slug(absl::string_view name);

// The identifier as its register writes it; nullopt for what can be none: an unknown form of a scheme, a placeholder ("N/A", "0"). GB-COH: eight
// characters (Companies House), with the zeros in front that people leave out.
std::optional<std::string> RegisterId(absl::string_view scheme, absl::string_view id);

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_VALUES_H_
