#include "clients/cli/trace_view.h"

#include <map>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "frontline/requirement/v1/consultation.pb.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/trace_service.pb.h"

namespace frontline::cli {
namespace {

namespace r = frontline::requirement::v1;
using google::protobuf::Message;

// Deeper than any way there is; a circle of needs would be a damaged store.
constexpr size_t kDeepest = 30;

template <typename T>
T Printable(const Message& message) {
  T copy = static_cast<const T&>(message);
  MakePrintable(&copy);
  return copy;
}

std::string KindWord(r::TraceKind kind) { return absl::AsciiStrToLower(absl::StripPrefix(r::TraceKind_Name(kind), "TRACE_KIND_")); }

class Tree {
 public:
  Tree(const r::TraceResponse& trace, const Style& style) : style_(style) {
    for (const r::TraceNode& node : trace.nodes()) nodes_[node.name()] = &node;
    for (const r::TraceEdge& edge : trace.edges()) {
      children_[edge.source()].push_back(&edge);
      below_.insert(edge.target());
    }
    for (const r::TraceNode& node : trace.nodes()) {
      if (below_.count(node.name()) == 0) Branch(node.name(), "", 0);
    }
  }
  const std::string& text() const { return text_; }

 private:
  void Branch(const std::string& name, const std::string& relation, size_t depth) {
    const auto found = nodes_.find(name);
    if (found == nodes_.end() || depth > kDeepest) return;
    const r::TraceNode& node = *found->second;
    const size_t indent = 2 * depth;
    const std::string lead = relation.empty() ? "" : absl::StrCat(relation, ": ");
    const std::string state = node.state().empty() ? "" : absl::StrCat(" [", node.state(), "]");
    const bool again = !shown_.insert(name).second;
    absl::StrAppend(&text_, std::string(indent, ' '), lead, style_.Strong(KindWord(node.kind())), state, " ", name, again ? " (see above)" : "",
                    "\n");
    if (again) return;
    Line(node.title(), indent + 4);
    if (!node.reason().empty()) Line(absl::StrCat("- ", node.reason()), indent + 4);
    const auto edges = children_.find(name);
    if (edges == children_.end()) return;
    for (const r::TraceEdge* edge : edges->second) Branch(edge->target(), edge->relation(), depth + 1);
  }

  void Line(const std::string& text, size_t indent) {
    if (!text.empty()) absl::StrAppend(&text_, std::string(indent, ' '), Indented(text, style_.width, indent), "\n");
  }

