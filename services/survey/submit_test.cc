#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/rpc/status.h"
#include "services/survey/instrument_for_test.h"
#include "services/survey/invitation.h"
#include "services/survey/receipt.h"
#include "services/survey/response_handlers.h"
#include "services/survey/store_for_test.h"
#include "storage/journal.h"

namespace frontline::survey {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kSurvey[] = "forces/kent/surveys/tech";
constexpr char kAnswers[] =
    "segments { key: 'force' value: 'kent' } answers { question: 'q-laptop' choices: 'good' } answers { question: 'q-words' text: 'ok' }";

std::string Receipt(const std::string& start) { return start + "-" + std::string(26, 'r'); }

class SubmitTest : public StoreTest {
 protected:
  SubmitTest() { PutSurvey(""); }

  void PutSurvey(const std::string& more, const std::string& name = kSurvey, const std::string& state = "SURVEY_STATE_OPEN") {
    auto survey =
        Parse<v1::Survey>(absl::StrCat("name: '", name, "' state: ", state, " revision: ", ++revision_, " instrument {", kEveryQuestion, "}"));
    survey.mutable_instrument()->MergeFrom(Parse<v1::Instrument>(more));
    Put(survey);
  }
  void Invite(const std::string& token, const std::string& survey = kSurvey) {
    const absl::Status status = storage::CommitAndWait(
        *store_, [&](Transaction& tx) { return Invitations().Create(tx, InvitationName(survey, token), stored::v1::InvitationRecord()); });
    ASSERT_TRUE(status.ok()) << status;
  }
  absl::Status Submit(const std::string& invitation, const std::string& receipt, const std::string& answers = kAnswers,
                      const std::string& survey = kSurvey) {
    const auto request = Parse<v1::SubmitResponseRequest>(
        absl::StrCat("survey: '", survey, "' invitation: '", invitation, "' receipt_code: '", receipt, "' response {", answers, "}"));
    const Call call = WithStore(Anyone());
    v1::SubmitResponseResponse response;
    return storage::CommitAndWait(*store_, [&](Transaction& tx) { return SubmitResponse(cache_, call, request, tx, &response); });
  }
  absl::Status Withdraw(const std::string& receipt) {
    return Write(WithdrawResponse, WithStore(Anyone()), absl::StrCat("survey: '", kSurvey, "' receipt_code: '", receipt, "'")).status();
  }
  bool Valid(const std::string& receipt, const std::string& survey = kSurvey) {
    const auto answer = Read(VerifyReceipt, WithStore(Anyone()), absl::StrCat("survey: '", survey, "' receipt_code: '", receipt, "'"));
    return answer.ok() && answer->valid();
  }
  absl::StatusOr<v1::Questionnaire> Ask(const std::string& invitation, const std::string& survey = kSurvey) {
    v1::Questionnaire questionnaire;
    const auto request = Parse<v1::GetQuestionnaireRequest>(absl::StrCat("survey: '", survey, "' invitation: '", invitation, "'"));
    const absl::Status status = GetQuestionnaire(cache_, WithStore(Anyone()), request, store_->Read(), &questionnaire);
    if (!status.ok()) return status;
    return questionnaire;
  }
  absl::StatusOr<v1::FollowResponseResponse> Follow(const std::string& receipt) {
    return Read(FollowResponse, WithStore(Anyone()), absl::StrCat("survey: '", kSurvey, "' receipt_code: '", receipt, "'"));
  }

  std::vector<storage::Page<stored::v1::ResponseRecord>::Row> Kept() {
    auto page = Responses().List(store_->Read(), ResponsePrefix(kSurvey), "", 1000);
    EXPECT_TRUE(page.ok());
    return page->rows;
  }
  stored::v1::SurveyCountsRecord CountsNow() {
    const auto counts = Counts().Get(store_->Read(), kSurvey);
    return counts.ok() ? *counts : stored::v1::SurveyCountsRecord();
  }

