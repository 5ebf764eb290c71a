#include "services/survey/answer_check.h"

#include <gmock/gmock.h>

#include "google/protobuf/util/message_differencer.h"
#include "services/survey/instrument_for_test.h"
#include "services/survey/store_for_test.h"

namespace frontline::survey {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class AnswerCheckTest : public ::testing::Test {
 protected:
  // "field: message" of each problem.
  std::vector<std::string> Check(const std::string& response) {
    std::vector<std::string> said;
    for (const AnswerProblem& problem : compiled_.Check(Parse<v1::Response>(response), &normal_))
      said.push_back(problem.field + ": " + problem.message);
    return said;
  }
  // The rest of a response that is fine by itself.
  static std::string With(const std::string& more) {
    return "segments { key: 'force' value: 'kent' } answers { question: 'q-laptop' choices: 'poor' } " + more;
  }

  const CompiledInstrument compiled_{Parse<v1::Instrument>(kEveryQuestion)};
  v1::Response normal_;
};

TEST_F(AnswerCheckTest, AFullResponseIsKeptInTheOrderOfTheInstrument) {
  EXPECT_THAT(
      Check("answers { question: 'q-words' text: 'Fine.' } answers { question: 'q-young' choices: 'no' } answers { question: 'q-years' number: 3 } "
            "answers { question: 'q-first' choices: 'phone' choices: 'radio' } "
            "answers { question: 'q-why' choices: 'other' choices: 'slow' text: 'The hinge' } answers { question: 'q-laptop' choices: 'poor' } "
            "segments { key: 'force' value: 'essex' } segments { key: 'rank' value: 'sergeant' }"),
      IsEmpty());
  const auto wanted = Parse<v1::Response>(
      "answers { question: 'q-laptop' choices: 'poor' } answers { question: 'q-why' choices: 'slow' choices: 'other' text: 'The hinge' } "
      "answers { question: 'q-first' choices: 'phone' choices: 'radio' } answers { question: 'q-years' number: 3 } "
      "answers { question: 'q-young' choices: 'no' } answers { question: 'q-words' text: 'Fine.' } "
      "segments { key: 'force' value: 'essex' } segments { key: 'rank' value: 'sergeant' }");
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(normal_, wanted)) << normal_.DebugString();
}

TEST_F(AnswerCheckTest, WhatTheRespondentsProgramPutsInBesideIsNotKept) {
  auto response = Parse<v1::Response>(With(""));
  response.GetReflection()->MutableUnknownFields(&response)->AddLengthDelimited(99, "fl-inv-secret");
  response.mutable_answers(0)->GetReflection()->MutableUnknownFields(response.mutable_answers(0))->AddVarint(98, 7);
  EXPECT_THAT(compiled_.Check(response, &normal_), IsEmpty());
  EXPECT_THAT(normal_.SerializeAsString(), ::testing::Not(HasSubstr("secret")));
  EXPECT_TRUE(normal_.answers(0).GetReflection()->GetUnknownFields(normal_.answers(0)).empty());
}

TEST_F(AnswerCheckTest, EverythingThatIsWrongIsSaidAtOnce) {
  EXPECT_THAT(
      Check("answers { question: 'q-nothing' choices: 'x' } answers { question: 'q-first' choices: 'radio' choices: 'radio' choices: 'tablet' } "
            "answers { question: 'q-years' number: 41 } segments { key: 'rank' value: 'general' } segments { key: 'shoe' value: '9' }"),
      UnorderedElementsAre("answers[0].question: names 'q-nothing', which is no question of this survey",
                           "answers: lack one to 'q-laptop', which everyone who is asked it must answer", "answers[1].choices[1]: is 'radio' again",
                           "answers[1].choices[2]: is 'tablet'; 'q-first' takes radio, phone, laptop", "answers[1].choices: must be at most 2, are 3",
                           "answers[2].number: must be 0 to 40, is 41", "segments[\"rank\"]: is 'general', which is none of its values",
                           "segments[\"shoe\"]: is no segment of this survey", "segments: lack 'force', which everyone must give"));
  EXPECT_TRUE(normal_.answers().empty() && normal_.segments().empty());
}

TEST_F(AnswerCheckTest, AQuestionThatWasNotAskedMustNotBeAnswered) {
  EXPECT_THAT(
      Check("segments { key: 'force' value: 'kent' } answers { question: 'q-laptop' choices: 'good' } answers { question: 'q-why' choices: 'slow' }"),
      ElementsAre(
          "answers[1].question: answers 'q-why', which was not asked: it is asked only of those who answer 'q-laptop' with very-poor or poor"));
}

