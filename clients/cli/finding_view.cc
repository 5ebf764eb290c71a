#include "clients/cli/finding_view.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"
#include "frontline/survey/v1/finding.pb.h"
#include "frontline/survey/v1/finding_service.pb.h"

namespace frontline::cli {
namespace {

namespace s = frontline::survey::v1;
using google::protobuf::Message;

// More answers than this are headed by letters, with a key.
constexpr int kMostHeaded = 5;
constexpr size_t kMostHeadedWidth = 16;

std::string ShareText(const s::Share& share) {
  if (share.low() == share.high()) return absl::StrCat(share.low(), "%");
  if (share.high() == 100) return absl::StrCat(share.low(), "% or more");
  if (share.low() == 0) return absl::StrCat(share.high(), "% or less");
  return absl::StrCat(share.low(), "% to ", share.high(), "%");
}

std::string Interval(int low, int high) { return absl::StrCat(low, " to ", high); }
std::string Tenths(int64_t tenths) { return absl::StrFormat("%s%d.%d", tenths < 0 ? "-" : "", std::abs(tenths / 10), std::abs(tenths % 10)); }
std::string LabelOf(const s::Share& share) { return share.label().en().empty() ? share.code() : share.label().en(); }
std::string Letter(int i) {
  return i < 26 ? std::string(1, static_cast<char>('A' + i))
                : absl::StrCat(std::string(1, static_cast<char>('A' + i / 26 - 1)), std::string(1, static_cast<char>('A' + i % 26)));
}
bool Shown(const s::FindingCell& cell) { return cell.state() == s::CELL_STATE_PUBLISHED; }
bool IsRange(const s::Share& share) { return share.low() != share.high(); }

std::string Head(const s::Finding& finding, const Style& style) {
  std::string out = absl::StrCat(style.Strong(finding.text().en()), "\n", finding.survey_title().en(), ", ", finding.question());
  if (!finding.breakdown().empty()) absl::StrAppend(&out, ", by ", absl::StrJoin(finding.breakdown(), " and "));
  if (finding.has_close_time()) absl::StrAppend(&out, "; closed ", MomentText(finding.close_time(), style.zone));
  out += "\n";
  if (finding.self_selected())
    absl::StrAppend(&out, style.Strong("Self-selected"), ": anyone could answer, so it speaks for those who did and for nobody else.\n");
  return out + "\n";
}

// What the figures mean, as far as this finding has such.
std::string Notes(const s::Finding& finding, const Style& style) {
  bool suppressed = false;
  bool ranges = false;
  bool rates = false;
  for (const s::FindingCell& cell : finding.cells()) {
    suppressed = suppressed || !Shown(cell);
    rates = rates || cell.has_response_rate();
    ranges = ranges || std::any_of(cell.shares().begin(), cell.shares().end(), IsRange);
  }
  std::vector<std::string> notes;
  if (suppressed) {
    notes.push_back(absl::StrCat("suppressed: fewer than ", finding.k(),
                                 " people answered, or what is shown would give away a group of so few. Which of the two, nothing tells."));
  }
  if (ranges) notes.push_back("\"95% or more\", \"5% or less\": said no closer, since it would tell what each of a few answered.");
  if (finding.kind() == s::QUESTION_KIND_MULTIPLE) notes.push_back("More than one answer could be given, so shares may sum to more than 100%.");
  if (finding.kind() == s::QUESTION_KIND_RANK) notes.push_back("The share that put each choice first.");
  if (rates) notes.push_back("RATE: how many answered the survey, of all there are in the group.");
  if (finding.has_design_effect_tenths()) {
    notes.push_back(absl::StrCat("Weighted to the population by ", absl::StrJoin(finding.weighted_by(), " and "), "; design effect ",
                                 Tenths(finding.design_effect_tenths()), "."));
  }
  std::string out;
  for (const std::string& note : notes) absl::StrAppend(&out, "  ", Indented(note, style.width, 2), "\n");
  return out.empty() ? out : "\n" + out;
}

// Everyone together: an answer a line.
std::string Total(const s::Finding& finding, const Style& style) {
  const s::FindingCell& cell = finding.cells(0);
  if (!Shown(cell)) return "suppressed\n";
  Table table({{.header = "ANSWER", .keep = true},
               {"SHARE", true},
               {"95% INTERVAL", true},
               {"FIRST THREE", true},
               {"WEIGHTED", true},
               {"95% INTERVAL", true}});
  for (int i = 0; i < cell.shares_size(); ++i) {
    const s::Share& share = cell.shares(i);
    const bool weighted = i < cell.weighted_size();
    table.Add({LabelOf(share), ShareText(share), Interval(share.interval_low(), share.interval_high()),
               i < cell.top_three_size() ? ShareText(cell.top_three(i)) : "", weighted ? ShareText(cell.weighted(i)) : "",
               weighted ? Interval(cell.weighted(i).interval_low(), cell.weighted(i).interval_high()) : ""});
  }
  std::vector<std::string> sums;
  if (cell.has_positive()) sums.push_back("positive " + ShareText(cell.positive()));
  if (cell.has_neutral()) sums.push_back("neutral " + ShareText(cell.neutral()));
  if (cell.has_negative()) sums.push_back("negative " + ShareText(cell.negative()));
  if (cell.has_mean_tenths()) sums.push_back("mean " + Tenths(cell.mean_tenths()));
  std::string out = absl::StrCat(Count(cell.base()), " answered");
  if (cell.has_response_rate()) absl::StrAppend(&out, "; response rate of the survey ", cell.response_rate(), "%");
  return absl::StrCat(out, "\n\n", table.Render(style.wide ? 0 : style.width, style.colour),
                      sums.empty() ? "" : "\n" + absl::StrJoin(sums, ", ") + "\n");
}

// The first group that is shown: it says which answers there are.
const s::FindingCell* FirstShown(const s::Finding& finding) {
  for (const s::FindingCell& cell : finding.cells()) {
    if (Shown(cell)) return &cell;
  }
  return nullptr;
}

bool Any(const s::Finding& finding, bool (*has)(const s::FindingCell&)) { return std::any_of(finding.cells().begin(), finding.cells().end(), has); }

std::string Groups(const s::Finding& finding, const Style& style) {
  const s::FindingCell* first = FirstShown(finding);
  const int answers = first == nullptr ? 0 : first->shares_size();
  bool letters = answers > kMostHeaded;
  for (int i = 0; i < answers; ++i) letters = letters || DisplayWidth(LabelOf(first->shares(i))) > kMostHeadedWidth;
  std::vector<Table::Column> columns = {{.header = "GROUP", .keep = true}, {"BASE", true}};
  const bool rate = Any(finding, [](const s::FindingCell& cell) { return cell.has_response_rate(); });
  const bool sums = Any(finding, [](const s::FindingCell& cell) { return cell.has_positive(); });
  const bool mean = Any(finding, [](const s::FindingCell& cell) { return cell.has_mean_tenths(); });
  if (rate) columns.push_back({"RATE", true});
  for (int i = 0; i < answers; ++i) columns.push_back({letters ? Letter(i) : LabelOf(first->shares(i)), true});
  if (sums) columns.insert(columns.end(), {{"POSITIVE", true}, {"NEGATIVE", true}});
  if (mean) columns.push_back({"MEAN", true});
  Table table(columns);
  for (const s::FindingCell& cell : finding.cells()) {
    std::vector<std::string> row = {cell.label(), Shown(cell) ? Count(cell.base()) : "suppressed"};
    if (rate) row.push_back(cell.has_response_rate() ? absl::StrCat(cell.response_rate(), "%") : "");
    for (int i = 0; i < answers; ++i) row.push_back(i < cell.shares_size() ? ShareText(cell.shares(i)) : "");
    if (sums) {
      row.push_back(cell.has_positive() ? ShareText(cell.positive()) : "");
      row.push_back(cell.has_negative() ? ShareText(cell.negative()) : "");
    }
    if (mean) row.push_back(cell.has_mean_tenths() ? Tenths(cell.mean_tenths()) : "");
    table.Add(row);
  }
  std::string out = table.Render(style.wide ? 0 : style.width, style.colour);
  if (!letters) return out;
  out += "\n";
  for (int i = 0; i < answers; ++i) absl::StrAppend(&out, "  ", Letter(i), "  ", Indented(LabelOf(first->shares(i)), style.width, 5), "\n");
  return out;
}

std::string AnswerOf(const s::ShareComparison& comparison) { return comparison.answer().en().empty() ? comparison.code() : comparison.answer().en(); }

std::string Signed(int points) { return absl::StrCat(points > 0 ? "+" : "", points); }

Table Comparisons(const s::QuestionComparison& question, const char* share, const char* reference) {
  Table table({{.header = "GROUP"},
               {.header = "ANSWER", .keep = true},
               {share, true},
               {reference, true},
               {"DIFFERENCE", true},
               {"95% INTERVAL", true},
               {""}});
  for (const s::ShareComparison& one : question.comparisons()) {
    table.Add({one.label(), AnswerOf(one), ShareText(one.share()), ShareText(one.reference()), one.has_difference() ? Signed(one.difference()) : "",
               absl::StrCat(Signed(one.interval_low()), " to ", Signed(one.interval_high())), one.notable() ? "notable" : ""});
  }
  return table;
}

constexpr absl::string_view kNotable =
    "notable: a difference that chance alone would make in fewer than one of twenty comparisons. Differences are in percentage points, worked out "
    "from the published figures.";

std::string Paragraph(absl::string_view text, const Style& style) { return absl::StrCat("  ", Indented(text, style.width, 2), "\n"); }

}  // namespace

std::string FindingTable(const Message& message, const Style& style) {
  const auto& finding = static_cast<const s::Finding&>(message);
  const std::string head = Head(finding, style);
  if (finding.withheld() || finding.cells().empty()) {
    return head + "Withheld: no part of this table can be shown without telling too much of somebody.\n";
  }
  return absl::StrCat(head, finding.breakdown().empty() ? Total(finding, style) : Groups(finding, style), Notes(finding, style));
}

std::string WavesTable(const Message& message, const Style& style) {
  const auto& response = static_cast<const s::CompareWavesResponse&>(message);
  std::string out = absl::StrCat("Compared with ", response.earlier(), "\n");
  for (const s::QuestionComparison& question : response.questions()) {
    absl::StrAppend(&out, "\n", style.Strong(question.question()), "\n");
    const Table table = Comparisons(question, "NOW", "BEFORE");
    out += table.empty() ? "  Nothing that both waves show.\n" : table.Render(style.wide ? 0 : style.width, style.colour);
  }
  if (!response.questions().empty()) absl::StrAppend(&out, "\n", Paragraph(kNotable, style));
  if (response.not_comparable().empty()) return out;
  absl::StrAppend(&out, "\n", style.Strong("Not comparable"), "\n");
  for (const std::string& reason : response.not_comparable()) absl::StrAppend(&out, "  - ", Indented(reason, style.width, 4), "\n");
  return out;
}

std::string GroupsTable(const Message& message, const Style& style) {
  const auto& question = static_cast<const s::CompareGroupsResponse&>(message).question();
  const Table table = Comparisons(question, "GROUP'S", "EVERYONE'S");
  if (table.empty()) return "Nothing that is shown both of a group and of everyone.\n";
  return absl::StrCat(style.Strong(question.finding()), "\nbeside ", question.reference(), "\n\n",
                      table.Render(style.wide ? 0 : style.width, style.colour), "\n", Paragraph(kNotable, style));
}

std::string ThemesTable(const Message& message, const Style& style) {
  const auto& response = static_cast<const s::GroupCommentsResponse&>(message);
  std::vector<const Message*> themes;
  for (const s::Theme& theme : response.themes()) themes.push_back(&theme);
  return absl::StrCat(TableOf(themes, *s::Theme::descriptor(), style), "\n", Plural(response.ungrouped(), "released comment"),
                      response.ungrouped() == 1 ? " says" : " say", " what no other says.\n");
}

}  // namespace frontline::cli
