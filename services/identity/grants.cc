#include "services/identity/grants.h"

#include <algorithm>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/identity/tables.h"

namespace frontline::identity {
namespace {

bool MayGrant(const rpc::Principal& caller, const v1::Grant& grant) {
  return std::any_of(caller.grants().begin(), caller.grants().end(), [&grant](const rpc::Grant& held) {
    return held.role == v1::ROLE_ADMINISTRATOR && (held.national || (!grant.national() && held.organisation == grant.organisation()));
  });
}

bool Same(const v1::Grant& a, const v1::Grant& b) {
  return a.organisation() == b.organisation() && a.role() == b.role() && a.national() == b.national();
}

bool Holds(const v1::Member& member, const v1::Grant& grant) {
  return std::any_of(member.grants().begin(), member.grants().end(), [&grant](const v1::Grant& held) { return Same(held, grant); });
}

}  // namespace

absl::Status CheckMayGrant(const rpc::Principal& caller, const v1::Member& member) {
  for (const v1::Grant& grant : member.grants()) {
    if (MayGrant(caller, grant)) continue;
    return base::PermissionDenied("MEMBERS_WRITE", grant.national() ? "every organisation" : grant.organisation());
  }
  return absl::OkStatus();
}

absl::Status CheckGrants(const storage::Reader& reader, const v1::Member& before, const v1::Member& member) {
  std::vector<base::Violation> violations;
  for (int i = 0; i < member.grants_size(); ++i) {
    const v1::Grant& grant = member.grants(i);
    const std::string path = absl::StrCat("member.grants[", i, "]");
    if (grant.role() == v1::ROLE_UNSPECIFIED || !v1::Role_IsValid(grant.role())) violations.push_back({path + ".role", "is required"});
    if (std::any_of(member.grants().begin(), member.grants().begin() + i, [&grant](const v1::Grant& other) { return Same(grant, other); })) {
      violations.push_back({path, "stands in the list already"});
    }
    if (Holds(before, grant)) continue;
    const absl::StatusOr<OrganisationRecord> organisation = Organisations().Get(reader, grant.organisation());
    if (absl::IsNotFound(organisation.status())) {
      violations.push_back({path + ".organisation", absl::StrCat("names '", grant.organisation(), "', which is no organisation")});
    } else if (!organisation.ok()) {
      return organisation.status();
    } else if (organisation->organisation().state() == v1::ORGANISATION_STATE_MERGED) {
      violations.push_back({path + ".organisation", absl::StrCat("names '", grant.organisation(), "', which was merged into another")});
    }
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

std::shared_ptr<const rpc::Principal> PrincipalOf(const v1::Member& member) {
  std::vector<rpc::Grant> grants;
  for (const v1::Grant& grant : member.grants()) grants.push_back({grant.organisation(), grant.role(), grant.national()});
  return std::make_shared<const rpc::Principal>(member.name(), std::move(grants));
}

}  // namespace frontline::identity
