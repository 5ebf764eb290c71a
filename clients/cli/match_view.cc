#include "clients/cli/match_view.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"
#include "frontline/matching/v1/match.pb.h"
#include "frontline/matching/v1/matching_service.pb.h"

namespace frontline::cli {
namespace {

namespace m = frontline::matching::v1;
namespace r = frontline::requirement::v1;
using google::protobuf::Message;

constexpr absl::string_view kScan =
    "This is a market scan (Procurement Act 2023, s.16: preliminary market engagement), not an evaluation of bids. It says who could meet the "
    "requirement by the "
    "facts on record; a score depends on the supplier's own facts and the requirement alone, never on who else is listed.";

constexpr int kShownInShort = 5;

struct Heading {
  m::Standing standing;
  absl::string_view title;
  absl::string_view meaning;
};
constexpr std::array<Heading, 4> kHeadings = {{
    {m::STANDING_ELIGIBLE, "Could meet it", "Every MUST is met."},
    {m::STANDING_TO_BE_CLARIFIED, "Could meet it, if the answers are right", "No MUST is known to be missed; some are not known: ask."},
    {m::STANDING_NEAR_MISS, "Near misses", "A MUST is not met."},
    {m::STANDING_EXCLUDED, "Excluded", "Debarred for this kind of contract at that day."},
}};

template <typename T>
const T& As(const Message& message) {
  return static_cast<const T&>(message);
}

std::string Paragraph(const std::string& text, const Style& style, size_t indent) {
  return absl::StrCat(std::string(indent, ' '), Indented(text, style.width, indent), "\n");
}

// "Not known. What is …?" without what was said already.
std::string Rest(const std::string& reason) {
  for (absl::string_view said : {"Not known. ", "Not met. ", "Met. ", "Not known: ", "Not met: ", "Met: "}) {
    if (absl::StartsWith(reason, said)) return reason.substr(said.size());
  }
  return reason;
}

std::string Sentence(const std::string& text) {
  return text.empty() || text.back() == '.' || text.back() == '?' || text.back() == '!' ? text : text + ".";
}

// "4 could meet it, 2 could if …".
std::string Counts(int32_t eligible, int32_t clarify, int32_t miss, int32_t excluded) {
  std::vector<std::string> parts;
  parts.push_back(absl::StrCat(Count(eligible), " could meet it"));
  if (clarify > 0) parts.push_back(absl::StrCat(Count(clarify), " could, if the answers to open questions are right"));
  if (miss > 0) parts.push_back(absl::StrCat(Count(miss), miss == 1 ? " misses a MUST" : " miss a MUST"));
  if (excluded > 0) parts.push_back(absl::StrCat(Count(excluded), excluded == 1 ? " is excluded" : " are excluded"));
  return Sentence(absl::StrJoin(parts, "; "));
}

bool IsMet(const m::CriterionResult& result) { return result.answer() == m::ANSWER_MET || result.answer() == m::ANSWER_MET_FROM; }

// "3 of 4 MUSTs, 2 of 5 SHOULDs met".
std::string CriteriaInShort(const m::Explanation& explanation) {
  std::array<int, 2> met = {0, 0};
  std::array<int, 2> all = {0, 0};
  for (const m::CriterionResult& result : explanation.criteria()) {
    const size_t kind = result.obligation() == r::OBLIGATION_MUST ? 0 : 1;
    ++all[kind];
    met[kind] += IsMet(result) ? 1 : 0;
  }
  std::vector<std::string> parts;
  if (all[0] > 0) parts.push_back(absl::StrCat(met[0], " of ", all[0], all[0] == 1 ? " MUST" : " MUSTs"));
  if (all[1] > 0) parts.push_back(absl::StrCat(met[1], " of ", all[1], all[1] == 1 ? " SHOULD" : " SHOULDs"));
  return parts.empty() ? "" : absl::StrJoin(parts, " and ") + " met";
}

// What stands in the way, for a row of the summary.
std::string InTheWay(const m::Candidate& candidate) {
  std::vector<std::string> parts;
  if (candidate.standing() == m::STANDING_NEAR_MISS || candidate.standing() == m::STANDING_TO_BE_CLARIFIED) {
    for (const m::CriterionResult& result : candidate.explanation().criteria()) {
      const bool wanted = candidate.standing() == m::STANDING_NEAR_MISS ? result.answer() == m::ANSWER_NOT_MET : result.answer() == m::ANSWER_UNKNOWN;
      if (wanted && result.obligation() == r::OBLIGATION_MUST) parts.push_back(Sentence(Rest(result.reason())));
    }
  }
  for (const std::string& caution : candidate.cautions()) parts.push_back(Sentence(caution));
  return absl::StrJoin(parts, " ");
}

std::string Shared(const m::Explanation& explanation) {
  std::vector<std::string> terms;
  for (const m::TermContribution& term : explanation.terms()) {
    if (term.points() > 0 && terms.size() < 6) terms.push_back(term.term());
  }
  return terms.empty() ? "" : "speaks of " + absl::StrJoin(terms, ", ");
}

std::string Title(const std::string& title, const std::string& name, int64_t revision, const std::string& as_of, const Style& style) {
  std::string out = absl::StrCat(style.Strong(title.empty() ? name : title), "\n", name);
  if (revision > 0) absl::StrAppend(&out, ", revision ", revision);
  return absl::StrCat(out, ", judged as of ", DayText(as_of), "\n");
}

std::string Head(const m::Match& match, const Style& style) {
  std::string out = Title(match.requirement_title(), match.requirement(), match.requirement_revision(), match.as_of(), style);
  if (!match.name().empty()) absl::StrAppend(&out, "Kept as ", match.name(), "\n");
  const int32_t speaking = match.eligible_count() + match.to_be_clarified_count() + match.near_miss_count() + match.excluded_count();
  absl::StrAppend(
      &out, "\n",
      Paragraph(absl::StrCat("Of ", Plural(match.suppliers_considered(), "supplier"), ", ", Count(speaking), speaking == 1 ? " speaks" : " speak",
                             " of what is wanted. ",
                             Counts(match.eligible_count(), match.to_be_clarified_count(), match.near_miss_count(), match.excluded_count())),
                style, 0));
  return out;
}

std::string Candidates(const m::Match& match, const Heading& heading, const Style& style) {
  std::string out;
  const int shown = style.wide || heading.standing == m::STANDING_ELIGIBLE || heading.standing == m::STANDING_EXCLUDED ? 100 : kShownInShort;
  int listed = 0;
  for (const m::Candidate& candidate : match.candidates()) {
    if (candidate.standing() != heading.standing || ++listed > shown) continue;
    if (out.empty()) out = absl::StrCat("\n", style.Strong(heading.title), "\n");
    absl::StrAppend(&out, PadLeft(absl::StrCat(candidate.rank(), "."), 4), " ", style.Strong(candidate.display_name()), "  ",
                    Count(candidate.score()), " of 1,000\n");
    std::vector<std::string> why;
    for (std::string part : {CriteriaInShort(candidate.explanation()), Shared(candidate.explanation())}) {
      if (!part.empty()) why.push_back(std::move(part));
    }
    absl::StrAppend(&out, "     ", candidate.supplier(), "\n");
    if (!why.empty()) absl::StrAppend(&out, Paragraph(absl::StrJoin(why, "; "), style, 5));
    if (const std::string gap = InTheWay(candidate); !gap.empty()) absl::StrAppend(&out, Paragraph(gap, style, 5));
  }
  if (listed > shown) absl::StrAppend(&out, "     … and ", listed - shown, " more that are listed (-o wide).\n");
  return out;
}

std::string Mark(m::Answer answer) {
  switch (answer) {
    case m::ANSWER_MET:
      return "✓";
    case m::ANSWER_MET_FROM:
      return "✓";
    case m::ANSWER_NOT_MET:
      return "✗";
    default:
      return "?";
  }
}

std::string Evidence(const m::CriterionResult& result) {
  const std::string level = EnumWords(*frontline::type::v1::Verification_descriptor()->FindValueByNumber(result.verification()));
  if (result.evidence().empty()) return "";
  return absl::StrCat(" [", level.empty() ? "" : level + ": ", result.evidence(), "]");
}

std::string CriterionLine(const m::CriterionResult& result, const Style& style) {
  const bool must = result.obligation() == r::OBLIGATION_MUST;
  std::string text = absl::StrCat(must ? "MUST" : "SHOULD", ": ", Sentence(result.text()), " ");
  switch (result.answer()) {
    case m::ANSWER_MET:
      absl::StrAppend(&text, "Met. ");
      break;
    case m::ANSWER_MET_FROM:
      absl::StrAppend(&text, "Met from ", DayText(result.met_from()), ". ");
      break;
    case m::ANSWER_NOT_MET:
      absl::StrAppend(&text, "Not met. ");
      break;
    default:
      absl::StrAppend(&text, "Not known. ");
      break;
  }
  absl::StrAppend(&text, Sentence(Rest(result.reason())), Evidence(result));
  const std::string points = must ? "" : Count(result.points());
  return absl::StrCat("   ", PadLeft(points, 5), "  ", Mark(result.answer()), " ", Indented(text, style.width, 12), "\n");
}

std::string TermLine(const m::TermContribution& term, const Style& style) {
  std::string text = absl::StrCat("“", term.term(), "”");
  if (!term.matched().empty() && term.matched() != term.term()) absl::StrAppend(&text, " (as “", term.matched(), "”)");
  absl::StrAppend(&text, " in ", term.statement_title().empty() ? term.statement() : absl::StrCat("“", term.statement_title(), "”"));
  if (term.points_possible() > 0) absl::StrAppend(&text, ", of ", Count(term.points_possible()), " possible");
  return absl::StrCat("   ", PadLeft(Count(term.points()), 5), "  ", Indented(text, style.width, 10), "\n");
}

std::string List(absl::string_view title, const google::protobuf::RepeatedPtrField<std::string>& entries, const Style& style) {
  if (entries.empty()) return "";
  std::string out = absl::StrCat("  ", style.Strong(title), "\n");
  for (const std::string& entry : entries) absl::StrAppend(&out, "    - ", Indented(Sentence(Rest(entry)), style.width, 6), "\n");
  return out;
}

// The reasons of a score; sums to it.
std::string Reasons(const m::Explanation& explanation, int32_t score, const Style& style) {
  std::string out = absl::StrCat("  ", style.Strong("What it offers"), ": ", Count(explanation.text_points()), " of ",
                                 Count(explanation.text_points_possible()), " points\n");
  std::vector<std::string> unsaid;
  for (const m::TermContribution& term : explanation.terms()) {
    if (term.points() > 0) {
      absl::StrAppend(&out, TermLine(term, style));
    } else {
      unsaid.push_back(absl::StrCat(term.term(), " (", term.points_possible(), ")"));
    }
  }
  if (!unsaid.empty()) absl::StrAppend(&out, "       0  ", Indented(absl::StrCat("Not said: ", absl::StrJoin(unsaid, ", ")), style.width, 10), "\n");
  if (!explanation.criteria().empty()) {
    absl::StrAppend(&out, "  ", style.Strong("What is asked of it"), ": ", Count(explanation.criteria_points()), " of ",
                    Count(explanation.criteria_points_possible()), " points\n");
    for (const m::CriterionResult& result : explanation.criteria()) absl::StrAppend(&out, CriterionLine(result, style));
  }
  return absl::StrCat(out, "  ", Count(explanation.text_points()), " + ", Count(explanation.criteria_points()), " = ", Count(score),
                      " of 1,000 points\n");
}

std::string ExplainCandidate(const m::Candidate& candidate, const Style& style) {
  std::string standing;
  for (const Heading& heading : kHeadings) {
    if (heading.standing == candidate.standing()) standing = absl::StrCat(heading.title, ", place ", candidate.rank(), ". ", heading.meaning);
  }
  return absl::StrCat("\n", style.Strong(candidate.display_name()), "  ", candidate.supplier(), "\n", Paragraph(standing, style, 2),
                      Reasons(candidate.explanation(), candidate.score(), style), List("Ask", candidate.questions(), style),
                      List("Take note", candidate.cautions(), style));
}

}  // namespace

std::string MatchSummary(const Message& message, const Style& style) {
  const auto& match = As<m::Match>(message);
  std::string out = Head(match, style);
  for (const Heading& heading : kHeadings) absl::StrAppend(&out, Candidates(match, heading, style));
  if (!match.candidates().empty()) {
    const std::string what = match.name().empty() ? absl::StrCat("frontctl match run ", match.requirement(), " --store")
                                                  : absl::StrCat("frontctl match explain ", match.name());
    absl::StrAppend(&out, "\n", match.name().empty() ? "Keep it, to have it explained and replayed: " : "Every reason: ", what, "\n");
  }
  return absl::StrCat(out, "\n", Paragraph(std::string(kScan), style, 0));
}

std::string MatchExplanation(const Message& message, const std::string& supplier, const Style& style) {
  const auto& match = As<m::Match>(message);
  std::string out = Head(match, style);
  for (const m::Candidate& candidate : match.candidates()) {
    if (supplier.empty() || candidate.supplier() == supplier) absl::StrAppend(&out, ExplainCandidate(candidate, style));
  }
  return absl::StrCat(out, "\n", Paragraph(std::string(kScan), style, 0));
}

std::string RequirementsSummary(const Message& message, const Style& style) {
  const auto& response = As<m::MatchRequirementsResponse>(message);
  std::string out = Paragraph(absl::StrCat("Of ", Plural(response.requirements_considered(), "published requirement"), ": ",
                                           Count(response.eligible_count()), " it could meet, ", Count(response.to_be_clarified_count()),
                                           " if the answers to open questions are right, ", Count(response.near_miss_count()),
                                           " of which it misses a MUST, ", Count(response.excluded_count()), " from which it is excluded."),
                              style, 0);
  for (const Heading& heading : kHeadings) {
    bool first = true;
    for (const m::RequirementMatch& match : response.matches()) {
      if (match.standing() != heading.standing) continue;
      if (first) absl::StrAppend(&out, "\n", style.Strong(heading.title), "\n");
      first = false;
      absl::StrAppend(&out, PadLeft(absl::StrCat(match.rank(), "."), 4), " ", style.Strong(match.title()), "  ", Count(match.score()),
                      " of 1,000\n     ", match.requirement(), match.need_by().empty() ? "" : absl::StrCat(", needed by ", DayText(match.need_by())),
                      "\n");
      for (const auto* list : {&match.gaps(), &match.questions(), &match.cautions()}) {
        for (const std::string& entry : *list) absl::StrAppend(&out, "     - ", Indented(Sentence(Rest(entry)), style.width, 7), "\n");
      }
      if (style.wide) absl::StrAppend(&out, Reasons(match.explanation(), match.score(), style));
    }
  }
  return absl::StrCat(out, "\n", Paragraph(std::string(kScan), style, 0));
}

std::string ComparisonTable(const Message& message, const Style& style) {
  const auto& comparison = As<m::Comparison>(message);
  std::vector<Table::Column> columns = {{.header = "CRITERION", .wrap = true}, {.header = "COUNTS"}};
  for (const m::Candidate& candidate : comparison.columns()) columns.push_back({.header = candidate.display_name(), .wrap = true});
  Table table(columns);
  const auto add = [&table, &comparison](const std::string& first, const std::string& second, const auto& cell) {
    std::vector<std::string> row = {first, second};
    for (const m::Candidate& candidate : comparison.columns()) row.push_back(cell(candidate));
    table.Add(row);
  };
  for (const m::ComparisonRow& row : comparison.rows()) {
    const bool must = row.obligation() == r::OBLIGATION_MUST;
    std::vector<std::string> cells = {row.text(), must ? "MUST" : absl::StrCat("SHOULD, ", row.weight())};
    for (const m::CriterionResult& cell : row.cells()) {
      const std::string answer = cell.answer() == m::ANSWER_MET_FROM ? absl::StrCat("met from ", DayText(cell.met_from()))
                                                                     : EnumWords(*m::Answer_descriptor()->FindValueByNumber(cell.answer()));
      cells.push_back(absl::StrCat(Mark(cell.answer()), " ", answer, must ? "" : absl::StrCat(", ", cell.points()),
                                   style.wide && !cell.reason().empty() ? absl::StrCat(": ", cell.reason()) : ""));
    }
    table.Add(cells);
  }
  add("What it offers", "points", [](const m::Candidate& c) { return Count(c.explanation().text_points()); });
  add("What is asked of it", "points", [](const m::Candidate& c) { return Count(c.explanation().criteria_points()); });
  add("In all", "of 1,000", [](const m::Candidate& c) { return Count(c.score()); });
  add("Stands as", "", [](const m::Candidate& c) { return EnumWords(*m::Standing_descriptor()->FindValueByNumber(c.standing())); });
  std::string out =
      absl::StrCat(Title(comparison.requirement_title(), comparison.requirement(), comparison.requirement_revision(), comparison.as_of(), style),
                   "\n", table.Render(style.wide ? 0 : style.width, style.colour), "\n");
  return absl::StrCat(out, Paragraph(std::string(kScan), style, 0));
}

std::string SimilarNeedsTable(const Message& message, const Style& style) {
  const auto& response = As<m::SimilarNeedsResponse>(message);
  if (response.needs().empty()) return absl::StrCat("Of ", Plural(response.needs_considered(), "need"), ", none says the same.\n");
  Table table(
      {{.header = "ALIKE", .right = true}, {.header = "NAME", .keep = true}, {.header = "STATEMENT"}, {.header = "STATE"}, {.header = "BOTH SAY"}});
  for (const m::SimilarNeed& need : response.needs()) {
    table.Add({absl::StrCat(need.score() / 10, " %"), need.need(), need.statement(),
               EnumWords(*r::NeedState_descriptor()->FindValueByNumber(need.state())), absl::StrJoin(need.shared_terms(), ", ")});
  }
  return table.Render(style.wide ? 0 : style.width, style.colour);
}

}  // namespace frontline::cli
