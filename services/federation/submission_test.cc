#include <gmock/gmock.h>

#include "services/federation/store_for_test.h"
#include "storage/journal.h"

namespace frontline::federation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class SubmissionTest : public StoreTest {
 protected:
  absl::StatusOr<v1::Submission> Update(const std::string& name, const std::string& more, const std::string& how = "") {
    return Write(UpdateSubmission, Lead(), "submission { name: '" + name + "' " + more + "} " + how);
  }
};

TEST_F(SubmissionTest, ADraftIsTheBodysAloneUntilItIsLodged) {
  const std::string name = Draft("a");
  EXPECT_EQ(See(Lead(), name).state(), v1::SUBMISSION_STATE_DRAFT);
  EXPECT_TRUE(See(Lead(), name).hidden());
  EXPECT_TRUE(absl::IsNotFound(Get(Officer(), name).status()));
  absl::StatusOr<v1::Submission> lodged = Update(name, "", "lodge: true");
  ASSERT_TRUE(lodged.ok()) << lodged.status();
  EXPECT_EQ(lodged->state(), v1::SUBMISSION_STATE_LODGED);
  EXPECT_FALSE(lodged->hidden());
  EXPECT_EQ(lodged->DebugString(), See(Officer(), name).DebugString());
  EXPECT_EQ(lodged->body(), kBody);
  EXPECT_EQ(lodged->date(), Day(0));
  EXPECT_EQ(lodged->member(), std::string(kBody) + "/members/lead");
  EXPECT_EQ(lodged->release_time().seconds(), lodged->lodge_time().seconds());
}

TEST_F(SubmissionTest, WhatTheServerSaysCanNotBeGiven) {
  absl::StatusOr<v1::Submission> made = TryMake("a", "body: 'bodies/x' member: 'm' etag: 'e' hidden: true state: SUBMISSION_STATE_WITHDRAWN");
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->body(), kBody);
  EXPECT_EQ(made->member(), std::string(kBody) + "/members/lead");
  EXPECT_EQ(made->state(), v1::SUBMISSION_STATE_DRAFT);
}

TEST_F(SubmissionTest, UnderItsEmbargoOnlyTheBodySeesItUntilTheDayComes) {
  const std::string name = Embargoed("a", 2);
  EXPECT_TRUE(absl::IsNotFound(Get(Officer(), name).status()));
  EXPECT_TRUE(absl::IsNotFound(Get(rpc::testing::NationalAdministrator(), name).status()));
  EXPECT_TRUE(See(Lead(), name).hidden());
  PassDays(1);
  DoWork();
  EXPECT_TRUE(absl::IsNotFound(Get(Officer(), name).status()));
  PassDays(1);
  EXPECT_FALSE(See(Officer(), name).hidden());
  EXPECT_EQ(absl::FormatTime(absl::RFC3339_sec, absl::FromUnixSeconds(See(Officer(), name).release_time().seconds()), absl::UTCTimeZone()),
            Day(0) + "T00:00:00+00:00");
  DoWork();
  EXPECT_FALSE(See(Officer(), name).hidden());
  const auto changes = storage::ReadChanges(store().Read(), 0, 10);
  ASSERT_EQ(changes->size(), 1u);
  EXPECT_EQ(changes->front().resource(), name);
  EXPECT_EQ(changes->front().kind(), "submission");
}

TEST_F(SubmissionTest, TheDueWorkReleasesAllThatIsDueHoweverMany) {
  for (int number = 0; number < 45; ++number) Embargoed("n" + std::to_string(number), 1 + number % 3);
  PassDays(2);
  DoWork();
  DoWork();
  EXPECT_EQ(Ids(Viewer()).size(), 30u);
  EXPECT_EQ(storage::ReadChanges(store().Read(), 0, 100)->size(), 30u);
}

TEST_F(SubmissionTest, HoweverLongTheServerWasDownAllThatHasEndedIsReleased) {
  DoWork();  // the last that was done before
  Embargoed("a", 1);
  Embargoed("b", 300);
  Embargoed("c", 700);
  for (const int days : {1, 299, 400, 1000}) {
    PassDays(days);
    const std::vector<std::string> seen = Ids(Viewer());
    EXPECT_EQ(seen.size(), days == 1 ? 1u : days == 299 ? 2u : 3u) << days;
  }
  DoWork();
  EXPECT_THAT(Ids(Viewer()), ElementsAre("a", "b", "c"));
}

