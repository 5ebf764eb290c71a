#include "services/requirement/priority.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace frontline::requirement {
namespace {

constexpr int kMost = 200;

int ReachPoints(int64_t people) {
  int digits = 0;
  for (; people > 0; people >>= 1) ++digits;
  return std::min(kMost, 12 * digits);
}

// A step of a scale by its number in the enum; 0 for what is not set.
template <size_t N>
int StepPoints(int step, const int (&points)[N]) {
  return step < 0 || step >= static_cast<int>(N) ? 0 : points[step];
}

// "EVERY_SHIFT" → "every shift".
std::string InWords(absl::string_view name, absl::string_view prefix) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(absl::StripPrefix(name, prefix)), {{"_", " "}});
}

std::string People(int64_t count) { return count == 1 ? "1 person" : absl::StrCat(count, " people"); }

void Add(absl::string_view input, bool known, std::string stated, int points, v1::NeedPriority* priority) {
  v1::PriorityAddend& addend = *priority->add_addends();
  addend.set_input(std::string(input));
  addend.set_known(known);
  addend.set_stated(known ? std::move(stated) : "not known");
  addend.set_points(known ? points : 0);
}

int64_t PeopleOf(const v1::Need& need) {
  int64_t sum = 0;
  for (const v1::ForceReach& reach : need.reach()) sum += reach.people_affected();
  return std::max({static_cast<int64_t>(need.people_affected()), sum, need.people_supporting()});
}

void AddPerHead(const v1::Need& need, int others, v1::NeedPriority* priority) {
  int64_t sum = 0;
  for (const v1::ForceReach& reach : need.reach()) {
    if (reach.people_affected() == 0 || reach.strength() == 0) continue;
    v1::ForcePriority& force = *priority->add_forces();
    const int64_t per_thousand = std::min<int64_t>(1000, 1000 * int64_t{reach.people_affected()} / reach.strength());
    force.set_force(reach.force());
    force.set_per_thousand(static_cast<int32_t>(per_thousand));
    force.set_total(others + static_cast<int32_t>(per_thousand / 5));
    sum += per_thousand;
  }
  const int forces = priority->forces_size();
  const int64_t mean = forces == 0 ? 0 : sum / forces;
  Add("reach-per-head", forces > 0, absl::StrCat(mean, " in 1,000, the mean of ", forces, forces == 1 ? " force" : " forces"),
      static_cast<int>(mean / 5), priority);
  if (forces > 0) priority->set_per_head(others + static_cast<int32_t>(mean / 5));
}

}  // namespace

v1::NeedPriority PriorityOf(const v1::Need& need) {
  static constexpr int kFrequency[] = {0, 20, 60, 100, 150, 200};
  static constexpr int kSeverity[] = {0, 50, 100, 150, 200};
  static constexpr int kSafety[] = {0, 0, 100, 200};
  v1::NeedPriority priority;
  priority.set_rule(kPriorityRule);
  const int64_t people = PeopleOf(need);
  Add("reach", people > 0, People(people), ReachPoints(people), &priority);
  Add("frequency", need.frequency() != v1::FREQUENCY_UNSPECIFIED, InWords(v1::Frequency_Name(need.frequency()), "FREQUENCY_"),
      StepPoints(need.frequency(), kFrequency), &priority);
  Add("severity", need.severity() != v1::SEVERITY_UNSPECIFIED, InWords(v1::Severity_Name(need.severity()), "SEVERITY_"),
      StepPoints(need.severity(), kSeverity), &priority);
  Add("officer-safety", need.officer_safety() != v1::OFFICER_SAFETY_UNSPECIFIED,
      InWords(v1::OfficerSafety_Name(need.officer_safety()), "OFFICER_SAFETY_"), StepPoints(need.officer_safety(), kSafety), &priority);
  Add("benefit", need.benefit_hours() > 0, absl::StrCat(need.benefit_hours(), " hours a year for each"), std::min(kMost, need.benefit_hours()),
      &priority);
  int total = 0;
  for (const v1::PriorityAddend& addend : priority.addends()) total += addend.points();
  priority.set_total(total);
  AddPerHead(need, total - priority.addends(0).points(), &priority);
  return priority;
}

}  // namespace frontline::requirement
