#include "tests/attack/random_survey.h"

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace frontline::attack {
namespace {

using survey::disclosure::Dimension;
using survey::disclosure::kNoAnswer;
using survey::disclosure::kNoChoices;
using survey::disclosure::kNoNumber;
using survey::disclosure::kNoValue;
using survey::disclosure::Question;
using survey::disclosure::QuestionKind;
using survey::disclosure::SurveyData;

size_t Draw(const std::vector<double>& weights, Random& random) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  double at = random.Unit() * sum;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (at < weights[i]) return i;
    at -= weights[i];
  }
  return weights.size() - 1;
}

class Generator {
 public:
  Generator(uint64_t seed, const Shape& shape, Questionnaire& questionnaire) : random_(seed), shape_(shape), questionnaire_(questionnaire) {}

  SurveyData Run() {
    data_.threshold = static_cast<int>(random_.Chance(40) ? 10 : random_.Between(5, 20));
    // As many small surveys as large ones.
    const int64_t most = random_.Chance(60) ? std::min<int64_t>(shape_.max_respondents, 400) : shape_.max_respondents;
    data_.respondents = static_cast<size_t>(random_.Chance(10) ? random_.Between(5, 40) : random_.Between(40, most));
    data_.received = static_cast<int64_t>(data_.respondents) + (random_.Chance(30) ? random_.Between(0, 20) : 0);
    const int64_t dimensions = std::min(random_.Between(1, shape_.max_dimensions), random_.Between(1, shape_.max_dimensions));
    for (int64_t d = 0; d < (shape_.linked ? 3 : dimensions); ++d) AddDimension(static_cast<size_t>(d));
    AddBreakdowns();
    const int64_t questions = random_.Between(1, shape_.max_questions);
    for (int64_t q = 0; q < questions; ++q) AddQuestion(static_cast<size_t>(q));
    AddWeighting();
    return std::move(data_);
  }

 private:
  // Sizes of values: some named around k, the rest skewed.
  std::vector<uint16_t> Column(size_t values, size_t d) {
    const size_t n = data_.respondents;
    const int64_t k = data_.threshold;
    std::vector<uint16_t> column;
    for (size_t v = 1; v < values && column.size() < n; ++v) {
      const int64_t sizes[] = {0, 1, random_.Between(1, k), k - 1, k, k + 1, random_.Between(k, 2 * k), random_.Between(k, 5 * k)};
      if (!random_.Chance(45)) continue;
      const size_t size = static_cast<size_t>(sizes[random_.Between(0, 7)]);
      for (size_t i = 0; i < size && column.size() < n; ++i) column.push_back(static_cast<uint16_t>(v));
    }
    std::vector<double> weights;
    for (size_t v = 0; v < values; ++v) weights.push_back(std::pow(random_.Unit(), 2) + (v == 0 ? 0.3 : 0));
    while (column.size() < n) column.push_back(static_cast<uint16_t>(Draw(weights, random_)));
    for (size_t i = n; i > 1; --i) std::swap(column[i - 1], column[static_cast<size_t>(random_.Between(0, static_cast<int64_t>(i) - 1))]);
    // Segments hang together: a rank is found mostly in some roles.
    if (d > 0 && random_.Chance(40)) {
      const auto& other = data_.segments[static_cast<size_t>(random_.Between(0, static_cast<int64_t>(d) - 1))];
      for (size_t i = 0; i < n; ++i) {
        if (other[i] != kNoValue && random_.Chance(70)) column[i] = static_cast<uint16_t>(other[i] % values);
      }
    }
    if (random_.Chance(35)) {
      const int64_t missing = random_.Chance(50) ? random_.Between(1, 2 * k) : random_.Between(1, static_cast<int64_t>(n) / 5 + 1);
      for (int64_t i = 0; i < missing; ++i) column[static_cast<size_t>(random_.Between(0, static_cast<int64_t>(n) - 1))] = kNoValue;
    }
    return column;
  }

  void AddDimension(size_t d) {
    Dimension dimension;
    dimension.code = absl::StrCat("d", d);
    const size_t values = static_cast<size_t>(random_.Between(2, random_.Chance(60) ? std::min(5, shape_.max_values) : shape_.max_values));
    data_.segments.push_back(Column(values, d));
    std::vector<int64_t> people(values, 0);
    for (const uint16_t value : data_.segments.back()) {
      if (value != kNoValue) ++people[value];
    }
    const int64_t known = random_.Between(0, 2);  // none, all, some
    for (size_t v = 0; v < values; ++v) {
      const int64_t heads = random_.Chance(30) ? people[v] + random_.Between(0, 3) : people[v] * random_.Between(1, 6) + random_.Between(1, 60);
      dimension.headcounts.push_back(known == 0 || (known == 2 && random_.Chance(40)) ? 0 : std::max<int64_t>(1, heads));
    }
    if (random_.Chance(30)) {
      for (size_t v = 0; v < values; ++v) dimension.roll_up.push_back(random_.Chance(70) ? static_cast<int32_t>(v / 3) : -1);
    }
    data_.dimensions.push_back(std::move(dimension));
  }

