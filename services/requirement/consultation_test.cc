#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "services/requirement/closer.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/store_for_test.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr char kRequirement[] = "forces/kent/requirements/r";
constexpr char kName[] = "forces/kent/requirements/r/consultations/c";
constexpr char kRecorded[] = "publish_time { seconds: 1600000000 } ";

class ConsultationTest : public StoreTest {
 protected:
  ConsultationTest() {
    Log("n");
    EXPECT_TRUE(
        Write(CreateRequirement, Officer(),
              "parent: 'forces/kent' requirement_id: 'r' requirement { title: 'Radios for cellars' text: 'Speech is understood below ground.' needs: "
              "'forces/kent/needs/n' cpv_codes: '32230000' criteria { text: 'Works for 12 hours' obligation: OBLIGATION_MUST test { number { key: "
              "'battery-hours' min: 12 unit: 'h' } } } }")
            .ok());
  }

  absl::StatusOr<v1::Consultation> Open(const std::string& more = "audiences: ['forces/kent', 'bodies/pf']", const std::string& id = "c",
                                        const std::string& day = "2026-10-01") {
    v1::Consultation response;
    const auto request = Parse<v1::OpenConsultationRequest>("parent: 'forces/kent/requirements/r' consultation_id: '" + id +
                                                            "' consultation { question: 'Would it do?' close_date: '" + day + "' " + more + " }");
    const absl::Status status =
        storage::CommitAndWait(*store_, [&](Transaction& tx) { return OpenConsultation(Officer(), request, {}, tx, &response); });
    if (!status.ok()) return status;
    return response;
  }
  static rpc::Call Front(const std::string& id, const std::string& organisation = "forces/kent") {
    return By(organisation + "/members/" + id, frontline::identity::v1::ROLE_NEED_AUTHOR);
  }
  absl::Status Answer(const rpc::Call& call, const std::string& answer) {
    return Write(AnswerConsultation, call, "name: '" + std::string(kName) + "' answer { " + answer + " }").status();
  }
  // `count` members of the organisation say `verdict`.
  void Say(int count, const std::string& verdict, const std::string& organisation = "forces/kent", const std::string& more = "") {
    for (int i = 0; i < count; ++i) {
      const absl::Status status = Answer(Front(absl::StrCat("m", ++members_), organisation), "verdict: VERDICT_" + verdict + " " + more);
      ASSERT_TRUE(status.ok()) << status;
    }
  }
  absl::Status Endorse(const std::string& receipt, const std::string& answer = "verdict: VERDICT_ENDORSE") {
    v1::EndorseWithReceiptResponse response;
    const auto request =
        Parse<v1::EndorseWithReceiptRequest>("name: '" + std::string(kName) + "' receipt: '" + receipt + "' answer { " + answer + " }");
    return storage::CommitAndWait(*store_, [&](Transaction& tx) { return EndorseWithReceipt(rpc::Call(), request, {}, tx, &response); });
  }
  absl::StatusOr<v1::Consultation> Close(const std::string& more = "") {
    return Write(CloseConsultation, Officer(), "name: '" + std::string(kName) + "' " + more);
  }
  absl::StatusOr<v1::Consultation> Get(const rpc::Call& call) { return Read(GetConsultation, call, "name: '" + std::string(kName) + "'"); }
  absl::StatusOr<v1::Requirement> Publish(const std::string& more = "") {
    return Write(PublishRequirement, Officer(), "name: '" + std::string(kRequirement) + "' accept_warnings: 'x' " + kRecorded + more);
  }
  size_t AnswersKept() { return Answers().List(store_->Read(), kName, "", 1000)->rows.size(); }

  int members_ = 0;
};