  InstrumentCache cache_;
  int revision_ = 0;
};

// What goes over the wire, to the byte.
std::string Wire(const absl::Status& status) {
  const grpc::Status wire = rpc::ToGrpc(status, "trace");
  return absl::StrCat(static_cast<int>(wire.error_code()), "|", wire.error_message(), "|", wire.error_details());
}

TEST_F(SubmitTest, AResponseIsKeptWithTheDayAndNothingOfTheInvitation) {
  Invite("fl-inv-a");
  EXPECT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  ASSERT_THAT(Kept(), SizeIs(1));
  const stored::v1::ResponseRecord record = Kept()[0].record;
  EXPECT_EQ(record.day(), "2026-09-21");
  EXPECT_EQ(record.response().answers_size(), 2);
  EXPECT_THAT(record.SerializeAsString(), Not(HasSubstr(InvitationHash(kSurvey, "fl-inv-a"))));
  EXPECT_THAT(record.SerializeAsString(), Not(HasSubstr("fl-inv-a")));
  EXPECT_EQ(CountsNow().used(), 1);
  EXPECT_TRUE(CountsNow().frozen());
  EXPECT_TRUE(Valid(Receipt("a")));
  EXPECT_FALSE(Valid(Receipt("a"), "forces/kent/surveys/other"));
}

TEST_F(SubmitTest, NothingOfAResponseIsInTheFeed) {
  const uint64_t before = *storage::LastChange(store_->Read());
  Invite("fl-inv-a");
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  ASSERT_TRUE(Withdraw(Receipt("a")).ok());
  EXPECT_EQ(*storage::LastChange(store_->Read()), before);
}

TEST_F(SubmitTest, TheSameAgainIsAnsweredTheSameAndWritesNothing) {
  Invite("fl-inv-a");
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  EXPECT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  EXPECT_TRUE(Submit("fl-inv-a", Receipt("a"), "").ok());  // whatever it says: the first counts
  EXPECT_THAT(Kept(), SizeIs(1));
  EXPECT_EQ(CountsNow().used(), 1);
}

TEST_F(SubmitTest, WhoeverMayNotAnswerIsToldTheSameByteForByte) {
  PutSurvey("", "forces/kent/surveys/other");
  PutSurvey("", "forces/kent/surveys/draft", "SURVEY_STATE_DRAFT");
  PutSurvey("", "forces/kent/surveys/closed", "SURVEY_STATE_CLOSED");
  PutSurvey("open_on: '2026-09-22'", "forces/kent/surveys/early");
  PutSurvey("close_on: '2026-09-20'", "forces/kent/surveys/late");
  PutSurvey("reach: REACH_OPEN_LINK", "forces/kent/surveys/open");
  for (const char* id : {"tech", "other", "draft", "closed", "early", "late"}) Invite("fl-inv-a", absl::StrCat("forces/kent/surveys/", id));
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  Invite("fl-inv-b");

  const std::string refused = Wire(base::InvitationRefused());
  // With answers that are wrong, so that it would show if these were looked at first.
  const std::string wrong = "answers { question: 'no-such' }";
  EXPECT_EQ(Wire(Submit("fl-inv-forged", Receipt("b"), wrong)), refused);
  EXPECT_EQ(Wire(Submit("", Receipt("b"), wrong)), refused);
  EXPECT_EQ(Wire(Submit("fl-inv-a", Receipt("b"), wrong)), refused);  // used
  EXPECT_EQ(Wire(Submit("fl-inv-b", Receipt("b"), wrong, "forces/kent/surveys/other")), refused);
  EXPECT_EQ(Wire(Submit("fl-inv-b", Receipt("b"), wrong, "forces/kent/surveys/open")), refused);
  for (const char* id : {"draft", "closed", "early", "late", "none"}) {
    EXPECT_EQ(Wire(Submit("fl-inv-a", Receipt("b"), wrong, absl::StrCat("forces/kent/surveys/", id))), refused) << id;
    EXPECT_EQ(Wire(Ask("fl-inv-a", absl::StrCat("forces/kent/surveys/", id)).status()), refused) << id;
  }
  EXPECT_EQ(Wire(Ask("fl-inv-forged").status()), refused);
  EXPECT_EQ(Wire(Ask("fl-inv-a").status()), refused);
  EXPECT_EQ(Wire(Ask("").status()), refused);
  EXPECT_TRUE(Ask("fl-inv-b").ok());
}

TEST_F(SubmitTest, ARefusedResponseLeavesTheInvitationUnused) {
  Invite("fl-inv-a");
  const absl::Status status = Submit("fl-inv-a", Receipt("a"), "segments { key: 'force' value: 'mars' }");
  EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID");
  EXPECT_THAT(std::string(status.message()), HasSubstr("response.segments[\"force\"] is 'mars'"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("response.answers lack one to 'q-laptop'"));
  EXPECT_THAT(Kept(), IsEmpty());
  EXPECT_FALSE(Valid(Receipt("a")));
  EXPECT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
}

TEST_F(SubmitTest, AReceiptIsOneResponsesAlone) {
  Invite("fl-inv-a");
  Invite("fl-inv-b");
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  EXPECT_THAT(Said(Submit("fl-inv-b", Receipt("a"))), HasSubstr("receipt_code belongs to another response already"));
  EXPECT_TRUE(Submit("fl-inv-b", Receipt("b")).ok());
}

TEST_F(SubmitTest, AReceiptThatCouldBeGuessedIsRefused) {
  Invite("fl-inv-a");
  EXPECT_THAT(Said(Submit("fl-inv-a", "aaaa-aaaa-aaaa-aaaa-aaaa-aaaa")), HasSubstr("receipt_code must have at least 26 letters and digits"));
  EXPECT_THAT(Said(Submit("fl-inv-a", std::string(26, 'a') + " b")), HasSubstr("receipt_code must have at least 26"));
}

TEST_F(SubmitTest, AnOpenSurveyTakesAnswersOfAnyoneAndCountsNone) {
  PutSurvey("reach: REACH_OPEN_LINK");
  EXPECT_TRUE(Ask("").ok());
  EXPECT_TRUE(Submit("", Receipt("a")).ok());
  EXPECT_TRUE(Submit("", Receipt("a")).ok());  // again
  EXPECT_TRUE(Submit("", Receipt("b")).ok());
  EXPECT_THAT(Kept(), SizeIs(2));
  EXPECT_EQ(CountsNow().used(), 0);
  EXPECT_TRUE(CountsNow().frozen());
}

TEST_F(SubmitTest, AnswersAreTakenFromTheFirstDayToTheLast) {
  PutSurvey("open_on: '2026-09-21' close_on: '2026-09-21'");
  Invite("fl-inv-a");
  Invite("fl-inv-b");
  EXPECT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  now_ += absl::Hours(24);
  EXPECT_EQ(base::ReasonOf(Submit("fl-inv-b", Receipt("b"))), "INVITATION_REFUSED");
}

TEST_F(SubmitTest, AChangedInstrumentCountsFromTheNextResponseOn) {
  Invite("fl-inv-a");
  Invite("fl-inv-b");
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  PutSurvey(
      "segments { code: 'role' kind: SEGMENT_KIND_ROLE required: true text { en: 'Role?' } values { code: 'response' label { en: 'Response' } } }");
  EXPECT_THAT(Said(Submit("fl-inv-b", Receipt("b"))), HasSubstr("response.segments lack 'role'"));
}

TEST_F(SubmitTest, AQuestionnaireShowsNoSizesAndNoReporting) {
  Invite("fl-inv-a");
  const auto questionnaire = Ask("fl-inv-a");
  ASSERT_TRUE(questionnaire.ok());
  const v1::Instrument& instrument = questionnaire->instrument();
  EXPECT_EQ(instrument.sections(0).questions_size(), 6);
  EXPECT_EQ(instrument.population(), 0);
  EXPECT_TRUE(instrument.breakdowns().empty());
  for (const v1::Segment& segment : instrument.segments()) {
    for (const v1::SegmentValue& value : segment.values()) {
      EXPECT_EQ(value.headcount(), 0);
      EXPECT_TRUE(value.roll_up().empty());
    }
  }
}

TEST_F(SubmitTest, AWithdrawnResponseIsGoneAndItsInvitationStaysUsed) {
  Invite("fl-inv-a");
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  EXPECT_EQ(base::ReasonOf(Withdraw(Receipt("b"))), "RECEIPT_UNKNOWN");
  EXPECT_TRUE(Withdraw(Receipt("a")).ok());
  EXPECT_THAT(Kept(), IsEmpty());
  EXPECT_FALSE(Valid(Receipt("a")));
  EXPECT_EQ(CountsNow().used(), 1);
  EXPECT_EQ(base::ReasonOf(Withdraw(Receipt("a"))), "RECEIPT_UNKNOWN");
  EXPECT_EQ(base::ReasonOf(Submit("fl-inv-a", Receipt("a"))), "INVITATION_REFUSED");
}

TEST_F(SubmitTest, NothingIsWithdrawnOnceTheSurveyIsClosed) {
  Invite("fl-inv-a");
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  PutSurvey("", kSurvey, "SURVEY_STATE_CLOSED");
  EXPECT_EQ(base::ReasonOf(Withdraw(Receipt("a"))), "WRONG_STATE");
  EXPECT_EQ(base::ReasonOf(Withdraw(Receipt("b"))), "RECEIPT_UNKNOWN");  // nor does it tell where the survey stands
  EXPECT_THAT(Kept(), SizeIs(1));
}

TEST_F(SubmitTest, AReceiptTellsWhatTheSurveyDidEvenWhenNobodyElseCanBeAsked) {
  Invite("fl-inv-a");
  ASSERT_TRUE(Submit("fl-inv-a", Receipt("a")).ok());
  EXPECT_EQ(base::ReasonOf(Follow(Receipt("b")).status()), "RECEIPT_UNKNOWN");
  auto open = Follow(Receipt("a"));
  ASSERT_TRUE(open.ok());
  EXPECT_THAT(open->sentences(), ::testing::ElementsAre("You answered the survey 'Technology'.",
                                                        "It still takes answers, and nothing of them can be read until it is closed."));
  Put(Parse<v1::Survey>(absl::StrCat("name: '", kSurvey,
                                     "' state: SURVEY_STATE_CLOSED responses_received: 412 responses_analysed: 410 "
                                     "close_time { seconds: 1790000000 } instrument {",
                                     kEveryQuestion, "}")));
  auto closed = Follow(Receipt("a"));
  ASSERT_TRUE(closed.ok());
  EXPECT_THAT(
      closed->sentences(),
      ::testing::ElementsAre("You answered the survey 'Technology'.",
                             "It closed on 21 September 2026 with answers from 412 people, of which the findings rest on those from 410 people.",
                             "Its findings stand and will not change.", "What came of the findings can't be told just now. Ask again later."));
}

}  // namespace
}  // namespace frontline::survey