  void AddBreakdowns() {
    if (shape_.linked) {
      data_.breakdowns = {{{0, 1}}, {{1, 2}}, {{0, 2}}};
      return;
    }
    const int64_t d = static_cast<int64_t>(data_.dimensions.size());
    const int64_t wanted = random_.Between(1, 6);
    for (int64_t b = 0; b < wanted; ++b) {
      std::vector<size_t> dimensions = {static_cast<size_t>(random_.Between(0, d - 1))};
      if (d > 1 && random_.Chance(55)) {
        const size_t second = static_cast<size_t>(random_.Between(0, d - 1));
        const size_t cells = data_.dimensions[dimensions[0]].headcounts.size() * data_.dimensions[second].headcounts.size();
        if (second != dimensions[0] && cells <= shape_.max_pair) dimensions.push_back(second);
      }
      const bool known = std::any_of(data_.breakdowns.begin(), data_.breakdowns.end(), [&](const auto& b) { return b.dimensions == dimensions; });
      if (!known) data_.breakdowns.push_back({dimensions});
    }
  }

  void AddAnswers(Question& question) {
    const int64_t style = random_.Between(0, 3);
    const size_t answers = static_cast<size_t>(style == 0 ? 5 : random_.Between(2, 6));
    question.kind = style == 3 ? QuestionKind::kMultiple : QuestionKind::kSingle;
    question.answers.resize(answers);
    for (size_t a = 0; a < answers; ++a) {
      if (style == 0) {  // Likert, now and then with an answer outside the scale
        if (a == 4 && random_.Chance(20)) continue;
        question.answers[a].polarity = a < 2 ? -1 : a == 2 ? 0 : 1;
        question.answers[a].score_milli = static_cast<int64_t>(1000 * (a + 1));
      } else if (style == 1 && number_bands_) {
        question.answers[a].lower_milli = static_cast<int64_t>(10'000 * a);
        question.answers[a].upper_milli = static_cast<int64_t>(10'000 * a + 9'000);
      }
    }
    numeric_ = style == 1 && number_bands_;
  }

  void AddQuestion(size_t q) {
    Question question;
    question.code = absl::StrCat("q", q);
    number_bands_ = random_.Chance(50);
    AddAnswers(question);
    question.answered_by_all = random_.Chance(60);
    if (q > 0 && random_.Chance(30)) {
      survey::disclosure::Route route;
      route.question = static_cast<size_t>(random_.Between(0, static_cast<int64_t>(q) - 1));
      const size_t answers = data_.questions[route.question].answers.size();
      for (size_t a = 0; a < answers; ++a) {
        if (random_.Chance(40)) route.answers.push_back(a);
      }
      if (route.answers.empty()) route.answers.push_back(0);
      question.route = route;
    }
    // Ticking nothing is no answer, in most questionnaires.
    const bool bounded = question.kind == QuestionKind::kMultiple && random_.Chance(60);
    least_ = bounded ? 1 : 0;
    most_ = static_cast<int>(bounded ? random_.Between(1, static_cast<int64_t>(question.answers.size())) : static_cast<int64_t>(question.answers.size()));
    AnswerAll(question);
    const bool rank = question.kind == QuestionKind::kSingle && !numeric_ && question.answers.size() > 3 && !question.answers[0].score_milli && random_.Chance(30);
    questionnaire_.least.push_back(least_), questionnaire_.most.push_back(most_);
    data_.questions.push_back(std::move(question));
    if (rank) AddTopThree(data_.questions.size() - 1);
  }

  void AddTopThree(size_t first) {
    Question top = data_.questions[first];
    top.code += "top";
    top.kind = QuestionKind::kMultiple;
    for (const uint8_t answer : top.single) {
      uint64_t chosen = answer == kNoAnswer ? kNoChoices : uint64_t{1} << answer;
      while (answer != kNoAnswer && __builtin_popcountll(chosen) < 3) chosen |= uint64_t{1} << random_.Between(0, static_cast<int64_t>(top.answers.size()) - 1);
      top.multiple.push_back(chosen);
    }
    top.single.clear();
    questionnaire_.ranks.emplace_back(first, data_.questions.size());
    questionnaire_.least.push_back(3), questionnaire_.most.push_back(3);
    data_.questions.push_back(std::move(top));
  }

  bool Asked(const Question& question, size_t i) const {
    if (!question.route) return true;
    const Question& parent = data_.questions[question.route->question];
    return std::any_of(question.route->answers.begin(), question.route->answers.end(), [&](size_t a) {
      return parent.kind == QuestionKind::kSingle ? parent.single[i] == a : parent.multiple[i] != kNoChoices && (parent.multiple[i] >> a & 1) != 0;
    });
  }

  void AnswerAll(Question& question) {
    const size_t answers = question.answers.size();
    // Moods of segments: the opinion of a value of the first dimension; some are unanimous, some nearly.
    const size_t moods = data_.dimensions[0].headcounts.size() + 1;
    std::vector<std::vector<double>> mood(moods);
    const bool rare = random_.Chance(40);
    for (auto& weights : mood) {
      for (size_t a = 0; a < answers; ++a) weights.push_back(random_.Unit() + 0.05);
      if (rare) weights[answers - 1] = 0.02;
      if (random_.Chance(12)) weights[static_cast<size_t>(random_.Between(0, static_cast<int64_t>(answers) - 1))] = random_.Chance(50) ? 1e9 : 60;
    }
    for (size_t i = 0; i < data_.respondents; ++i) {
      const bool answered = Asked(question, i) && (question.answered_by_all || !random_.Chance(8));
      const uint16_t value = data_.segments[0][i];
      const auto& weights = mood[value == kNoValue ? moods - 1 : value];
      if (question.kind == QuestionKind::kSingle) {
        const size_t answer = Draw(weights, random_);
        question.single.push_back(answered ? static_cast<uint8_t>(answer) : kNoAnswer);
        if (numeric_) question.numbers.push_back(answered ? *question.answers[answer].lower_milli + 1000 * random_.Between(0, 9) : kNoNumber);
      } else {
        uint64_t chosen = 0;
        for (size_t a = 0; a < answers; ++a) chosen |= random_.Unit() < std::min(1.0, weights[a] * 0.7) ? uint64_t{1} << a : 0;
        while (__builtin_popcountll(chosen) > most_) chosen &= chosen - 1;
        if (least_ > 0 && chosen == 0) chosen = uint64_t{1} << Draw(weights, random_);
        question.multiple.push_back(answered ? chosen : kNoChoices);
      }
    }
  }

  void AddWeighting() {
    if (!random_.Chance(35)) return;
    for (size_t d = 0; d < data_.dimensions.size() && data_.weighting.size() < 2; ++d) {
      const auto& heads = data_.dimensions[d].headcounts;
      if (std::all_of(heads.begin(), heads.end(), [](int64_t n) { return n > 0; }) && random_.Chance(60)) data_.weighting.push_back(d);
    }
  }

  Random random_;
  const Shape shape_;
  Questionnaire& questionnaire_;
  SurveyData data_;
  bool number_bands_ = false, numeric_ = false;
  int least_ = 0, most_ = 0;  // of the multiple choice at hand
};

}  // namespace

