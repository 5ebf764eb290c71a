#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_join.h"
#include "services/survey/instrument_check.h"

namespace frontline::survey {
namespace {

// The rates of response that cells are counted at: everyone, and what surveys of officers usually get.
constexpr int kUsualPercent = 30;

// "kent", "city-of-london": the id of a force in its name, forces/kent.
bool IsForceId(const std::string& code) {
  return !code.empty() && code.front() != '-' && code.back() != '-' &&
         std::all_of(code.begin(), code.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

// Of all values; none where one is not known.
std::optional<int64_t> HeadcountOf(const v1::Segment& segment) {
  int64_t total = 0;
  for (const v1::SegmentValue& value : segment.values()) {
    if (value.headcount() <= 0) return std::nullopt;
    total += value.headcount();
  }
  return segment.values().empty() ? std::nullopt : std::make_optional(total);
}

class SegmentCheck {
 public:
  SegmentCheck(const v1::Instrument& instrument, Problems* problems) : instrument_(instrument), problems_(*problems), k_(ThresholdOf(instrument)) {
    for (const v1::Segment& segment : instrument.segments()) by_code_.emplace(segment.code(), &segment);
  }

  void Run() {
    Codes codes("segment", &problems_);
    std::map<int, int> kinds;
    for (int s = 0; s < instrument_.segments_size(); ++s) {
      const v1::Segment& segment = instrument_.segments(s);
      const std::string field = Item("segments", s);
      codes.Add(segment.code(), field + ".code");
      if (segment.kind() == v1::SEGMENT_KIND_UNSPECIFIED) problems_.Error("missing", field + ".kind", "is required");
      if (segment.text().en().empty()) problems_.Error("missing", field + ".text.en", "is required: how the respondent is asked for it");
      if (segment.kind() == v1::SEGMENT_KIND_FORCE && ++kinds[segment.kind()] > 1) {
        problems_.Error("two-forces", field + ".kind", "is FORCE, as another segment's: a respondent serves in one");
      }
      CheckValues(segment, field);
      CheckHeadcounts(segment, field);
      if (!IsUsed(segment.code())) {
        problems_.Warn("unused-segment", field, "is asked for, but no breakdown reports it and no weight uses it: do not collect what is not needed");
      }
    }
    CheckBreakdowns();
    CheckWeights();
    if (instrument_.population() == 0 && !AnyHeadcount()) {
      problems_.Warn("no-headcounts", "population",
                     "is not given and no segment has headcounts: there will be no response rate, and nothing to say now of small groups");
    }
  }

 private:
  const v1::Segment* Find(const std::string& code) const {
    const auto found = by_code_.find(code);
    return found == by_code_.end() ? nullptr : found->second;
  }
  bool IsUsed(const std::string& code) const {
    const auto has = [&code](const auto& list) { return std::find(list.begin(), list.end(), code) != list.end(); };
    return has(instrument_.weight_by()) || std::any_of(instrument_.breakdowns().begin(), instrument_.breakdowns().end(),
                                                       [&](const v1::Breakdown& breakdown) { return has(breakdown.segments()); });
  }
  bool AnyHeadcount() const {
    for (const v1::Segment& segment : instrument_.segments()) {
      for (const v1::SegmentValue& value : segment.values()) {
        if (value.headcount() > 0) return true;
      }
    }
    return false;
  }

  void CheckValues(const v1::Segment& segment, const std::string& field) {
    if (segment.values_size() < 2) {
      problems_.Error("too-few-values", field + ".values", absl::StrCat("must have at least 2, has ", segment.values_size()));
    }
    Codes codes("value of a segment", &problems_);
    std::set<std::string> values, roll_ups;
    for (const v1::SegmentValue& value : segment.values()) {
      values.insert(value.code());
      if (!value.roll_up().empty()) roll_ups.insert(value.roll_up());
    }
    for (int v = 0; v < segment.values_size(); ++v) {
      const v1::SegmentValue& value = segment.values(v);
      const std::string in_value = Item(field, "values", v);
      codes.Add(value.code(), in_value + ".code");
      if (value.label().en().empty()) problems_.Error("missing", in_value + ".label.en", "is required");
      if (segment.kind() == v1::SEGMENT_KIND_FORCE && !value.code().empty() && !IsForceId(value.code())) {
        problems_.Error("force-code", in_value + ".code", absl::StrCat("'", value.code(), "' is no force's id: letters and '-', as in forces/kent"));
      }
      if (!value.roll_up().empty() && values.count(value.roll_up()) > 0) {
        problems_.Error("roll-up-is-a-value", in_value + ".roll_up",
                        absl::StrCat("'", value.roll_up(), "' is a value of the segment too: findings could not tell them apart"));
      }
    }
    const int64_t pooled =
        std::count_if(segment.values().begin(), segment.values().end(), [](const auto& value) { return !value.roll_up().empty(); });
    if (roll_ups.size() == 1 && pooled == segment.values_size()) {
      problems_.Warn("roll-up-of-all", field + ".values", "all have the same roll_up: where one is too small nothing is left of the breakdown");
    }
  }

  void CheckHeadcounts(const v1::Segment& segment, const std::string& field) {
    std::map<std::string, int64_t> pools;
    int64_t known = 0, total = 0;
    for (const v1::SegmentValue& value : segment.values()) {
      known += value.headcount() > 0;
      total += value.headcount();
      if (!value.roll_up().empty()) pools[value.roll_up()] += value.headcount();
    }
    for (int v = 0; v < segment.values_size(); ++v) {
      const v1::SegmentValue& value = segment.values(v);
      if (value.headcount() <= 0 || value.headcount() >= k_) continue;
      if (!value.roll_up().empty() && pools[value.roll_up()] >= k_) continue;
      problems_.Warn(
          "small-headcount", Item(field, "values", v) + ".headcount",
          absl::StrCat("is ", value.headcount(), ", under k (", k_, "): ",
                       value.roll_up().empty() ? "the group can never be shown; give it a roll_up"
                                               : absl::StrCat("even '", value.roll_up(), "' has only ", pools[value.roll_up()], " people")));
    }
    if (known > 0 && known < segment.values_size()) {
      problems_.Warn("headcounts-missing", field + ".values",
                     absl::StrCat("have a headcount for ", known, " of ", segment.values_size(), ": response rates are shown for those alone"));
    }
    if (instrument_.population() > 0 && total > instrument_.population()) {
      problems_.Error(
          "population-too-small", "population",
          absl::StrCat("is ", instrument_.population(), ", less than the headcounts of segment '", segment.code(), "' together, ", total));
    }
  }

  void CheckBreakdowns() {
    std::set<std::set<std::string>> seen;
    int64_t cells = 1;  // everyone together
    for (int b = 0; b < instrument_.breakdowns_size(); ++b) {
      const v1::Breakdown& breakdown = instrument_.breakdowns(b);
      const std::string field = Item("breakdowns", b);
      if (breakdown.segments().empty()) problems_.Error("missing", field + ".segments", "is required");
      if (breakdown.segments_size() > 2) problems_.Error("breakdown-segments", field + ".segments", "must have one or two");
      std::set<std::string> codes;
      int64_t here = 1;
      bool known = breakdown.segments_size() == 1 || breakdown.segments_size() == 2;
      for (int s = 0; s < breakdown.segments_size(); ++s) {
        const std::string& code = breakdown.segments(s);
        const v1::Segment* segment = Find(code);
        if (segment == nullptr) {
          problems_.Error("unknown-segment", Item(field, "segments", s), absl::StrCat("there is no segment '", code, "'"));
          known = false;
        } else if (!codes.insert(code).second) {
          problems_.Error("breakdown-repeats", Item(field, "segments", s), absl::StrCat("'", code, "' is there already"));
          known = false;
        } else {
          here *= std::max(1, segment->values_size());
        }
      }
      if (!codes.empty() && !seen.insert(codes).second) problems_.Error("breakdown-repeats", field, "is declared already");
      if (!known) continue;
      cells += here;
      CheckFineness(breakdown, field);
    }
    if (const int64_t all = cells * QuestionCount(instrument_); all > kMostCells) {
      problems_.Error("too-many-cells", "breakdowns",
                      absl::StrCat("make ", all, " cells over all questions; there may be ", kMostCells, ": leave some breakdowns out"));
    }
  }

  // How many people each value would have, if everyone answered. Without headcounts, all the same; empty where nothing is known.
  std::vector<double> SharesOf(const v1::Segment& segment) const {
    std::vector<double> shares;
    const std::optional<int64_t> total = HeadcountOf(segment);
    for (const v1::SegmentValue& value : segment.values()) {
      shares.push_back(total ? static_cast<double>(value.headcount()) / static_cast<double>(*total) : 1.0 / segment.values_size());
    }
    return shares;
  }

  // The most careful guess that there is before anybody has answered: headcounts, spread evenly where two segments cross.
  void CheckFineness(const v1::Breakdown& breakdown, const std::string& field) {
    int64_t people = instrument_.population();
    for (const std::string& code : breakdown.segments()) people = std::max(people, HeadcountOf(*Find(code)).value_or(0));
    if (people == 0) return;
    std::vector<double> cells = {static_cast<double>(people)};
    for (const std::string& code : breakdown.segments()) {
      std::vector<double> finer;
      for (const double cell : cells) {
        for (const double share : SharesOf(*Find(code))) finer.push_back(cell * share);
      }
      cells = std::move(finer);
    }
    const auto small = [&](int percent) {
      return std::count_if(cells.begin(), cells.end(), [&](double cell) { return cell * percent / 100 + 1e-9 < k_; });
    };
    const int64_t usual = small(kUsualPercent);
    if (2 * usual <= static_cast<int64_t>(cells.size())) return;
    problems_.Warn("fine-breakdown", field,
                   absl::StrCat("of ", absl::StrJoin(breakdown.segments(), " × "), " has ", Number(static_cast<int64_t>(cells.size()), "cell"),
                                ": if everyone answered, ", small(100), " would have fewer than ", k_, " people and be hidden; if ", kUsualPercent,
                                "% do, ", usual, ". Use coarser groups"));
  }

  void CheckWeights() {
    std::set<std::string> seen;
    std::optional<int64_t> first;
    for (int w = 0; w < instrument_.weight_by_size(); ++w) {
      const std::string& code = instrument_.weight_by(w);
      const std::string field = Item("weight_by", w);
      const v1::Segment* segment = Find(code);
      if (segment == nullptr) {
        problems_.Error("unknown-segment", field, absl::StrCat("there is no segment '", code, "'"));
        continue;
      }
      if (!seen.insert(code).second) problems_.Error("weight-repeats", field, absl::StrCat("'", code, "' is there already"));
      const std::optional<int64_t> total = HeadcountOf(*segment);
      if (!total) {
        problems_.Error("weight-without-headcounts", field, absl::StrCat("needs a headcount for every value of '", code, "'"));
        continue;
      }
      if (first && std::abs(*first - *total) * 100 > *first) {
        problems_.Warn("headcounts-differ", field,
                       absl::StrCat("'", code, "' has ", *total, " people in all, the first weight ", *first, ": shares are fitted, not numbers"));
      }
      if (!first) first = total;
      if (!segment->required()) {
        problems_.Warn("weight-not-required", field, absl::StrCat("'", code, "' need not be answered: who leaves it out can't be weighted"));
      }
    }
    if (instrument_.reach() == v1::REACH_OPEN_LINK && instrument_.weight_by_size() > 0) {
      problems_.Warn("open-link-weighted", "weight_by", "can't make up for self-selection: whoever likes answers an open link");
    }
  }

  const v1::Instrument& instrument_;
  Problems& problems_;
  const int k_;
  absl::flat_hash_map<std::string, const v1::Segment*> by_code_;
};

}  // namespace

void CheckSegments(const v1::Instrument& instrument, Problems* problems) { SegmentCheck(instrument, problems).Run(); }

}  // namespace frontline::survey
