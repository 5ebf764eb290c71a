#include "services/survey/close.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "services/survey/closing_for_test.h"

namespace frontline::survey {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class CloseTest : public ClosingTest {};

TEST_F(CloseTest, AnswersBecomeFindingsInTheOrderOfTheInstrument) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const v1::Survey survey = Survey();
  EXPECT_EQ(survey.state(), v1::SURVEY_STATE_CLOSED);
  EXPECT_EQ(survey.responses_received(), 132);
  EXPECT_EQ(survey.responses_analysed(), 132);
  EXPECT_EQ(survey.disclosure().tables(), 10);  // with five data columns: a RANK question counts twice
  const auto listed = Read(ListFindings, Viewer(), "parent: 'forces/kent/surveys/kit'");
  ASSERT_TRUE(listed.ok());
  std::vector<std::string> names;
  for (const v1::Finding& finding : listed->findings()) names.push_back(finding.name().substr(std::string(kSurvey).size()));
  EXPECT_THAT(names, ElementsAre("/findings/radio", "/findings/radio.force", "/findings/radio.force.rank", "/findings/devices",
                                 "/findings/devices.force", "/findings/devices.force.rank", "/findings/order", "/findings/order.force",
                                 "/findings/order.force.rank", "/findings/hours", "/findings/hours.force", "/findings/hours.force.rank"));
}

TEST_F(CloseTest, ATotalSaysSharesBaseRateAndMean) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const v1::Finding radio = See("radio");
  ASSERT_THAT(radio.cells(), SizeIs(1));
  const v1::FindingCell& cell = radio.cells(0);
  EXPECT_EQ(cell.base(), 132);
  EXPECT_EQ(cell.response_rate(), 13);  // of the population of 1,000
  ASSERT_THAT(cell.shares(), SizeIs(3));
  EXPECT_EQ(cell.shares(0).low(), 39);  // 52 of 132
  EXPECT_EQ(cell.shares(0).high(), 39);
  EXPECT_EQ(cell.shares(0).label().en(), "Bad");
  EXPECT_LT(cell.shares(0).interval_low(), 39);
  EXPECT_GT(cell.shares(0).interval_high(), 39);
  EXPECT_EQ(cell.positive().low(), 38);  // 50 of 132
  EXPECT_EQ(cell.mean_tenths(), 20);     // (52 + 60 + 150) / 132
  EXPECT_EQ(radio.k(), 5);
  EXPECT_EQ(radio.topic(), "radios");
  EXPECT_EQ(radio.capability_area(), "radio terminals");
  EXPECT_FALSE(radio.self_selected());
  // Asked of those alone whose radio is bad; 5.25 lies between two bands and counts in the upper one.
  const v1::Finding hours = See("hours");
  EXPECT_EQ(hours.cells(0).base(), 52);
  EXPECT_FALSE(hours.cells(0).has_response_rate());
  EXPECT_EQ(hours.cells(0).shares(1).high(), 100);
}

TEST_F(CloseTest, ASmallGroupIsSuppressedAndNoOtherTellsIt) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const v1::Finding radio = See("radio.force");
  if (radio.withheld()) return;
  int suppressed = 0;
  for (const v1::FindingCell& cell : radio.cells()) {
    if (cell.state() == v1::CELL_STATE_PUBLISHED) {
      EXPECT_GE(cell.base(), 5);
      continue;
    }
    ++suppressed;
    EXPECT_THAT(cell.shares(), IsEmpty());
    EXPECT_EQ(cell.base(), 0);
    EXPECT_FALSE(cell.has_response_rate());
    EXPECT_FALSE(cell.has_positive());
    EXPECT_FALSE(cell.has_mean_tenths());
  }
  // The city's two, and at least one other: the total less all others would give them away.
  EXPECT_GE(suppressed, 2);
}

TEST_F(CloseTest, ARankQuestionSaysWhatCameFirstAndAmongTheFirstThree) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const v1::Finding order = See("order");
  const v1::FindingCell& cell = order.cells(0);
  ASSERT_THAT(cell.shares(), SizeIs(5));
  ASSERT_THAT(cell.top_three(), SizeIs(5));
  // 45 of 132 have a first; shown so, or in a band where a closer figure would tell too much.
  EXPECT_LE(cell.shares(0).low(), 34);
  EXPECT_GE(cell.shares(0).high(), 34);
  EXPECT_EQ(cell.top_three(2).high(), 100);  // everybody has c second
  EXPECT_EQ(cell.top_three(4).low(), 0);     // nobody has e among the first three
}