TEST_F(SubmissionTest, WhatItSaysCanBeChangedUntilItIsReleased) {
  const std::string name = Embargoed("a");
  ASSERT_TRUE(Update(name, "title: 'Radios fail, still'").ok());
  EXPECT_EQ(See(Lead(), name).title(), "Radios fail, still");
  // Its embargo is taken off: it is released at once.
  absl::StatusOr<v1::Submission> released = Update(name, "", "update_mask { paths: 'embargo_until' }");
  ASSERT_TRUE(released.ok()) << released.status();
  EXPECT_FALSE(released->hidden());
  EXPECT_EQ(See(Officer(), name).title(), "Radios fail, still");
  EXPECT_THAT(Said(Update(name, "title: 'x'").status()), HasSubstr("WRONG_STATE"));
}

TEST_F(SubmissionTest, AChangeAfterTheEmbargoHasEndedComesTooLateThoughItWasNotMovedYet) {
  const std::string name = Embargoed("a", 1);
  PassDays(1);
  EXPECT_THAT(Said(Update(name, "title: 'x'").status()), HasSubstr("WRONG_STATE"));
}

TEST_F(SubmissionTest, AnEtagThatIsNotTheLastIsRefusedAndTheOneThatWasReadFits) {
  const std::string name = Draft("a");
  const std::string etag = See(Lead(), name).etag();
  absl::StatusOr<v1::Submission> changed = Update(name, "title: 'b' etag: '" + etag + "'");
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_NE(changed->etag(), etag);
  EXPECT_EQ(changed->etag(), See(Lead(), name).etag());
  EXPECT_TRUE(absl::IsAborted(Update(name, "title: 'c' etag: '" + etag + "'").status()));
}

TEST_F(SubmissionTest, AnIdIsTakenWhicheverTableHoldsIt) {
  Draft("a");
  Open("b");
  for (const char* id : {"a", "b"}) EXPECT_TRUE(absl::IsAlreadyExists(TryMake(id).status())) << id;
  EXPECT_TRUE(TryMake("a", "", "", "bodies/unison").ok());
}

TEST_F(SubmissionTest, OnlyADraftIsLodgedAndOnlyWhenItIsComplete) {
  const std::string name = Draft("a");
  ASSERT_TRUE(Update(name, "", "update_mask { paths: 'text' }").ok());
  EXPECT_THAT(Said(Update(name, "", "lodge: true").status()), HasSubstr("submission.text"));
  EXPECT_EQ(See(Lead(), name).state(), v1::SUBMISSION_STATE_DRAFT);
  EXPECT_THAT(Said(Update(Embargoed("b"), "", "lodge: true").status()), HasSubstr("WRONG_STATE"));
}

TEST_F(SubmissionTest, ADraftWhoseEmbargoHasPassedIsOpenWhenItIsLodged) {
  const std::string name = Draft("a", "embargo_until: '" + Day(1) + "'");
  PassDays(2);
  DoWork();
  EXPECT_TRUE(absl::IsNotFound(Get(Officer(), name).status()));
  ASSERT_TRUE(Update(name, "", "lodge: true").ok());
  EXPECT_EQ(See(Officer(), name).release_time().seconds(), absl::ToUnixSeconds(now()));
}

struct Wrong {
  std::string submission;
  std::string field;
};

TEST_F(SubmissionTest, WhatCanNotBeIsRefusedNamingTheField) {
  const std::string speaks = "speaks_for { members: 5 basis: BASIS_VOTE description: 'd' date: '2026-09-01' }";
  const std::vector<Wrong> wrong = {
      {"embargo_until: '" + Day(0) + "'", "submission.embargo_until"},
      {"embargo_until: '" + Day(-1) + "'", "submission.embargo_until"},
      {"embargo_until: '2028-09-22'", "submission.embargo_until"},
      {"date: '" + Day(2) + "'", "submission.date"},
      {"forces: 'forces/kent' forces: 'forces/kent'", "submission.forces[1]"},
      {"forces: 'forces/-'", "submission.forces[0]"},
      {"speaks_for { members: 5 description: 'd' date: '2026-09-01' }", "submission.speaks_for.basis"},
      {"speaks_for { basis: BASIS_PANEL description: 'd' date: '2026-09-01' }", "submission.speaks_for.members"},
      {"speaks_for { members: 5 basis: BASIS_VOTE date: '2026-09-01' }", "submission.speaks_for.description"},
      {"speaks_for { members: 5 basis: BASIS_VOTE description: 'd' }", "submission.speaks_for.date"},
      {"speaks_for { members: 5 basis: BASIS_VOTE description: 'd' date: '2027-01-01' }", "submission.speaks_for.date"},
  };
  for (const Wrong& one : wrong) {
    const absl::Status status = TryMake("a", one.submission).status();
    EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID") << one.submission;
    EXPECT_THAT(std::string(status.message()), HasSubstr(one.field)) << one.submission;
  }
  EXPECT_THAT(Ids(Lead()), testing::IsEmpty());
  const std::string name = Draft("ok", speaks + " embargo_until: '2028-09-21'");
  // Nor can it be taken away bit by bit.
  EXPECT_THAT(Said(Update(name, "", "update_mask { paths: 'speaks_for.basis' }").status()), HasSubstr("submission.speaks_for.basis"));
  EXPECT_TRUE(Update(name, "", "update_mask { paths: 'speaks_for' }").ok());
}

