#include "services/requirement/need_draft.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "services/requirement/words.h"
#include "services/rpc/principal.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using survey::v1::Finding;
using survey::v1::FindingCell;
using survey::v1::Share;

constexpr size_t kLongestStatement = 300;
constexpr size_t kLongestAffected = 300;
constexpr size_t kLongestSummary = 500;
constexpr size_t kLongestProblem = 5000;
constexpr int kMostShares = 5;   // of one group, in words
constexpr int kMostGroups = 60;  // in words, and forces of a need

std::string Day(const google::protobuf::Timestamp& time) {
  return time.seconds() == 0 ? "" : absl::FormatCivilTime(absl::ToCivilDay(rpc::FromTimestamp(time), absl::UTCTimeZone()));
}

std::string Quoted(const std::string& text, size_t longest) { return absl::StrCat("\"", Shorten(text, longest), "\""); }

bool Shown(const FindingCell& cell) { return cell.state() == survey::v1::CELL_STATE_PUBLISHED; }

// What a group said, in words: the negative share where answers point a way, otherwise what most said. Empty where there is nothing to say.
std::string Figure(const FindingCell& cell) {
  if (cell.has_negative()) return absl::StrCat(ShareText(cell.negative()), " answered negatively");
  std::vector<const Share*> shares;
  for (const Share& share : cell.shares()) shares.push_back(&share);
  std::stable_sort(shares.begin(), shares.end(), [](const Share* a, const Share* b) { return a->low() > b->low(); });
  std::vector<std::string> parts;
  for (const Share* share : shares) {
    if (parts.size() == kMostShares) break;
    parts.push_back(absl::StrCat(ShareText(*share), " ", Quoted(share->label().en().empty() ? share->code() : share->label().en(), 100)));
  }
  if (cell.has_mean_tenths()) {
    const int tenths = cell.mean_tenths();
    parts.push_back(absl::StrCat("mean ", tenths < 0 ? "-" : "", std::abs(tenths) / 10, ".", std::abs(tenths) % 10));
  }
  return absl::StrJoin(parts, ", ");
}

const FindingCell* TotalOf(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (!finding.breakdown().empty() || finding.withheld()) continue;
    for (const FindingCell& cell : finding.cells()) {
      if (cell.segments().empty() && Shown(cell)) return &cell;
    }
  }
  return nullptr;
}

// The segment that is the respondent's force; null when the survey has none.
const survey::v1::Segment* ForceSegment(const survey::v1::Survey& survey) {
  for (const survey::v1::Segment& segment : survey.instrument().segments()) {
    if (segment.kind() == survey::v1::SEGMENT_KIND_FORCE) return &segment;
  }
  return nullptr;
}

const Finding* ByForce(const FindingSource& source, const survey::v1::Segment& force) {
  for (const Finding& finding : source.of_question) {
    if (finding.breakdown_size() == 1 && finding.breakdown(0) == force.code() && !finding.withheld()) return &finding;
  }
  return nullptr;
}

std::string GroupLines(const Finding& finding) {
  std::vector<std::string> lines;
  for (const FindingCell& cell : finding.cells()) {
    if (!Shown(cell) || cell.segments().empty() || lines.size() == kMostGroups) continue;
    lines.push_back(absl::StrCat("- ", Shorten(cell.label(), 100), ": ", Figure(cell), " (of ", cell.base(), ")"));
  }
  return absl::StrJoin(lines, "\n");
}

// The forces that the breakdown shows, and how many people the share would make of each force's headcount. Only where answers point a way, and where
// respondents were not self-selected: those speak for themselves alone.
void AddForces(const FindingSource& source, v1::Need* need) {
  const survey::v1::Segment* segment = ForceSegment(source.survey);
  if (segment == nullptr) return;
  const Finding* finding = ByForce(source, *segment);
  if (finding == nullptr) return;
  for (const FindingCell& cell : finding->cells()) {
    const auto at = cell.segments().find(segment->code());
    if (!Shown(cell) || at == cell.segments().end() || need->forces_size() == kMostGroups) continue;
    // A roll-up of small forces is no force.
    const auto value =
        std::find_if(segment->values().begin(), segment->values().end(), [&](const auto& known) { return known.code() == at->second; });
    if (value == segment->values().end()) continue;
    const std::string force = absl::StrCat("forces/", at->second);
    need->add_forces(force);
    if (!cell.has_negative() || cell.negative().low() != cell.negative().high() || finding->self_selected() || value->headcount() == 0) continue;
    v1::ForceReach& reach = *need->add_reach();
    reach.set_force(force);
    reach.set_strength(static_cast<int32_t>(std::min<int64_t>(value->headcount(), 1000000)));
    reach.set_people_affected(static_cast<int32_t>(int64_t{reach.strength()} * cell.negative().low() / 100));
  }
}

// What was asked and said: what is lacking, a person must say. The lint asks for it.
std::string FindingStatement(const Finding& finding, const FindingCell* total) {
  const std::string question = Shorten(finding.text().en(), 200);
  if (total == nullptr) return absl::StrCat("Some of those asked \"", question, "\" lack something");
  return Shorten(absl::StrCat("Of ", total->base(), " asked \"", question, "\", ", Figure(*total)), kLongestStatement);
}

void AddEvidence(v1::Evidence::Kind kind, const std::string& resource, const std::string& date, const std::string& summary, v1::Need* need) {
  v1::Evidence& evidence = *need->add_evidence();
  evidence.set_kind(kind);
  evidence.set_resource(resource);
  evidence.set_date(date);
  evidence.set_summary(Shorten(summary, kLongestSummary));
}