TEST_F(CloseTest, NothingIsSaidBeforeItIsClosed) {
  PutSurvey();
  RespondAll();
  Respond("answers { question: 'words' text: 'More chargers' }");
  bool asked = false;
  ASSERT_TRUE(Close(kSurvey, [&](const v1::CloseSurveyResponse& said) {
                if (said.stage() != v1::CloseSurveyResponse::STAGE_PURGING) return true;
                asked = true;
                // All is written by now, and none of it can be read.
                EXPECT_THAT(Read(ListFindings, Viewer(), "parent: 'forces/kent/surveys/kit'")->findings(), IsEmpty());
                EXPECT_THAT(Said(Read(GetFinding, Viewer(), "name: 'forces/kent/surveys/kit/findings/radio'").status()),
                            StartsWith("RESOURCE_NOT_FOUND"));
                EXPECT_THAT(Read(ListComments, Moderator(), "parent: 'forces/kent/surveys/kit'")->comments(), IsEmpty());
                for (const storage::Change& change : Feed()) EXPECT_EQ(change.kind(), "survey");
                return true;
              }).ok());
  EXPECT_TRUE(asked);
  // Then the feed names them.
  std::set<std::string> kinds;
  for (const storage::Change& change : Feed()) kinds.insert(change.kind());
  EXPECT_THAT(kinds, ElementsAre("finding", "survey"));
}

TEST_F(CloseTest, OwnWordsBecomeCommentsThatNothingTiesToTheirWriter) {
  PutSurvey();
  RespondAll();
  Respond("answers { question: 'words' text: ' Ask PC Smith ' } segments { key: 'force' value: 'city' }");
  Respond("answers { question: 'devices' choices: 'other' text: 'A torch' } answers { question: 'words' text: '  ' }");
  ASSERT_TRUE(Close().ok());
  std::map<std::string, v1::Comment> comments;
  for (const auto& record : All(Comments(), CommentPrefix(kSurvey))) comments[record.comment().text()] = record.comment();
  ASSERT_THAT(comments, SizeIs(2));
  EXPECT_EQ(comments["Ask PC Smith"].question(), "words");
  EXPECT_EQ(comments["Ask PC Smith"].proposed_text(), "Ask PC [name]");
  EXPECT_EQ(comments["A torch"].question(), "devices");
  EXPECT_EQ(comments["A torch"].state(), v1::COMMENT_STATE_PENDING);
  for (const auto& record : All(Responses(), ResponsePrefix(kSurvey))) {
    EXPECT_EQ(record.receipt_hash(), "");
    EXPECT_THAT(record.response().ShortDebugString(), Not(AllOf(HasSubstr("text"), HasSubstr("torch"))));
    for (const v1::Answer& answer : record.response().answers()) EXPECT_EQ(answer.text(), "");
  }
  for (const auto& record : All(Receipts(), ReceiptPrefix(kSurvey))) EXPECT_EQ(record.response(), "");
  EXPECT_THAT(All(Receipts(), ReceiptPrefix(kSurvey)), SizeIs(134));
  EXPECT_THAT(All(Invitations(), InvitationPrefix(kSurvey)), IsEmpty());
  // Text alone is no answer of a table: received, not analysed.
  EXPECT_EQ(Survey().responses_received(), 134);
  EXPECT_EQ(Survey().responses_analysed(), 133);
}

