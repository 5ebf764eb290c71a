#include "services/requirement/trace_node.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/base/errors.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/need_draft.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/words.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;
using stored::v1::RequirementRecord;

constexpr size_t kTitle = 300;
constexpr size_t kReason = 2000;

std::string Lower(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, prefix)), {{"_", " "}});
}

v1::TraceNode Node(const std::string& name, absl::string_view title, const std::string& state, absl::string_view reason) {
  v1::TraceNode node;
  node.set_name(name);
  node.set_kind(KindOf(name));
  node.set_title(Shorten(title, kTitle));
  node.set_state(state);
  node.set_reason(Shorten(reason, kReason));
  return node;
}

absl::StatusOr<v1::TraceNode> DescribeNeed(const TraceView& view, const std::string& name) {
  absl::StatusOr<NeedRecord> record = LoadNeed(view.snapshot, name);
  if (!record.ok()) return record.status();
  const v1::Need& need = record->need();
  const std::string reason = need.merged_into().empty() ? need.decision().reason() : absl::StrCat("goes on as ", need.merged_into());
  return Node(name, need.statement(), Lower(v1::NeedState_Name(need.state()), "NEED_STATE_"), reason);
}

absl::StatusOr<v1::TraceNode> DescribeRequirement(const TraceView& view, const std::string& name) {
  const bool outcome = KindOf(name) == v1::TRACE_KIND_OUTCOME;
  absl::StatusOr<v1::Requirement> requirement = SeenRequirement(view, outcome ? std::string(absl::StripSuffix(name, "/outcome")) : name);
  if (!requirement.ok()) return requirement.status();
  if (outcome) {
    if (!requirement->has_outcome()) return base::NotFound(name);
    return Node(name, requirement->outcome().summary(), Lower(v1::Outcome::Kind_Name(requirement->outcome().kind()), "KIND_"),
                requirement->outcome().date());
  }
  const v1::FrontLineView& front = requirement->front_line();
  std::string reason = front.summary();
  if (!front.no_consultation_reason().empty()) reason = absl::StrCat("Not put to the front line: ", front.no_consultation_reason());
  if (!requirement->review_note().empty()) reason = absl::StrCat("Sent back: ", requirement->review_note());
  return Node(name, requirement->title(), Lower(v1::RequirementState_Name(requirement->state()), "REQUIREMENT_STATE_"), reason);
}

absl::StatusOr<v1::TraceNode> DescribeConsultation(const TraceView& view, const std::string& name) {
  absl::StatusOr<stored::v1::ConsultationRecord> record = LoadSeen(view.call, view.snapshot, name);
  if (!record.ok()) return record.status();
  const v1::Consultation& consultation = record->consultation();
  std::string reason = consultation.result().summary();
  if (!consultation.reply().empty()) absl::StrAppend(&reason, " The buyer answers: ", consultation.reply());
  return Node(name, consultation.question(), Lower(v1::ConsultationState_Name(consultation.state()), "CONSULTATION_STATE_"), reason);
}

absl::StatusOr<v1::TraceNode> DescribeMatch(const TraceView& view, const std::string& name) {
  absl::StatusOr<matching::v1::Match> match = view.sources.GetMatch(name);
  if (!match.ok()) return match.status();
  return MatchNode(*match);
}

absl::StatusOr<v1::TraceNode> DescribeSubmission(const TraceView& view, const std::string& name) {
  absl::StatusOr<federation::v1::Submission> submission = view.sources.GetSubmission(name);
  if (!submission.ok()) return submission.status();
  return Node(name, submission->title(), Lower(federation::v1::SubmissionState_Name(submission->state()), "SUBMISSION_STATE_"),
              submission->withdrawal().reason());
}

std::string FindingTitle(const survey::v1::Finding& finding) {
  if (!finding.breakdown().empty()) return absl::StrCat(Shorten(finding.text().en(), 200), ", by groups");
  FindingSource source;
  source.finding = finding;
  source.of_question = {finding};
  return NeedFromFinding(source).evidence(0).summary();
}

// A survey, question, finding or theme.
absl::StatusOr<v1::TraceNode> DescribeVoice(const TraceView& view, const std::string& name) {
  absl::StatusOr<survey::v1::Survey> survey = view.sources.GetSurvey(SurveyOfName(name));
  if (!survey.ok()) return survey.status();
  const v1::TraceKind kind = KindOf(name);
  if (kind == v1::TRACE_KIND_SURVEY) {
    return Node(name, survey->instrument().title().en(), Lower(survey::v1::SurveyState_Name(survey->state()), "SURVEY_STATE_"), "");
  }
  if (kind == v1::TRACE_KIND_THEME) {
    absl::StatusOr<survey::v1::Theme> theme = view.sources.GetTheme(name);
    if (!theme.ok()) return theme.status();
    return Node(name, theme->title(), "", absl::StrCat(theme->comment_count(), " comments"));
  }
  if (kind == v1::TRACE_KIND_QUESTION) {
    for (const survey::v1::Section& section : survey->instrument().sections()) {
      for (const survey::v1::Question& question : section.questions()) {
        if (question.code() == rpc::Segment(name, 5)) return Node(name, question.text().en(), "", "");
      }
    }
    return base::NotFound(name);
  }
  absl::StatusOr<survey::v1::Finding> finding = view.sources.GetFinding(name);
  if (!finding.ok()) return finding.status();
  return Node(name, FindingTitle(*finding), "", "");
}

}  // namespace

v1::TraceNode MatchNode(const matching::v1::Match& match) {
  return Node(match.name(),
              absl::StrCat("Of ", match.suppliers_considered(), " suppliers ", match.eligible_count(), " eligible, ", match.to_be_clarified_count(),
                           " to be clarified, ", match.near_miss_count(), " near misses"),
              "", absl::StrCat("revision ", match.requirement_revision()));
}

absl::StatusOr<v1::Requirement> SeenRequirement(const TraceView& view, const std::string& name) {
  absl::StatusOr<RequirementRecord> record = LoadRequirement(view.snapshot, name);
  if (!record.ok()) return record.status();
  const Sight sight = SightOf(view.call, record->requirement());
  if (sight == Sight::kNothing) return base::NotFound(name);
  return ShowRequirement(record->requirement(), sight);
}

absl::StatusOr<v1::TraceNode> Describe(const TraceView& view, const std::string& name) {
  switch (KindOf(name)) {
    case v1::TRACE_KIND_NEED:
      return DescribeNeed(view, name);
    case v1::TRACE_KIND_REQUIREMENT:
    case v1::TRACE_KIND_OUTCOME:
      return DescribeRequirement(view, name);
    case v1::TRACE_KIND_CONSULTATION:
      return DescribeConsultation(view, name);
    case v1::TRACE_KIND_MATCH:
      return DescribeMatch(view, name);
    case v1::TRACE_KIND_SUBMISSION:
      return DescribeSubmission(view, name);
    case v1::TRACE_KIND_UNSPECIFIED:
      return base::NotFound(name);
    default:
      return DescribeVoice(view, name);
  }
}

}  // namespace frontline::requirement
