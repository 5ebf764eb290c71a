// Capabilities.
#include "absl/algorithm/container.h"
#include "services/supplier/child.h"
#include "services/supplier/codes.h"
#include "services/supplier/handlers.h"
#include "services/supplier/names.h"

namespace frontline::supplier {

const Child<v1::Capability, CapabilityRecord>& CapabilityChild() {
  static const auto* child = new Child<v1::Capability, CapabilityRecord>{Capabilities(), "capabilities", "capability", &CapabilityRecord::capability,
                                                                         &CapabilityRecord::mutable_capability};
  return *child;
}

absl::Status GetCapability(const Call& call, const v1::GetCapabilityRequest& request, const Snapshot& snapshot, v1::Capability* response) {
  return GetChild(CapabilityChild(), call, request.name(), snapshot, response);
}

absl::Status ListCapabilities(const Call& call, const v1::ListCapabilitiesRequest& request, const Snapshot& snapshot,
                              v1::ListCapabilitiesResponse* response) {
  auto fits = [&request](const v1::Capability& body) {
    return request.cpv_code().empty() || absl::c_any_of(body.cpv_codes(), [&](const auto& code) { return CpvCovers(request.cpv_code(), code); });
  };
  return ListChildren(CapabilityChild(), call, request, snapshot, fits, response->mutable_capabilities(), response->mutable_next_page_token());
}

absl::Status CreateCapability(const Call& call, const v1::CreateCapabilityRequest& request, Transaction& tx, v1::Capability* response) {
  if (const std::string& external_id = request.capability().external_id(); !external_id.empty()) {
    auto holder = Capabilities().Find(tx, kCapabilityByExternalId, storage::KeyOf(request.parent(), external_id));
    if (!holder.ok()) return holder.status();
    if (holder->has_value()) return base::AlreadyExists((*holder)->name);
  }
  return CreateChild(CapabilityChild(), call, request.parent(), request.capability(), request.capability_id(), tx, response);
}

absl::Status UpdateCapability(const Call& call, const v1::UpdateCapabilityRequest& request, Transaction& tx, v1::Capability* response) {
  return UpdateChild(CapabilityChild(), call, request.capability(), request.update_mask(), tx, response);
}

absl::Status DeleteCapability(const Call&, const v1::DeleteCapabilityRequest& request, Transaction& tx, Empty*) {
  return DeleteChild(CapabilityChild(), request.name(), request.etag(), tx);
}

namespace {

template <typename Request>
absl::StatusOr<Checked> CheckCapabilityCodes(const Call& call, const Request& request) {
  std::vector<NamedCode> codes;
  for (int i = 0; i < request.capability().cpv_codes_size(); ++i) {
    codes.push_back({absl::StrCat("capability.cpv_codes[", i, "]"), request.capability().cpv_codes(i)});
  }
  if (absl::Status status = CheckCodes(call, codes); !status.ok()) return status;
  return Checked();
}

}  // namespace

void RegisterCapabilities(rpc::Registry& registry) {
  const std::string service = "frontline.supplier.v1.SupplierService/";
  registry.Read<v1::GetCapabilityRequest, v1::Capability>(service + "GetCapability", GetCapability);
  registry.LongRead<v1::ListCapabilitiesRequest, v1::ListCapabilitiesResponse>(service + "ListCapabilities", ListCapabilities);
  registry.PreparedWrite<v1::CreateCapabilityRequest, Checked, v1::Capability>(
      service + "CreateCapability", CheckCapabilityCodes<v1::CreateCapabilityRequest>,
      [](const Call& call, const auto& request, const Checked&, Transaction& tx, auto* response) {
        return CreateCapability(call, request, tx, response);
      });
  registry.PreparedWrite<v1::UpdateCapabilityRequest, Checked, v1::Capability>(
      service + "UpdateCapability", CheckCapabilityCodes<v1::UpdateCapabilityRequest>,
      [](const Call& call, const auto& request, const Checked&, Transaction& tx, auto* response) {
        return UpdateCapability(call, request, tx, response);
      });
  registry.Write<v1::DeleteCapabilityRequest, Empty>(service + "DeleteCapability", DeleteCapability);
}

}  // namespace frontline::supplier
