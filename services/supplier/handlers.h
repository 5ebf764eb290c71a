// The handlers, one file per resource. Each is a free function.
#ifndef FRONTLINE_SERVICES_SUPPLIER_HANDLERS_H_
#define FRONTLINE_SERVICES_SUPPLIER_HANDLERS_H_

#include "absl/status/status.h"
#include "frontline/supplier/v1/supplier_service.pb.h"
#include "google/protobuf/empty.pb.h"
#include "services/rpc/call.h"
#include "services/rpc/registry.h"
#include "storage/store.h"

namespace frontline::supplier {

using google::protobuf::Empty;
using rpc::Call;
using storage::Snapshot;
using storage::Transaction;

// What a prepare step that only checks hands on.
struct Checked {};

// supplier.cc
void RegisterSuppliers(rpc::Registry& registry);
absl::Status GetSupplier(const Call& call, const v1::GetSupplierRequest& request, const Snapshot& snapshot, v1::Supplier* response);
absl::Status CreateSupplier(const Call& call, const v1::CreateSupplierRequest& request, Transaction& tx, v1::Supplier* response);
absl::Status UpdateSupplier(const Call& call, const v1::UpdateSupplierRequest& request, Transaction& tx, v1::Supplier* response);

// supplier_list.cc
absl::Status ListSuppliers(const Call& call, const v1::ListSuppliersRequest& request, const Snapshot& snapshot, v1::ListSuppliersResponse* response);

// capability.cc
void RegisterCapabilities(rpc::Registry& registry);
absl::Status GetCapability(const Call& call, const v1::GetCapabilityRequest& request, const Snapshot& snapshot, v1::Capability* response);
absl::Status ListCapabilities(const Call& call, const v1::ListCapabilitiesRequest& request, const Snapshot& snapshot,
                              v1::ListCapabilitiesResponse* response);
absl::Status CreateCapability(const Call& call, const v1::CreateCapabilityRequest& request, Transaction& tx, v1::Capability* response);
absl::Status UpdateCapability(const Call& call, const v1::UpdateCapabilityRequest& request, Transaction& tx, v1::Capability* response);
absl::Status DeleteCapability(const Call& call, const v1::DeleteCapabilityRequest& request, Transaction& tx, Empty* response);

// certification.cc
void RegisterCertifications(rpc::Registry& registry);
absl::Status GetCertification(const Call& call, const v1::GetCertificationRequest& request, const Snapshot& snapshot, v1::Certification* response);
absl::Status ListCertifications(const Call& call, const v1::ListCertificationsRequest& request, const Snapshot& snapshot,
                                v1::ListCertificationsResponse* response);
absl::Status CreateCertification(const Call& call, const v1::CreateCertificationRequest& request, Transaction& tx, v1::Certification* response);
absl::Status UpdateCertification(const Call& call, const v1::UpdateCertificationRequest& request, Transaction& tx, v1::Certification* response);
absl::Status DeleteCertification(const Call& call, const v1::DeleteCertificationRequest& request, Transaction& tx, Empty* response);

// membership.cc
void RegisterMemberships(rpc::Registry& registry);
absl::Status GetMembership(const Call& call, const v1::GetMembershipRequest& request, const Snapshot& snapshot, v1::Membership* response);
absl::Status ListMemberships(const Call& call, const v1::ListMembershipsRequest& request, const Snapshot& snapshot,
                             v1::ListMembershipsResponse* response);
absl::Status CreateMembership(const Call& call, const v1::CreateMembershipRequest& request, Transaction& tx, v1::Membership* response);
absl::Status UpdateMembership(const Call& call, const v1::UpdateMembershipRequest& request, Transaction& tx, v1::Membership* response);
absl::Status DeleteMembership(const Call& call, const v1::DeleteMembershipRequest& request, Transaction& tx, Empty* response);

// debarment.cc
void RegisterDebarments(rpc::Registry& registry);
absl::Status GetDebarment(const Call& call, const v1::GetDebarmentRequest& request, const Snapshot& snapshot, v1::Debarment* response);
absl::Status ListDebarments(const Call& call, const v1::ListDebarmentsRequest& request, const Snapshot& snapshot,
                            v1::ListDebarmentsResponse* response);
absl::Status CreateDebarment(const Call& call, const v1::CreateDebarmentRequest& request, Transaction& tx, v1::Debarment* response);
absl::Status UpdateDebarment(const Call& call, const v1::UpdateDebarmentRequest& request, Transaction& tx, v1::Debarment* response);
absl::Status DeleteDebarment(const Call& call, const v1::DeleteDebarmentRequest& request, Transaction& tx, Empty* response);

// profile.cc
absl::Status GetProfile(const Call& call, const v1::GetProfileRequest& request, const Snapshot& snapshot, v1::Profile* response);
absl::Status ListProfiles(const Call& call, const v1::ListProfilesRequest& request, const Snapshot& snapshot, v1::ListProfilesResponse* response);

// confirm.cc
absl::Status ConfirmFacts(const Call& call, const v1::ConfirmFactsRequest& request, Transaction& tx, v1::ConfirmFactsResponse* response);

// verify.cc
absl::Status VerifyFact(const Call& call, const v1::VerifyFactRequest& request, Transaction& tx, v1::VerifyFactResponse* response);

// duplicates.cc
absl::Status FindDuplicates(const Call& call, const v1::FindDuplicatesRequest& request, const Snapshot& snapshot,
                            v1::FindDuplicatesResponse* response);

// apply.cc
absl::StatusOr<Checked> PrepareApply(const Call& call, const v1::ApplyProfileRequest& request);
absl::Status ApplyProfile(const Call& call, const v1::ApplyProfileRequest& request, const Checked& checked, Transaction& tx,
                          v1::ApplyProfileResponse* response);

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_HANDLERS_H_
