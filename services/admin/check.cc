#include "services/admin/handlers.h"
#include "services/base/errors.h"

namespace frontline::admin {
namespace {

v1::CheckResponse::Stage StageOf(storage::CheckStage stage) {
  switch (stage) {
    case storage::CheckStage::kRecords:
      return v1::CheckResponse::STAGE_RECORDS;
    case storage::CheckStage::kIndexes:
      return v1::CheckResponse::STAGE_INDEXES;
    case storage::CheckStage::kFeed:
      return v1::CheckResponse::STAGE_FEED;
    case storage::CheckStage::kAudit:
      return v1::CheckResponse::STAGE_AUDIT;
  }
  return v1::CheckResponse::STAGE_UNSPECIFIED;
}

// The report has to fit into one message, whatever the names in it.
constexpr size_t kMostProblemBytes = 256 << 10;

void Fill(const storage::CheckReport& from, v1::CheckReport* to) {
  to->set_ok(from.ok());
  to->set_records(from.records);
  to->set_index_entries(from.index_entries);
  to->set_audit_entries(from.audit_entries);
  size_t bytes = 0;
  for (const std::string& problem : from.problems) {
    bytes += problem.size();
    if (bytes > kMostProblemBytes) {
      to->add_problems("and more");
      break;
    }
    to->add_problems(problem);
  }
}

}  // namespace

absl::Status Check(const AdminParts& parts, const Call& call, rpc::Stream<v1::CheckRequest, v1::CheckResponse>& stream) {
  if (absl::Status status = RequireNational(call, frontline::options::v1::PERMISSION_ADMIN); !status.ok()) return status;
  // A check that nobody waits for any more is given up: it changes nothing and can be asked for again.
  absl::StatusOr<storage::CheckReport> report =
      storage::Check(*parts.store, parts.tables, [&stream](storage::CheckStage stage, uint64_t done, uint64_t total) {
        v1::CheckResponse response;
        response.set_stage(StageOf(stage));
        response.set_done(done);
        response.set_total(total);
        return stream.Send(response);
      });
  if (!report.ok()) return report.status();
  v1::CheckResponse last;
  last.set_stage(v1::CheckResponse::STAGE_DONE);
  Fill(*report, last.mutable_report());
  stream.Send(last);
  return absl::OkStatus();
}

}  // namespace frontline::admin