TEST_F(ConsultationTest, PutsTheRequirementAsItStandsToThoseWhoAreNamed) {
  absl::StatusOr<v1::Consultation> open = Open();
  ASSERT_TRUE(open.ok()) << open.status();
  EXPECT_EQ(open->state(), v1::CONSULTATION_STATE_OPEN);
  EXPECT_EQ(open->revision(), 1);
  EXPECT_EQ(open->subject().title(), "Radios for cellars");
  EXPECT_EQ(open->subject().criteria(0).id(), "c1");
  // The draft itself is not theirs to read; what is asked of them is.
  EXPECT_EQ(Get(Front("a"))->subject().text(), "Speech is understood below ground.");
  EXPECT_TRUE(Get(Front("a", "bodies/pf"))->member().empty());
  for (const rpc::Call& other : {Front("a", "forces/essex"), Seller(), Viewer("essex")}) {
    EXPECT_THAT(Said(Get(other).status()), HasSubstr("RESOURCE_NOT_FOUND")) << other.principal.member();
  }
  EXPECT_TRUE(Get(Viewer()).ok()) << "may read the force's requirements";
}

TEST_F(ConsultationTest, EverythingWrongWithItIsSaidAtOnce) {
  const absl::Status status = Open("audiences: ['forces/kent', 'forces/kent'] surveys: ['forces/-/surveys/x']", "c", "2026-09-01").status();
  EXPECT_THAT(Said(status), AllOf(HasSubstr("audiences[1]"), HasSubstr("surveys[0]"), HasSubstr("close_date")));
  EXPECT_THAT(Said(Open("", "c", "2028-01-01").status()), AllOf(HasSubstr("audiences"), HasSubstr("within 366 days")));
}

TEST_F(ConsultationTest, OneAtATimeAndOnlyOfADraft) {
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Said(Open("audiences: 'forces/kent'", "d").status()), HasSubstr("CONSULTATION_OPEN"));
  EXPECT_THAT(Said(Publish("no_consultation_reason: 'r'").status()), HasSubstr("CONSULTATION_OPEN"));
  ASSERT_TRUE(Close().ok());
  ASSERT_TRUE(Publish().ok());
  EXPECT_THAT(Said(Open("audiences: 'forces/kent'", "d").status()), HasSubstr("WRONG_STATE"));
}

TEST_F(ConsultationTest, MembersAnswerOnceEachAndMayChangeTheirMind) {
  ASSERT_TRUE(Open().ok());
  Say(10, "ENDORSE");
  ASSERT_TRUE(Answer(Front("x"), "verdict: VERDICT_ENDORSE").ok());
  ASSERT_TRUE(Answer(Front("x"), "verdict: VERDICT_OBJECT text: 'Too heavy'").ok());
  EXPECT_EQ(Get(Front("x"))->own_answer().text(), "Too heavy");
  EXPECT_FALSE(Get(Officer())->has_own_answer());
  EXPECT_FALSE(Get(Officer())->has_result()) << "nothing shows before the end";
  EXPECT_EQ(Get(Officer())->etag(), Get(Viewer())->etag());
  EXPECT_EQ(Close()->result().base(), 11);
}

