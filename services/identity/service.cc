#include "services/identity/service.h"

#include <utility>

#include "services/identity/first_start.h"
#include "services/identity/handlers.h"
#include "services/identity/reference.h"
#include "storage/journal.h"

namespace frontline::identity {
namespace {

// A write to members or tokens, after which what the authenticator keeps in memory is to be read again. The mark is set on the writer, before the
// write can be acknowledged. Should the write come to nothing after all, answers are read from the store until the feed has grown past the mark, and
// are right all the same.
template <typename Request, typename Response>
auto Marked(AccessMark* access, absl::Status (*handler)(const Call&, const Request&, Transaction&, Response*)) {
  return [access, handler](const Call& call, const Request& request, Transaction& tx, Response* response) -> absl::Status {
    if (absl::Status status = handler(call, request, tx, response); !status.ok()) return status;
    const absl::StatusOr<uint64_t> change = storage::LastChange(tx);
    if (!change.ok()) return change.status();
    access->Changed(*change);
    return absl::OkStatus();
  };
}

constexpr char kService[] = "frontline.identity.v1.IdentityService";
std::string Name(absl::string_view method) { return std::string(kService) + "/" + std::string(method); }

void RegisterOrganisations(rpc::Registry& registry) {
  registry.Read<v1::GetOrganisationRequest, v1::Organisation>(Name("GetOrganisation"), GetOrganisation);
  registry.LongRead<v1::ListOrganisationsRequest, v1::ListOrganisationsResponse>(Name("ListOrganisations"), ListOrganisations);
  registry.LongRead<v1::ResolveOrganisationRequest, v1::ResolveOrganisationResponse>(Name("ResolveOrganisation"), ResolveOrganisation);
  registry.Write<v1::CreateOrganisationRequest, v1::Organisation>(Name("CreateOrganisation"), CreateOrganisation);
  registry.Write<v1::UpdateOrganisationRequest, v1::Organisation>(Name("UpdateOrganisation"), UpdateOrganisation);
  registry.Write<v1::MergeOrganisationsRequest, v1::Organisation>(Name("MergeOrganisations"), MergeOrganisations);
}

void RegisterAccess(AccessMark* access, rpc::Registry& registry) {
  registry.Read<v1::GetMemberRequest, v1::Member>(Name("GetMember"), GetMember);
  registry.LongRead<v1::ListMembersRequest, v1::ListMembersResponse>(Name("ListMembers"), ListMembers);
  registry.Write<v1::CreateMemberRequest, v1::Member>(Name("CreateMember"), Marked(access, CreateMember));
  registry.Write<v1::UpdateMemberRequest, v1::Member>(Name("UpdateMember"), Marked(access, UpdateMember));
  registry.Write<v1::IssueTokenRequest, v1::IssueTokenResponse>(Name("IssueToken"), Marked(access, IssueToken));
  registry.LongRead<v1::ListTokensRequest, v1::ListTokensResponse>(Name("ListTokens"), ListTokens);
  registry.Write<v1::RevokeTokenRequest, v1::Token>(Name("RevokeToken"), Marked(access, RevokeToken));
  registry.Read<v1::WhoAmIRequest, v1::WhoAmIResponse>(Name("WhoAmI"), WhoAmI);
  registry.Read<v1::ResolveSubjectRequest, v1::Member>(Name("ResolveSubject"), ResolveSubject);
}

}  // namespace

rpc::Service NewIdentityService(IdentityParts parts) {
  rpc::Service service;
  service.area = "identity";
  service.services = {kService};
  service.tables = AllTables();
  service.handlers = [access = parts.access](rpc::Registry& registry) {
    RegisterOrganisations(registry);
    RegisterAccess(access, registry);
  };
  auto loaded = std::make_shared<std::atomic<bool>>(false);
  service.start = [parts, loaded](const Call& system) -> absl::Status {
    if (absl::Status status = LoadReference(*parts.store, ReferenceText()); !status.ok()) return status;
    if (!parts.administrator_token_file.empty()) {
      if (absl::Status status = EnsureAdministrator(*parts.store, *system.ids, parts.administrator_token_file); !status.ok()) return status;
    }
    loaded->store(true);
    return absl::OkStatus();
  };
  service.ready = [loaded] { return loaded->load(); };
  return service;
}

}  // namespace frontline::identity
