#include <map>
#include <set>

#include "absl/strings/match.h"
#include "services/survey/instrument_check.h"

namespace frontline::survey {
namespace {

// A question has at most 50 choices; whatever lies beyond is taken for all of them.
constexpr int kPlaces = 64;
constexpr int kNone = -1;

int PlaceOf(const v1::Question& question, const std::string& code) {
  for (int c = 0; c < question.choices_size(); ++c) {
    if (question.choices(c).code() == code) return c;
  }
  for (int b = 0; b < question.bands_size(); ++b) {
    if (question.bands(b).code() == code) return b;
  }
  return kNone;
}

uint64_t PlacesOf(const v1::Question& question, const v1::Condition& condition) {
  uint64_t places = 0;
  for (const std::string& code : condition.any_of()) {
    const int place = PlaceOf(question, code);
    if (place >= kPlaces) return ~uint64_t{0};
    if (place != kNone) places |= uint64_t{1} << place;
  }
  return places;
}

uint64_t ExclusiveOf(const v1::Question& question) {
  uint64_t places = 0;
  for (int c = 0; c < question.choices_size() && c < kPlaces; ++c) places |= uint64_t{question.choices(c).exclusive()} << c;
  return places;
}

// Whether one answer to `question` can have a choice of each of `sets`.
bool CanHold(const v1::Question& question, const std::vector<uint64_t>& sets) {
  uint64_t in_all = ~uint64_t{0};
  for (const uint64_t set : sets) in_all &= set;
  if (question.kind() != v1::QUESTION_KIND_MULTIPLE || question.max_choices() == 1) return in_all != 0;
  const uint64_t exclusive = ExclusiveOf(question);
  if ((in_all & exclusive) != 0) return true;
  for (const uint64_t set : sets) {
    if ((set & ~exclusive) == 0) return false;
  }
  return true;
}

}  // namespace

RouteCheck::RouteCheck(const v1::Instrument& instrument) {
  for (const v1::Section& section : instrument.sections()) {
    for (const v1::Question& question : section.questions()) {
      by_code_.emplace(question.code(), questions_.size());
      questions_.push_back(&question);
    }
  }
  routes_.resize(questions_.size());
  for (size_t number = 0; number < questions_.size(); ++number) {
    for (const v1::Condition& condition : questions_[number]->show_if()) {
      const auto found = by_code_.find(condition.question());
      if (found == by_code_.end()) continue;
      routes_[number].push_back({found->second, PlacesOf(*questions_[found->second], condition)});
    }
  }
}

bool RouteCheck::DependsOn(size_t number, size_t other) const {
  std::vector<size_t> open = {number};
  std::set<size_t> seen = {number};
  while (!open.empty()) {
    const size_t here = open.back();
    open.pop_back();
    for (const Route& route : routes_[here]) {
      if (route.question == other) return true;
      if (seen.insert(route.question).second) open.push_back(route.question);
    }
  }
  return false;
}

bool RouteCheck::CheckCondition(size_t number, const v1::Condition& condition, const std::string& field, Problems* problems) const {
  const std::string in_question = field + ".question";
  if (condition.any_of().empty()) problems->Error("missing", field + ".any_of", "is required: the choices of which one is given");
  const auto found = by_code_.find(condition.question());
  if (found == by_code_.end()) {
    problems->Error("routing-to-nothing", in_question, absl::StrCat("there is no question '", condition.question(), "'"));
    return false;
  }
  if (found->second >= number) {
    const bool self = found->second == number;
    if (self || DependsOn(found->second, number)) {
      problems->Error("routing-loop", in_question,
                      absl::StrCat("leads in a circle: ", self ? "the question would be asked only after its own answer"
                                                               : absl::StrCat("'", condition.question(), "' is itself asked only after this one")));
    } else {
      problems->Error("routing-forward", in_question, absl::StrCat("'", condition.question(), "' stands after this question: conditions look back"));
    }
    return false;
  }
  const v1::Question& question = *questions_[found->second];
  if (question.kind() == v1::QUESTION_KIND_RANK || question.kind() == v1::QUESTION_KIND_TEXT) {
    problems->Error("routing-kind", in_question,
                    absl::StrCat("'", condition.question(), "' is ranked or free text: only scales, choices and numbers decide what is asked"));
    return false;
  }
  bool good = !condition.any_of().empty();
  std::set<std::string> seen;
  for (int i = 0; i < condition.any_of_size(); ++i) {
    const std::string& code = condition.any_of(i);
    if (PlaceOf(question, code) == kNone) {
      problems->Error("routing-to-nothing", Item(field, "any_of", i), absl::StrCat("'", condition.question(), "' has no choice '", code, "'"));
      good = false;
    } else if (!seen.insert(code).second) {
      problems->Warn("routing-repeats", Item(field, "any_of", i), absl::StrCat("'", code, "' is there already"));
    }
  }
  return good;
}

bool RouteCheck::CanBeAsked(size_t number) const {
  std::map<size_t, std::vector<uint64_t>> needed;
  std::vector<size_t> open = {number};
  std::set<size_t> seen = {number};
  while (!open.empty()) {
    const size_t here = open.back();
    open.pop_back();
    for (const Route& route : routes_[here]) {
      if (route.question >= here) continue;  // said there
      needed[route.question].push_back(route.any_of);
      if (seen.insert(route.question).second) open.push_back(route.question);
    }
  }
  for (const auto& [question, sets] : needed) {
    if (!CanHold(*questions_[question], sets)) return false;
  }
  return true;
}

void RouteCheck::Check(size_t number, const std::string& field, Problems* problems) const {
  const v1::Question& question = *questions_[number];
  bool good = true;
  for (int c = 0; c < question.show_if_size(); ++c) good &= CheckCondition(number, question.show_if(c), Item(field, "show_if", c), problems);
  // Further on there is an error already, and the search would take long.
  if (!good || questions_.size() > kMostQuestions || question.show_if().empty() || CanBeAsked(number)) return;
  if (question.required()) {
    problems->Error("required-never-asked", field + ".required",
                    "is set, but nobody is asked: the conditions, with those of the questions before, can't hold together");
  } else {
    problems->Error("unreachable-question", field + ".show_if", "and the conditions of the questions before can't hold together: nobody is asked");
  }
}

}  // namespace frontline::survey