TEST_F(ConsultationTest, WhoIsNotAskedDoesNotAnswer) {
  ASSERT_TRUE(Open("audiences: 'bodies/pf'").ok());
  EXPECT_THAT(Said(Answer(Front("a"), "verdict: VERDICT_ENDORSE")), HasSubstr("RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Said(Answer(Officer(), "verdict: VERDICT_ENDORSE")), HasSubstr("PERMISSION_MISSING")) << "sees it as the buyer, and is not asked";
  const rpc::Call national = rpc::testing::NationalAdministrator();
  EXPECT_FALSE(Answer(national, "verdict: VERDICT_ENDORSE").ok()) << "a national role is not the front line";
}

TEST_F(ConsultationTest, AnObjectionSaysWhatIsWrong) {
  ASSERT_TRUE(Open().ok());
  EXPECT_THAT(Said(Answer(Front("a"), "verdict: VERDICT_OBJECT")), HasSubstr("answer.text"));
  EXPECT_TRUE(Answer(Front("a"), "verdict: VERDICT_OBJECT remarks { criterion: 'c1' text: 'Shifts are of 14' }").ok());
  EXPECT_THAT(Said(Answer(Front("a"), "verdict: VERDICT_UNSURE remarks { criterion: 'c9' text: 't' } remarks { criterion: 'c9' text: 't' }")),
              AllOf(HasSubstr("answer.remarks[0].criterion"), HasSubstr("answer.remarks[1].criterion")));
  EXPECT_THAT(Said(Answer(Front("a"), "verdict: VERDICT_UNSURE remarks { criterion: 'c1' text: '" + std::string(4001, 'x') + "' }")),
              HasSubstr("4001 characters"));
}

TEST_F(ConsultationTest, TheResultShowsOnceItIsClosedAndNoSmallGroup) {
  ASSERT_TRUE(Open("audiences: ['forces/kent', 'bodies/pf'] surveys: 'forces/kent/surveys/t'").ok());
  Say(20, "ENDORSE");
  Say(10, "OBJECT", "forces/kent", "text: 'Too heavy'");
  Say(3, "UNSURE", "bodies/pf");
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(Endorse(absl::StrCat("receipt-of-somebody-number-", i)).ok());
  absl::StatusOr<v1::Consultation> closed = Close();
  ASSERT_TRUE(closed.ok()) << closed.status();
  const v1::ConsultationResult& result = closed->result();
  EXPECT_EQ(result.base(), 39);
  EXPECT_EQ(result.endorse().percent(), 67);
  ASSERT_EQ(result.groups_size(), 3);
  EXPECT_EQ(result.groups(0).base(), 30);
  EXPECT_TRUE(result.groups(1).suppressed());
  EXPECT_TRUE(result.groups(2).suppressed()) << "else the three of the body were the rest";
  EXPECT_EQ(result.groups(2).group(), "receipts");
  EXPECT_EQ(Get(Front("m1"))->result().base(), 39) << "whoever was asked sees what came of it";
}

TEST_F(ConsultationTest, WhatWasWrittenShowsToTheBuyerAfterwardsWithoutWho) {
  for (bool anonymous : {false, true}) {
    const std::string id = anonymous ? "anon" : "named";
    ASSERT_TRUE(Open(std::string("audiences: 'forces/kent' surveys: 'forces/kent/surveys/t' ") + (anonymous ? "anonymous: true" : ""), id).ok());
    const std::string name = std::string(kRequirement) + "/consultations/" + id;
    ASSERT_TRUE(Write(AnswerConsultation, Front("a"), "name: '" + name + "' answer { verdict: VERDICT_OBJECT text: 'Too heavy' }").ok());
    v1::EndorseWithReceiptResponse response;
    const auto request =
        Parse<v1::EndorseWithReceiptRequest>("name: '" + name + "' receipt: 'R' answer { verdict: VERDICT_UNSURE text: 'How long?' }");
    ASSERT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) { return EndorseWithReceipt(rpc::Call(), request, {}, tx, &response); }).ok());
    EXPECT_EQ(Read(ListRemarks, Officer(), "parent: '" + name + "'")->remarks_size(), 0) << "not while it is open";
    ASSERT_TRUE(Write(CloseConsultation, Officer(), "name: '" + name + "'").ok());
    absl::StatusOr<v1::ListRemarksResponse> remarks = Read(ListRemarks, Officer(), "parent: '" + name + "'");
    ASSERT_TRUE(remarks.ok());
    std::vector<std::string> said;
    for (const v1::Remark& remark : remarks->remarks()) said.push_back(remark.text() + "|" + remark.member());
    EXPECT_THAT(said, UnorderedElementsAre(anonymous ? "Too heavy|" : "Too heavy|forces/kent/members/a", "How long?|"));
  }
}

TEST_F(ConsultationTest, ClosingForgetsWhoAnswered) {
  ASSERT_TRUE(Open("audiences: 'forces/kent' surveys: 'forces/kent/surveys/t' anonymous: true").ok());
  Say(3, "ENDORSE");
  ASSERT_TRUE(Endorse("some-receipt").ok());
  EXPECT_EQ(AnswersKept(), 5u) << "four answers and their number";
  ASSERT_TRUE(Close().ok());
  EXPECT_EQ(AnswersKept(), 0u);
}

