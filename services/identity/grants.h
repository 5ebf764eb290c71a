// Who may give which role. Pure but for reading organisations.
#ifndef FRONTLINE_SERVICES_IDENTITY_GRANTS_H_
#define FRONTLINE_SERVICES_IDENTITY_GRANTS_H_

#include <memory>
#include <vector>

#include "absl/status/status.h"
#include "frontline/identity/v1/member.pb.h"
#include "services/rpc/principal.h"
#include "storage/store.h"

namespace frontline::identity {

// PERMISSION_MISSING unless `caller` may give, or act for one who holds, every grant of `member`: an administrator of the grant's organisation may
// give any role in it, a national administrator any role.
absl::Status CheckMayGrant(const rpc::Principal& caller, const v1::Member& member);

// FIELDS_INVALID naming each grant of `member` that has no role, repeats another, or names no organisation, or, when `before` does not hold it, one
// that was merged.
absl::Status CheckGrants(const storage::Reader& reader, const v1::Member& before, const v1::Member& member);

// The member as the pipeline knows it.
std::shared_ptr<const rpc::Principal> PrincipalOf(const v1::Member& member);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_GRANTS_H_
