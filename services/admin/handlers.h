// The handlers, one file per resource. Each is a free function; NewAdminService binds what they need beside the call.
#ifndef FRONTLINE_SERVICES_ADMIN_HANDLERS_H_
#define FRONTLINE_SERVICES_ADMIN_HANDLERS_H_

#include <atomic>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "frontline/admin/v1/admin_service.pb.h"
#include "frontline/admin/v1/change_service.pb.h"
#include "services/admin/service.h"
#include "services/rpc/call.h"
#include "services/rpc/registry.h"
#include "storage/store.h"

namespace frontline::admin {

using rpc::Call;
using storage::Snapshot;

// PERMISSION_MISSING unless the caller holds `permission` in every organisation.
absl::Status RequireNational(const Call& call, rpc::Permission permission);

// check.cc
absl::Status Check(const AdminParts& parts, const Call& call, rpc::Stream<v1::CheckRequest, v1::CheckResponse>& stream);

// backup.cc. `running` is true while one is written: they share a disk, and two of one name would undo each other.
absl::Status Backup(const AdminParts& parts, std::atomic<bool>& running, const Call& call,
                    rpc::Stream<v1::BackupRequest, v1::BackupResponse>& stream);

// audit.cc
absl::Status QueryAudit(const Call& call, const v1::QueryAuditRequest& request, const Snapshot& snapshot, v1::QueryAuditResponse* response);
absl::Status VerifyAudit(const AdminParts& parts, const Call& call, const v1::VerifyAuditRequest& request, const Snapshot& snapshot,
                         v1::VerifyAuditResponse* response);

// stats.cc
absl::Status GetStats(const AdminParts& parts, const Call& call, const v1::GetStatsRequest& request, const Snapshot& snapshot,
                      v1::GetStatsResponse* response);

// feed.cc
absl::Status ListChanges(const Call& call, const v1::ListChangesRequest& request, const Snapshot& snapshot, v1::ListChangesResponse* response);
absl::Status WatchChanges(const AdminParts& parts, const Call& call, rpc::Stream<v1::WatchChangesRequest, v1::WatchChangesResponse>& stream);

}  // namespace frontline::admin

#endif  // FRONTLINE_SERVICES_ADMIN_HANDLERS_H_
