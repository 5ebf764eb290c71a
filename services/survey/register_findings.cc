#include "services/survey/finding_handlers.h"
#include "services/survey/handlers.h"

namespace frontline::survey {

void RegisterFindings(rpc::Registry& registry, const SurveyParts& parts) {
  registry.Read<v1::GetFindingRequest, v1::Finding>("frontline.survey.v1.FindingService/GetFinding", GetFinding);
  registry.LongRead<v1::ListFindingsRequest, v1::ListFindingsResponse>("frontline.survey.v1.FindingService/ListFindings", ListFindings);
  registry.Streaming<v1::ExportFindingsRequest, v1::ExportFindingsResponse>("frontline.survey.v1.FindingService/ExportFindings", ExportFindings);
  registry.LongRead<v1::CompareWavesRequest, v1::CompareWavesResponse>("frontline.survey.v1.FindingService/CompareWaves", CompareWaves);
  registry.LongRead<v1::CompareGroupsRequest, v1::CompareGroupsResponse>("frontline.survey.v1.FindingService/CompareGroups", CompareGroups);
  registry.LongRead<v1::ListCommentsRequest, v1::ListCommentsResponse>("frontline.survey.v1.FindingService/ListComments", ListComments);
  registry.Write<v1::ModerateCommentRequest, v1::Comment>("frontline.survey.v1.FindingService/ModerateComment", ModerateComment);
  registry.LongRead<v1::ListReleasedCommentsRequest, v1::ListReleasedCommentsResponse>("frontline.survey.v1.FindingService/ListReleasedComments",
                                                                                       ListReleasedComments);
  registry.PreparedWrite<v1::GroupCommentsRequest, GroupedComments, v1::GroupCommentsResponse>("frontline.survey.v1.FindingService/GroupComments",
                                                                                               AskForGroups, GroupComments);
  registry.Read<v1::GetThemeRequest, v1::Theme>("frontline.survey.v1.FindingService/GetTheme", GetTheme);
  registry.LongRead<v1::ListThemesRequest, v1::ListThemesResponse>("frontline.survey.v1.FindingService/ListThemes", ListThemes);
  registry.Write<v1::UpdateThemeRequest, v1::Theme>("frontline.survey.v1.FindingService/UpdateTheme", UpdateTheme);
  registry.Streaming<v1::CloseSurveyRequest, v1::CloseSurveyResponse>(
      "frontline.survey.v1.SurveyService/CloseSurvey",
      [closings = parts.closings](const Call& call, rpc::Stream<v1::CloseSurveyRequest, v1::CloseSurveyResponse>& stream) {
        return CloseSurvey(call, stream, *closings);
      });
}

}  // namespace frontline::survey
