#include "services/survey/question_diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "services/base/text.h"

namespace frontline::survey {
namespace {

constexpr size_t kQuoted = 120;

std::string Quoted(absl::string_view text) {
  const absl::string_view cut = base::CutText(text, kQuoted);
  return absl::StrCat("'", cut, cut.size() < text.size() ? "…'" : "'");
}

std::vector<std::string> CodesOf(const google::protobuf::RepeatedPtrField<v1::Choice>& choices) {
  std::vector<std::string> codes;
  for (const v1::Choice& choice : choices) codes.push_back(choice.code());
  return codes;
}

std::vector<std::string> Without(const std::vector<std::string>& list, const std::vector<std::string>& other) {
  const std::set<std::string> there(other.begin(), other.end());
  std::vector<std::string> left;
  std::copy_if(list.begin(), list.end(), std::back_inserter(left), [&there](const std::string& code) { return there.count(code) == 0; });
  return left;
}

std::string Polarity(v1::Polarity polarity) {
  switch (polarity) {
    case v1::POLARITY_POSITIVE:
      return "positive";
    case v1::POLARITY_NEUTRAL:
      return "neutral";
    case v1::POLARITY_NEGATIVE:
      return "negative";
    default:
      return "none";
  }
}

std::string Score(const v1::Choice& choice) { return choice.scored() ? absl::StrCat(choice.score()) : "none"; }

void DiffText(absl::string_view what, const v1::Text& older, const v1::Text& newer, std::vector<std::string>* english, QuestionDiff* diff) {
  if (older.en() != newer.en()) english->push_back(Became(what, older.en(), newer.en()));
  if (older.cy() != newer.cy()) diff->harmless.push_back(absl::StrCat("the Welsh of ", what, " changed"));
}

void DiffChoice(const v1::Choice& older, const v1::Choice& newer, QuestionDiff* diff) {
  const std::string what = absl::StrCat("choice ", newer.code());
  DiffText(what, older.label(), newer.label(), &diff->reworded, diff);
  if (Score(older) != Score(newer)) diff->broken.push_back(absl::StrCat(what, " is scored ", Score(newer), " instead of ", Score(older)));
  if (older.polarity() != newer.polarity()) {
    diff->broken.push_back(absl::StrCat(what, " points ", Polarity(newer.polarity()), " instead of ", Polarity(older.polarity())));
  }
  if (older.takes_text() != newer.takes_text())
    diff->reworded.push_back(absl::StrCat(what, newer.takes_text() ? " takes" : " no longer takes", " a text"));
  if (older.exclusive() != newer.exclusive()) {
    diff->broken.push_back(absl::StrCat(what, newer.exclusive() ? " rules out" : " no longer rules out", " the others"));
  }
}

void DiffChoices(const v1::Question& older, const v1::Question& newer, QuestionDiff* diff) {
  const std::vector<std::string> before = CodesOf(older.choices()), after = CodesOf(newer.choices());
  const std::vector<std::string> added = Without(after, before), removed = Without(before, after);
  if (!added.empty()) diff->broken.push_back(absl::StrCat("choices added: ", absl::StrJoin(added, ", ")));
  if (!removed.empty()) diff->broken.push_back(absl::StrCat("choices removed: ", absl::StrJoin(removed, ", ")));
  if (Without(before, removed) != Without(after, added))
    diff->broken.push_back(absl::StrCat("choices are now in the order ", absl::StrJoin(after, ", ")));
  std::map<std::string, const v1::Choice*> known;
  for (const v1::Choice& choice : older.choices()) known.emplace(choice.code(), &choice);
  for (const v1::Choice& choice : newer.choices()) {
    if (const auto found = known.find(choice.code()); found != known.end()) DiffChoice(*found->second, choice, diff);
  }
}

std::string BandsOf(const v1::Question& question) {
  return absl::StrJoin(question.bands(), ", ",
                       [](std::string* out, const v1::Band& band) { absl::StrAppend(out, band.code(), " (", band.low(), " to ", band.high(), ")"); });
}

void DiffNumber(const v1::Question& older, const v1::Question& newer, QuestionDiff* diff) {
  if (older.minimum() != newer.minimum() || older.maximum() != newer.maximum()) {
    diff->broken.push_back(
        absl::StrCat("bounds are ", newer.minimum(), " to ", newer.maximum(), " instead of ", older.minimum(), " to ", older.maximum()));
  }
  if (older.whole() != newer.whole()) diff->broken.push_back(newer.whole() ? "takes whole numbers alone" : "takes decimal numbers");
  if (const std::string bands = BandsOf(newer); bands != BandsOf(older)) {
    diff->broken.push_back(absl::StrCat("bands are now ", bands));
    return;
  }
  for (int b = 0; b < newer.bands_size(); ++b) {
    DiffText(absl::StrCat("band ", newer.bands(b).code()), older.bands(b).label(), newer.bands(b).label(), &diff->reworded, diff);
  }
}

std::string RoutesOf(const v1::Question& question) {
  if (question.show_if().empty()) return "everyone";
  std::vector<std::string> conditions;
  for (const v1::Condition& condition : question.show_if()) {
    std::vector<std::string> codes(condition.any_of().begin(), condition.any_of().end());
    std::sort(codes.begin(), codes.end());
    conditions.push_back(absl::StrCat(condition.question(), " = ", absl::StrJoin(codes, " or ")));
  }
  std::sort(conditions.begin(), conditions.end());
  return absl::StrCat("those with ", absl::StrJoin(conditions, " and "));
}

std::string KindOf(const v1::Question& question) {
  const std::string name = v1::QuestionKind_Name(question.kind());
  return name.substr(std::min(name.size(), std::string("QUESTION_KIND_").size()));
}

}  // namespace

std::string Became(absl::string_view what, absl::string_view older, absl::string_view newer) {
  if (older.empty()) return absl::StrCat(what, " is new: ", Quoted(newer));
  if (newer.empty()) return absl::StrCat(what, " is gone: ", Quoted(older));
  return absl::StrCat(what, ": ", Quoted(older), " became ", Quoted(newer));
}

QuestionDiff DiffOf(const v1::Question& older, const v1::Question& newer) {
  QuestionDiff diff;
  if (older.kind() != newer.kind()) diff.broken.push_back(absl::StrCat("is ", KindOf(newer), " instead of ", KindOf(older)));
  DiffText("text", older.text(), newer.text(), &diff.reworded, &diff);
  DiffText("help", older.help(), newer.help(), &diff.harmless, &diff);
  DiffChoices(older, newer, &diff);
  if (older.max_choices() != newer.max_choices()) {
    diff.broken.push_back(absl::StrCat("takes ", newer.max_choices() == 0 ? "all" : absl::StrCat("up to ", newer.max_choices()),
                                       " choices instead of ", older.max_choices() == 0 ? "all" : absl::StrCat("up to ", older.max_choices())));
  }
  DiffNumber(older, newer, &diff);
  if (RoutesOf(older) != RoutesOf(newer)) diff.reworded.push_back(absl::StrCat("is asked of ", RoutesOf(newer), " instead of ", RoutesOf(older)));
  if (older.required() != newer.required()) diff.reworded.push_back(newer.required() ? "must be answered now" : "need not be answered any more");
  if (older.topic() != newer.topic()) diff.harmless.push_back(Became("topic", older.topic(), newer.topic()));
  if (older.capability_area() != newer.capability_area()) {
    diff.harmless.push_back(Became("capability area", older.capability_area(), newer.capability_area()));
  }
  if (older.max_length() != newer.max_length()) diff.harmless.push_back("the most characters changed");
  return diff;
}

}  // namespace frontline::survey