TEST_F(SubmissionTest, RestrictedOnesAreForStaffBodiesAndProcurement) {
  namespace i = frontline::identity::v1;
  const std::string name = Open("a", "sensitivity: SENSITIVITY_RESTRICTED");
  Open("b");
  const std::vector<rpc::Call> may = {Lead(), Lead("bodies/unison"), By("bodies/unison/members/v", i::ROLE_VIEWER), Officer(),
                                      rpc::testing::NationalAdministrator()};
  const std::vector<rpc::Call> may_not = {Viewer(), By("forces/kent/members/n", i::ROLE_NEED_AUTHOR), By("forces/kent/members/a", i::ROLE_AUDITOR),
                                          By("national/frontline/members/a", i::ROLE_AUDITOR, true)};
  for (const rpc::Call& call : may) {
    EXPECT_TRUE(Get(call, name).ok()) << call.principal.member();
    EXPECT_THAT(Ids(call), ElementsAre("a", "b"));
  }
  for (const rpc::Call& call : may_not) {
    EXPECT_EQ(Said(Get(call, name).status()), Said(base::NotFound(name))) << call.principal.member();
    EXPECT_THAT(Ids(call), ElementsAre("b"));
    EXPECT_THAT(Ids(call, "page_size: 1"), ElementsAre("b"));
  }
}

TEST_F(SubmissionTest, ListsFilterAndPageOverBothTables) {
  Open("a", "topic: 'radio' portfolio: 'ICT' forces: 'forces/kent'");
  Draft("b", "topic: 'radio' branch: 'Kent branch'");
  Embargoed("c", 5, "portfolio: 'ict'");
  Open("d", "topic: 'cars' forces: 'forces/essex'");
  ASSERT_TRUE(TryMake("e", "title: 'Stab vests' text: 'Too warm'", "lodge: true", "bodies/unison").ok());
  for (const char* size : {"", "page_size: 1", "page_size: 2", "page_size: 3"}) {
    const std::string paged = std::string(size) + " ";
    EXPECT_THAT(Ids(Lead(), paged), ElementsAre("a", "b", "c", "d", "e"));
    EXPECT_THAT(Ids(Viewer(), paged), ElementsAre("a", "d", "e"));
    EXPECT_THAT(Ids(Lead(), paged + "parent: 'bodies/unison'"), ElementsAre("e"));
    EXPECT_THAT(Ids(Lead("bodies/unison"), paged), ElementsAre("a", "d", "e"));
    EXPECT_THAT(Ids(Lead(), paged + "topic: 'radio'"), ElementsAre("a", "b"));
    EXPECT_THAT(Ids(Lead(), paged + "portfolio: 'ICT'"), ElementsAre("a", "c"));
    EXPECT_THAT(Ids(Lead(), paged + "branch: 'kent Branch'"), ElementsAre("b"));
    EXPECT_THAT(Ids(Lead(), paged + "force: 'forces/kent'"), ElementsAre("a", "b", "c", "e"));
    EXPECT_THAT(Ids(Lead(), paged + "text: 'WARM vests'"), ElementsAre("e"));
    EXPECT_THAT(Ids(Lead(), paged + "state: SUBMISSION_STATE_DRAFT"), ElementsAre("b"));
  }
}

TEST_F(SubmissionTest, APageStaysWithinWhatAClientTakes) {
  const std::string text = "text: '" + std::string(200000, 'x') + "'";
  std::vector<std::string> ids;
  for (int number = 10; number < 26; ++number) ids.push_back(Open("n" + std::to_string(number), text));
  absl::StatusOr<v1::ListSubmissionsResponse> page = List(Viewer(), "page_size: 1000");
  ASSERT_TRUE(page.ok());
  EXPECT_LT(page->ByteSizeLong(), 2u << 20);
  EXPECT_THAT(page->next_page_token(), Not(testing::IsEmpty()));
  EXPECT_EQ(Ids(Viewer(), "page_size: 1000").size(), ids.size());
}

}  // namespace
}  // namespace frontline::federation
