#include "services/survey/tabulate.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace frontline::survey {
namespace {

namespace d = disclosure;

constexpr int kDefaultThreshold = 10;
constexpr int kTopPlaces = 3;
// What disclosure control takes, in thousandths.
constexpr double kMostMilli = 1e12;

int64_t Milli(double number) { return std::llround(std::clamp(number * 1000, -kMostMilli, kMostMilli)); }

std::optional<int> PolarityOf(v1::Polarity polarity) {
  switch (polarity) {
    case v1::POLARITY_POSITIVE:
      return 1;
    case v1::POLARITY_NEUTRAL:
      return 0;
    case v1::POLARITY_NEGATIVE:
      return -1;
    default:
      return std::nullopt;
  }
}

std::vector<d::Answer> AnswersOf(const v1::Question& question) {
  std::vector<d::Answer> answers;
  for (const v1::Choice& choice : question.choices()) {
    d::Answer& answer = answers.emplace_back();
    answer.polarity = PolarityOf(choice.polarity());
    if (choice.scored()) answer.score_milli = int64_t{1000} * choice.score();
  }
  return answers;
}

// Bands by their lower ends; between two of them no number is left out.
std::vector<d::Answer> BandsOf(const v1::Question& question) {
  std::vector<d::Answer> answers;
  for (int i = 0; i < question.bands_size(); ++i) {
    d::Answer& answer = answers.emplace_back();
    answer.lower_milli = Milli(question.bands(i).low());
    answer.upper_milli = Milli(question.bands(i).high());
    if (i > 0 && !question.whole()) answer.lower_milli = std::min(*answer.lower_milli, *answers[static_cast<size_t>(i) - 1].upper_milli + 1);
  }
  return answers;
}

}  // namespace

int RankedPlaces(const v1::Question& question) {
  return question.max_choices() == 0 ? question.choices_size() : std::min(question.max_choices(), question.choices_size());
}

Tabulator::Tabulator(const v1::Instrument& instrument) {
  data_.threshold = instrument.k() == 0 ? kDefaultThreshold : instrument.k();
  for (const v1::Segment& segment : instrument.segments()) AddDimension(segment);
  for (const v1::Section& section : instrument.sections()) {
    for (const v1::Question& question : section.questions()) AddQuestion(question);
  }
  for (const v1::Breakdown& breakdown : instrument.breakdowns()) {
    d::Breakdown& to = data_.breakdowns.emplace_back();
    for (const std::string& segment : breakdown.segments()) to.dimensions.push_back(dimension_of_.at(segment));
  }
  for (const std::string& segment : instrument.weight_by()) data_.weighting.push_back(dimension_of_.at(segment));
}

void Tabulator::AddDimension(const v1::Segment& segment) {
  d::Dimension& dimension = data_.dimensions.emplace_back();
  dimension.code = segment.code();
  absl::flat_hash_map<std::string, uint16_t> values;
  absl::flat_hash_map<std::string, int32_t> groups;
  for (const v1::SegmentValue& value : segment.values()) {
    values.emplace(value.code(), static_cast<uint16_t>(dimension.headcounts.size()));
    dimension.headcounts.push_back(value.headcount());
    const auto next = static_cast<int32_t>(groups.size());
    dimension.roll_up.push_back(value.roll_up().empty() ? -1 : groups.emplace(value.roll_up(), next).first->second);
  }
  if (groups.empty()) dimension.roll_up.clear();
  dimension_of_.emplace(segment.code(), value_of_.size());
  value_of_.push_back(std::move(values));
  data_.segments.emplace_back();
}

size_t Tabulator::AddColumn(const v1::Question& question, d::QuestionKind kind, std::vector<d::Answer> answers) {
  d::Question column;
  column.code = question.code();
  column.kind = kind;
  column.answers = std::move(answers);
  SetRoute(question, &column);
  data_.questions.push_back(std::move(column));
  return data_.questions.size() - 1;
}

// Several conditions are told by the first: whoever is asked fits that, so its count is still the most that there can be.
void Tabulator::SetRoute(const v1::Question& question, d::Question* to) {
  if (question.show_if().empty()) return;
  const v1::Condition& condition = question.show_if(0);
  const auto found = question_of_.find(condition.question());
  if (found == question_of_.end()) return;
  d::Route route{questions_[found->second].main, {}};
  for (const std::string& code : condition.any_of()) {
    const auto choice = choice_of_[found->second].find(code);
    if (choice != choice_of_[found->second].end()) route.answers.push_back(choice->second);
  }
  to->route = std::move(route);
}

void Tabulator::AddQuestion(const v1::Question& question) {
  if (question.kind() == v1::QUESTION_KIND_TEXT) return;
  TabulatedQuestion tabulated;
  tabulated.question = &question;
  absl::flat_hash_map<std::string, uint16_t> choices;
  for (int i = 0; i < question.choices_size(); ++i) choices.emplace(question.choices(i).code(), static_cast<uint16_t>(i));
  switch (question.kind()) {
    case v1::QUESTION_KIND_MULTIPLE:
      tabulated.main = AddColumn(question, d::QuestionKind::kMultiple, AnswersOf(question));
      break;
    case v1::QUESTION_KIND_NUMBER:
      for (int i = 0; i < question.bands_size(); ++i) choices.emplace(question.bands(i).code(), static_cast<uint16_t>(i));
      tabulated.main = AddColumn(question, d::QuestionKind::kSingle, BandsOf(question));
      break;
    case v1::QUESTION_KIND_RANK: {
      // A choice has no score or direction by its place.
      const std::vector<d::Answer> plain(static_cast<size_t>(question.choices_size()));
      tabulated.main = AddColumn(question, d::QuestionKind::kSingle, plain);
      if (RankedPlaces(question) > kTopPlaces) tabulated.top_three = AddColumn(question, d::QuestionKind::kMultiple, plain);
      break;
    }
    default:
      tabulated.main = AddColumn(question, d::QuestionKind::kSingle, AnswersOf(question));
  }
  question_of_.emplace(question.code(), questions_.size());
  choice_of_.push_back(std::move(choices));
  questions_.push_back(tabulated);
}

