#include "services/requirement/story.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "services/requirement/words.h"
#include "services/rpc/principal.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

std::string Day(const google::protobuf::Timestamp& time) {
  return absl::FormatCivilTime(absl::ToCivilDay(rpc::FromTimestamp(time), absl::UTCTimeZone()));
}

// The requirement that has come furthest: ended, then published, then any. Of several that ended, one that was awarded or met.
const v1::Requirement* Furthest(const std::vector<v1::Requirement>& requirements) {
  const auto rank = [](const v1::Requirement& requirement) {
    if (requirement.state() == v1::REQUIREMENT_STATE_PUBLISHED) return 3;
    if (requirement.state() != v1::REQUIREMENT_STATE_CLOSED) return 1;
    const bool met = requirement.outcome().kind() == v1::Outcome::KIND_AWARDED || requirement.outcome().kind() == v1::Outcome::KIND_MET_OTHERWISE;
    return met ? 4 : 2;
  };
  const v1::Requirement* furthest = nullptr;
  for (const v1::Requirement& requirement : requirements) {
    if (furthest == nullptr || rank(requirement) > rank(*furthest)) furthest = &requirement;
  }
  return furthest;
}

std::string OutcomeText(const v1::Outcome& outcome) {
  static constexpr const char* kWords[] = {
      "It ended: ", "A contract was awarded: ", "It was met without a contract: ", "No supplier meets it today: ", "It was withdrawn: "};
  const int kind = outcome.kind();
  return absl::StrCat(kind >= 0 && kind < 5 ? kWords[kind] : kWords[0], outcome.summary(),
                      outcome.date().empty() ? "" : absl::StrCat(" (", outcome.date(), ")"));
}

void TellOfRequirement(const v1::Requirement& requirement, v1::Story* story) {
  const std::string title = absl::StrCat("\"", Shorten(requirement.title(), 300), "\" (", requirement.name(), ")");
  const v1::FrontLineView& front = requirement.front_line();
  std::string asked = front.summary();
  if (!front.reply().empty()) absl::StrAppend(&asked, " To the objections the buyer answers: ", front.reply());
  if (!front.no_consultation_reason().empty()) asked = absl::StrCat("The front line was not asked, because: ", front.no_consultation_reason());
  if (story->reason().empty()) story->set_reason(Shorten(asked, 2500));
  switch (requirement.state()) {
    case v1::REQUIREMENT_STATE_CLOSED:
      story->set_stands(absl::StrCat("The requirement ", title, " answered it and is closed."));
      story->set_outcome(Shorten(OutcomeText(requirement.outcome()), 2500));
      break;
    case v1::REQUIREMENT_STATE_PUBLISHED:
      story->set_stands(absl::StrCat("It is asked of suppliers in the requirement ", title, ", published on ", Day(requirement.publish_time()), "."));
      break;
    default:
      story->set_stands(absl::StrCat("A requirement that answers it is being written: ", title, "."));
  }
}

}  // namespace

Stage StageOf(const v1::Need& need, const std::vector<v1::Requirement>& requirements) {
  if (need.state() == v1::NEED_STATE_ADDRESSED) return Stage::kMet;
  if (need.state() == v1::NEED_STATE_DECLINED) return Stage::kDeclined;
  const v1::Requirement* furthest = Furthest(requirements);
  if (furthest != nullptr) {
    const v1::Outcome::Kind kind = furthest->outcome().kind();
    if (furthest->state() == v1::REQUIREMENT_STATE_PUBLISHED) return Stage::kAsked;
    if (furthest->state() != v1::REQUIREMENT_STATE_CLOSED) return Stage::kWritten;
    if (kind == v1::Outcome::KIND_AWARDED || kind == v1::Outcome::KIND_MET_OTHERWISE) return Stage::kMet;
  }
  return need.state() == v1::NEED_STATE_VALIDATED ? Stage::kConfirmed : Stage::kWaits;
}

v1::Story Tell(const std::string& asked, const v1::Need& need, const std::vector<v1::Requirement>& requirements) {
  v1::Story story;
  story.set_asked(Shorten(asked, 1000));
  story.set_need(need.name());
  const std::string organisation(rpc::OrganisationOf(need.name()));
  const std::string what = absl::StrCat("the need \"", Shorten(need.statement(), 300), "\" (", need.name(), ")");
  story.set_reason(need.decision().reason());
  const v1::Requirement* furthest = Furthest(requirements);
  if (furthest != nullptr && need.state() != v1::NEED_STATE_DECLINED) {
    if (need.state() == v1::NEED_STATE_VALIDATED) story.clear_reason();  // the requirement's says more
    TellOfRequirement(*furthest, &story);
  }
  switch (need.state()) {
    case v1::NEED_STATE_ADDRESSED:
      if (furthest == nullptr) story.set_stands(absl::StrCat(organisation, " says that ", what, " is met."));
      if (story.outcome().empty()) {
        story.set_outcome(absl::StrCat("It is met: ", need.decision().reason()));
        story.clear_reason();  // which is the same
      }
      break;
    case v1::NEED_STATE_DECLINED:
      story.set_stands(absl::StrCat(organisation, " decided not to follow ", what, "."));
      break;
    case v1::NEED_STATE_VALIDATED:
      if (furthest == nullptr) story.set_stands(absl::StrCat(organisation, " confirmed ", what, "; no requirement answers it yet."));
      break;
    default:
      if (furthest == nullptr) story.set_stands(absl::StrCat("It is logged as ", what, "; nobody has decided on it yet."));
  }
  return story;
}

std::string Summarise(const std::vector<Stage>& stages) {
  if (stages.empty()) return "Nothing that was asked has led to a need that can be told of yet.";
  static constexpr const char* kWords[] = {"met",
                                           "declined, with the reason",
                                           "being asked of suppliers",
                                           "being written into a requirement",
                                           "confirmed and waiting for a requirement",
                                           "logged and waiting for a decision"};
  std::map<int, int> counts;
  for (Stage stage : stages) ++counts[static_cast<int>(stage)];
  std::vector<std::string> parts;
  for (const auto& [stage, count] : counts) parts.push_back(absl::StrCat(count, " ", kWords[stage]));
  return absl::StrCat(stages.size(), stages.size() == 1 ? " need came of it: " : " needs came of it: ", absl::StrJoin(parts, ", "), ".");
}

}  // namespace frontline::requirement
