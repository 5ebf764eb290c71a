// Trace: what a resource rests on and what came of it, step by step from the resource itself.
#include <algorithm>
#include <deque>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "services/base/errors.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_draft.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/sources.h"
#include "services/requirement/tables.h"
#include "services/requirement/words.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::NeedRecord;
using stored::v1::RequirementRecord;

constexpr int kMostNodes = 500;
constexpr size_t kMostAround = 500;  // neighbours of one node of one kind
constexpr size_t kTitle = 300;
constexpr size_t kReason = 2000;

std::string Lower(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, prefix)), {{"_", " "}});
}

// A step to another resource.
struct Step {
  std::string name;
  std::string relation;  // from the one that was said to the one that came of it
};

class Tracer {
 public:
  Tracer(const Call& call, const Snapshot& snapshot, v1::TraceResponse* response, int limit)
      : call_(call), snapshot_(snapshot), sources_(call), response_(response), limit_(limit) {}

  absl::Status Run(const std::string& name, v1::TraceDirection direction) {
    absl::StatusOr<v1::TraceNode> first = Describe(name);
    if (!first.ok()) return absl::IsNotFound(first.status()) ? base::NotFound(name) : first.status();
    Add(*first);
    if (direction != v1::TRACE_DIRECTION_BACK) {
      if (absl::Status status = Walk(name, true); !status.ok()) return status;
    }
    if (direction != v1::TRACE_DIRECTION_FORWARD) {
      if (absl::Status status = Walk(name, false); !status.ok()) return status;
    }
    for (const std::string& area : sources_.unreachable()) response_->add_unreachable(area);
    return absl::OkStatus();
  }

 private:
  // All that can be reached one way, nearest first.
  absl::Status Walk(const std::string& start, bool forward) {
    std::deque<std::string> queue = {start};
    std::set<std::string> walked = {start};
    while (!queue.empty() && !response_->truncated()) {
      const std::string name = queue.front();
      queue.pop_front();
      std::vector<Step> steps;
      if (absl::Status status = forward ? Forward(name, &steps) : Back(name, &steps); !status.ok()) return status;
      for (const Step& step : steps) {
        absl::StatusOr<bool> shown = Show(step.name);
        if (!shown.ok()) return shown.status();
        if (!*shown) continue;
        Connect(forward ? name : step.name, forward ? step.name : name, step.relation);
        if (walked.insert(step.name).second) queue.push_back(step.name);
      }
    }
    return absl::OkStatus();
  }

  // Adds the node unless it is there. False: it is not to be told of, or there is no more room.
  absl::StatusOr<bool> Show(const std::string& name) {
    if (nodes_.count(name) > 0) return true;
    if (hidden_.count(name) > 0) return false;
    absl::StatusOr<v1::TraceNode> node = Describe(name);
    if (absl::IsNotFound(node.status())) {
      hidden_.insert(name);
      return false;
    }
    if (absl::IsUnavailable(node.status())) {
      // By its name alone, which the need itself tells.
      node = v1::TraceNode();
      node->set_name(name);
      node->set_kind(KindOf(name));
    }
    if (!node.ok()) return node.status();
    if (response_->nodes_size() == limit_) {
      response_->set_truncated(true);
      return false;
    }
    Add(*node);
    return true;
  }

  void Add(const v1::TraceNode& node) {
    nodes_.insert(node.name());
    *response_->add_nodes() = node;
  }

  void Connect(const std::string& source, const std::string& target, const std::string& relation) {
    if (!edges_.emplace(source, target).second) return;
    v1::TraceEdge& edge = *response_->add_edges();
    edge.set_source(source);
    edge.set_target(target);
    edge.set_relation(relation);
  }

  // --- What a resource is. NOT_FOUND: there is none that the caller may read. ---

  static v1::TraceNode Node(const std::string& name, absl::string_view title, const std::string& state, absl::string_view reason) {
    v1::TraceNode node;
    node.set_name(name);
    node.set_kind(KindOf(name));
    node.set_title(Shorten(title, kTitle));
    node.set_state(state);
    node.set_reason(Shorten(reason, kReason));
    return node;
  }

