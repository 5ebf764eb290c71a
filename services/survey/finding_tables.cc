#include "services/survey/finding_tables.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "services/base/text.h"
#include "services/survey/disclosure/wilson.h"

namespace frontline::survey {
namespace {

namespace d = disclosure;

// Clients refuse messages over 4 MiB unless told otherwise.
constexpr size_t kMostFindingBytes = 3 << 20;
constexpr size_t kMostGroupLabelBytes = 180;

// A category of a segment, as it is published.
struct Group {
  std::string code;
  std::string label;
};

std::string Humanised(const std::string& code) {
  std::string text = absl::StrReplaceAll(code, {{"-", " "}});
  if (!text.empty()) text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  return text;
}

std::string Pooled(const std::string& title, const v1::Segment& segment, const std::vector<size_t>& values) {
  std::vector<std::string> labels;
  for (size_t value : values) labels.push_back(segment.values(static_cast<int>(value)).label().en());
  const std::string list = absl::StrJoin(labels, ", ");
  const absl::string_view cut = base::CutText(list, kMostGroupLabelBytes);
  return absl::StrCat(title, " (", cut, cut.size() < list.size() ? "…" : "", ")");
}

std::string Unused(const std::string& wanted, const std::set<std::string>& taken) {
  std::string code = wanted;
  for (int i = 2; taken.count(code) > 0; ++i) code = absl::StrCat(wanted, "-", i);
  return code;
}

std::vector<Group> GroupsOf(const v1::Segment& segment, const d::ReleasedDimension& dimension) {
  std::set<std::string> taken;
  for (const v1::SegmentValue& value : segment.values()) taken.insert(value.code());
  std::vector<Group> groups;
  for (const d::Category& category : dimension.categories) {
    const v1::SegmentValue& first = segment.values(static_cast<int>(category.values.front()));
    if (category.remainder) {
      groups.push_back({Unused("others", taken), Pooled("Others", segment, category.values)});
    } else if (category.values.size() > 1) {
      groups.push_back({Unused(first.roll_up(), taken), Pooled(Humanised(first.roll_up()), segment, category.values)});
    } else {
      groups.push_back({first.code(), first.label().en()});
    }
    taken.insert(groups.back().code);
  }
  return groups;
}

v1::Share Combined(const d::Share& share, int64_t base) { return ShareOf(share, d::WilsonInterval(share, base)); }

d::Interval WeightedInterval(const d::Share& share, double base) {
  const v1::Share ends = ShareOf(share, {});
  return {static_cast<int>(std::floor(100 * d::WilsonBounds(ends.low() / 100.0, base).low)),
          static_cast<int>(std::ceil(100 * d::WilsonBounds(ends.high() / 100.0, base).high))};
}

// The answers of a question as they are reported.
std::vector<Group> AnswersOf(const v1::Question& question, std::vector<v1::Text>* labels) {
  std::vector<Group> answers;
  if (question.kind() == v1::QUESTION_KIND_NUMBER) {
    for (const v1::Band& band : question.bands()) {
      answers.push_back({band.code(), {}});
      labels->push_back(band.label());
    }
  } else {
    for (const v1::Choice& choice : question.choices()) {
      answers.push_back({choice.code(), {}});
      labels->push_back(choice.label());
    }
  }
  return answers;
}

class Maker {
 public:
  Maker(const v1::Survey& survey, const d::Release& release) : survey_(survey), instrument_(survey.instrument()), release_(release) {
    for (int i = 0; i < instrument_.segments_size(); ++i) {
      groups_.push_back(GroupsOf(instrument_.segments(i), release.dimensions[static_cast<size_t>(i)]));
    }
  }

  void Add(const TabulatedQuestion& where, std::vector<v1::Finding>* findings) {
    question_ = where.question;
    main_ = &release_.questions[where.main];
    top_ = where.top_three ? &release_.questions[*where.top_three] : nullptr;
    labels_.clear();
    answers_ = AnswersOf(*question_, &labels_);
    findings->push_back(Total());
    for (size_t b = 0; b < main_->tables.size(); ++b) {
      findings->push_back(Start(instrument_.breakdowns(static_cast<int>(b))));
      Fill(main_->tables[b], top_ == nullptr ? nullptr : &top_->tables[b], &findings->back());
      if (findings->back().ByteSizeLong() > kMostFindingBytes) DropLabels(&findings->back());
    }
  }

