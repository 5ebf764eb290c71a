// Debarments: the buyers' word on a supplier, never the supplier's own.
#include <algorithm>

#include "services/supplier/child.h"
#include "services/supplier/codes.h"
#include "services/supplier/handlers.h"
#include "services/supplier/reach.h"

namespace frontline::supplier {
namespace {

// The access option says it too; a debarment is too grave to stand on one check.
absl::Status RequireNational(const Call& call) {
  if (call.principal.HasNational(options::v1::PERMISSION_DEBARMENTS_WRITE)) return absl::OkStatus();
  return base::PermissionDenied("DEBARMENTS_WRITE", "every organisation");
}

// The supplier, once the person that the debarment names is found among its connected persons.
absl::StatusOr<v1::Supplier> SupplierOf(const storage::Reader& reader, const std::string& name, const std::string& connected_person) {
  auto record = Load(Suppliers(), reader, name);
  if (!record.ok()) return record.status();
  const auto& persons = record->supplier().connected_persons();
  if (!connected_person.empty() &&
      std::none_of(persons.begin(), persons.end(), [&](const auto& person) { return person.display_name() == connected_person; })) {
    return base::InvalidField("debarment.connected_person", "must be the display name of one of the supplier's connected persons");
  }
  return std::move(*record->mutable_supplier());
}

template <typename Request>
absl::StatusOr<Checked> CheckScopeCodes(const Call& call, const Request& request) {
  std::vector<NamedCode> codes;
  for (int i = 0; i < request.debarment().scope_cpv_codes_size(); ++i) {
    codes.push_back({absl::StrCat("debarment.scope_cpv_codes[", i, "]"), request.debarment().scope_cpv_codes(i)});
  }
  if (absl::Status status = CheckCodes(call, codes); !status.ok()) return status;
  return Checked();
}

}  // namespace

const Child<v1::Debarment, DebarmentRecord>& DebarmentChild() {
  static const auto* child = new Child<v1::Debarment, DebarmentRecord>{Debarments(), "debarments", "debarment", &DebarmentRecord::debarment,
                                                                       &DebarmentRecord::mutable_debarment};
  return *child;
}

absl::Status GetDebarment(const Call& call, const v1::GetDebarmentRequest& request, const Snapshot& snapshot, v1::Debarment* response) {
  return GetChild(DebarmentChild(), call, request.name(), snapshot, response);
}

absl::Status ListDebarments(const Call& call, const v1::ListDebarmentsRequest& request, const Snapshot& snapshot,
                            v1::ListDebarmentsResponse* response) {
  auto fits = [&request](const v1::Debarment& body) {
    const std::string& day = request.date();
    return day.empty() || (body.valid_from() <= day && (body.valid_to().empty() || day <= body.valid_to()));
  };
  return ListChildren(DebarmentChild(), call, request, snapshot, fits, response->mutable_debarments(), response->mutable_next_page_token());
}

absl::Status CreateDebarment(const Call& call, const v1::CreateDebarmentRequest& request, Transaction& tx, v1::Debarment* response) {
  if (absl::Status status = RequireNational(call); !status.ok()) return status;
  auto supplier = SupplierOf(tx, request.parent(), request.debarment().connected_person());
  if (!supplier.ok()) return supplier.status();
  if (absl::Status status = CreateChild(DebarmentChild(), call, request.parent(), request.debarment(), request.debarment_id(), tx, response);
      !status.ok()) {
    return status;
  }
  return TouchReached(tx, *supplier);
}

absl::Status UpdateDebarment(const Call& call, const v1::UpdateDebarmentRequest& request, Transaction& tx, v1::Debarment* response) {
  if (absl::Status status = RequireNational(call); !status.ok()) return status;
  if (absl::Status status = UpdateChild(DebarmentChild(), call, request.debarment(), request.update_mask(), tx, response); !status.ok())
    return status;
  auto supplier = SupplierOf(tx, std::string(rpc::OrganisationOf(response->name())), response->connected_person());
  if (!supplier.ok()) return supplier.status();
  return TouchReached(tx, *supplier);
}

absl::Status DeleteDebarment(const Call& call, const v1::DeleteDebarmentRequest& request, Transaction& tx, Empty*) {
  if (absl::Status status = RequireNational(call); !status.ok()) return status;
  if (absl::Status status = DeleteChild(DebarmentChild(), request.name(), request.etag(), tx); !status.ok()) return status;
  auto supplier = SupplierOf(tx, std::string(rpc::OrganisationOf(request.name())), "");
  if (!supplier.ok()) return supplier.status();
  return TouchReached(tx, *supplier);
}

void RegisterDebarments(rpc::Registry& registry) {
  const std::string service = "frontline.supplier.v1.SupplierService/";
  registry.Read<v1::GetDebarmentRequest, v1::Debarment>(service + "GetDebarment", GetDebarment);
  registry.LongRead<v1::ListDebarmentsRequest, v1::ListDebarmentsResponse>(service + "ListDebarments", ListDebarments);
  registry.PreparedWrite<v1::CreateDebarmentRequest, Checked, v1::Debarment>(
      service + "CreateDebarment", CheckScopeCodes<v1::CreateDebarmentRequest>,
      [](const Call& call, const auto& request, const Checked&, Transaction& tx, auto* response) {
        return CreateDebarment(call, request, tx, response);
      });
  registry.PreparedWrite<v1::UpdateDebarmentRequest, Checked, v1::Debarment>(
      service + "UpdateDebarment", CheckScopeCodes<v1::UpdateDebarmentRequest>,
      [](const Call& call, const auto& request, const Checked&, Transaction& tx, auto* response) {
        return UpdateDebarment(call, request, tx, response);
      });
  registry.Write<v1::DeleteDebarmentRequest, Empty>(service + "DeleteDebarment", DeleteDebarment);
}

}  // namespace frontline::supplier