  absl::StatusOr<v1::TraceNode> Describe(const std::string& name) {
    switch (KindOf(name)) {
      case v1::TRACE_KIND_NEED:
        return DescribeNeed(name);
      case v1::TRACE_KIND_REQUIREMENT:
      case v1::TRACE_KIND_OUTCOME:
        return DescribeRequirement(name);
      case v1::TRACE_KIND_CONSULTATION:
        return DescribeConsultation(name);
      case v1::TRACE_KIND_MATCH:
        return DescribeMatch(name);
      case v1::TRACE_KIND_SUBMISSION:
        return DescribeSubmission(name);
      case v1::TRACE_KIND_UNSPECIFIED:
        return base::NotFound(name);
      default:
        return DescribeVoice(name);
    }
  }

  absl::StatusOr<v1::TraceNode> DescribeNeed(const std::string& name) {
    absl::StatusOr<NeedRecord> record = LoadNeed(snapshot_, name);
    if (!record.ok()) return record.status();
    const v1::Need& need = record->need();
    const std::string reason = need.merged_into().empty() ? need.decision().reason() : absl::StrCat("goes on as ", need.merged_into());
    return Node(name, need.statement(), Lower(v1::NeedState_Name(need.state()), "NEED_STATE_"), reason);
  }

  absl::StatusOr<v1::Requirement> SeenRequirement(const std::string& name) {
    absl::StatusOr<RequirementRecord> record = LoadRequirement(snapshot_, name);
    if (!record.ok()) return record.status();
    const Sight sight = SightOf(call_, record->requirement());
    if (sight == Sight::kNothing) return base::NotFound(name);
    return ShowRequirement(record->requirement(), sight);
  }

