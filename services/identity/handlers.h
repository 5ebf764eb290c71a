// The handlers, one file per resource, and what they share. Each handler is a free function.
#ifndef FRONTLINE_SERVICES_IDENTITY_HANDLERS_H_
#define FRONTLINE_SERVICES_IDENTITY_HANDLERS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/identity/v1/identity_service.pb.h"
#include "services/identity/tables.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::identity {

using rpc::Call;
using storage::Reader;
using storage::Snapshot;
using storage::Transaction;

// organisation.cc
absl::Status GetOrganisation(const Call& call, const v1::GetOrganisationRequest& request, const Snapshot& snapshot, v1::Organisation* response);
absl::Status CreateOrganisation(const Call& call, const v1::CreateOrganisationRequest& request, Transaction& tx, v1::Organisation* response);
absl::Status UpdateOrganisation(const Call& call, const v1::UpdateOrganisationRequest& request, Transaction& tx, v1::Organisation* response);

// organisation_list.cc
absl::Status ListOrganisations(const Call& call, const v1::ListOrganisationsRequest& request, const Snapshot& snapshot,
                               v1::ListOrganisationsResponse* response);

// resolve.cc
absl::Status ResolveOrganisation(const Call& call, const v1::ResolveOrganisationRequest& request, const Snapshot& snapshot,
                                 v1::ResolveOrganisationResponse* response);

// merge.cc
absl::Status MergeOrganisations(const Call& call, const v1::MergeOrganisationsRequest& request, Transaction& tx, v1::Organisation* response);

// member.cc
absl::Status GetMember(const Call& call, const v1::GetMemberRequest& request, const Snapshot& snapshot, v1::Member* response);
absl::Status ListMembers(const Call& call, const v1::ListMembersRequest& request, const Snapshot& snapshot, v1::ListMembersResponse* response);
absl::Status CreateMember(const Call& call, const v1::CreateMemberRequest& request, Transaction& tx, v1::Member* response);
absl::Status UpdateMember(const Call& call, const v1::UpdateMemberRequest& request, Transaction& tx, v1::Member* response);

// token.cc
absl::Status IssueToken(const Call& call, const v1::IssueTokenRequest& request, Transaction& tx, v1::IssueTokenResponse* response);
absl::Status ListTokens(const Call& call, const v1::ListTokensRequest& request, const Snapshot& snapshot, v1::ListTokensResponse* response);
absl::Status RevokeToken(const Call& call, const v1::RevokeTokenRequest& request, Transaction& tx, v1::Token* response);

// who_am_i.cc
absl::Status WhoAmI(const Call& call, const v1::WhoAmIRequest& request, const Snapshot& snapshot, v1::WhoAmIResponse* response);
absl::Status ResolveSubject(const Call& call, const v1::ResolveSubjectRequest& request, const Snapshot& snapshot, v1::Member* response);

// PERMISSION_MISSING unless the caller holds `permission` in every organisation.
absl::Status RequireNational(const Call& call, rpc::Permission permission);

// The table's record, or the catalogue's RESOURCE_NOT_FOUND.
absl::StatusOr<OrganisationRecord> LoadOrganisation(const Reader& reader, absl::string_view name);
absl::StatusOr<MemberRecord> LoadMember(const Reader& reader, absl::string_view name);

// As the API shows it: with its etag.
void Show(const v1::Organisation& organisation, v1::Organisation* response);
void Show(const v1::Member& member, v1::Member* response);
void Show(const v1::Token& token, v1::Token* response);

// Takes out aliases that say nothing new: the display name itself, and repetitions.
void TidyAliases(v1::Organisation* organisation);

// "forces" → FORCE; UNSPECIFIED for what is no collection of organisations.
v1::OrganisationType TypeOfCollection(absl::string_view collection);

// The organisation that stands for `name` today: at the end of its successors.
absl::StatusOr<v1::Organisation> StandingSuccessor(const Reader& reader, v1::Organisation organisation);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_HANDLERS_H_
