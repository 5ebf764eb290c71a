// What this binary can serve, and which of it this process does.
#ifndef FRONTLINE_SERVICES_SERVER_SERVICES_H_
#define FRONTLINE_SERVICES_SERVER_SERVICES_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/identity/service.h"
#include "services/rpc/authenticator.h"
#include "services/rpc/registry.h"
#include "services/server/options.h"
#include "storage/rocks_store.h"

namespace frontline::server {

// What services are made of. All that is pointed at outlives them.
struct ServiceParts {
  storage::RocksStore* store = nullptr;
  identity::AccessMark* access = nullptr;
  std::string data;           // the data folder
  std::string backup_folder;  // where backups go
  absl::Time start_time;      // of the process
  std::function<absl::Time()> clock;
  std::vector<const storage::AnyTable*> tables;  // of all areas, for admin
};

// One microservice.
struct Area {
  std::string name;
  std::vector<std::string> needs;  // areas whose stubs it calls
  std::function<rpc::Service(const ServiceParts&)> make;
  bool acts_for_itself = false;  // calls them without a caller of its own to speak for
};

// All but admin, which every process has: it looks after the process's own store.
const std::vector<Area>& Areas();
rpc::Service MakeAdmin(const ServiceParts& parts);

// Who says who calls: the store, in a process with identity, otherwise the peer.
std::unique_ptr<rpc::Authenticator> MakeAuthenticator(const Options& options, const ServiceParts& parts, const rpc::Peers* peers);

// The areas that `options` ask for. FAILED_PRECONDITION: SERVICE_UNKNOWN for a name that is none's, PEER_MISSING when one is needed that runs neither
// here nor at a peer, OPTIONS_INVALID when a peer will be called for this process itself and it has no token to show there.
absl::StatusOr<std::vector<const Area*>> ChooseAreas(const Options& options, const std::vector<Area>& areas);

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_SERVICES_H_
