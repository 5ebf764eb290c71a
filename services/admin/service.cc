#include "services/admin/service.h"

#include <memory>
#include <utility>

#include "absl/strings/strip.h"
#include "services/admin/handlers.h"
#include "services/base/errors.h"

namespace frontline::admin {

absl::Status RequireNational(const Call& call, rpc::Permission permission) {
  if (call.principal.HasNational(permission)) return absl::OkStatus();
  absl::string_view name = frontline::options::v1::Permission_Name(permission);
  absl::ConsumePrefix(&name, "PERMISSION_");
  return base::PermissionDenied(name, "every organisation");
}

rpc::Service NewAdminService(AdminParts parts) {
  struct State {
    AdminParts parts;
    std::atomic<bool> backup_running{false};
  };
  auto state = std::make_shared<State>();
  state->parts = std::move(parts);
  rpc::Service service;
  service.area = "admin";
  service.services = {"frontline.admin.v1.AdminService", "frontline.admin.v1.ChangeService"};
  service.handlers = [state](rpc::Registry& registry) {
    registry.Streaming<v1::CheckRequest, v1::CheckResponse>("frontline.admin.v1.AdminService/Check",
                                                            [state](const Call& call, auto& stream) { return Check(state->parts, call, stream); });
    registry.Streaming<v1::BackupRequest, v1::BackupResponse>("frontline.admin.v1.AdminService/Backup", [state](const Call& call, auto& stream) {
      return Backup(state->parts, state->backup_running, call, stream);
    });
    registry.LongRead<v1::QueryAuditRequest, v1::QueryAuditResponse>("frontline.admin.v1.AdminService/QueryAudit", QueryAudit);
    registry.LongRead<v1::VerifyAuditRequest, v1::VerifyAuditResponse>(
        "frontline.admin.v1.AdminService/VerifyAudit", [state](const Call& call, const auto& request, const Snapshot& snapshot, auto* response) {
          return VerifyAudit(state->parts, call, request, snapshot, response);
        });
    registry.LongRead<v1::GetStatsRequest, v1::GetStatsResponse>(
        "frontline.admin.v1.AdminService/GetStats", [state](const Call& call, const auto& request, const Snapshot& snapshot, auto* response) {
          return GetStats(state->parts, call, request, snapshot, response);
        });
    registry.LongRead<v1::ListChangesRequest, v1::ListChangesResponse>("frontline.admin.v1.ChangeService/ListChanges", ListChanges);
    registry.Streaming<v1::WatchChangesRequest, v1::WatchChangesResponse>(
        "frontline.admin.v1.ChangeService/WatchChanges",
        [state](const Call& call, auto& stream) { return WatchChanges(state->parts, call, stream); });
  };
  return service;
}

}  // namespace frontline::admin
