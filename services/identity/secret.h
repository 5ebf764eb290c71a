// The secrets of tokens.
#ifndef FRONTLINE_SERVICES_IDENTITY_SECRET_H_
#define FRONTLINE_SERVICES_IDENTITY_SECRET_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "frontline/identity/v1/token.pb.h"
#include "services/base/ids.h"
#include "services/identity/tables.h"

namespace frontline::identity {

// "fl_" and 256 random bits in 43 characters of base64url.
std::string NewSecret(base::Ids& ids);
// Whether `text` has that form.
bool IsSecret(absl::string_view text);

// Puts a token of `member` into the store.
absl::StatusOr<v1::Token> StoreToken(storage::Transaction& tx, base::Ids& ids, absl::string_view member, absl::string_view display_name,
                                     absl::string_view issuer, absl::Duration ttl, absl::string_view secret);

inline constexpr absl::Duration kShortestTtl = absl::Minutes(1);
inline constexpr absl::Duration kLongestTtl = absl::Hours(24 * 366);
inline constexpr absl::Duration kUsualTtl = absl::Hours(24 * 90);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_SECRET_H_
