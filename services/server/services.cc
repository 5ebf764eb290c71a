#include "services/server/services.h"

#include "services/admin/service.h"
#include "services/exchange/service.h"
#include "services/federation/service.h"
#include "services/matching/service.h"
#include "services/requirement/service.h"
#include "services/server/data_folder.h"
#include "services/server/version.h"
#include "services/supplier/service.h"
#include "services/survey/service.h"

namespace frontline::server {

const std::vector<Area>& Areas() {
  static const auto* areas = new std::vector<Area>{
      {"identity",
       {},
       [](const ServiceParts& parts) {
         return identity::NewIdentityService({parts.store, parts.access, AdminTokenFile(parts.data)});
       }},
      {"requirement", {}, [](const ServiceParts& parts) { return requirement::NewRequirementService({parts.clock}); }},
      {"supplier", {"requirement"}, [](const ServiceParts&) { return supplier::NewSupplierService(); }},
      {"matching",
       {"requirement", "supplier"},
       [](const ServiceParts& parts) { return matching::NewMatchingService({parts.clock}); },
       /*acts_for_itself=*/true},
      {"federation", {}, [](const ServiceParts& parts) { return federation::NewFederationService({parts.clock}); }},
      {"exchange", {"identity", "requirement", "supplier"}, [](const ServiceParts&) { return exchange::NewExchangeService(); }},
      {"survey", {"matching", "requirement"}, [](const ServiceParts& parts) { return survey::NewSurveyService({parts.clock}); }},
  };
  return *areas;
}

rpc::Service MakeAdmin(const ServiceParts& parts) {
  return admin::NewAdminService({parts.store, parts.tables, parts.backup_folder, kVersion, parts.start_time, parts.clock});
}

std::unique_ptr<rpc::Authenticator> MakeAuthenticator(const Options& options, const ServiceParts& parts, const rpc::Peers* peers) {
  if (options.peers.count("identity") > 0) return identity::NewRemoteAuthenticator(peers);
  return identity::NewLocalAuthenticator(parts.store, parts.access);
}

}  // namespace frontline::server
