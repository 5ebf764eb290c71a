// Figures beside each other, from what is published alone.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/errors.h"
#include "services/base/text.h"
#include "services/survey/disclosure/wilson.h"
#include "services/survey/finding_handlers.h"
#include "services/survey/finding_record.h"
#include "services/survey/finding_tables.h"
#include "services/survey/instrument_diff.h"
#include "services/survey/survey_record.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

namespace d = disclosure;

constexpr size_t kMostReasonBytes = 1400;

// Every share of a cell by what is compared: choices' codes, "positive", "neutral", "negative".
std::vector<std::pair<std::string, const v1::Share*>> SharesOf(const v1::FindingCell& cell) {
  std::vector<std::pair<std::string, const v1::Share*>> shares;
  for (const v1::Share& share : cell.shares()) shares.emplace_back(share.code(), &share);
  if (cell.has_positive()) shares.emplace_back("positive", &cell.positive());
  if (cell.has_neutral()) shares.emplace_back("neutral", &cell.neutral());
  if (cell.has_negative()) shares.emplace_back("negative", &cell.negative());
  return shares;
}

bool Shown(const v1::FindingCell& cell) { return cell.state() == v1::CELL_STATE_PUBLISHED && cell.base() > 0; }

enum class With { kEarlier, kWhole };

void Compare(const v1::FindingCell& cell, const v1::FindingCell& reference, With with, v1::QuestionComparison* to) {
  std::map<std::string, const v1::Share*> others;
  const auto shares = SharesOf(reference);
  // Of the same code, as with a choice called "positive", the choice counts.
  for (const auto& [code, share] : shares) others.emplace(code, share);
  std::set<std::string> done;
  for (const auto& [code, share] : SharesOf(cell)) {
    const auto other = others.find(code);
    if (other == others.end() || !done.insert(code).second) continue;
    const d::Share mine = PublishedShare(*share);
    const d::Share theirs = PublishedShare(*other->second);
    const d::Difference difference = with == With::kEarlier ? d::CompareWaves(theirs, reference.base(), mine, cell.base())
                                                            : d::CompareWithWhole(mine, cell.base(), theirs, reference.base());
    v1::ShareComparison& comparison = *to->add_comparisons();
    *comparison.mutable_segments() = cell.segments();
    comparison.set_label(cell.label());
    comparison.set_code(code);
    *comparison.mutable_answer() = share->label();
    *comparison.mutable_share() = *share;
    *comparison.mutable_reference() = *other->second;
    comparison.set_base(cell.base());
    comparison.set_reference_base(reference.base());
    if (difference.exact) comparison.set_difference(difference.points);
    comparison.set_interval_low(difference.low);
    comparison.set_interval_high(difference.high);
    comparison.set_notable(difference.significant);
  }
}

// Everything of a question, and everything of one segment in which both waves report.
std::string NameOf(const std::string& survey, const std::string& question, const std::string& segment) {
  return FindingName(survey, question, segment.empty() ? std::vector<std::string>() : std::vector<std::string>{segment});
}

bool Reports(const v1::Instrument& instrument, const std::string& segment) {
  return segment.empty() || std::any_of(instrument.breakdowns().begin(), instrument.breakdowns().end(), [&](const v1::Breakdown& breakdown) {
           return breakdown.segments_size() == 1 && breakdown.segments(0) == segment;
         });
}

// Questions by code, TEXT left out: nothing of it is a figure.
std::vector<const v1::Question*> FiguresOf(const v1::Instrument& instrument) {
  std::vector<const v1::Question*> questions;
  for (const v1::Section& section : instrument.sections()) {
    for (const v1::Question& question : section.questions()) {
      if (question.kind() != v1::QUESTION_KIND_TEXT) questions.push_back(&question);
    }
  }
  return questions;
}

class Waves {
 public:
  Waves(const Snapshot& snapshot, const v1::Survey& newer, const v1::Survey& older, const v1::CompareWavesRequest& request)
      : snapshot_(snapshot), newer_(newer), older_(older), request_(request), diff_(DiffOf(older.instrument(), newer.instrument())) {}

  absl::Status Run(v1::CompareWavesResponse* response) {
    response->set_earlier(older_.name());
    const std::set<std::string> comparable(diff_.comparable_questions.begin(), diff_.comparable_questions.end());
    std::set<std::string> seen;
    bool found = request_.question().empty();
    size_t bytes = 0;
    for (const v1::Question* question : FiguresOf(newer_.instrument())) {
      seen.insert(question->code());
      if (!request_.question().empty() && question->code() != request_.question()) continue;
      found = true;
      if (comparable.count(question->code()) == 0) {
        response->add_not_comparable(Reason(question->code()));
        continue;
      }
      v1::QuestionComparison comparison;
      if (absl::Status status = Question(question->code(), &comparison); !status.ok()) return status;
      bytes += comparison.ByteSizeLong();
      if (bytes > kMostPageBytes)
        return base::Precondition("COMPARISON_TOO_LARGE", "The comparison is larger than an answer may be. Ask for one question.");
      *response->add_questions() = std::move(comparison);
    }
    if (!found) return base::InvalidField("question", "is no question of this survey that has figures");
    if (!request_.question().empty()) return absl::OkStatus();
    for (const v1::Question* question : FiguresOf(older_.instrument())) {
      if (seen.count(question->code()) == 0) response->add_not_comparable(Reason(question->code()));
    }
    return absl::OkStatus();
  }

