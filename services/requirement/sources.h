// What needs rest on, as the services that have it show it to the caller. For long reads. Not thread-safe: one for each call.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_SOURCES_H_
#define FRONTLINE_SERVICES_REQUIREMENT_SOURCES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/federation/v1/submission.pb.h"
#include "frontline/matching/v1/match.pb.h"
#include "frontline/requirement/v1/trace_service.pb.h"
#include "frontline/survey/v1/comment.pb.h"
#include "frontline/survey/v1/finding.pb.h"
#include "frontline/survey/v1/survey.pb.h"
#include "services/rpc/call.h"

namespace frontline::requirement {

// The kind of the resource that a name is of; UNSPECIFIED for others.
v1::TraceKind KindOf(absl::string_view name);
// "forces/kent/surveys/x/findings/q12.force" → "forces/kent/surveys/x"; a survey's own name as it is.
std::string SurveyOfName(absl::string_view name);
// "…/findings/q12.force" → "q12".
std::string QuestionOfFinding(absl::string_view finding);
// What can't be read, or not now, leaves a gap, which `unreachable` tells where there is no right to keep it back: OK for these, others as they are.
absl::Status Quietly(const absl::Status& status);

class Sources {
 public:
  explicit Sources(const rpc::Call& call) : call_(call) {}

  // Each: NOT_FOUND for what is not there or may not be read; NOT_READY when the service can't be reached, which `unreachable` then names.
  absl::StatusOr<survey::v1::Survey> GetSurvey(const std::string& name);
  absl::StatusOr<survey::v1::Finding> GetFinding(const std::string& name);
  absl::StatusOr<survey::v1::Theme> GetTheme(const std::string& name);
  absl::StatusOr<federation::v1::Submission> GetSubmission(const std::string& name);
  absl::StatusOr<matching::v1::Match> GetMatch(const std::string& name);
  // Findings without their cells, by question (empty for all); at most 4,000.
  absl::StatusOr<std::vector<survey::v1::Finding>> ListFindings(const std::string& survey, const std::string& question, bool total_only);
  absl::StatusOr<std::vector<survey::v1::Theme>> ListThemes(const std::string& survey);
  // The latest matches of a requirement, without candidates; at most 20.
  absl::StatusOr<std::vector<matching::v1::Match>> ListMatches(const std::string& requirement);
  // Surveys whose findings stand; at most 1,000, `more` says that there are more.
  absl::StatusOr<std::vector<std::string>> ListClosedSurveys(const std::string& parent, bool* more);
  // Submissions of a body, of one branch where that is not empty; at most 1,000.
  absl::StatusOr<std::vector<federation::v1::Submission>> ListSubmissions(const std::string& body, const std::string& branch, bool* more);

  const std::set<std::string>& unreachable() const { return unreachable_; }

 private:
  absl::Status Noted(const char* area, const absl::Status& status);

  const rpc::Call& call_;
  std::set<std::string> unreachable_;
  std::map<std::string, survey::v1::Survey> surveys_;  // that were read
};

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_SOURCES_H_
