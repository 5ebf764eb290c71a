#include <utility>

#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/finding_record.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

using storage::KeyOf;
using stored::v1::FindingRecord;

bool Fits(const v1::ListFindingsRequest& request, const v1::Finding& finding) {
  return (request.question().empty() || finding.question() == request.question()) && (!request.total_only() || finding.breakdown().empty()) &&
         (request.topic().empty() || finding.topic() == request.topic());
}

}  // namespace

absl::Status GetFinding(const Call& call, const v1::GetFindingRequest& request, const Snapshot& snapshot, v1::Finding* response) {
  absl::StatusOr<stored::v1::SurveyRecord> survey = LoadSurveyFor(call, snapshot, SurveyOf(request.name()));
  if (!survey.ok() && !absl::IsNotFound(survey.status())) return survey.status();
  if (!survey.ok() || !IsClosed(survey->survey())) return base::NotFound(request.name());
  absl::StatusOr<FindingRecord> record = Findings().Get(snapshot, request.name());
  if (!record.ok()) return ForCaller(record.status(), request.name());
  *response = std::move(*record->mutable_finding());
  return absl::OkStatus();
}

absl::Status ListFindings(const Call& call, const v1::ListFindingsRequest& request, const Snapshot& snapshot, v1::ListFindingsResponse* response) {
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  absl::StatusOr<stored::v1::SurveyRecord> survey = LoadSurveyFor(call, snapshot, request.parent());
  if (!survey.ok()) return survey.status();
  if (!IsClosed(survey->survey())) return absl::OkStatus();
  std::string next;
  const absl::Status status = WalkSome<FindingRecord>(
      *page, [&](const std::string& after) { return Findings().ListBy(snapshot, kFindingByPosition, KeyOf(request.parent()), after, 1); },
      [&](const std::string&, FindingRecord record) -> size_t {
        if (!Fits(request, record.finding())) return 0;
        const size_t bytes = record.finding().ByteSizeLong();
        *response->add_findings() = std::move(*record.mutable_finding());
        return bytes;
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return status;
}

}  // namespace frontline::survey