 private:
  // "q12: its choices changed".
  std::string Reason(const std::string& question) const {
    std::vector<std::string> reasons;
    for (const v1::InstrumentChange& change : diff_.changes) {
      if (change.subject() == question && !change.comparable()) reasons.push_back(change.change());
    }
    if (reasons.empty()) reasons.push_back("is not asked in both waves in a way that can be compared");
    const std::string reason = absl::StrCat(question, ": ", absl::StrJoin(reasons, "; "));
    return std::string(base::CutText(reason, kMostReasonBytes));
  }

  absl::Status Question(const std::string& question, v1::QuestionComparison* comparison) {
    comparison->set_question(question);
    comparison->set_finding(NameOf(newer_.name(), question, request_.segment()));
    comparison->set_reference(NameOf(older_.name(), question, request_.segment()));
    absl::StatusOr<stored::v1::FindingRecord> mine = Findings().Get(snapshot_, comparison->finding());
    if (!mine.ok()) return ForCaller(mine.status(), comparison->finding());
    absl::StatusOr<stored::v1::FindingRecord> theirs = Findings().Get(snapshot_, comparison->reference());
    if (!theirs.ok()) return ForCaller(theirs.status(), comparison->reference());
    std::map<std::string, const v1::FindingCell*> others;
    for (const v1::FindingCell& cell : theirs->finding().cells()) {
      if (Shown(cell)) others.emplace(GroupOf(cell, older_.instrument()), &cell);
    }
    for (const v1::FindingCell& cell : mine->finding().cells()) {
      const auto other = Shown(cell) ? others.find(GroupOf(cell, newer_.instrument())) : others.end();
      if (other != others.end()) Compare(cell, *other->second, With::kEarlier, comparison);
    }
    return absl::OkStatus();
  }

  // A value by its code; pooled ones are the same group only when the same values are pooled, which their label says.
  std::string GroupOf(const v1::FindingCell& cell, const v1::Instrument& instrument) const {
    if (request_.segment().empty()) return "";
    const auto value = cell.segments().find(request_.segment());
    if (value == cell.segments().end()) return "?";
    for (const v1::Segment& segment : instrument.segments()) {
      if (segment.code() != request_.segment()) continue;
      for (const v1::SegmentValue& own : segment.values()) {
        if (own.code() == value->second) return value->second;
      }
    }
    return absl::StrCat(value->second, "\n", cell.label());
  }

  const Snapshot& snapshot_;
  const v1::Survey& newer_;
  const v1::Survey& older_;
  const v1::CompareWavesRequest& request_;
  const InstrumentDiff diff_;
};

}  // namespace

absl::Status CompareWaves(const Call& call, const v1::CompareWavesRequest& request, const Snapshot& snapshot, v1::CompareWavesResponse* response) {
  absl::StatusOr<v1::Survey> newer = LoadClosed(call, snapshot, request.survey());
  if (!newer.ok()) return newer.status();
  const std::string earlier = request.earlier().empty() ? newer->previous_wave() : request.earlier();
  if (earlier.empty()) return base::InvalidField("earlier", "is required: the survey has no wave before it");
  if (earlier == request.survey()) return base::InvalidField("earlier", "must be another survey");
  absl::StatusOr<v1::Survey> older = LoadClosed(call, snapshot, earlier);
  if (!older.ok()) return older.status();
  for (const v1::Survey* survey : {&*newer, &*older}) {
    if (Reports(survey->instrument(), request.segment())) continue;
    return base::InvalidField("segment", absl::StrCat("is no breakdown by itself of ", survey->name()));
  }
  return Waves(snapshot, *newer, *older, request).Run(response);
}

absl::Status CompareGroups(const Call& call, const v1::CompareGroupsRequest& request, const Snapshot& snapshot, v1::CompareGroupsResponse* response) {
  v1::GetFindingRequest asked;
  asked.set_name(request.finding());
  v1::Finding finding;
  if (absl::Status status = GetFinding(call, asked, snapshot, &finding); !status.ok()) return status;
  if (finding.breakdown().empty()) return base::InvalidField("finding", "must have groups: this one is of everyone together");
  asked.set_name(FindingName(SurveyOf(request.finding()), finding.question(), {}));
  v1::Finding whole;
  if (absl::Status status = GetFinding(call, asked, snapshot, &whole); !status.ok()) return status;
  v1::QuestionComparison& comparison = *response->mutable_question();
  comparison.set_question(finding.question());
  comparison.set_finding(finding.name());
  comparison.set_reference(whole.name());
  bool found = request.value().empty();
  for (const v1::FindingCell& cell : finding.cells()) {
    const auto value = cell.segments().find(finding.breakdown(0));
    if (!request.value().empty() && (value == cell.segments().end() || value->second != request.value())) continue;
    found = true;
    if (!whole.cells().empty() && Shown(cell) && Shown(whole.cells(0))) Compare(cell, whole.cells(0), With::kWhole, &comparison);
    if (comparison.ByteSizeLong() > kMostPageBytes) {
      return base::Precondition("COMPARISON_TOO_LARGE", "The comparison is larger than an answer may be. Ask for one value.");
    }
  }
  if (!found && !finding.withheld()) return base::InvalidField("value", absl::StrCat("is no group of ", finding.name()));
  return absl::OkStatus();
}

}  // namespace frontline::survey
