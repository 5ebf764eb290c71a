#include "services/survey/tabulate.h"

#include <gmock/gmock.h>

#include "services/survey/closing_for_test.h"

namespace frontline::survey {
namespace {

namespace d = disclosure;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TabulateTest : public ClosingTest {
 protected:
  d::SurveyData Data(const v1::Instrument& instrument, const std::vector<std::string>& responses) {
    Tabulator tabulator(instrument);
    for (const std::string& response : responses) tabulator.Add(Parse<v1::Response>(response));
    questions_ = tabulator.questions();
    d::SurveyData data = tabulator.Take();
    const absl::Status fits = d::CheckSurveyData(data);
    EXPECT_TRUE(fits.ok()) << fits;
    return data;
  }
  std::vector<TabulatedQuestion> questions_;
};

TEST_F(TabulateTest, AnswersAndSegmentsBecomeColumns) {
  const v1::Instrument kit = Kit();
  const d::SurveyData data = Data(kit, {"answers { question: 'radio' choices: 'good' } segments { key: 'force' value: 'surrey' }",
                                        "answers { question: 'devices' choices: 'radio' choices: 'other' text: 'torch' }",
                                        "answers { question: 'words' text: 'only words' } segments { key: 'force' value: 'kent' }"});
  EXPECT_EQ(data.received, 3);
  EXPECT_EQ(data.respondents, 2u);
  EXPECT_EQ(data.threshold, 5);
  EXPECT_THAT(data.segments[0], ElementsAre(2, d::kNoValue));
  EXPECT_THAT(data.questions[0].single, ElementsAre(2, d::kNoAnswer));
  EXPECT_THAT(data.questions[1].multiple, ElementsAre(d::kNoChoices, 5u));
  EXPECT_THAT(data.dimensions[0].headcounts, ElementsAre(400, 300, 200, 100));
  EXPECT_THAT(data.dimensions[0].roll_up, IsEmpty());
  EXPECT_THAT(data.breakdowns[1].dimensions, ElementsAre(0, 1));
  EXPECT_EQ(data.questions[0].answers[0].polarity, -1);
  EXPECT_EQ(data.questions[0].answers[2].score_milli, 3000);
}

TEST_F(TabulateTest, ARankBecomesWhatCameFirstAndTheFirstThree) {
  const v1::Instrument kit = Kit();
  const d::SurveyData data = Data(kit, {"answers { question: 'order' choices: 'c' choices: 'a' choices: 'e' choices: 'b' }"});
  ASSERT_THAT(questions_, SizeIs(4));  // without the free text
  const TabulatedQuestion& order = questions_[2];
  ASSERT_TRUE(order.top_three.has_value());
  EXPECT_THAT(data.questions[order.main].single, ElementsAre(2));
  EXPECT_THAT(data.questions[*order.top_three].multiple, ElementsAre(0b10101u));
}

TEST_F(TabulateTest, WhereThreeAtMostAreRankedTheFirstThreeSayNothing) {
  v1::Instrument kit = Kit();
  kit.mutable_sections(0)->mutable_questions(2)->set_max_choices(3);
  Data(kit, {});
  EXPECT_FALSE(questions_[2].top_three.has_value());
}

TEST_F(TabulateTest, ARouteAndWhoMustAnswerAreToldAsTheDataHasThem) {
  v1::Instrument kit = Kit();
  auto& questions = *kit.mutable_sections(0)->mutable_questions();
  questions[0].set_required(true);
  questions[3].set_required(true);
  const std::string bad = "answers { question: 'radio' choices: 'bad' } ";
  d::SurveyData data = Data(kit, {bad + "answers { question: 'hours' number: 2 }", "answers { question: 'radio' choices: 'good' }"});
  EXPECT_TRUE(data.questions[0].answered_by_all);
  const d::Question& hours = data.questions[questions_[3].main];
  ASSERT_TRUE(hours.route.has_value());
  EXPECT_EQ(hours.route->question, 0u);
  EXPECT_THAT(hours.route->answers, ElementsAre(0));
  EXPECT_TRUE(hours.answered_by_all);
  EXPECT_THAT(hours.numbers, ElementsAre(2000, d::kNoNumber));
  // A file that was imported may have gaps.
  data = Data(kit, {bad, "answers { question: 'devices' choices: 'radio' }"});
  EXPECT_FALSE(data.questions[0].answered_by_all);
  EXPECT_FALSE(data.questions[questions_[3].main].answered_by_all);
}

TEST_F(TabulateTest, EveryNumberFindsABand) {
  const v1::Instrument kit = Kit();
  const d::SurveyData data = Data(kit, {"answers { question: 'hours' number: 0 }", "answers { question: 'hours' number: 5 }",
                                        "answers { question: 'hours' number: 5.25 }", "answers { question: 'hours' number: 40 }"});
  const d::Question& hours = data.questions[questions_[3].main];
  EXPECT_THAT(hours.single, ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(hours.numbers, ElementsAre(0, 5000, 5250, 40000));
}

TEST_F(TabulateTest, SmallValuesOfAGroupMayBePooled) {
  v1::Instrument kit = Kit();
  kit.mutable_segments(0)->mutable_values(2)->set_roll_up("small-forces");
  kit.mutable_segments(0)->mutable_values(3)->set_roll_up("small-forces");
  const d::SurveyData data = Data(kit, {});
  EXPECT_THAT(data.dimensions[0].roll_up, ElementsAre(-1, -1, 0, 0));
}

}  // namespace
}  // namespace frontline::survey
