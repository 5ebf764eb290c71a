#include "clients/cli/answer_session.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <sstream>

#include "clients/cli/receipt_code.h"

namespace frontline::cli {
namespace {

namespace s = frontline::survey::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;
using ::testing::Not;

constexpr char kInstrument[] = R"(
  title { en: 'Technology' cy: 'Technoleg' } pledge { en: 'Nobody can tell who answered what.' }
  segments { code: 'force' required: true text { en: 'Which force?' }
    values { code: 'kent' label { en: 'Kent' } } values { code: 'essex' label { en: 'Essex' } } }
  sections { code: 'kit' title { en: 'Kit' }
    questions { code: 'q1' kind: QUESTION_KIND_LIKERT required: true text { en: 'How good is it?' cy: 'Pa mor dda?' }
      choices { code: 'poor' label { en: 'Poor' } } choices { code: 'good' label { en: 'Good' } } }
    questions { code: 'q2' kind: QUESTION_KIND_MULTIPLE max_choices: 2 text { en: 'Why?' } show_if { question: 'q1' any_of: 'poor' }
      choices { code: 'slow' label { en: 'Slow' } } choices { code: 'other' label { en: 'Other' } takes_text: true }
      choices { code: 'none' label { en: 'None' } exclusive: true } }
    questions { code: 'q3' kind: QUESTION_KIND_NUMBER minimum: 0 maximum: 40 whole: true text { en: 'How many years?' }
      bands { code: 'few' low: 0 high: 4 } bands { code: 'many' low: 5 high: 40 } }
    questions { code: 'q4' kind: QUESTION_KIND_TEXT text { en: 'What would help?' } show_if { question: 'q3' any_of: 'few' } } }
)";

class AnswerSessionTest : public ::testing::Test {
 protected:
  absl::StatusOr<s::Response> Ask(const std::string& typed, bool welsh = false) {
    s::Instrument instrument;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kInstrument, &instrument));
    std::istringstream in(typed);
    out_.str("");
    return AnswerSession(in, out_, welsh, 0).Ask(instrument);
  }
  static bool Same(const absl::StatusOr<s::Response>& got, const std::string& wanted) {
    s::Response response;
    return got.ok() && google::protobuf::TextFormat::ParseFromString(wanted, &response) &&
           google::protobuf::util::MessageDifferencer::Equals(*got, response);
  }
  std::ostringstream out_;
};

TEST_F(AnswerSessionTest, AsksWhatFollowsFromTheAnswersAndNothingElse) {
  EXPECT_TRUE(Same(Ask("2\n1\n1,2\nThe hinge\n3\nA dock\nyes\n"),
                   "segments { key: 'force' value: 'essex' } answers { question: 'q1' choices: 'poor' } answers { question: 'q2' choices: 'slow' "
                   "choices: 'other' text: 'The hinge' } answers { question: 'q3' number: 3 } answers { question: 'q4' text: 'A dock' }"));
  EXPECT_TRUE(Same(Ask("1\n2\n20\nyes\n"),
                   "segments { key: 'force' value: 'kent' } answers { question: 'q1' choices: 'good' } answers { question: 'q3' number: 20 }"));
  EXPECT_THAT(out_.str(), Not(HasSubstr("Why?")));
  EXPECT_THAT(out_.str(), Not(HasSubstr("What would help?")));
}

TEST_F(AnswerSessionTest, AsksAgainUntilTheAnswerFits) {
  EXPECT_TRUE(Same(Ask("\n3\n1\n\nx\n1\n1,3\n1,1\n3\n41\n2.5\n\ny\n"),
                   "segments { key: 'force' value: 'kent' } answers { question: 'q1' choices: 'poor' } answers { question: 'q2' choices: 'none' }"));
  for (const char* said : {"This must be answered.", "'3' is no number from 1 to 2.", "'x' is no number", "3 rules out every other choice.",
                           "1 is there twice.", "It must be a whole number from 0 to 40."}) {
    EXPECT_THAT(out_.str(), HasSubstr(said));
  }
}

TEST_F(AnswerSessionTest, NothingIsSentUnlessTheRespondentSaysSo) {
  EXPECT_TRUE(absl::IsCancelled(Ask("1\n2\n20\nno\n").status()));
  EXPECT_TRUE(absl::IsCancelled(Ask("1\n2\n").status()));
}

TEST_F(AnswerSessionTest, ShowsThePledgeFirstAndWelshWhereThereIsSome) {
  ASSERT_TRUE(Ask("1\n2\n20\nyes\n", /*welsh=*/true).ok());
  EXPECT_LT(out_.str().find("Nobody can tell"), out_.str().find("Which force?"));
  EXPECT_THAT(out_.str(), HasSubstr("Pa mor dda?"));
  EXPECT_THAT(out_.str(), HasSubstr("Technoleg"));
}

TEST(ParsePlacesTest, TakesNumbersPartedByCommasOrBlanks) {
  EXPECT_THAT(*ParsePlaces("2, 1 3", 3, 3), ElementsAre(1, 0, 2));
  EXPECT_THAT(*ParsePlaces("", 3, 3), IsEmpty());
  EXPECT_FALSE(ParsePlaces("1,2", 3, 1).ok());
}

TEST(ReceiptCodeTest, IsEightGroupsOfFourAndNeverTheSame) {
  const auto code = NewReceiptCode();
  ASSERT_TRUE(code.ok());
  EXPECT_THAT(*code, MatchesRegex("([0-9a-z]{4}-){7}[0-9a-z]{4}"));
  EXPECT_NE(*code, *NewReceiptCode());
}

TEST(ReceiptCodeTest, IsFoundAgainHoweverItWasTyped) {
  EXPECT_EQ(TypedReceiptCode(" K3M9 X2P7 4FQ8 D1WZ 9S5T H6YC OVBN JG3E\n"), "k3m9-x2p7-4fq8-d1wz-9s5t-h6yc-0vbn-jg3e");
  EXPECT_EQ(TypedReceiptCode("k3m9x2p74fq8dlwz9s5th6yc0vbnjg3e"), "k3m9-x2p7-4fq8-d1wz-9s5t-h6yc-0vbn-jg3e");
  EXPECT_EQ(TypedReceiptCode(" Another-Programs-Code-26-Characters "), "Another-Programs-Code-26-Characters");
}

}  // namespace
}  // namespace frontline::cli