TEST_F(ConsultationTest, AReceiptAnswersOnceAndLeavesOnlyAHash) {
  ASSERT_TRUE(Open("surveys: 'forces/kent/surveys/t'").ok());
  ASSERT_TRUE(Endorse("the-receipt", "verdict: VERDICT_OBJECT text: 'No'").ok());
  ASSERT_TRUE(Endorse("the-receipt").ok()) << "changes the answer";
  auto page = Answers().List(store_->Read(), AnswerPrefix(kName), "", 10);
  ASSERT_EQ(page->rows.size(), 1u);
  EXPECT_EQ(page->rows[0].name.size(), std::string(kName).size() + 9 + 9 + 64);
  EXPECT_EQ(page->rows[0].name.find("the-receipt"), std::string::npos);
  EXPECT_EQ(page->rows[0].record.answer().verdict(), v1::VERDICT_ENDORSE);
}

TEST_F(ConsultationTest, EveryRefusalOfAReceiptIsTheSame) {
  ASSERT_TRUE(Open("surveys: 'forces/kent/surveys/t'").ok());
  now_ += absl::Hours(24 * 30);
  const std::string over = Said(Endorse("the-receipt"));
  EXPECT_THAT(over, HasSubstr("RECEIPT_REFUSED"));
  rpc::Call call;
  call.store = store_.get();
  const auto none =
      Parse<v1::EndorseWithReceiptRequest>("name: 'forces/kent/requirements/r/consultations/none' receipt: 'x' answer { verdict: VERDICT_ENDORSE }");
  EXPECT_EQ(Said(PrepareEndorsement(call, none).status()), over);
  EXPECT_EQ(Said(Read(ReadWithReceipt, call, "name: 'forces/kent/requirements/none/consultations/c' receipt: 'x'").status()), over);
}

TEST_F(ConsultationTest, EndsWithItsLastDay) {
  ASSERT_TRUE(Open().ok());
  Say(10, "ENDORSE");
  now_ = absl::FromCivil(absl::CivilSecond(2026, 10, 1, 23, 59, 59), absl::UTCTimeZone());
  EXPECT_EQ(*CloseDueNow(*store_, now_), 0);
  EXPECT_TRUE(Answer(Front("last"), "verdict: VERDICT_ENDORSE").ok());
  now_ += absl::Seconds(1);
  EXPECT_THAT(Said(Answer(Front("late"), "verdict: VERDICT_ENDORSE")), HasSubstr("WRONG_STATE")) << "closed or not";
  EXPECT_EQ(*CloseDueNow(*store_, now_), 1);
  EXPECT_EQ(Get(Officer())->state(), v1::CONSULTATION_STATE_CLOSED);
  EXPECT_EQ(Get(Officer())->result().base(), 11);
  EXPECT_EQ(*CloseDueNow(*store_, now_), 0);
}

TEST_F(ConsultationTest, AClosedOneIsOnlyAnswered) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(Close().ok());
  EXPECT_THAT(Said(Close().status()), HasSubstr("reply"));
  EXPECT_EQ(Close("reply: 'It will be lighter'")->reply(), "It will be lighter");
  EXPECT_THAT(Said(Close("reply: 'r' etag: 'old'").status()), HasSubstr("ETAG_MISMATCH"));
}

TEST_F(ConsultationTest, NothingIsPublishedWithoutAskingOrAReasonWhyNot) {
  EXPECT_THAT(Said(Publish().status()), AllOf(HasSubstr("NO_CONSULTATION"), HasSubstr("no_consultation_reason"), HasSubstr("Open a consultation")));
  absl::StatusOr<v1::Requirement> published = Publish("no_consultation_reason: 'The front line wrote it'");
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->front_line().no_consultation_reason(), "The front line wrote it");
  absl::StatusOr<v1::Requirement> seen = Read(GetRequirement, Seller(), "name: '" + std::string(kRequirement) + "'");
  EXPECT_EQ(seen->front_line().no_consultation_reason(), "The front line wrote it");
  EXPECT_TRUE(seen->front_line().substance().empty());
}

