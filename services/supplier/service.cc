#include "services/supplier/service.h"

#include "services/supplier/handlers.h"
#include "services/supplier/tables.h"

namespace frontline::supplier {
namespace {

void RegisterProfiles(rpc::Registry& registry) {
  const std::string service = "frontline.supplier.v1.SupplierService/";
  registry.LongRead<v1::GetProfileRequest, v1::Profile>(service + "GetProfile", GetProfile);
  registry.LongRead<v1::ListProfilesRequest, v1::ListProfilesResponse>(service + "ListProfiles", ListProfiles);
  registry.Write<v1::ConfirmFactsRequest, v1::ConfirmFactsResponse>(service + "ConfirmFacts", ConfirmFacts);
  registry.Write<v1::VerifyFactRequest, v1::VerifyFactResponse>(service + "VerifyFact", VerifyFact);
  registry.Read<v1::FindDuplicatesRequest, v1::FindDuplicatesResponse>(service + "FindDuplicates", FindDuplicates);
  registry.PreparedWrite<v1::ApplyProfileRequest, Checked, v1::ApplyProfileResponse>(service + "ApplyProfile", PrepareApply, ApplyProfile);
}

}  // namespace

rpc::Service NewSupplierService() {
  rpc::Service service;
  service.area = "supplier";
  service.services = {"frontline.supplier.v1.SupplierService"};
  service.tables = {&Suppliers(), &Capabilities(), &Certifications(), &Memberships(), &Debarments()};
  service.handlers = [](rpc::Registry& registry) {
    RegisterSuppliers(registry);
    RegisterCapabilities(registry);
    RegisterCertifications(registry);
    RegisterMemberships(registry);
    RegisterDebarments(registry);
    RegisterProfiles(registry);
  };
  return service;
}

}  // namespace frontline::supplier