  const Style& style_;
  std::map<std::string, const r::TraceNode*> nodes_;
  std::map<std::string, std::vector<const r::TraceEdge*>> children_;
  std::set<std::string> below_;
  std::set<std::string> shown_;
  std::string text_;
};

// "Not asked: matching." where services could not be reached.
template <typename Response>
std::string Gaps(const Response& response) {
  std::string out;
  if (response.truncated()) absl::StrAppend(&out, "\nThere is more, which was cut off.\n");
  if (!response.unreachable().empty()) {
    absl::StrAppend(&out, "\nCould not be asked: ", absl::StrJoin(response.unreachable(), ", "), ". What lies there is missing.\n");
  }
  return out;
}

void Named(const std::string& heading, const google::protobuf::RepeatedPtrField<r::CoverageGap>& gaps, const Style& style, std::string* out) {
  if (gaps.empty()) return;
  absl::StrAppend(out, "\n", style.Strong(heading), "\n");
  for (const r::CoverageGap& gap : gaps) {
    absl::StrAppend(out, "  ", gap.name(), "\n      ", Indented(gap.title(), style.width, 6), "\n");
  }
}

std::string ShareText(const r::Share& share) {
  const char* bound = share.bound() == r::Share::BOUND_OR_MORE ? " or more" : share.bound() == r::Share::BOUND_OR_LESS ? " or less" : "";
  return absl::StrCat(share.percent(), "%", bound);
}

std::string GroupTable(const r::ConsultationResult& result, const Style& style) {
  Table table({{"GROUP", false, true}, {"ANSWERS", true}, {"ENDORSE", true}, {"OBJECT", true}, {"UNSURE", true}});
  for (const r::GroupResult& group : result.groups()) {
    if (group.suppressed()) {
      table.Add({group.group(), "too few to show", "", "", ""});
    } else {
      table.Add({group.group(), absl::StrCat(group.base()), ShareText(group.endorse()), ShareText(group.object()), ShareText(group.unsure())});
    }
  }
  return table.empty() ? "" : table.Render(style.width, style.colour);
}

}  // namespace

std::string TraceTree(const Message& message, const Style& style) {
  const r::TraceResponse trace = Printable<r::TraceResponse>(message);
  return absl::StrCat(Tree(trace, style).text(), Gaps(trace));
}

std::string CoverageTable(const Message& message, const Style& style) {
  const r::GetCoverageResponse coverage = Printable<r::GetCoverageResponse>(message);
  Table table({{"ORGANISATION", false, true},
               {"FINDINGS", true},
               {"NO NEED", true},
               {"OPEN NEEDS", true},
               {"NO REQUIREMENT", true},
               {"REQUIREMENTS", true},
               {"NO EVIDENCE", true}});
  std::string gaps;
  for (const r::OrganisationCoverage& one : coverage.organisations()) {
    table.Add({one.organisation(), absl::StrCat(one.findings()), absl::StrCat(one.findings_without_need()), absl::StrCat(one.needs()),
               absl::StrCat(one.needs_without_requirement()), absl::StrCat(one.requirements()), absl::StrCat(one.requirements_without_evidence())});
    Named(absl::StrCat(one.organisation(), ": findings without a need"), one.open_findings(), style, &gaps);
    Named(absl::StrCat(one.organisation(), ": needs without a requirement"), one.open_needs(), style, &gaps);
    Named(absl::StrCat(one.organisation(), ": requirements without evidence"), one.bare_requirements(), style, &gaps);
  }
  if (table.empty()) return absl::StrCat("Nothing to follow up.\n", Gaps(coverage));
  return absl::StrCat(table.Render(style.width, style.colour), gaps, Gaps(coverage));
}

std::string Stories(const Message& message, const Style& style) {
  const r::FollowResponse response = Printable<r::FollowResponse>(message);
  std::string out = absl::StrCat(Indented(response.summary(), style.width, 0), "\n");
  for (const r::Story& story : response.stories()) {
    absl::StrAppend(&out, "\n", style.Strong(Indented(story.asked(), style.width, 0)), "\n");
    for (const std::string* text : {&story.stands(), &story.reason(), &story.outcome()}) {
      if (!text->empty()) absl::StrAppend(&out, "  ", Indented(*text, style.width, 2), "\n");
    }
  }
  return absl::StrCat(out, Gaps(response));
}

std::string MergeProposals(const Message& message, const Style& style) {
  const r::ProposeMergesResponse response = Printable<r::ProposeMergesResponse>(message);
  std::string out;
  for (const r::MergeProposal& proposal : response.proposals()) {
    absl::StrAppend(&out, style.Strong(absl::StrCat("They share: ", absl::StrJoin(proposal.shared_terms(), ", "))), "\n");
    std::string command = "frontctl needs merge";
    for (const r::MergeCandidate& candidate : proposal.needs()) {
      absl::StrAppend(&command, " ", candidate.need());
      absl::StrAppend(&out, "  ", candidate.need(),
                      candidate.need() == proposal.target() ? " (target)" : absl::StrCat(" (", candidate.score(), " of 1,000)"), ", supported by ",
                      candidate.people_supporting(), "\n      ", Indented(candidate.statement(), style.width, 6), "\n");
    }
    absl::StrAppend(&out, "  To merge them: ", command, "\n\n");
  }
  absl::StrAppend(&out, response.proposals().empty() ? "No open needs say the same. " : "", response.needs_considered(), " open needs were looked at",
                  response.truncated() ? "; there are more" : "", ".\n");
  return out;
}

std::string ConsultationView(const Message& message, const Style& style) {
  const r::Consultation consultation = Printable<r::Consultation>(message);
  const bool open = consultation.state() == r::CONSULTATION_STATE_OPEN;
  std::string out = absl::StrCat(style.Strong(Indented(consultation.question(), style.width, 0)), "\n", consultation.name(), ", ",
                                 open ? "open until the end of " : "closed; its last day was ", consultation.close_date(), "\n");
  std::vector<std::string> asked(consultation.audiences().begin(), consultation.audiences().end());
  asked.insert(asked.end(), consultation.surveys().begin(), consultation.surveys().end());
  if (!asked.empty())
    absl::StrAppend(&out, "Asked: ", Indented(absl::StrJoin(asked, ", "), style.width, 7), consultation.anonymous() ? " (anonymously)" : "", "\n");
  absl::StrAppend(&out, "\n", style.Strong(Indented(consultation.subject().title(), style.width, 0)), "\n");
  if (!consultation.subject().text().empty()) absl::StrAppend(&out, "  ", Indented(consultation.subject().text(), style.width, 2), "\n");
  for (const r::Criterion& criterion : consultation.subject().criteria()) {
    absl::StrAppend(&out, "  ", criterion.id(), "  ", criterion.obligation() == r::OBLIGATION_MUST ? "MUST" : "SHOULD", ": ",
                    Indented(criterion.text(), style.width, 6), "\n");
  }
  if (consultation.has_own_answer()) {
    absl::StrAppend(
        &out, "\nYou answered: ", absl::AsciiStrToLower(absl::StripPrefix(r::Verdict_Name(consultation.own_answer().verdict()), "VERDICT_")), "\n");
  }
  if (consultation.has_result()) {
    absl::StrAppend(&out, "\n", Indented(consultation.result().summary(), style.width, 0), "\n", GroupTable(consultation.result(), style));
  }
  if (!consultation.reply().empty()) absl::StrAppend(&out, "\nThe buyer answers: ", Indented(consultation.reply(), style.width, 0), "\n");
  return out;
}

}  // namespace frontline::cli
