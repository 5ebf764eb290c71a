// DraftNeed: reads the source for the caller, drafts, and logs.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "frontline/federation/v1/submission_service.grpc.pb.h"
#include "frontline/survey/v1/finding_service.grpc.pb.h"
#include "frontline/survey/v1/survey_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/requirement/ask.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_draft.h"
#include "services/requirement/need_lint.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

namespace s = frontline::survey::v1;
namespace f = frontline::federation::v1;

constexpr int kMostPages = 20;

// "forces/kent/surveys/x/findings/q12" → "forces/kent/surveys/x".
std::string SurveyOf(const std::string& name) { return std::string(rpc::ParentOf(name)); }

// What the caller may not read is answered for as what is not there.
absl::Status ForSource(const absl::Status& status, const std::string& source) {
  return absl::IsNotFound(status) || absl::IsPermissionDenied(status) ? base::NotFound(source) : status;
}

absl::Status GetSurvey(const Call& call, const std::string& name, s::Survey* survey) {
  s::GetSurveyRequest request;
  request.set_name(name);
  return Ask(call, "survey", As::kCaller, &s::SurveyService::Stub::GetSurvey, request, survey);
}

absl::StatusOr<v1::Need> FromFinding(const Call& call, const std::string& name) {
  FindingSource source;
  s::GetFindingRequest get;
  get.set_name(name);
  absl::Status status = Ask(call, "survey", As::kCaller, &s::FindingService::Stub::GetFinding, get, &source.finding);
  if (status.ok()) status = GetSurvey(call, SurveyOf(name), &source.survey);
  if (!status.ok()) return ForSource(status, name);
  s::ListFindingsRequest list;
  list.set_parent(SurveyOf(name));
  list.set_question(source.finding.question());
  for (int page = 0; page < kMostPages; ++page) {
    s::ListFindingsResponse response;
    status = Ask(call, "survey", As::kCaller, &s::FindingService::Stub::ListFindings, list, &response);
    if (!status.ok()) return ForSource(status, name);
    for (s::Finding& finding : *response.mutable_findings()) source.of_question.push_back(std::move(finding));
    if (response.next_page_token().empty()) break;
    list.set_page_token(response.next_page_token());
  }
  return NeedFromFinding(source);
}

absl::StatusOr<v1::Need> FromTheme(const Call& call, const std::string& name) {
  s::GetThemeRequest get;
  s::Theme theme;
  s::Survey survey;
  get.set_name(name);
  absl::Status status = Ask(call, "survey", As::kCaller, &s::FindingService::Stub::GetTheme, get, &theme);
  if (status.ok()) status = GetSurvey(call, SurveyOf(name), &survey);
  if (!status.ok()) return ForSource(status, name);
  return NeedFromTheme(theme, survey);
}

absl::StatusOr<v1::Need> FromSubmission(const Call& call, const v1::DraftNeedRequest& request) {
  f::GetSubmissionRequest get;
  f::Submission submission;
  get.set_name(request.source());
  const absl::Status status = Ask(call, "federation", As::kCaller, &f::SubmissionService::Stub::GetSubmission, get, &submission);
  if (!status.ok()) return ForSource(status, request.source());
  // Needs are read by all: one that rests on a hidden submission would tell of it.
  if (request.store() && submission.hidden()) {
    return base::Precondition("SUBMISSION_HIDDEN", absl::StrCat("'", request.source(),
                                                                "' is not known outside its body yet, and a need is read by everybody. Log the "
                                                                "need once it is released; without store it is drafted for you alone."));
  }
  if (submission.state() == f::SUBMISSION_STATE_WITHDRAWN) {
    return base::Precondition("SUBMISSION_WITHDRAWN", absl::StrCat("'", request.source(), "' was withdrawn: a need can't rest on it."));
  }
  v1::Need need = NeedFromSubmission(submission);
  if (need.statement().empty() && request.statement().empty()) {
    return base::InvalidField("statement", "is required: the submission is RESTRICTED, so its words are not copied into a need that everybody reads");
  }
  return need;
}

}  // namespace

absl::StatusOr<v1::DraftNeedResponse> PrepareNeedDraft(const Call& call, const v1::DraftNeedRequest& request) {
  if (!request.need_id().empty() && !request.store()) return base::InvalidField("need_id", "is only for a need that is stored");
  if (absl::StrContains(request.source(), "/-/") || absl::EndsWith(request.source(), "/-")) {
    return base::InvalidField("source", "must name one resource");
  }
  absl::StatusOr<v1::Need> need = absl::StrContains(request.source(), "/submissions/") ? FromSubmission(call, request)
                                  : absl::StrContains(request.source(), "/themes/")    ? FromTheme(call, request.source())
                                                                                       : FromFinding(call, request.source());
  if (!need.ok()) return need.status();
  if (!request.statement().empty()) need->set_statement(request.statement());
  v1::DraftNeedResponse draft;
  *draft.mutable_need() = *std::move(need);
  for (v1::NeedWarning& warning : LintNeedText(draft.need())) draft.mutable_warnings()->Add(std::move(warning));
  return draft;
}

absl::Status DraftNeed(const Call& call, const v1::DraftNeedRequest& request, const v1::DraftNeedResponse& draft, Transaction& tx,
                       v1::DraftNeedResponse* response) {
  *response = draft;
  if (!request.store()) return absl::OkStatus();
  v1::CreateNeedRequest create;
  create.set_parent(request.parent());
  create.set_need_id(request.need_id());
  *create.mutable_need() = draft.need();
  return CreateNeed(call, create, tx, response->mutable_need());
}

}  // namespace frontline::requirement
