// What a closed survey says, and its closing. register_findings.cc registers these.
#ifndef FRONTLINE_SERVICES_SURVEY_FINDING_HANDLERS_H_
#define FRONTLINE_SERVICES_SURVEY_FINDING_HANDLERS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "frontline/survey/v1/finding_service.pb.h"
#include "frontline/survey/v1/survey_service.pb.h"
#include "services/survey/close.h"
#include "services/survey/handlers.h"

namespace frontline::survey {

// finding.cc
absl::Status GetFinding(const Call& call, const v1::GetFindingRequest& request, const Snapshot& snapshot, v1::Finding* response);
absl::Status ListFindings(const Call& call, const v1::ListFindingsRequest& request, const Snapshot& snapshot, v1::ListFindingsResponse* response);

// export.cc
absl::Status ExportFindings(const Call& call, rpc::Stream<v1::ExportFindingsRequest, v1::ExportFindingsResponse>& stream);

// compare.cc
absl::Status CompareWaves(const Call& call, const v1::CompareWavesRequest& request, const Snapshot& snapshot, v1::CompareWavesResponse* response);
absl::Status CompareGroups(const Call& call, const v1::CompareGroupsRequest& request, const Snapshot& snapshot, v1::CompareGroupsResponse* response);

// comment.cc
absl::Status ListComments(const Call& call, const v1::ListCommentsRequest& request, const Snapshot& snapshot, v1::ListCommentsResponse* response);
absl::Status ModerateComment(const Call& call, const v1::ModerateCommentRequest& request, Transaction& tx, v1::Comment* response);
absl::Status ListReleasedComments(const Call& call, const v1::ListReleasedCommentsRequest& request, const Snapshot& snapshot,
                                  v1::ListReleasedCommentsResponse* response);

// theme.cc
absl::Status GetTheme(const Call& call, const v1::GetThemeRequest& request, const Snapshot& snapshot, v1::Theme* response);
absl::Status ListThemes(const Call& call, const v1::ListThemesRequest& request, const Snapshot& snapshot, v1::ListThemesResponse* response);
absl::Status UpdateTheme(const Call& call, const v1::UpdateThemeRequest& request, Transaction& tx, v1::Theme* response);

// theme_group.cc. What matching made of a survey's released comments.
struct GroupedComments {
  struct Group {
    std::string question;
    std::vector<std::string> comments;  // names
    std::vector<std::string> words;
    std::string example;  // a name
  };
  std::vector<Group> groups;                    // the largest first
  std::map<std::string, std::string> released;  // comment → the text that was grouped
};
absl::StatusOr<GroupedComments> AskForGroups(const Call& call, const v1::GroupCommentsRequest& request);
absl::Status GroupComments(const Call& call, const v1::GroupCommentsRequest& request, const GroupedComments& grouped, Transaction& tx,
                           v1::GroupCommentsResponse* response);

// close_survey.cc
absl::Status CloseSurvey(const Call& call, rpc::Stream<v1::CloseSurveyRequest, v1::CloseSurveyResponse>& stream, Closings& closings);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_FINDING_HANDLERS_H_