TEST_F(ConsultationTest, TheResultStandsOnWhatIsPublished) {
  ASSERT_TRUE(Open().ok());
  Say(17, "ENDORSE");
  Say(3, "OBJECT", "bodies/pf", "text: 'Too heavy'");
  ASSERT_TRUE(Close().ok());
  EXPECT_THAT(Said(Publish().status()), HasSubstr("OBJECTIONS_UNANSWERED"));
  ASSERT_TRUE(Close("reply: 'It will be lighter'").ok());
  EXPECT_THAT(Said(Publish("no_consultation_reason: 'r'").status()), HasSubstr("is not needed"));
  absl::StatusOr<v1::Requirement> published = Publish();
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->front_line().consultation(), kName);
  absl::StatusOr<v1::Requirement> seen = Read(GetRequirement, Seller(), "name: '" + std::string(kRequirement) + "'");
  EXPECT_THAT(seen->front_line().summary(), HasSubstr("Of 20 people who answered, 85% endorsed it"));
  EXPECT_EQ(seen->front_line().reply(), "It will be lighter");
  EXPECT_TRUE(seen->front_line().consultation().empty());
}

TEST_F(ConsultationTest, ItMustBeOfTheSameTitleTextAndCriteria) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(Close().ok());
  const std::string name = "requirement { name: '" + std::string(kRequirement) + "' ";
  ASSERT_TRUE(Write(UpdateRequirement, Officer(), name + "text: 'Another thing.' }").ok());
  EXPECT_THAT(Said(Publish().status()), HasSubstr("NO_CONSULTATION"));
  // As it was, but for when and for how much it is wanted.
  ASSERT_TRUE(Write(UpdateRequirement, Officer(), name + "text: 'Speech is understood below ground.' need_by: '2027-01-01' }").ok());
  EXPECT_TRUE(Publish().ok());
}

TEST_F(ConsultationTest, AChangeAfterPublicationShows) {
  ASSERT_TRUE(Open().ok());
  ASSERT_TRUE(Close().ok());
  ASSERT_TRUE(Publish().ok());
  const std::string name = "requirement { name: '" + std::string(kRequirement) + "' ";
  EXPECT_FALSE(Write(UpdateRequirement, Officer(), name + "need_by: '2027-01-01' }")->front_line().changed_since());
  EXPECT_TRUE(Write(UpdateRequirement, Officer(), name + "text: 'Another thing.' }")->front_line().changed_since());
  EXPECT_TRUE(Read(GetRequirement, Seller(), "name: '" + std::string(kRequirement) + "'")->front_line().changed_since());
}

TEST_F(ConsultationTest, OneThatIsOverIsClosedByPublication) {
  ASSERT_TRUE(Open().ok());
  Say(12, "ENDORSE");
  now_ += absl::Hours(24 * 30);
  absl::StatusOr<v1::Requirement> published = Publish();
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_THAT(published->front_line().summary(), HasSubstr("Of 12 people"));
}

TEST_F(ConsultationTest, ListsThoseThatTheCallerSeesAndMayAnswer) {
  ASSERT_TRUE(Open().ok());
  const auto list = [this](const rpc::Call& call, const std::string& request) {
    absl::StatusOr<v1::ListConsultationsResponse> response = Read(ListConsultations, call, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? response->consultations_size() : -1;
  };
  EXPECT_EQ(list(Front("a"), ""), 1);
  EXPECT_EQ(list(Front("a", "forces/essex"), ""), 0);
  EXPECT_EQ(list(Officer(), "parent: 'forces/kent/requirements/r'"), 1);
  EXPECT_EQ(list(Officer(), "parent: 'forces/essex'"), 0);
  EXPECT_EQ(list(Viewer(), "answerable: true"), 0);
  EXPECT_EQ(list(Front("a"), "state: CONSULTATION_STATE_CLOSED"), 0);
}

}  // namespace
}  // namespace frontline::requirement