 private:
  v1::Finding Start(const v1::Breakdown& breakdown) const {
    v1::Finding finding;
    const std::vector<std::string> segments(breakdown.segments().begin(), breakdown.segments().end());
    finding.set_name(FindingName(survey_.name(), question_->code(), segments));
    finding.set_question(question_->code());
    *finding.mutable_text() = question_->text();
    finding.set_kind(question_->kind());
    *finding.mutable_breakdown() = breakdown.segments();
    finding.set_topic(question_->topic());
    finding.set_capability_area(question_->capability_area());
    finding.set_self_selected(instrument_.reach() == v1::REACH_OPEN_LINK);
    *finding.mutable_survey_title() = instrument_.title();
    *finding.mutable_close_time() = survey_.close_time();
    finding.set_k(release_.threshold);
    return finding;
  }

  v1::Finding Total() const {
    v1::Finding finding = Start({});
    Fill(main_->total, top_ == nullptr ? nullptr : &top_->total, &finding);
    if (finding.cells().empty() || finding.cells(0).state() != v1::CELL_STATE_PUBLISHED) return finding;
    v1::FindingCell& cell = *finding.mutable_cells(0);
    if (question_->show_if().empty() && instrument_.population() > 0) {
      const int64_t rate = (200 * release_.analysed + instrument_.population()) / (2 * instrument_.population());
      cell.set_response_rate(static_cast<int32_t>(std::min<int64_t>(rate, 100)));
    }
    if (!main_->weighted) return finding;
    const double deff = std::max<double>(1, static_cast<double>(main_->weighted->design_effect_tenths) / 10);
    for (size_t i = 0; i < main_->weighted->shares.size(); ++i) {
      const d::Share& share = main_->weighted->shares[i];
      AddShare(i, ShareOf(share, WeightedInterval(share, static_cast<double>(cell.base()) / deff)), cell.add_weighted());
    }
    finding.set_design_effect_tenths(static_cast<int32_t>(main_->weighted->design_effect_tenths));
    *finding.mutable_weighted_by() = instrument_.weight_by();
    return finding;
  }

  void Fill(const d::Table& table, const d::Table* top, v1::Finding* finding) const {
    if (table.state == d::TableState::kWithheld || (top != nullptr && top->state == d::TableState::kWithheld)) {
      finding->set_withheld(true);
      return;
    }
    for (size_t i = 0; i < table.cells.size(); ++i) {
      v1::FindingCell& cell = *finding->add_cells();
      Name(table.cells[i], *finding, &cell);
      const bool shown = table.cells[i].state == d::CellState::kPublished && (top == nullptr || top->cells[i].state == d::CellState::kPublished);
      cell.set_state(shown ? v1::CELL_STATE_PUBLISHED : v1::CELL_STATE_SUPPRESSED);
      if (!shown) continue;
      Show(table.cells[i], &cell);
      if (top == nullptr) continue;
      for (size_t a = 0; a < top->cells[i].answers.size(); ++a) {
        const d::AnswerFigure& figure = top->cells[i].answers[a];
        AddShare(a, ShareOf(figure.share, figure.interval), cell.add_top_three());
      }
    }
  }

  void Name(const d::Cell& from, const v1::Finding& finding, v1::FindingCell* cell) const {
    std::vector<std::string> labels;
    for (size_t i = 0; i < from.categories.size(); ++i) {
      const std::string& code = finding.breakdown(static_cast<int>(i));
      size_t dimension = 0;
      while (instrument_.segments(static_cast<int>(dimension)).code() != code) ++dimension;
      const Group& group = groups_[dimension][from.categories[i]];
      (*cell->mutable_segments())[code] = group.code;
      labels.push_back(group.label);
    }
    cell->set_label(std::string(base::CutText(absl::StrJoin(labels, ", "), 390)));
  }

