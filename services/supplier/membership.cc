// Places on frameworks.
#include "absl/strings/match.h"
#include "services/supplier/child.h"
#include "services/supplier/handlers.h"

namespace frontline::supplier {

const Child<v1::Membership, MembershipRecord>& MembershipChild() {
  static const auto* child = new Child<v1::Membership, MembershipRecord>{Memberships(), "memberships", "membership", &MembershipRecord::membership,
                                                                         &MembershipRecord::mutable_membership};
  return *child;
}

absl::Status GetMembership(const Call& call, const v1::GetMembershipRequest& request, const Snapshot& snapshot, v1::Membership* response) {
  return GetChild(MembershipChild(), call, request.name(), snapshot, response);
}

absl::Status ListMemberships(const Call& call, const v1::ListMembershipsRequest& request, const Snapshot& snapshot,
                             v1::ListMembershipsResponse* response) {
  auto fits = [&request](const v1::Membership& body) {
    return request.framework().empty() || absl::EqualsIgnoreCase(body.framework(), request.framework());
  };
  return ListChildren(MembershipChild(), call, request, snapshot, fits, response->mutable_memberships(), response->mutable_next_page_token());
}

absl::Status CreateMembership(const Call& call, const v1::CreateMembershipRequest& request, Transaction& tx, v1::Membership* response) {
  return CreateChild(MembershipChild(), call, request.parent(), request.membership(), request.membership_id(), tx, response);
}

absl::Status UpdateMembership(const Call& call, const v1::UpdateMembershipRequest& request, Transaction& tx, v1::Membership* response) {
  return UpdateChild(MembershipChild(), call, request.membership(), request.update_mask(), tx, response);
}

absl::Status DeleteMembership(const Call&, const v1::DeleteMembershipRequest& request, Transaction& tx, Empty*) {
  return DeleteChild(MembershipChild(), request.name(), request.etag(), tx);
}

void RegisterMemberships(rpc::Registry& registry) {
  const std::string service = "frontline.supplier.v1.SupplierService/";
  registry.Read<v1::GetMembershipRequest, v1::Membership>(service + "GetMembership", GetMembership);
  registry.LongRead<v1::ListMembershipsRequest, v1::ListMembershipsResponse>(service + "ListMemberships", ListMemberships);
  registry.Write<v1::CreateMembershipRequest, v1::Membership>(service + "CreateMembership", CreateMembership);
  registry.Write<v1::UpdateMembershipRequest, v1::Membership>(service + "UpdateMembership", UpdateMembership);
  registry.Write<v1::DeleteMembershipRequest, Empty>(service + "DeleteMembership", DeleteMembership);
}

}  // namespace frontline::supplier