uint64_t Random::Next() {
  uint64_t z = (state_ += 0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

SurveyData RandomSurvey(uint64_t seed, const Shape& shape, Questionnaire* questionnaire) {
  Questionnaire unread;
  return Generator(seed, shape, questionnaire == nullptr ? unread : *questionnaire).Run();
}

SurveyData NextWave(const SurveyData& wave, uint64_t seed) {
  Random random(seed);
  SurveyData next = wave;
  const auto keep = [&](auto& column, const std::vector<size_t>& who) {
    if (column.empty()) return;
    std::remove_reference_t<decltype(column)> moved;
    for (const size_t i : who) moved.push_back(column[i]);
    column = std::move(moved);
  };
  // Someone who comes twice stands for a new person who is much like one who was there.
  std::vector<size_t> who;
  for (size_t i = 0; i < wave.respondents; ++i) {
    if (!random.Chance(10)) who.push_back(i);
    if (random.Chance(8)) who.push_back(i);
  }
  if (who.empty()) who.push_back(0);
  for (auto& column : next.segments) keep(column, who);
  for (Question& question : next.questions) {
    keep(question.single, who);
    keep(question.multiple, who);
    keep(question.numbers, who);
  }
  next.respondents = who.size();
  next.received = static_cast<int64_t>(who.size());
  return next;
}

std::string Describe(const SurveyData& data) {
  std::string text = absl::StrCat("k=", data.threshold, " n=", data.respondents);
  for (size_t d = 0; d < data.dimensions.size(); ++d) {
    std::vector<int64_t> people(data.dimensions[d].headcounts.size() + 1, 0);
    for (const uint16_t value : data.segments[d]) ++people[value == kNoValue ? people.size() - 1 : value];
    absl::StrAppend(&text, " ", data.dimensions[d].code, "=");
    for (size_t v = 0; v < people.size(); ++v) absl::StrAppend(&text, v == 0 ? "" : v + 1 == people.size() ? " none:" : ",", people[v]);
    absl::StrAppend(&text, " heads=");
    for (const int64_t heads : data.dimensions[d].headcounts) absl::StrAppend(&text, heads, ",");
    if (!data.dimensions[d].roll_up.empty()) absl::StrAppend(&text, "rolled");
  }
  for (const auto& breakdown : data.breakdowns) {
    absl::StrAppend(&text, " by", breakdown.dimensions[0]);
    if (breakdown.dimensions.size() > 1) absl::StrAppend(&text, "x", breakdown.dimensions[1]);
  }
  for (const Question& question : data.questions) {
    absl::StrAppend(&text, " ", question.code, question.kind == QuestionKind::kMultiple ? "m" : question.numbers.empty() ? "s" : "n",
                    question.answers.size(), question.answered_by_all ? "!" : "");
    if (question.route) absl::StrAppend(&text, "<q", question.route->question);
  }
  for (const size_t d : data.weighting) absl::StrAppend(&text, " weighted", d);
  return text;
}

}  // namespace frontline::attack