TEST_F(CloseTest, AClosingThatBrokeOffGoesOnAndFindsTheSame) {
  PutSurvey(v1::SURVEY_STATE_OPEN, "forces/kent/surveys/whole");
  RespondAll("forces/kent/surveys/whole");
  Respond("answers { question: 'words' text: 'More chargers' }", "forces/kent/surveys/whole");
  ASSERT_TRUE(Close("forces/kent/surveys/whole").ok());
  const auto expected = [this](const std::string& survey) {
    std::string all;
    for (auto& record : All(Findings(), FindingPrefix(survey))) {
      record.mutable_finding()->clear_name();
      all += record.ShortDebugString();
    }
    return all;
  };
  // A crash leaves CLOSING, with a half set of findings and of comments.
  for (const int after : {1, 5, 9}) {
    const std::string survey = absl::StrCat("forces/kent/surveys/broken", after);
    PutSurvey(v1::SURVEY_STATE_CLOSING, survey);
    RespondAll(survey);
    Respond("answers { question: 'words' text: 'More chargers' }", survey);
    ASSERT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) {
                  auto record = Surveys().Get(tx, survey);
                  *record->mutable_survey()->mutable_close_time() = Survey("forces/kent/surveys/whole").close_time();
                  EXPECT_TRUE(Surveys().Update(tx, survey, *record).ok());
                  for (int i = 0; i < after; ++i) {
                    stored::v1::FindingRecord half;
                    half.set_position(i);
                    half.mutable_finding()->set_name(absl::StrCat(FindingPrefix(survey), i == 0 ? "radio" : absl::StrCat("left", i)));
                    EXPECT_TRUE(Findings().Create(tx, half.finding().name(), half).ok());
                  }
                  stored::v1::CommentRecord comment;
                  comment.mutable_comment()->set_text("More chargers");
                  return Comments().Create(tx, CommentPrefix(survey) + "half", comment);
                }).ok());
    ASSERT_TRUE(Close(survey).ok());
    EXPECT_EQ(expected(survey), expected("forces/kent/surveys/whole"));
    EXPECT_THAT(All(Comments(), CommentPrefix(survey)), SizeIs(1));
    EXPECT_EQ(Survey(survey).state(), v1::SURVEY_STATE_CLOSED);
  }
}

TEST_F(CloseTest, WhatWasWorkedOutIsNotWorkedOutAgain) {
  // A crash while purging: the texts are gone from the responses already.
  PutSurvey(v1::SURVEY_STATE_CLOSING);
  RespondAll();
  ASSERT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) {
                auto record = Surveys().Get(tx, kSurvey);
                record->mutable_closing()->set_received(140);
                record->mutable_closing()->set_analysed(139);
                stored::v1::CommentRecord comment;
                comment.mutable_comment()->set_text("Kept");
                EXPECT_TRUE(Comments().Create(tx, CommentPrefix(kSurvey) + "kept", comment).ok());
                return Surveys().Update(tx, kSurvey, *record);
              }).ok());
  ASSERT_TRUE(Close().ok());
  EXPECT_EQ(Survey().responses_received(), 140);
  EXPECT_EQ(Survey().responses_analysed(), 139);
  EXPECT_THAT(All(Comments(), CommentPrefix(kSurvey)), SizeIs(1));
  EXPECT_THAT(All(Invitations(), InvitationPrefix(kSurvey)), IsEmpty());
}

TEST_F(CloseTest, ClosingAClosedSurveyChangesNothing) {
  PutSurvey();
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const std::string before = Survey().ShortDebugString();
  ASSERT_TRUE(Close().ok());
  EXPECT_EQ(Survey().ShortDebugString(), before);
}

TEST_F(CloseTest, OfTwoAtOnceOneClosesAndTheOtherGoes) {
  PutSurvey();
  RespondAll();
  int inner = 0;
  ASSERT_TRUE(Close(kSurvey, [&](const v1::CloseSurveyResponse& said) {
                if (said.stage() != v1::CloseSurveyResponse::STAGE_WRITING) return true;
                ++inner;
                EXPECT_TRUE(Close().ok());  // at once, without a second closing
                EXPECT_EQ(Survey().state(), v1::SURVEY_STATE_CLOSING);
                return true;
              }).ok());
  EXPECT_GE(inner, 1);
  EXPECT_EQ(Survey().state(), v1::SURVEY_STATE_CLOSED);
  // And it can be closed again afterwards: the first let go.
  EXPECT_TRUE(Close().ok());
}

TEST_F(CloseTest, ADraftIsNotClosed) {
  PutSurvey(v1::SURVEY_STATE_DRAFT);
  EXPECT_THAT(Said(Close()), StartsWith("WRONG_STATE"));
  EXPECT_THAT(Said(Close("forces/kent/surveys/none")), StartsWith("RESOURCE_NOT_FOUND"));
}

