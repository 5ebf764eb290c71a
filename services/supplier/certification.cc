// Certifications.
#include "services/supplier/child.h"
#include "services/supplier/handlers.h"

namespace frontline::supplier {

const Child<v1::Certification, CertificationRecord>& CertificationChild() {
  static const auto* child = new Child<v1::Certification, CertificationRecord>{
      Certifications(), "certifications", "certification", &CertificationRecord::certification, &CertificationRecord::mutable_certification};
  return *child;
}

absl::Status GetCertification(const Call& call, const v1::GetCertificationRequest& request, const Snapshot& snapshot, v1::Certification* response) {
  return GetChild(CertificationChild(), call, request.name(), snapshot, response);
}

absl::Status ListCertifications(const Call& call, const v1::ListCertificationsRequest& request, const Snapshot& snapshot,
                                v1::ListCertificationsResponse* response) {
  auto fits = [&request](const v1::Certification& body) { return request.type().empty() || body.type() == request.type(); };
  return ListChildren(CertificationChild(), call, request, snapshot, fits, response->mutable_certifications(), response->mutable_next_page_token());
}

absl::Status CreateCertification(const Call& call, const v1::CreateCertificationRequest& request, Transaction& tx, v1::Certification* response) {
  return CreateChild(CertificationChild(), call, request.parent(), request.certification(), request.certification_id(), tx, response);
}

absl::Status UpdateCertification(const Call& call, const v1::UpdateCertificationRequest& request, Transaction& tx, v1::Certification* response) {
  return UpdateChild(CertificationChild(), call, request.certification(), request.update_mask(), tx, response);
}

absl::Status DeleteCertification(const Call&, const v1::DeleteCertificationRequest& request, Transaction& tx, Empty*) {
  return DeleteChild(CertificationChild(), request.name(), request.etag(), tx);
}

void RegisterCertifications(rpc::Registry& registry) {
  const std::string service = "frontline.supplier.v1.SupplierService/";
  registry.Read<v1::GetCertificationRequest, v1::Certification>(service + "GetCertification", GetCertification);
  registry.LongRead<v1::ListCertificationsRequest, v1::ListCertificationsResponse>(service + "ListCertifications", ListCertifications);
  registry.Write<v1::CreateCertificationRequest, v1::Certification>(service + "CreateCertification", CreateCertification);
  registry.Write<v1::UpdateCertificationRequest, v1::Certification>(service + "UpdateCertification", UpdateCertification);
  registry.Write<v1::DeleteCertificationRequest, Empty>(service + "DeleteCertification", DeleteCertification);
}

}  // namespace frontline::supplier
