#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/identity/handlers.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

namespace o = frontline::options::v1;

absl::Status FillPermissions(const rpc::Principal& principal, v1::WhoAmIResponse* response) {
  for (int i = o::Permission_MIN; i <= o::Permission_MAX; ++i) {
    if (!o::Permission_IsValid(i)) continue;
    const auto permission = static_cast<o::Permission>(i);
    if (principal.Has(permission)) response->add_permissions(permission);
  }
  return absl::OkStatus();
}

absl::Status FillMember(const Call& call, const Snapshot& snapshot, v1::WhoAmIResponse* response) {
  const std::string& name = call.principal.member();
  absl::StatusOr<MemberRecord> record = Members().Get(snapshot, name);
  if (record.ok()) {
    Show(record->member(), response->mutable_member());
    absl::StatusOr<OrganisationRecord> organisation = Organisations().Get(snapshot, rpc::OrganisationOf(name));
    if (absl::IsNotFound(organisation.status())) return absl::OkStatus();
    if (!organisation.ok()) return organisation.status();
    Show(organisation->organisation(), response->mutable_organisation());
    return absl::OkStatus();
  }
  if (!absl::IsNotFound(record.status())) return record.status();
  // The server itself: no member in the store.
  v1::Member* member = response->mutable_member();
  member->set_name(name);
  member->set_display_role("The server itself");
  for (const rpc::Grant& held : call.principal.grants()) {
    v1::Grant* grant = member->add_grants();
    grant->set_organisation(held.organisation);
    grant->set_role(held.role);
    grant->set_national(held.national);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status WhoAmI(const Call& call, const v1::WhoAmIRequest&, const Snapshot& snapshot, v1::WhoAmIResponse* response) {
  if (absl::Status status = FillMember(call, snapshot, response); !status.ok()) return status;
  if (absl::Status status = FillPermissions(call.principal, response); !status.ok()) return status;
  if (call.token.empty()) return absl::OkStatus();
  const auto token = Tokens().Find(snapshot, kBySecret, storage::KeyOf(base::Sha256(call.token)));
  if (!token.ok()) return token.status();
  if (token->has_value()) *response->mutable_token_expire_time() = (*token)->record.token().expire_time();
  return absl::OkStatus();
}

absl::Status ResolveSubject(const Call& call, const v1::ResolveSubjectRequest& request, const Snapshot& snapshot, v1::Member* response) {
  const auto row = Members().Find(snapshot, kBySubject, storage::KeyOf(request.external_subject()));
  if (!row.ok()) return row.status();
  // One that can't sign in, and one that the caller may not know of, are as good as none.
  if (!row->has_value() || (*row)->record.member().disabled() ||
      !call.principal.HasIn(o::PERMISSION_CHANGES_READ, rpc::OrganisationOf((*row)->name))) {
    return base::NotFound(request.external_subject());
  }
  Show((*row)->record.member(), response);
  return absl::OkStatus();
}

}  // namespace frontline::identity