TEST_F(CloseTest, ASurveyThatNobodyAnsweredClosesWithNothingToShow) {
  PutSurvey();
  const absl::Status closed = Close();
  ASSERT_TRUE(closed.ok()) << closed;
  EXPECT_EQ(Survey().responses_received(), 0);
  const v1::Finding radio = See("radio");
  EXPECT_TRUE(radio.withheld() || (radio.cells_size() == 1 && radio.cells(0).shares_size() == 0)) << radio.ShortDebugString();
}

TEST_F(CloseTest, ASurveyOfFreeTextAloneHasCommentsAndNoFindings) {
  v1::Instrument instrument = Kit();
  instrument.mutable_sections(0)->mutable_questions()->DeleteSubrange(0, 4);
  PutSurvey(v1::SURVEY_STATE_OPEN, kSurvey, instrument);
  Respond("answers { question: 'words' text: 'More chargers' }");
  const absl::Status closed = Close();
  ASSERT_TRUE(closed.ok()) << closed;
  EXPECT_EQ(Survey().responses_received(), 1);
  EXPECT_EQ(Survey().responses_analysed(), 0);
  EXPECT_THAT(All(Findings(), FindingPrefix(kSurvey)), IsEmpty());
  EXPECT_THAT(All(Comments(), CommentPrefix(kSurvey)), SizeIs(1));
}

TEST_F(CloseTest, PooledAndWeightedGroupsHaveNames) {
  v1::Instrument instrument = Kit();
  instrument.mutable_segments(0)->mutable_values(2)->set_roll_up("small-forces");
  instrument.mutable_segments(0)->mutable_values(3)->set_roll_up("small-forces");
  instrument.mutable_segments(0)->mutable_values(3)->set_headcount(4);
  instrument.add_weight_by("force");
  PutSurvey(v1::SURVEY_STATE_OPEN, kSurvey, instrument);
  RespondAll();
  ASSERT_TRUE(Close().ok());
  const v1::Finding by_force = See("radio.force");
  ASSERT_FALSE(by_force.withheld());
  std::map<std::string, std::string> labels;
  for (const v1::FindingCell& cell : by_force.cells()) labels[cell.segments().at("force")] = cell.label();
  EXPECT_EQ(labels, (std::map<std::string, std::string>{{"kent", "Kent"}, {"essex", "Essex"}, {"small-forces", "Small forces (Surrey, City)"}}));
  const v1::Finding total = See("radio");
  ASSERT_THAT(total.cells(0).weighted(), SizeIs(3));
  EXPECT_EQ(total.cells(0).weighted(0).code(), "bad");
  EXPECT_GE(total.design_effect_tenths(), 10);
  EXPECT_THAT(total.weighted_by(), ElementsAre("force"));
}

TEST_F(CloseTest, TheStreamTellsTheStagesAndEndsWithTheSurvey) {
  PutSurvey();
  RespondAll();
  v1::CloseSurveyRequest request;
  request.set_name(kSurvey);
  FakeStream<v1::CloseSurveyRequest, v1::CloseSurveyResponse> raw(request);
  rpc::Stream<v1::CloseSurveyRequest, v1::CloseSurveyResponse> stream(raw);
  rpc::Call call = WithStore(Officer());
  ASSERT_TRUE(CloseSurvey(call, stream, closings_).ok());
  std::vector<int> stages;
  for (const auto& said : raw.sent) {
    if (stages.empty() || stages.back() != said.stage()) stages.push_back(said.stage());
  }
  EXPECT_THAT(stages, ElementsAre(1, 2, 3, 4, 5, 0));
  EXPECT_EQ(raw.sent.back().survey().state(), v1::SURVEY_STATE_CLOSED);
  EXPECT_NE(raw.sent.back().survey().etag(), "");
}

TEST_F(CloseTest, ACallerWhoLeavesDoesNotStopIt) {
  PutSurvey();
  RespondAll();
  v1::CloseSurveyRequest request;
  request.set_name(kSurvey);
  FakeStream<v1::CloseSurveyRequest, v1::CloseSurveyResponse> raw(request);
  raw.on_received = [&](size_t) { raw.Cancel(); };
  rpc::Stream<v1::CloseSurveyRequest, v1::CloseSurveyResponse> stream(raw);
  rpc::Call call = WithStore(Officer());
  EXPECT_TRUE(CloseSurvey(call, stream, closings_).ok());
  EXPECT_EQ(Survey().state(), v1::SURVEY_STATE_CLOSED);
}

}  // namespace
}  // namespace frontline::survey
