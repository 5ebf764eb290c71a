#include "services/survey/instrument_diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/text.h"
#include "services/survey/instrument_check.h"
#include "services/survey/question_diff.h"

namespace frontline::survey {
namespace {

struct Placed {
  const v1::Question* question = nullptr;
  std::string section;
};
using Placing = std::map<std::string, Placed>;

Placing PlacingOf(const v1::Instrument& instrument) {
  Placing placing;
  for (const v1::Section& section : instrument.sections()) {
    for (const v1::Question& question : section.questions()) placing.emplace(question.code(), Placed{&question, section.code()});
  }
  return placing;
}

// A note that stood in the older instrument already is about an earlier change.
bool HasNote(const v1::Question& older, const v1::Question& newer) {
  return !newer.change().note().empty() && newer.change().note() != older.change().note();
}

class Diff {
 public:
  Diff(const v1::Instrument& older, const v1::Instrument& newer) : older_(older), newer_(newer) {}

  InstrumentDiff Run() && {
    Settings();
    Questions();
    Segments();
    Breakdowns();
    return std::move(diff_);
  }

 private:
  void Add(absl::string_view subject, absl::string_view change, bool comparable) {
    v1::InstrumentChange& added = diff_.changes.emplace_back();
    added.set_subject(std::string(base::CutText(subject, 200)));
    added.set_change(std::string(base::CutText(change, 2000)));
    added.set_comparable(comparable);
  }
  void Setting(absl::string_view subject, absl::string_view older, absl::string_view newer, bool comparable) {
    if (older != newer) Add(subject, Became(subject, older, newer), comparable);
  }
  void SettingText(absl::string_view subject, const v1::Text& older, const v1::Text& newer) {
    Setting(subject, older.en(), newer.en(), true);
    if (older.cy() != newer.cy()) Add(subject, absl::StrCat("the Welsh of ", subject, " changed"), true);
  }

  void Settings() {
    SettingText("title", older_.title(), newer_.title());
    SettingText("introduction", older_.introduction(), newer_.introduction());
    Setting("mode", v1::Mode_Name(older_.mode()), v1::Mode_Name(newer_.mode()), true);
    Setting("k", absl::StrCat(ThresholdOf(older_)), absl::StrCat(ThresholdOf(newer_)), true);
    SettingText("pledge", older_.pledge(), newer_.pledge());
    // Those who come by themselves are other people than those who are asked.
    Setting("reach", v1::Reach_Name(older_.reach()), v1::Reach_Name(newer_.reach()), false);
    Setting("open_on", older_.open_on(), newer_.open_on(), true);
    Setting("close_on", older_.close_on(), newer_.close_on(), true);
    Setting("retain_until", older_.retain_until(), newer_.retain_until(), true);
    Setting("weight_by", absl::StrJoin(older_.weight_by(), ", "), absl::StrJoin(newer_.weight_by(), ", "), true);
    Setting("population", Population(older_), Population(newer_), true);
  }
  static std::string Population(const v1::Instrument& instrument) {
    return instrument.population() == 0 ? "" : absl::StrCat(instrument.population());
  }

  void Questions() {
    const Placing before = PlacingOf(older_), after = PlacingOf(newer_);
    for (const v1::Section& section : newer_.sections()) {
      for (const v1::Question& question : section.questions()) {
        if (after.at(question.code()).question != &question) continue;  // a second one of that code, an error
        const auto found = before.find(question.code());
        if (found == before.end()) {
          Add(question.code(), "is new", false);
        } else {
          QuestionIn(*found->second.question, found->second.section, question, section.code());
        }
      }
    }
    for (const v1::Section& section : older_.sections()) {
      for (const v1::Question& question : section.questions()) {
        if (after.count(question.code()) == 0) Add(question.code(), "is asked no longer", false);
      }
    }
  }

  void QuestionIn(const v1::Question& older, const std::string& from, const v1::Question& newer, const std::string& to) {
    QuestionDiff diff = DiffOf(older, newer);
    if (from != to) diff.harmless.push_back(absl::StrCat("moved from section ", from, " to ", to));
    const bool author = diff.reworded.empty() || (HasNote(older, newer) && newer.change().comparable());
    const bool comparable = diff.broken.empty() && author;
    if (comparable) diff_.comparable_questions.push_back(newer.code());
    if (diff.none()) return;
    std::vector<std::string> parts = std::move(diff.broken);
    parts.insert(parts.end(), diff.reworded.begin(), diff.reworded.end());
    parts.insert(parts.end(), diff.harmless.begin(), diff.harmless.end());
    if (HasNote(older, newer)) parts.push_back(absl::StrCat("its author says: ", newer.change().note()));
    Add(newer.code(), absl::StrJoin(parts, "; "), comparable);
  }