  absl::StatusOr<v1::TraceNode> DescribeRequirement(const std::string& name) {
    const bool outcome = KindOf(name) == v1::TRACE_KIND_OUTCOME;
    absl::StatusOr<v1::Requirement> requirement = SeenRequirement(outcome ? std::string(absl::StripSuffix(name, "/outcome")) : name);
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

  absl::StatusOr<v1::TraceNode> DescribeConsultation(const std::string& name) {
    absl::StatusOr<stored::v1::ConsultationRecord> record = LoadSeen(call_, snapshot_, name);
    if (!record.ok()) return record.status();
    const v1::Consultation& consultation = record->consultation();
    std::string reason = consultation.result().summary();
    if (!consultation.reply().empty()) absl::StrAppend(&reason, " The buyer answers: ", consultation.reply());
    return Node(name, consultation.question(), Lower(v1::ConsultationState_Name(consultation.state()), "CONSULTATION_STATE_"), reason);
  }

  absl::StatusOr<v1::TraceNode> DescribeMatch(const std::string& name) {
    absl::StatusOr<matching::v1::Match> match = sources_.GetMatch(name);
    if (!match.ok()) return match.status();
    return MatchNode(*match);
  }
  static v1::TraceNode MatchNode(const matching::v1::Match& match) {
    return Node(match.name(),
                absl::StrCat("Of ", match.suppliers_considered(), " suppliers ", match.eligible_count(), " eligible, ", match.to_be_clarified_count(),
                             " to be clarified, ", match.near_miss_count(), " near misses"),
                "", absl::StrCat("revision ", match.requirement_revision()));
  }

  absl::StatusOr<v1::TraceNode> DescribeSubmission(const std::string& name) {
    absl::StatusOr<federation::v1::Submission> submission = sources_.GetSubmission(name);
    if (!submission.ok()) return submission.status();
    return Node(name, submission->title(), Lower(federation::v1::SubmissionState_Name(submission->state()), "SUBMISSION_STATE_"),
                submission->withdrawal().reason());
  }

  // A survey, question, finding or theme.
  absl::StatusOr<v1::TraceNode> DescribeVoice(const std::string& name) {
    absl::StatusOr<survey::v1::Survey> survey = sources_.GetSurvey(SurveyOfName(name));
    if (!survey.ok()) return survey.status();
    const v1::TraceKind kind = KindOf(name);
    if (kind == v1::TRACE_KIND_SURVEY) {
      return Node(name, survey->instrument().title().en(), Lower(survey::v1::SurveyState_Name(survey->state()), "SURVEY_STATE_"), "");
    }
    if (kind == v1::TRACE_KIND_THEME) {
      absl::StatusOr<survey::v1::Theme> theme = sources_.GetTheme(name);
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
    absl::StatusOr<survey::v1::Finding> finding = sources_.GetFinding(name);
    if (!finding.ok()) return finding.status();
    return Node(name, FindingTitle(*finding), "", "");
  }

  static std::string FindingTitle(const survey::v1::Finding& finding) {
    if (!finding.breakdown().empty()) return absl::StrCat(Shorten(finding.text().en(), 200), ", by groups");
    FindingSource source;
    source.finding = finding;
    source.of_question = {finding};
    return NeedFromFinding(source).evidence(0).summary();
  }

  // --- What came of it ---

  absl::Status Forward(const std::string& name, std::vector<Step>* steps) {
    switch (KindOf(name)) {
      case v1::TRACE_KIND_SURVEY:
        return QuestionsOf(name, steps);
      case v1::TRACE_KIND_QUESTION:
        return FindingsOf(name, steps);
      case v1::TRACE_KIND_FINDING:
      case v1::TRACE_KIND_THEME:
      case v1::TRACE_KIND_SUBMISSION:
        return NeedsOn(name, steps);
      case v1::TRACE_KIND_NEED:
        return FromNeed(name, steps);
      case v1::TRACE_KIND_REQUIREMENT:
        return FromRequirement(name, steps);
      default:
        return absl::OkStatus();
    }
  }

  absl::Status QuestionsOf(const std::string& survey_name, std::vector<Step>* steps) {
    absl::StatusOr<survey::v1::Survey> survey = sources_.GetSurvey(survey_name);
    if (!survey.ok()) return Quietly(survey.status());
    for (const survey::v1::Section& section : survey->instrument().sections()) {
      for (const survey::v1::Question& question : section.questions()) {
        steps->push_back({absl::StrCat(survey_name, "/questions/", question.code()), "asks"});
      }
    }
    return absl::OkStatus();
  }

  // The finding of everyone, and whatever else of the question a need rests on.
  absl::Status FindingsOf(const std::string& question, std::vector<Step>* steps) {
    const std::string survey = SurveyOfName(question);
    const std::string code(rpc::Segment(question, 5));
    absl::StatusOr<std::vector<survey::v1::Finding>> findings = sources_.ListFindings(survey, code, false);
    if (!findings.ok()) return Quietly(findings.status());
    for (const survey::v1::Finding& finding : *findings) {
      absl::StatusOr<bool> rests = IsEvidence(finding.name());
      if (!rests.ok()) return rests.status();
      if (finding.breakdown().empty() || *rests) steps->push_back({finding.name(), "was answered as"});
    }
    absl::StatusOr<std::vector<survey::v1::Theme>> themes = sources_.ListThemes(survey);
    if (!themes.ok()) return Quietly(themes.status());
    for (const survey::v1::Theme& theme : *themes) {
      if (theme.question() != code) continue;
      absl::StatusOr<bool> rests = IsEvidence(theme.name());
      if (!rests.ok()) return rests.status();
      if (*rests) steps->push_back({theme.name(), "was answered in words as"});
    }
    return absl::OkStatus();
  }

  absl::StatusOr<bool> IsEvidence(const std::string& resource) {
    absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(snapshot_, kNeedByEvidence, storage::KeyOf(resource), "", 1);
    if (!page.ok()) return ForCaller(page.status(), resource);
    return !page->rows.empty();
  }

  absl::Status NeedsOn(const std::string& resource, std::vector<Step>* steps) {
    absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(snapshot_, kNeedByEvidence, storage::KeyOf(resource), "", kMostAround);
    if (!page.ok()) return ForCaller(page.status(), resource);
    for (const auto& row : page->rows) steps->push_back({row.name, "is evidence for"});
    return absl::OkStatus();
  }

  absl::Status FromNeed(const std::string& name, std::vector<Step>* steps) {
    absl::StatusOr<NeedRecord> record = LoadNeed(snapshot_, name);
    if (!record.ok()) return record.status();
    if (!record->need().merged_into().empty()) steps->push_back({record->need().merged_into(), "was merged into"});
    absl::StatusOr<storage::Page<RequirementRecord>> page =
        Requirements().ListBy(snapshot_, kRequirementByNeed, storage::KeyOf(name), "", kMostAround);
    if (!page.ok()) return ForCaller(page.status(), name);
    for (const auto& row : page->rows) steps->push_back({row.name, "is answered by"});
    const std::string& addressed = record->need().decision().requirement();
    const auto same = [&addressed](const Step& step) { return step.name == addressed; };
    if (!addressed.empty() && std::none_of(steps->begin(), steps->end(), same)) steps->push_back({addressed, "was met by"});
    return absl::OkStatus();
  }

  absl::Status FromRequirement(const std::string& name, std::vector<Step>* steps) {
    auto page = Consultations().List(snapshot_, ConsultationPrefix(name), "", kMostConsultations);
    if (!page.ok()) return ForCaller(page.status(), name);
    for (const auto& row : page->rows) steps->push_back({row.name, "was put to the front line in"});
    absl::StatusOr<std::vector<matching::v1::Match>> matches = sources_.ListMatches(name);
    if (matches.ok()) {
      for (const matching::v1::Match& match : *matches) {
        steps->push_back({match.name(), "was matched in"});
        if (nodes_.count(match.name()) == 0 && response_->nodes_size() < limit_) Add(MatchNode(match));
      }
    } else if (absl::Status status = Quietly(matches.status()); !status.ok()) {
      return status;
    }
    steps->push_back({absl::StrCat(name, "/outcome"), "ended as"});
    return absl::OkStatus();
  }

  // --- What it rests on ---

  absl::Status Back(const std::string& name, std::vector<Step>* steps) {
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
        return BackFromRequirement(name, steps);
      case v1::TRACE_KIND_NEED:
        return BackFromNeed(name, steps);
      case v1::TRACE_KIND_FINDING:
        steps->push_back({absl::StrCat(SurveyOfName(name), "/questions/", QuestionOfFinding(name)), "was answered as"});
        return absl::OkStatus();
      case v1::TRACE_KIND_THEME:
        return BackFromTheme(name, steps);
      case v1::TRACE_KIND_QUESTION:
        steps->push_back({SurveyOfName(name), "asks"});
        return absl::OkStatus();
      default:
        return absl::OkStatus();
    }
  }

  absl::Status BackFromRequirement(const std::string& name, std::vector<Step>* steps) {
    absl::StatusOr<v1::Requirement> requirement = SeenRequirement(name);
    if (!requirement.ok()) return requirement.status();
    for (const std::string& need : requirement->needs()) steps->push_back({need, "is answered by"});
    return absl::OkStatus();
  }

  absl::Status BackFromNeed(const std::string& name, std::vector<Step>* steps) {
    absl::StatusOr<NeedRecord> record = LoadNeed(snapshot_, name);
    if (!record.ok()) return record.status();
    if (record->has_merged()) {
      absl::StatusOr<storage::Page<NeedRecord>> page = Needs().ListBy(snapshot_, kNeedByTarget, storage::KeyOf(name), "", kMostMerged);
      if (!page.ok()) return ForCaller(page.status(), name);
      for (const auto& row : page->rows) steps->push_back({row.name, "was merged into"});
    }
    for (const v1::Evidence& evidence : record->need().evidence()) {
      if (!evidence.resource().empty()) steps->push_back({evidence.resource(), "is evidence for"});
    }
    return absl::OkStatus();
  }

  absl::Status BackFromTheme(const std::string& name, std::vector<Step>* steps) {
    absl::StatusOr<survey::v1::Theme> theme = sources_.GetTheme(name);
    if (!theme.ok()) return Quietly(theme.status());
    steps->push_back({absl::StrCat(SurveyOfName(name), "/questions/", theme->question()), "was answered in words as"});
    return absl::OkStatus();
  }

  // What can't be read, or not now, leaves a gap, which `unreachable` tells where there is no right to keep it back.
  static absl::Status Quietly(const absl::Status& status) {
    return absl::IsNotFound(status) || absl::IsUnavailable(status) ? absl::OkStatus() : status;
  }

  const Call& call_;
  const Snapshot& snapshot_;
  Sources sources_;
  v1::TraceResponse* const response_;
  const int limit_;
  std::set<std::string> nodes_;
  std::set<std::string> hidden_;
  std::set<std::pair<std::string, std::string>> edges_;
};

}  // namespace

absl::Status Trace(const Call& call, const v1::TraceRequest& request, const Snapshot& snapshot, v1::TraceResponse* response) {
  if (absl::StrContains(absl::StrCat(request.name(), "/"), "/-/")) return base::InvalidField("name", "must name one resource");
  Tracer tracer(call, snapshot, response, request.limit() == 0 ? kMostNodes : request.limit());
  return tracer.Run(request.name(), request.direction());
}

}  // namespace frontline::requirement
