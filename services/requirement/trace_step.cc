#include "services/requirement/trace_step.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;
using stored::v1::RequirementRecord;

constexpr size_t kMostAround = 500;  // neighbours of one node of one kind

// --- What came of it ---

absl::Status QuestionsOf(const TraceView& view, const std::string& survey_name, std::vector<TraceStep>* steps) {
  absl::StatusOr<survey::v1::Survey> survey = view.sources.GetSurvey(survey_name);
  if (!survey.ok()) return Quietly(survey.status());
  for (const survey::v1::Section& section : survey->instrument().sections()) {
    for (const survey::v1::Question& question : section.questions()) {
      steps->push_back({absl::StrCat(survey_name, "/questions/", question.code()), "asks"});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> IsEvidence(const TraceView& view, const std::string& resource) {
  absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(view.snapshot, kNeedByEvidence, storage::KeyOf(resource), "", 1);
  if (!page.ok()) return ForCaller(page.status(), resource);
  return !page->rows.empty();
}

// The finding of everyone, and whatever else of the question a need rests on.
absl::Status FindingsOf(const TraceView& view, const std::string& question, std::vector<TraceStep>* steps) {
  const std::string survey = SurveyOfName(question);
  const std::string code(rpc::Segment(question, 5));
  absl::StatusOr<std::vector<survey::v1::Finding>> findings = view.sources.ListFindings(survey, code, false);
  if (!findings.ok()) return Quietly(findings.status());
  for (const survey::v1::Finding& finding : *findings) {
    absl::StatusOr<bool> rests = IsEvidence(view, finding.name());
    if (!rests.ok()) return rests.status();
    if (finding.breakdown().empty() || *rests) steps->push_back({finding.name(), "was answered as"});
  }
  absl::StatusOr<std::vector<survey::v1::Theme>> themes = view.sources.ListThemes(survey);
  if (!themes.ok()) return Quietly(themes.status());
  for (const survey::v1::Theme& theme : *themes) {
    if (theme.question() != code) continue;
    absl::StatusOr<bool> rests = IsEvidence(view, theme.name());
    if (!rests.ok()) return rests.status();
    if (*rests) steps->push_back({theme.name(), "was answered in words as"});
  }
  return absl::OkStatus();
}

absl::Status NeedsOn(const TraceView& view, const std::string& resource, std::vector<TraceStep>* steps) {
  absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(view.snapshot, kNeedByEvidence, storage::KeyOf(resource), "", kMostAround);
  if (!page.ok()) return ForCaller(page.status(), resource);
  for (const auto& row : page->rows) steps->push_back({row.name, "is evidence for"});
  return absl::OkStatus();
}

absl::Status FromNeed(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps) {
  absl::StatusOr<NeedRecord> record = LoadNeed(view.snapshot, name);
  if (!record.ok()) return record.status();
  if (!record->need().merged_into().empty()) steps->push_back({record->need().merged_into(), "was merged into"});
  absl::StatusOr<storage::Page<RequirementRecord>> page =
      Requirements().ListBy(view.snapshot, kRequirementByNeed, storage::KeyOf(name), "", kMostAround);
  if (!page.ok()) return ForCaller(page.status(), name);
  for (const auto& row : page->rows) steps->push_back({row.name, "is answered by"});
  const std::string& addressed = record->need().decision().requirement();
  const auto same = [&addressed](const TraceStep& step) { return step.name == addressed; };
  if (!addressed.empty() && std::none_of(steps->begin(), steps->end(), same)) steps->push_back({addressed, "was met by"});
  return absl::OkStatus();
}

absl::Status FromRequirement(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps,
                             std::vector<v1::TraceNode>* met) {
  auto page = Consultations().List(view.snapshot, ConsultationPrefix(name), "", kMostConsultations);
  if (!page.ok()) return ForCaller(page.status(), name);
  for (const auto& row : page->rows) steps->push_back({row.name, "was put to the front line in"});
  absl::StatusOr<std::vector<matching::v1::Match>> matches = view.sources.ListMatches(name);
  if (matches.ok()) {
    for (const matching::v1::Match& match : *matches) {
      steps->push_back({match.name(), "was matched in"});
      met->push_back(MatchNode(match));
    }
  } else if (absl::Status status = Quietly(matches.status()); !status.ok()) {
    return status;
  }
  steps->push_back({absl::StrCat(name, "/outcome"), "ended as"});
  return absl::OkStatus();
}

// --- What it rests on ---

absl::Status BackFromRequirement(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps) {
  absl::StatusOr<v1::Requirement> requirement = SeenRequirement(view, name);
  if (!requirement.ok()) return requirement.status();
  for (const std::string& need : requirement->needs()) steps->push_back({need, "is answered by"});
  return absl::OkStatus();
}

absl::Status BackFromNeed(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps) {
  absl::StatusOr<NeedRecord> record = LoadNeed(view.snapshot, name);
  if (!record.ok()) return record.status();
  if (record->has_merged()) {
    absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(view.snapshot, kNeedByTarget, storage::KeyOf(name), "", kMostMerged);
    if (!page.ok()) return ForCaller(page.status(), name);
    for (const auto& row : page->rows) steps->push_back({row.name, "was merged into"});
  }
  for (const v1::Evidence& evidence : record->need().evidence()) {
    if (!evidence.resource().empty()) steps->push_back({evidence.resource(), "is evidence for"});
  }
  return absl::OkStatus();
}

absl::Status BackFromTheme(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps) {
  absl::StatusOr<survey::v1::Theme> theme = view.sources.GetTheme(name);
  if (!theme.ok()) return Quietly(theme.status());
  steps->push_back({absl::StrCat(SurveyOfName(name), "/questions/", theme->question()), "was answered in words as"});
  return absl::OkStatus();
}

}  // namespace

absl::Status StepsForward(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps, std::vector<v1::TraceNode>* met) {
  switch (KindOf(name)) {
    case v1::TRACE_KIND_SURVEY:
      return QuestionsOf(view, name, steps);
    case v1::TRACE_KIND_QUESTION:
      return FindingsOf(view, name, steps);
    case v1::TRACE_KIND_FINDING:
    case v1::TRACE_KIND_THEME:
    case v1::TRACE_KIND_SUBMISSION:
      return NeedsOn(view, name, steps);
    case v1::TRACE_KIND_NEED:
      return FromNeed(view, name, steps);
    case v1::TRACE_KIND_REQUIREMENT:
      return FromRequirement(view, name, steps, met);
    default:
      return absl::OkStatus();
  }
}

absl::Status StepsBack(const TraceView& view, const std::string& name, std::vector<TraceStep>* steps) {
  switch (KindOf(name)) {
    case v1::TRACE_KIND_OUTCOME:
      steps->push_back({std::string(absl::StripSuffix(name, "/outcome")), "ended as"});
      return absl::OkStatus();
    case v1::TRACE_KIND_MATCH:
      steps->push_back({std::string(rpc::ParentOf(name)), "was matched in"});
      return absl::OkStatus();
    case v1::TRACE_KIND_CONSULTATION:
      steps->push_back({std::string(rpc::ParentOf(name)), "was put to the front line in"});
      return absl::OkStatus();
    case v1::TRACE_KIND_REQUIREMENT:
      return BackFromRequirement(view, name, steps);
    case v1::TRACE_KIND_NEED:
      return BackFromNeed(view, name, steps);
    case v1::TRACE_KIND_FINDING:
      steps->push_back({absl::StrCat(SurveyOfName(name), "/questions/", QuestionOfFinding(name)), "was answered as"});
      return absl::OkStatus();
    case v1::TRACE_KIND_THEME:
      return BackFromTheme(view, name, steps);
    case v1::TRACE_KIND_QUESTION:
      steps->push_back({SurveyOfName(name), "asks"});
      return absl::OkStatus();
    default:
      return absl::OkStatus();
  }
}

}  // namespace frontline::requirement