void Tabulator::Add(const v1::Response& response) {
  ++data_.received;
  const auto counts = [&](const v1::Answer& answer) {
    return question_of_.contains(answer.question()) && (answer.has_number() || !answer.choices().empty());
  };
  if (std::none_of(response.answers().begin(), response.answers().end(), counts)) return;
  const size_t respondent = data_.respondents++;
  for (d::Question& column : data_.questions) {
    if (column.kind == d::QuestionKind::kMultiple) {
      column.multiple.push_back(d::kNoChoices);
    } else {
      column.single.push_back(d::kNoAnswer);
    }
  }
  for (size_t i = 0; i < value_of_.size(); ++i) {
    const auto given = response.segments().find(data_.dimensions[i].code);
    const auto value = given == response.segments().end() ? value_of_[i].end() : value_of_[i].find(given->second);
    data_.segments[i].push_back(value == value_of_[i].end() ? d::kNoValue : value->second);
  }
  for (const v1::Answer& answer : response.answers()) {
    const auto found = question_of_.find(answer.question());
    if (found != question_of_.end()) Answered(questions_[found->second], answer, respondent);
  }
}

void Tabulator::Answered(const TabulatedQuestion& where, const v1::Answer& answer, size_t respondent) {
  d::Question& main = data_.questions[where.main];
  const auto& choices = choice_of_[question_of_.at(where.question->code())];
  if (where.question->kind() == v1::QUESTION_KIND_NUMBER) {
    if (!answer.has_number()) return;
    const int64_t number = Milli(answer.number());
    for (size_t band = 0; band < main.answers.size(); ++band) {
      if (number < *main.answers[band].lower_milli || number > *main.answers[band].upper_milli) continue;
      main.numbers.resize(respondent + 1, d::kNoNumber);
      main.single[respondent] = static_cast<uint8_t>(band);
      main.numbers[respondent] = number;
      return;
    }
    return;
  }
  uint64_t chosen = 0;
  uint64_t top = 0;
  int place = 0;
  for (const std::string& code : answer.choices()) {
    const auto choice = choices.find(code);
    if (choice == choices.end()) continue;
    chosen |= uint64_t{1} << choice->second;
    if (place == 0 && main.kind == d::QuestionKind::kSingle) main.single[respondent] = static_cast<uint8_t>(choice->second);
    if (place++ < kTopPlaces) top |= uint64_t{1} << choice->second;
  }
  if (chosen == 0) return;
  if (main.kind == d::QuestionKind::kMultiple) main.multiple[respondent] = chosen;
  if (where.top_three) data_.questions[*where.top_three].multiple[respondent] = top;
}

bool Tabulator::WasAsked(const v1::Question& question, size_t respondent) const {
  return std::all_of(question.show_if().begin(), question.show_if().end(), [&](const v1::Condition& condition) {
    const auto found = question_of_.find(condition.question());
    if (found == question_of_.end()) return false;
    const d::Question& column = data_.questions[questions_[found->second].main];
    return std::any_of(condition.any_of().begin(), condition.any_of().end(), [&](const std::string& code) {
      const auto choice = choice_of_[found->second].find(code);
      if (choice == choice_of_[found->second].end()) return false;
      if (column.kind == d::QuestionKind::kSingle) return column.single[respondent] == choice->second;
      return column.multiple[respondent] != d::kNoChoices && (column.multiple[respondent] >> choice->second & 1) != 0;
    });
  });
}

// "Answered by all who were asked" must be true of the data, whatever the instrument says: a file that was imported may have gaps. With several
// conditions the one route that is kept lets more people through than were asked.
void Tabulator::SettleRequired() {
  for (const TabulatedQuestion& tabulated : questions_) {
    const v1::Question& question = *tabulated.question;
    bool all = question.required() && question.show_if_size() <= 1;
    for (size_t i = 0; all && i < data_.respondents; ++i) {
      const d::Question& column = data_.questions[tabulated.main];
      const bool answered = column.kind == d::QuestionKind::kSingle ? column.single[i] != d::kNoAnswer : column.multiple[i] != d::kNoChoices;
      all = answered || !WasAsked(question, i);
    }
    data_.questions[tabulated.main].answered_by_all = all;
    if (tabulated.top_three) data_.questions[*tabulated.top_three].answered_by_all = all;
  }
}

d::SurveyData Tabulator::Take() {
  for (const TabulatedQuestion& tabulated : questions_) {
    if (tabulated.question->kind() == v1::QUESTION_KIND_NUMBER) data_.questions[tabulated.main].numbers.resize(data_.respondents, d::kNoNumber);
  }
  SettleRequired();
  return std::move(data_);
}

}  // namespace frontline::survey
