#include <algorithm>
#include <cmath>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "services/survey/instrument_check.h"

namespace frontline::survey {
namespace {

constexpr double kGreatestNumber = 1e9;
constexpr int kMostPoints = 11;

bool IsOneOf(v1::QuestionKind kind, std::initializer_list<v1::QuestionKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::string KindName(v1::QuestionKind kind) {
  const std::string name = v1::QuestionKind_Name(kind);
  return name.substr(std::min(name.size(), std::string("QUESTION_KIND_").size()));
}

// What the question's sort has no use for: a mistake about what is asked.
void CheckFields(const v1::Question& question, const std::string& field, Problems* problems) {
  const v1::QuestionKind kind = question.kind();
  const auto no_use = [&](bool set, bool fits, absl::string_view name) {
    if (set && !fits)
      problems->Error("field-not-for-kind", absl::StrCat(field, ".", name), absl::StrCat("is not for ", KindName(kind), ": leave it out"));
  };
  const bool chooses = !IsOneOf(kind, {v1::QUESTION_KIND_NUMBER, v1::QUESTION_KIND_TEXT});
  const bool number = kind == v1::QUESTION_KIND_NUMBER;
  no_use(question.choices_size() > 0, chooses, "choices");
  no_use(question.max_choices() != 0, IsOneOf(kind, {v1::QUESTION_KIND_MULTIPLE, v1::QUESTION_KIND_RANK}), "max_choices");
  no_use(question.minimum() != 0, number, "minimum");
  no_use(question.maximum() != 0, number, "maximum");
  no_use(question.whole(), number, "whole");
  no_use(question.bands_size() > 0, number, "bands");
  no_use(question.max_length() != 0, kind == v1::QUESTION_KIND_TEXT, "max_length");
  for (int c = 0; chooses && c < question.choices_size(); ++c) {
    const v1::Choice& choice = question.choices(c);
    const std::string in_choice = Item(field, "choices", c);
    const auto choice_no_use = [&](bool set, bool fits, absl::string_view name) {
      if (set && !fits)
        problems->Error("field-not-for-kind", absl::StrCat(in_choice, ".", name), absl::StrCat("is not for ", KindName(kind), ": leave it out"));
    };
    choice_no_use(choice.exclusive(), kind == v1::QUESTION_KIND_MULTIPLE, "exclusive");
    choice_no_use(choice.takes_text(), IsOneOf(kind, {v1::QUESTION_KIND_SINGLE, v1::QUESTION_KIND_MULTIPLE}), "takes_text");
    choice_no_use(choice.scored(), IsOneOf(kind, {v1::QUESTION_KIND_LIKERT, v1::QUESTION_KIND_SINGLE}), "scored");
  }
}

bool IsOther(const v1::Choice& choice) {
  const std::string label = absl::AsciiStrToLower(choice.label().en());
  return choice.code() == "other" || label == "other" || absl::StartsWith(label, "other:") || absl::StartsWith(label, "other (") ||
         absl::StartsWith(label, "other, ") || absl::StartsWith(label, "other please");
}

// Codes and labels, of choices of any sort.
void CheckChoices(const v1::Question& question, const std::string& field, Problems* problems) {
  Codes codes("choice of a question", problems);
  std::set<std::string> labels;
  const bool scale = question.kind() == v1::QUESTION_KIND_LIKERT;
  for (int c = 0; c < question.choices_size(); ++c) {
    const v1::Choice& choice = question.choices(c);
    const std::string in_choice = Item(field, "choices", c);
    codes.Add(choice.code(), in_choice + ".code");
    const std::string& label = choice.label().en();
    if (label.empty()) {
      problems->Error(scale ? "scale-without-labels" : "missing", in_choice + ".label.en",
                      scale ? "is required: every point of a scale says what it means" : "is required: what the respondent reads");
    } else if (!labels.insert(absl::AsciiStrToLower(label)).second) {
      problems->Warn("duplicate-label", in_choice + ".label.en",
                     absl::StrCat("'", label, "' is the label of an earlier choice too: respondents can't tell them apart"));
    }
    if (choice.score() != 0 && !choice.scored()) {
      problems->Warn("score-not-scored", in_choice + ".scored", "is not set, so the score counts for nothing");
    }
    if (IsOneOf(question.kind(), {v1::QUESTION_KIND_SINGLE, v1::QUESTION_KIND_MULTIPLE}) && IsOther(choice) && !choice.takes_text()) {
      problems->Warn("other-without-text", in_choice + ".takes_text", "is not set: nobody can say what the other is");
    }
  }
}

// The order of a scale's scores, and of which way its points point.
void CheckScale(const v1::Question& question, const std::string& field, Problems* problems) {
  std::vector<int> points;  // those that count, by place
  bool any_polarity = false;
  for (int c = 0; c < question.choices_size(); ++c) {
    if (question.choices(c).scored()) points.push_back(c);
    any_polarity = any_polarity || question.choices(c).polarity() != v1::POLARITY_UNSPECIFIED;
  }
  if (points.size() < 2 || points.size() > kMostPoints) {
    problems->Error(
        "scale-points", field + ".choices",
        absl::StrCat("must have 2 to ", kMostPoints, " points that are scored, has ", points.size(), "; set score and scored, or make it a SINGLE"));
    return;
  }
  const auto score = [&](size_t i) { return question.choices(points[i]).score(); };
  const bool upwards = score(0) < score(1);
  // NEGATIVE → NEUTRAL → POSITIVE in one direction: as numbers, so that one comparison does.
  int turn = 0, before = 0;
  for (size_t i = 0; i < points.size(); ++i) {
    const std::string in_choice = Item(field, "choices", points[i]);
    if (i > 0 && (score(i - 1) == score(i) || (score(i - 1) < score(i)) != upwards)) {
      problems->Error("scale-order", in_choice + ".score",
                      absl::StrCat("must go on ", upwards ? "up" : "down", " from ", score(i - 1), ", is ", score(i),
                                   ": points stand in order, from one end to the other"));
    }
    if (!any_polarity) continue;
    const v1::Polarity polarity = question.choices(points[i]).polarity();
    if (polarity == v1::POLARITY_UNSPECIFIED) {
      problems->Error("scale-polarity", in_choice + ".polarity", "is not set, while other points have one: % positive would leave this one out");
      continue;
    }
    const int here = polarity == v1::POLARITY_POSITIVE ? 1 : polarity == v1::POLARITY_NEGATIVE ? 3 : 2;
    if (before != 0 && here != before) {
      const int step = here > before ? 1 : -1;
      if (turn != 0 && step != turn) {
        problems->Error("scale-polarity", in_choice + ".polarity",
                        "turns back: a scale leads from positive over neutral to negative, or the other way, once");
      }
      turn = step;
    }
    before = here;
  }
  if (!any_polarity) problems->Warn("scale-without-polarity", field + ".choices", "have no polarity: there will be no % positive");
}

void CheckChosen(const v1::Question& question, const std::string& field, Problems* problems) {
  const int choices = question.choices_size();
  if (choices < 2) problems->Error("too-few-choices", field + ".choices", absl::StrCat("must have at least 2, has ", choices));
  CheckChoices(question, field, problems);
  if (question.kind() == v1::QUESTION_KIND_LIKERT && choices >= 2) CheckScale(question, field, problems);
  if (!IsOneOf(question.kind(), {v1::QUESTION_KIND_MULTIPLE, v1::QUESTION_KIND_RANK})) return;
  if (question.max_choices() > choices) {
    problems->Error("max-choices", field + ".max_choices",
                    absl::StrCat("must be at most the number of choices, ", choices, ", is ", question.max_choices()));
  } else if (question.max_choices() == 1) {
    problems->Warn("max-choices", field + ".max_choices", "is 1: a SINGLE asks the same");
  }
  if (question.kind() == v1::QUESTION_KIND_MULTIPLE && choices > 0 &&
      std::all_of(question.choices().begin(), question.choices().end(), [](const v1::Choice& choice) { return choice.exclusive(); })) {
    problems->Error("all-exclusive", field + ".choices", "are all exclusive, so only one can be chosen: make it a SINGLE");
  }
}

std::string Show(double number) { return absl::StrCat(number); }

// What a band must be beside the one before it.
void CheckNext(const v1::Question& question, int b, const std::string& field, Problems* problems) {
  const v1::Band& before = question.bands(b - 1);
  const v1::Band& band = question.bands(b);
  const double wanted = question.whole() ? before.high() + 1 : before.high();
  if (band.low() == wanted) return;
  if (band.high() < before.low()) return problems->Error("band-order", field + ".low", "must not be before the band above: bands stand in order");
  if (band.low() < wanted) {
    return problems->Error("band-overlap", field + ".low",
                           absl::StrCat("overlaps the band before, which ends at ", Show(before.high()), ": start at ", Show(wanted)));
  }
  problems->Error("band-gap", field + ".low",
                  absl::StrCat("leaves a gap after the band before, which ends at ", Show(before.high()), ": start at ", Show(wanted)));
}

void CheckNumber(const v1::Question& question, const std::string& field, Problems* problems) {
  const double minimum = question.minimum(), maximum = question.maximum();
  if (!(minimum < maximum)) {
    problems->Error("number-bounds", field + ".maximum", absl::StrCat("must be more than minimum, ", Show(minimum), ", is ", Show(maximum)));
  }
  if (!(std::abs(minimum) <= kGreatestNumber) || !(std::abs(maximum) <= kGreatestNumber)) {
    problems->Error("number-bounds", field + ".maximum", "and minimum must lie within -1,000,000,000 and 1,000,000,000");
  }
  if (question.whole() && (minimum != std::floor(minimum) || maximum != std::floor(maximum))) {
    problems->Error("number-bounds", field + ".minimum", "and maximum must be whole numbers, as whole is set");
  }
  const int bands = question.bands_size();
  if (bands < 2)
    problems->Error("bands-missing", field + ".bands", absl::StrCat("must have at least 2, has ", bands, ": numbers are reported in bands"));
  Codes codes("band of a question", problems);
  for (int b = 0; b < bands; ++b) {
    const v1::Band& band = question.bands(b);
    const std::string in_band = Item(field, "bands", b);
    codes.Add(band.code(), in_band + ".code");
    if (band.label().en().empty()) problems->Error("missing", in_band + ".label.en", "is required");
    if (!(band.low() <= band.high())) problems->Error("band-order", in_band + ".high", "must not be less than low");
    if (question.whole() && (band.low() != std::floor(band.low()) || band.high() != std::floor(band.high()))) {
      problems->Error("band-bounds", in_band + ".low", "and high must be whole numbers, as the question's are");
    }
    if (b > 0) CheckNext(question, b, in_band, problems);
  }
  if (bands == 0) return;
  if (question.bands(0).low() != minimum) {
    problems->Error("band-bounds", Item(field, "bands", 0) + ".low", absl::StrCat("must be the question's minimum, ", Show(minimum)));
  }
  if (question.bands(bands - 1).high() != maximum) {
    problems->Error("band-bounds", Item(field, "bands", bands - 1) + ".high", absl::StrCat("must be the question's maximum, ", Show(maximum)));
  }
}

}  // namespace

void CheckQuestion(const v1::Question& question, const std::string& field, Problems* problems) {
  if (question.code().empty()) problems->Error("missing", field + ".code", "is required");
  if (question.text().en().empty()) problems->Error("missing", field + ".text.en", "is required: what is asked");
  if (question.kind() == v1::QUESTION_KIND_UNSPECIFIED) return problems->Error("missing", field + ".kind", "is required");
  CheckFields(question, field, problems);
  if (question.kind() == v1::QUESTION_KIND_NUMBER) {
    CheckNumber(question, field, problems);
  } else if (question.kind() != v1::QUESTION_KIND_TEXT) {
    CheckChosen(question, field, problems);
  }
}

}  // namespace frontline::survey