TEST_F(AnswerCheckTest, ARequiredQuestionThatWasNotAskedMayBeLeftOut) {
  EXPECT_THAT(Check(With("answers { question: 'q-years' number: 20 }")), IsEmpty());
  EXPECT_THAT(Check(With("")), IsEmpty());  // without an answer to q-years, q-young is not asked
  EXPECT_THAT(Check(With("answers { question: 'q-years' number: 4 }")),
              ElementsAre("answers: lack one to 'q-young', which everyone who is asked it must answer"));
}

TEST_F(AnswerCheckTest, WhatHangsOnAWrongAnswerIsNotHeldAgainstTheOthers) {
  EXPECT_THAT(
      Check(
          "segments { key: 'force' value: 'kent' } answers { question: 'q-laptop' choices: 'awful' } answers { question: 'q-why' choices: 'slow' }"),
      ElementsAre(HasSubstr("answers[0].choices[0]: is 'awful'; 'q-laptop' takes very-poor, poor, good, dont-know")));
}

TEST_F(AnswerCheckTest, AnAnswerTwiceIsRefused) {
  EXPECT_THAT(Check(With("answers { question: 'q-laptop' choices: 'good' }")),
              ElementsAre("answers[1].question: answers 'q-laptop' again, as answers[0] did"));
}

TEST_F(AnswerCheckTest, WhatIsSetMustFitTheSortOfTheQuestion) {
  EXPECT_THAT(
      Check(With("answers { question: 'q-years' choices: 'under-5' text: 'four' }")),
      ElementsAre("answers[1].choices: are only for a question that has some", "answers[1].text: is not for a question that asks for a number",
                  "answers[1].number: is required: the question asks for a number"));
  EXPECT_THAT(
      Check(With("answers { question: 'q-words' number: 3 }")),
      ElementsAre("answers[1].number: is only for a question that asks for a number", "answers[1].text: is required: the question asks for words"));
  EXPECT_THAT(Check(With("answers { question: 'q-first' }")),
              ElementsAre("answers[1]: says nothing; leave it out where the question is not answered"));
  EXPECT_THAT(Check(With("answers { question: 'q-words' text: ' \\n' }")),
              ElementsAre("answers[1]: says nothing; leave it out where the question is not answered"));
}

TEST_F(AnswerCheckTest, OneChoiceMeansOne) {
  EXPECT_THAT(Check("segments { key: 'force' value: 'kent' } answers { question: 'q-laptop' choices: 'good' choices: 'poor' }"),
              ElementsAre("answers[0].choices: must be at most 1, are 2"));
}

TEST_F(AnswerCheckTest, AnExclusiveChoiceRulesOutTheOthers) {
  EXPECT_THAT(Check(With("answers { question: 'q-why' choices: 'none' }")), IsEmpty());
  EXPECT_THAT(Check(With("answers { question: 'q-why' choices: 'slow' choices: 'none' }")),
              ElementsAre("answers[1].choices: hold 'none', which rules out every other choice"));
}

TEST_F(AnswerCheckTest, OwnWordsAreForTheChoiceThatTakesSome) {
  EXPECT_THAT(Check(With("answers { question: 'q-why' choices: 'slow' text: 'the hinge' }")),
              ElementsAre("answers[1].text: is only for those who choose 'other'"));
  EXPECT_THAT(Check(With("answers { question: 'q-first' choices: 'radio' text: 'the hinge' }")),
              ElementsAre("answers[1].text: is not for this question: none of its choices takes any"));
  EXPECT_THAT(Check(With("answers { question: 'q-why' choices: 'other' text: '" + std::string(201, 'x') + "' }")),
              ElementsAre("answers[1].text: must have at most 200 characters, has 201"));
}

TEST_F(AnswerCheckTest, TextIsCountedInCharacters) {
  EXPECT_THAT(Check(With("answers { question: 'q-words' text: 'ŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵ' }")), IsEmpty());
  EXPECT_THAT(Check(With("answers { question: 'q-words' text: 'ŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵŵ' }")),
              ElementsAre("answers[1].text: must have at most 20 characters, has 21"));
}

TEST_F(AnswerCheckTest, NumbersAreWithinBoundsAndWhole) {
  EXPECT_THAT(Check(With("answers { question: 'q-years' number: 40 }")), IsEmpty());
  EXPECT_THAT(Check(With("answers { question: 'q-years' number: -1 }")), ElementsAre("answers[1].number: must be 0 to 40, is -1"));
  EXPECT_THAT(Check(With("answers { question: 'q-years' number: nan }")), ElementsAre("answers[1].number: must be 0 to 40, is nan"));
  EXPECT_THAT(Check(With("answers { question: 'q-years' number: 7.5 }")), ElementsAre("answers[1].number: must be a whole number, is 7.5"));
}

}  // namespace
}  // namespace frontline::survey