  void Show(const d::Cell& from, v1::FindingCell* cell) const {
    cell->set_base(from.base);
    if (from.response_rate) cell->set_response_rate(*from.response_rate);
    for (size_t i = 0; i < from.answers.size(); ++i) {
      AddShare(i, ShareOf(from.answers[i].share, from.answers[i].interval), cell->add_shares());
    }
    if (from.positive) *cell->mutable_positive() = Combined(*from.positive, from.base);
    if (from.neutral) *cell->mutable_neutral() = Combined(*from.neutral, from.base);
    if (from.negative) *cell->mutable_negative() = Combined(*from.negative, from.base);
    if (from.mean_tenths) cell->set_mean_tenths(*from.mean_tenths);
  }

  void AddShare(size_t answer, v1::Share share, v1::Share* to) const {
    *to = std::move(share);
    to->set_code(answers_[answer].code);
    *to->mutable_label() = labels_[answer];
  }

  static void DropLabels(v1::Finding* finding) {
    for (v1::FindingCell& cell : *finding->mutable_cells()) {
      for (auto* shares : {cell.mutable_shares(), cell.mutable_top_three()}) {
        for (v1::Share& share : *shares) share.clear_label();
      }
    }
  }

  const v1::Survey& survey_;
  const v1::Instrument& instrument_;
  const d::Release& release_;
  std::vector<std::vector<Group>> groups_;  // by segment
  // Of the question at hand:
  const v1::Question* question_ = nullptr;
  const d::QuestionRelease* main_ = nullptr;
  const d::QuestionRelease* top_ = nullptr;
  std::vector<Group> answers_;
  std::vector<v1::Text> labels_;
};

}  // namespace

std::string FindingName(absl::string_view survey, absl::string_view question, const std::vector<std::string>& breakdown) {
  std::string name = absl::StrCat(survey, "/findings/", question);
  for (const std::string& segment : breakdown) absl::StrAppend(&name, ".", segment);
  return name;
}

v1::Share ShareOf(const d::Share& share, const d::Interval& interval) {
  v1::Share to;
  switch (share.form) {
    case d::Share::Form::kWhole:
      to.set_low(share.percent);
      to.set_high(share.percent);
      break;
    case d::Share::Form::kAtMost:
      to.set_high(share.percent);
      break;
    case d::Share::Form::kAtLeast:
      to.set_low(share.percent);
      to.set_high(100);
      break;
    case d::Share::Form::kBetween:
      to.set_low(share.percent);
      to.set_high(share.upper);
      break;
  }
  to.set_interval_low(interval.low);
  to.set_interval_high(interval.high);
  return to;
}

d::Share PublishedShare(const v1::Share& share) {
  if (share.low() == share.high()) return {d::Share::Form::kWhole, share.low(), 0};
  if (share.low() == 0) return {d::Share::Form::kAtMost, share.high(), 0};
  if (share.high() == 100) return {d::Share::Form::kAtLeast, share.low(), 0};
  return {d::Share::Form::kBetween, share.low(), share.high()};
}

std::vector<v1::Finding> FindingsOf(const v1::Survey& survey, const std::vector<TabulatedQuestion>& questions, const d::Release& release) {
  std::vector<v1::Finding> findings;
  Maker maker(survey, release);
  for (const TabulatedQuestion& question : questions) maker.Add(question, &findings);
  return findings;
}

v1::DisclosureReport ReportOf(const d::Release& release) {
  int64_t shown_cells = 0;
  for (const d::QuestionRelease& question : release.questions) {
    for (const d::Table& table : question.tables) shown_cells += static_cast<int64_t>(table.cells.size());
  }
  v1::DisclosureReport report;
  report.set_tables(release.loss.tables);
  report.set_withheld_tables(release.loss.withheld_tables);
  report.set_cells(release.loss.cells);
  report.set_suppressed_cells(release.loss.suppressed_cells + release.loss.cells - shown_cells);
  // How much work the audit had depends on what was answered, and is told nobody.
  report.set_audited_sets(static_cast<int64_t>(release.questions.size()));
  return report;
}

}  // namespace frontline::survey
