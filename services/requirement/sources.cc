#include "services/requirement/sources.h"

#include "absl/strings/str_cat.h"
#include "frontline/federation/v1/submission_service.grpc.pb.h"
#include "frontline/matching/v1/matching_service.grpc.pb.h"
#include "frontline/survey/v1/finding_service.grpc.pb.h"
#include "frontline/survey/v1/survey_service.grpc.pb.h"
#include "services/requirement/ask.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

namespace s = frontline::survey::v1;
namespace f = frontline::federation::v1;
namespace m = frontline::matching::v1;

constexpr size_t kMostFindings = 4000;
constexpr size_t kMostMatches = 20;
constexpr size_t kMostListed = 1000;
constexpr int kMostPages = 50;

template <typename Request, typename Name>
Request Named(const Name& name) {
  Request request;
  request.set_name(name);
  return request;
}

// Asks page after page until `take` (response → whether to go on) says so or there are no more. Whether there was more.
template <typename Stub, typename Request, typename Response, typename Take>
absl::Status Pages(const rpc::Call& call, const char* area, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                   Request request, const Take& take, bool* more) {
  for (int page = 0; page < kMostPages; ++page) {
    Response response;
    if (absl::Status status = Ask(call, area, As::kCaller, method, request, &response); !status.ok()) return status;
    const bool go_on = take(&response);
    if (response.next_page_token().empty()) return absl::OkStatus();
    if (!go_on) break;
    request.set_page_token(response.next_page_token());
  }
  *more = true;
  return absl::OkStatus();
}

}  // namespace

v1::TraceKind KindOf(absl::string_view name) {
  const absl::string_view collection = rpc::Segment(name, 2);
  const absl::string_view below = rpc::Segment(name, 4);
  if (!rpc::Segment(name, 6).empty() || rpc::Segment(name, 3).empty()) return v1::TRACE_KIND_UNSPECIFIED;
  if (collection == "needs" && below.empty()) return v1::TRACE_KIND_NEED;
  if (collection == "submissions" && below.empty()) return v1::TRACE_KIND_SUBMISSION;
  if (collection == "surveys") {
    if (below.empty()) return v1::TRACE_KIND_SURVEY;
    if (below == "questions") return v1::TRACE_KIND_QUESTION;
    if (below == "findings") return v1::TRACE_KIND_FINDING;
    if (below == "themes") return v1::TRACE_KIND_THEME;
  }
  if (collection == "requirements") {
    if (below.empty()) return v1::TRACE_KIND_REQUIREMENT;
    if (below == "consultations") return v1::TRACE_KIND_CONSULTATION;
    if (below == "matches") return v1::TRACE_KIND_MATCH;
    if (below == "outcome") return v1::TRACE_KIND_OUTCOME;
  }
  return v1::TRACE_KIND_UNSPECIFIED;
}

std::string SurveyOfName(absl::string_view name) {
  const absl::string_view organisation = rpc::OrganisationOf(name);
  return absl::StrCat(organisation, "/surveys/", rpc::Segment(name, 3));
}

std::string QuestionOfFinding(absl::string_view finding) {
  const absl::string_view id = rpc::Segment(finding, 5);
  return std::string(id.substr(0, id.find('.')));
}

absl::Status Quietly(const absl::Status& status) {
  return absl::IsNotFound(status) || absl::IsUnavailable(status) ? absl::OkStatus() : status;
}

absl::Status Sources::Noted(const char* area, const absl::Status& status) {
  if (absl::IsUnavailable(status)) unreachable_.insert(area);
  // Also a name that such a resource can't have: nothing keeps one out of a need's evidence.
  if (absl::IsPermissionDenied(status) || absl::IsInvalidArgument(status)) return absl::NotFoundError("may not be read");
  return status;
}

absl::StatusOr<s::Survey> Sources::GetSurvey(const std::string& name) {
  const auto known = surveys_.find(name);
  if (known != surveys_.end()) return known->second;
  s::Survey survey;
  absl::Status status =
      Noted("survey", Ask(call_, "survey", As::kCaller, &s::SurveyService::Stub::GetSurvey, Named<s::GetSurveyRequest>(name), &survey));
  if (!status.ok()) return status;
  surveys_[name] = survey;
  return survey;
}

absl::StatusOr<s::Finding> Sources::GetFinding(const std::string& name) {
  s::Finding finding;
  absl::Status status =
      Noted("survey", Ask(call_, "survey", As::kCaller, &s::FindingService::Stub::GetFinding, Named<s::GetFindingRequest>(name), &finding));
  if (!status.ok()) return status;
  return finding;
}

