// The admin service: care of this process's store, its audit and its change feed. Every process has its own, whatever else it serves.
#ifndef FRONTLINE_SERVICES_ADMIN_SERVICE_H_
#define FRONTLINE_SERVICES_ADMIN_SERVICE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/rpc/registry.h"
#include "storage/rocks_store.h"
#include "storage/table.h"

namespace frontline::admin {

// What the service works with; all that is pointed at outlives it.
struct AdminParts {
  storage::RocksStore* store = nullptr;
  // Every table that may have records in the store, whichever services run in this process: a check calls a record of no table damage.
  std::vector<const storage::AnyTable*> tables;
  std::string backup_folder;          // where backups go; made (0700) when the first one is. Empty: backups are refused
  std::string version;                // of the program
  absl::Time start_time;              // of the process
  std::function<absl::Time()> clock;  // how late it is, for what lasts longer than a call
};

// Serves frontline.admin.v1.AdminService and ChangeService in full. Thread-safe.
rpc::Service NewAdminService(AdminParts parts);

}  // namespace frontline::admin

#endif  // FRONTLINE_SERVICES_ADMIN_SERVICE_H_
