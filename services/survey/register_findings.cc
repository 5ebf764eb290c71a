#include "frontline/survey/v1/finding_service.pb.h"
#include "frontline/survey/v1/survey_service.pb.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/handlers.h"
#include "services/survey/not_yet.h"

namespace frontline::survey {

void RegisterFindings(rpc::Registry& registry, const SurveyParts&) {
  NotYetRead<v1::GetFindingRequest, v1::Finding>(registry, "frontline.survey.v1.FindingService/GetFinding");
  NotYetRead<v1::ListFindingsRequest, v1::ListFindingsResponse>(registry, "frontline.survey.v1.FindingService/ListFindings");
  NotYetStream<v1::ExportFindingsRequest, v1::ExportFindingsResponse>(registry, "frontline.survey.v1.FindingService/ExportFindings");
  NotYetRead<v1::CompareWavesRequest, v1::CompareWavesResponse>(registry, "frontline.survey.v1.FindingService/CompareWaves");
  NotYetRead<v1::CompareGroupsRequest, v1::CompareGroupsResponse>(registry, "frontline.survey.v1.FindingService/CompareGroups");
  NotYetRead<v1::ListCommentsRequest, v1::ListCommentsResponse>(registry, "frontline.survey.v1.FindingService/ListComments");
  NotYetWrite<v1::ModerateCommentRequest, v1::Comment>(registry, "frontline.survey.v1.FindingService/ModerateComment");
  NotYetRead<v1::ListReleasedCommentsRequest, v1::ListReleasedCommentsResponse>(registry, "frontline.survey.v1.FindingService/ListReleasedComments");
  NotYetWrite<v1::GroupCommentsRequest, v1::GroupCommentsResponse>(registry, "frontline.survey.v1.FindingService/GroupComments");
  NotYetRead<v1::GetThemeRequest, v1::Theme>(registry, "frontline.survey.v1.FindingService/GetTheme");
  NotYetRead<v1::ListThemesRequest, v1::ListThemesResponse>(registry, "frontline.survey.v1.FindingService/ListThemes");
  NotYetWrite<v1::UpdateThemeRequest, v1::Theme>(registry, "frontline.survey.v1.FindingService/UpdateTheme");
  NotYetStream<v1::CloseSurveyRequest, v1::CloseSurveyResponse>(registry, "frontline.survey.v1.SurveyService/CloseSurvey");
}

}  // namespace frontline::survey