absl::StatusOr<s::Theme> Sources::GetTheme(const std::string& name) {
  s::Theme theme;
  absl::Status status =
      Noted("survey", Ask(call_, "survey", As::kCaller, &s::FindingService::Stub::GetTheme, Named<s::GetThemeRequest>(name), &theme));
  if (!status.ok()) return status;
  return theme;
}

absl::StatusOr<f::Submission> Sources::GetSubmission(const std::string& name) {
  f::Submission submission;
  absl::Status status = Noted("federation", Ask(call_, "federation", As::kCaller, &f::SubmissionService::Stub::GetSubmission,
                                                Named<f::GetSubmissionRequest>(name), &submission));
  if (!status.ok()) return status;
  return submission;
}

absl::StatusOr<m::Match> Sources::GetMatch(const std::string& name) {
  m::Match match;
  absl::Status status =
      Noted("matching", Ask(call_, "matching", As::kCaller, &m::MatchingService::Stub::GetMatch, Named<m::GetMatchRequest>(name), &match));
  if (!status.ok()) return status;
  return match;
}

absl::StatusOr<std::vector<s::Finding>> Sources::ListFindings(const std::string& survey, const std::string& question, bool total_only) {
  std::vector<s::Finding> findings;
  s::ListFindingsRequest request;
  request.set_parent(survey);
  request.set_question(question);
  request.set_total_only(total_only);
  request.set_page_size(1000);
  bool more = false;
  const auto take = [&findings](s::ListFindingsResponse* response) {
    for (s::Finding& finding : *response->mutable_findings()) {
      if (findings.size() == kMostFindings) return false;
      findings.push_back(std::move(finding));
      if (!findings.back().breakdown().empty()) findings.back().clear_cells();
    }
    return findings.size() < kMostFindings;
  };
  absl::Status status = Noted("survey", Pages(call_, "survey", &s::FindingService::Stub::ListFindings, request, take, &more));
  if (!status.ok()) return status;
  return findings;
}

absl::StatusOr<std::vector<s::Theme>> Sources::ListThemes(const std::string& survey) {
  s::ListThemesRequest request;
  s::ListThemesResponse response;
  request.set_parent(survey);
  absl::Status status = Noted("survey", Ask(call_, "survey", As::kCaller, &s::FindingService::Stub::ListThemes, request, &response));
  if (!status.ok()) return status;
  return std::vector<s::Theme>(response.themes().begin(), response.themes().end());
}

absl::StatusOr<std::vector<m::Match>> Sources::ListMatches(const std::string& requirement) {
  m::ListMatchesRequest request;
  m::ListMatchesResponse response;
  request.set_parent(requirement);
  request.set_page_size(kMostMatches);
  absl::Status status = Noted("matching", Ask(call_, "matching", As::kCaller, &m::MatchingService::Stub::ListMatches, request, &response));
  if (!status.ok()) return status;
  return std::vector<m::Match>(response.matches().begin(), response.matches().end());
}

absl::StatusOr<std::vector<std::string>> Sources::ListClosedSurveys(const std::string& parent, bool* more) {
  std::vector<std::string> names;
  s::ListSurveysRequest request;
  request.set_parent(parent);
  request.set_page_size(1000);
  const auto take = [&names](s::ListSurveysResponse* response) {
    for (const s::Survey& survey : response->surveys()) {
      if (survey.state() == s::SURVEY_STATE_CLOSED || survey.state() == s::SURVEY_STATE_RETIRED) names.push_back(survey.name());
    }
    return names.size() < kMostListed;
  };
  absl::Status status = Noted("survey", Pages(call_, "survey", &s::SurveyService::Stub::ListSurveys, request, take, more));
  if (!status.ok()) return status;
  return names;
}

absl::StatusOr<std::vector<f::Submission>> Sources::ListSubmissions(const std::string& body, const std::string& branch, bool* more) {
  std::vector<f::Submission> submissions;
  f::ListSubmissionsRequest request;
  request.set_parent(body);
  request.set_branch(branch);
  request.set_page_size(1000);
  const auto take = [&submissions](f::ListSubmissionsResponse* response) {
    for (f::Submission& submission : *response->mutable_submissions()) submissions.push_back(std::move(submission));
    return submissions.size() < kMostListed;
  };
  absl::Status status = Noted("federation", Pages(call_, "federation", &f::SubmissionService::Stub::ListSubmissions, request, take, more));
  if (!status.ok()) return status;
  return submissions;
}

}  // namespace frontline::requirement