  void Segments() {
    std::map<std::string, const v1::Segment*> before;
    std::set<std::string> after;
    for (const v1::Segment& segment : older_.segments()) before.emplace(segment.code(), &segment);
    for (const v1::Segment& segment : newer_.segments()) {
      if (!after.insert(segment.code()).second) continue;
      const auto found = before.find(segment.code());
      found == before.end() ? Add(absl::StrCat("segment ", segment.code()), "is new", false) : SegmentIn(*found->second, segment);
    }
    for (const v1::Segment& segment : older_.segments()) {
      if (after.count(segment.code()) == 0) Add(absl::StrCat("segment ", segment.code()), "is asked for no longer", false);
    }
  }

  void SegmentIn(const v1::Segment& older, const v1::Segment& newer) {
    std::vector<std::string> broken, harmless;
    std::map<std::string, const v1::SegmentValue*> before;
    std::set<std::string> after;
    for (const v1::SegmentValue& value : older.values()) before.emplace(value.code(), &value);
    int headcounts = 0;
    for (const v1::SegmentValue& value : newer.values()) {
      after.insert(value.code());
      const auto found = before.find(value.code());
      if (found == before.end()) {
        broken.push_back(absl::StrCat("value ", value.code(), " is new"));
        continue;
      }
      if (found->second->label().en() != value.label().en())
        broken.push_back(Became(absl::StrCat("value ", value.code()), found->second->label().en(), value.label().en()));
      if (found->second->roll_up() != value.roll_up())
        broken.push_back(Became(absl::StrCat("roll_up of ", value.code()), found->second->roll_up(), value.roll_up()));
      headcounts += found->second->headcount() != value.headcount();
    }
    for (const v1::SegmentValue& value : older.values()) {
      if (after.count(value.code()) == 0) broken.push_back(absl::StrCat("value ", value.code(), " is gone"));
    }
    if (older.kind() != newer.kind()) broken.push_back("stands for something else");
    if (older.text().en() != newer.text().en()) harmless.push_back(Became("text", older.text().en(), newer.text().en()));
    if (older.required() != newer.required()) harmless.push_back(newer.required() ? "must be given now" : "need not be given any more");
    if (headcounts > 0) harmless.push_back(absl::StrCat("headcounts changed: ", headcounts));
    if (broken.empty() && harmless.empty()) return;
    const bool comparable = broken.empty();
    broken.insert(broken.end(), harmless.begin(), harmless.end());
    Add(absl::StrCat("segment ", newer.code()), absl::StrJoin(broken, "; "), comparable);
  }

  void Breakdowns() {
    const std::vector<std::string> before = BreakdownsOf(older_), after = BreakdownsOf(newer_);
    const auto has = [](const std::vector<std::string>& list, const std::string& one) {
      return std::find(list.begin(), list.end(), one) != list.end();
    };
    for (const std::string& one : after) {
      if (!has(before, one)) Add(absl::StrCat("breakdown ", one), "is new", false);
    }
    for (const std::string& one : before) {
      if (!has(after, one)) Add(absl::StrCat("breakdown ", one), "is reported no longer", false);
    }
  }
  // "force × rank", whatever the order.
  static std::vector<std::string> BreakdownsOf(const v1::Instrument& instrument) {
    std::vector<std::string> all;
    for (const v1::Breakdown& breakdown : instrument.breakdowns()) {
      std::vector<std::string> segments(breakdown.segments().begin(), breakdown.segments().end());
      std::sort(segments.begin(), segments.end());
      all.push_back(absl::StrJoin(segments, " × "));
    }
    return all;
  }

  const v1::Instrument& older_;
  const v1::Instrument& newer_;
  InstrumentDiff diff_;
};

}  // namespace

InstrumentDiff DiffOf(const v1::Instrument& older, const v1::Instrument& newer) { return Diff(older, newer).Run(); }

std::vector<v1::InstrumentProblem> CheckWave(const v1::Instrument& older, const v1::Instrument& newer) {
  Problems problems;
  const Placing before = PlacingOf(older), after = PlacingOf(newer);
  for (int s = 0; s < newer.sections_size(); ++s) {
    for (int q = 0; q < newer.sections(s).questions_size(); ++q) {
      const v1::Question& question = newer.sections(s).questions(q);
      const auto found = before.find(question.code());
      if (found == before.end() || after.at(question.code()).question != &question) continue;
      const std::string field = Item(Item("sections", s), "questions", q) + ".change";
      const QuestionDiff diff = DiffOf(*found->second.question, question);
      if (diff.needs_note() && !HasNote(*found->second.question, question)) {
        std::vector<std::string> parts = diff.broken;
        parts.insert(parts.end(), diff.reworded.begin(), diff.reworded.end());
        problems.Error("change-missing", field,
                       absl::StrCat("is required: '", question.code(), "' differs from the wave before (", absl::StrJoin(parts, "; "),
                                    "). Say what changed, and whether its answers can be compared"));
      } else if (!diff.broken.empty() && question.change().comparable()) {
        problems.Warn("change-not-comparable", field + ".comparable",
                      absl::StrCat("says that answers can be compared, which they can't: ", diff.broken[0]));
      }
    }
  }
  return std::move(problems).Take();
}

}  // namespace frontline::survey