std::string TopicOf(const std::string& topic, const std::string& area) {
  if (!topic.empty()) return topic;
  std::string id;  // "Mobile devices" → "mobile-devices"
  for (char c : absl::AsciiStrToLower(area)) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c))) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  if (id.size() > 63) id.resize(63);
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

}  // namespace

std::string ShareText(const Share& share) {
  if (share.low() == share.high()) return absl::StrCat(share.low(), "%");
  if (share.high() >= 100) return absl::StrCat(share.low(), "% or more");
  if (share.low() <= 0) return absl::StrCat(share.high(), "% or less");
  return absl::StrCat(share.low(), "% to ", share.high(), "%");
}

v1::Need NeedFromFinding(const FindingSource& source) {
  const Finding& finding = source.finding;
  v1::Need need;
  const FindingCell* total = TotalOf(source.of_question);
  const std::string survey = finding.survey_title().en();
  const std::string closed = Day(finding.close_time());
  need.set_statement(FindingStatement(finding, total));
  std::string problem = absl::StrCat("Asked ", Quoted(finding.text().en(), 1000), " in ", Quoted(survey, 200),
                                     closed.empty() ? "" : absl::StrCat(", closed on ", closed), ":");
  std::string summary = absl::StrCat("Asked ", Quoted(finding.text().en(), 250), ": ");
  if (total != nullptr) {
    absl::StrAppend(&problem, " of ", total->base(), " who answered, ", Figure(*total), ".");
    absl::StrAppend(&summary, "of ", total->base(), " who answered, ", Figure(*total));
  } else {
    absl::StrAppend(&problem, " see the finding.");
    absl::StrAppend(&summary, "see the finding");
  }
  const survey::v1::Segment* force = ForceSegment(source.survey);
  const Finding* groups = !finding.breakdown().empty() ? &finding : force == nullptr ? nullptr : ByForce(source, *force);
  const std::string lines = groups == nullptr || groups->withheld() ? "" : GroupLines(*groups);
  if (!lines.empty()) absl::StrAppend(&problem, "\n", lines);
  if (finding.self_selected()) absl::StrAppend(&problem, "\nWho answered chose to: the figures speak for them alone.");
  AddForces(source, &need);
  if (!need.reach().empty()) {
    absl::StrAppend(&problem, "\nPeople affected are an estimate: each force's negative share of its headcount, as the survey states both.");
  }
  need.set_problem(problem.size() > kLongestProblem ? problem.substr(0, problem.rfind('\n', kLongestProblem)) : problem);
  need.set_affected(Shorten(absl::StrCat("those asked in ", Quoted(survey, 200)), kLongestAffected));
  need.set_topic(TopicOf(finding.topic(), finding.capability_area()));
  AddEvidence(v1::Evidence::KIND_SURVEY, finding.name(), closed, summary, &need);
  return need;
}

v1::Need NeedFromTheme(const survey::v1::Theme& theme, const survey::v1::Survey& survey) {
  v1::Need need;
  // In the front line's own words, as far as they were released.
  need.set_statement(Shorten(theme.example().empty() ? theme.title() : FirstSentence(theme.example()), kLongestStatement));
  const std::string title = survey.instrument().title().en();
  const std::string words = absl::StrJoin(theme.words(), ", ");
  need.set_problem(absl::StrCat(theme.comment_count(), " released comments in ", Quoted(title, 200), " say the like (", Shorten(words, 300),
                                "). One of them: ", Quoted(theme.example(), 3000)));
  need.set_affected(Shorten(absl::StrCat("those who wrote so in ", Quoted(title, 200)), kLongestAffected));
  need.set_topic(theme.topic());
  AddEvidence(v1::Evidence::KIND_SURVEY, theme.name(), Day(survey.close_time()),
              absl::StrCat(theme.comment_count(), " released comments say the like: ", theme.title()), &need);
  return need;
}

v1::Need NeedFromSubmission(const federation::v1::Submission& submission) {
  using federation::v1::SENSITIVITY_RESTRICTED;
  v1::Need need;
  const bool quotable = submission.sensitivity() != SENSITIVITY_RESTRICTED;
  const std::string from = submission.branch().empty() ? submission.body() : absl::StrCat(submission.branch(), " of ", submission.body());
  std::string summary = absl::StrCat("Input of ", from);
  if (quotable) {
    const std::string first = FirstSentence(submission.text());
    need.set_statement(Shorten(first.empty() ? submission.title() : first, kLongestStatement));
    need.set_problem(absl::StrCat(Shorten(submission.title(), 200), "\n", Shorten(submission.text(), 4500)));
    need.set_topic(submission.topic());
    absl::StrAppend(&summary, ": ", submission.title());
  }
  if (submission.has_speaks_for()) {
    need.set_people_affected(submission.speaks_for().members());
    static constexpr const char* kBasis[] = {"", " by a motion", " by a vote", " by a panel"};
    const int basis = submission.speaks_for().basis();
    absl::StrAppend(&summary, ", for ", submission.speaks_for().members(), " members", basis >= 0 && basis <= 3 ? kBasis[basis] : "");
  }
  need.set_affected(Shorten(absl::StrCat("members of ", from), kLongestAffected));
  *need.mutable_forces() = submission.forces();
  AddEvidence(v1::Evidence::KIND_SUBMISSION, submission.name(), submission.date(), summary, &need);
  return need;
}

}  // namespace frontline::requirement
