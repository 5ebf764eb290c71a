#include <gmock/gmock.h>

#include "services/federation/store_for_test.h"
#include "storage/journal.h"

namespace frontline::federation {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SubmissionStepTest : public StoreTest {};

TEST_F(SubmissionStepTest, AnOpenOneTakesThePlaceOfAnotherForEverybody) {
  const std::string old = Open("old"), successor = Open("new");
  absl::StatusOr<v1::Submission> superseded = Supersede(old, successor);
  ASSERT_TRUE(superseded.ok()) << superseded.status();
  EXPECT_EQ(superseded->state(), v1::SUBMISSION_STATE_SUPERSEDED);
  EXPECT_EQ(See(Viewer(), old).superseded_by(), successor);
  EXPECT_THAT(See(Viewer(), successor).supersedes(), ElementsAre(old));
  EXPECT_EQ(storage::ReadChanges(store().Read(), 0, 10)->size(), 4u);
}

TEST_F(SubmissionStepTest, OneThatAHiddenOneIsToSupersedeLooksUntouchedToOthersUntilThen) {
  const std::string old = Open("old"), successor = Embargoed("new", 3);
  const std::string before = See(Viewer(), old).DebugString();
  PassDays(1);
  ASSERT_TRUE(Supersede(old, successor).ok());
  EXPECT_EQ(See(Viewer(), old).DebugString(), before);
  EXPECT_EQ(See(Lead(), old).etag(), See(Viewer(), old).etag());
  EXPECT_EQ(See(Lead(), old).state(), v1::SUBMISSION_STATE_SUPERSEDED);
  EXPECT_EQ(See(Lead(), old).superseded_by(), successor);
  EXPECT_THAT(See(Lead(), successor).supersedes(), ElementsAre(old));
  EXPECT_THAT(Said(Supersede(old, Open("other")).status()), HasSubstr("WRONG_STATE"));
  PassDays(2);
  EXPECT_EQ(See(Viewer(), old).superseded_by(), successor);
  DoWork();
  EXPECT_EQ(See(Viewer(), old).superseded_by(), successor);
  EXPECT_EQ(See(Viewer(), old).state(), v1::SUBMISSION_STATE_SUPERSEDED);
  EXPECT_THAT(See(Viewer(), successor).supersedes(), ElementsAre(old));
}

TEST_F(SubmissionStepTest, ADraftMayBeReadiedToSupersedeAndDoesSoWhenItIsLodged) {
  const std::string old = Open("old"), successor = Draft("new");
  ASSERT_TRUE(Supersede(old, successor).ok());
  EXPECT_EQ(See(Lead(), old).state(), v1::SUBMISSION_STATE_LODGED);
  EXPECT_EQ(See(Lead(), old).superseded_by(), successor);
  EXPECT_THAT(See(Viewer(), old).superseded_by(), IsEmpty());
  ASSERT_TRUE(Write(UpdateSubmission, Lead(), "submission { name: '" + successor + "' } lodge: true").ok());
  EXPECT_EQ(See(Viewer(), old).superseded_by(), successor);
  EXPECT_EQ(See(Viewer(), old).state(), v1::SUBMISSION_STATE_SUPERSEDED);
}

TEST_F(SubmissionStepTest, OfTwoHiddenOnesEitherMayBeReleasedFirst) {
  const std::string early = Embargoed("early", 2), late = Embargoed("late", 4);
  const std::string other_early = Embargoed("other-early", 2), other_late = Embargoed("other-late", 4);
  ASSERT_TRUE(Supersede(early, late).ok());              // the one superseded is released first
  ASSERT_TRUE(Supersede(other_late, other_early).ok());  // the successor is
  PassDays(2);
  for (int moved = 0; moved < 2; ++moved) {
    EXPECT_EQ(See(Viewer(), early).state(), v1::SUBMISSION_STATE_LODGED);
    EXPECT_THAT(See(Viewer(), early).superseded_by(), IsEmpty());
    EXPECT_THAT(See(Viewer(), other_early).supersedes(), IsEmpty());
    EXPECT_THAT(See(Lead(), other_early).supersedes(), ElementsAre(other_late));
    DoWork();
  }
  PassDays(2);
  for (int moved = 0; moved < 2; ++moved) {
    EXPECT_EQ(See(Viewer(), early).superseded_by(), late);
    EXPECT_EQ(See(Viewer(), other_late).superseded_by(), other_early);
    EXPECT_EQ(See(Viewer(), other_late).state(), v1::SUBMISSION_STATE_SUPERSEDED);
    EXPECT_THAT(See(Viewer(), other_early).supersedes(), ElementsAre(other_late));
    DoWork();
  }
}

TEST_F(SubmissionStepTest, OneMaySupersedeManyOfWhichEachIsJoinedWhenItIsReleased) {
  const std::string first = Embargoed("a-late", 4), open = Open("b-open"), successor = Embargoed("c", 2);
  ASSERT_TRUE(Supersede(first, successor).ok());
  ASSERT_TRUE(Supersede(open, successor).ok());
  PassDays(2);
  DoWork();
  EXPECT_EQ(See(Viewer(), open).superseded_by(), successor);
  EXPECT_EQ(See(Viewer(), open).update_time().seconds(), See(Viewer(), successor).release_time().seconds());
  EXPECT_THAT(See(Viewer(), successor).supersedes(), ElementsAre(open));
  PassDays(2);
  DoWork();
  EXPECT_EQ(See(Viewer(), first).superseded_by(), successor);
  EXPECT_THAT(See(Viewer(), successor).supersedes(), ElementsAre(first, open));
  EXPECT_EQ(See(Viewer(), successor).update_time().seconds(), See(Viewer(), first).release_time().seconds());
}

TEST_F(SubmissionStepTest, ADraftThatIsSupersededIsSoOnceItIsReleased) {
  const std::string old = Draft("old"), successor = Open("new");
  ASSERT_TRUE(Supersede(old, successor).ok());
  EXPECT_EQ(See(Lead(), old).state(), v1::SUBMISSION_STATE_DRAFT);
  EXPECT_THAT(See(Viewer(), successor).supersedes(), IsEmpty());
  ASSERT_TRUE(Write(UpdateSubmission, Lead(), "submission { name: '" + old + "' } lodge: true").ok());
  EXPECT_EQ(See(Viewer(), old).state(), v1::SUBMISSION_STATE_SUPERSEDED);
  EXPECT_THAT(See(Viewer(), successor).supersedes(), ElementsAre(old));
}

TEST_F(SubmissionStepTest, WhatCanNotTakeAPlaceIsRefused) {
  const std::string a = Open("a"), b = Open("b"), c = Embargoed("c"), gone = Open("gone"), hidden_gone = Draft("hidden-gone");
  ASSERT_TRUE(Withdraw(gone).ok());
  ASSERT_TRUE(Withdraw(hidden_gone).ok());
  ASSERT_TRUE(TryMake("theirs", "", "lodge: true", "bodies/unison").ok());
  for (const std::string& successor : {a, gone, hidden_gone, NameOf("never"), NameOf("theirs", "bodies/unison")}) {
    const absl::Status status = Supersede(a, successor).status();
    EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID") << successor;
    EXPECT_THAT(std::string(status.message()), HasSubstr("successor")) << successor;
  }
  EXPECT_THAT(Said(Supersede(gone, a).status()), HasSubstr("WRONG_STATE"));
  // No chain leads back, however much of it is hidden.
  ASSERT_TRUE(Supersede(a, b).ok());
  ASSERT_TRUE(Supersede(b, c).ok());
  for (const std::string& successor : {a, b}) EXPECT_THAT(Said(Supersede(c, successor).status()), HasSubstr("is superseded itself"));
  EXPECT_THAT(Said(Supersede(a, Open("e")).status()), HasSubstr("WRONG_STATE"));
}

TEST_F(SubmissionStepTest, AnOpenOneIsWithdrawnForAllToSeeWithItsReason) {
  const std::string name = Open("a");
  ASSERT_TRUE(Withdraw(name).ok());
  const v1::Submission seen = See(Viewer(), name);
  EXPECT_EQ(seen.state(), v1::SUBMISSION_STATE_WITHDRAWN);
  EXPECT_EQ(seen.withdrawal().reason(), "It was wrong");
  EXPECT_EQ(seen.text(), "In cellars");
  EXPECT_THAT(Said(Withdraw(name).status()), HasSubstr("WRONG_STATE"));
}

TEST_F(SubmissionStepTest, AHiddenOneThatIsWithdrawnIsNeverReleasedAndWhatItWasToSupersedeStands) {
  const std::string old = Open("old"), name = Embargoed("a", 2);
  ASSERT_TRUE(Supersede(old, name).ok());
  ASSERT_TRUE(Withdraw(name).ok());
  EXPECT_EQ(See(Lead(), old).state(), v1::SUBMISSION_STATE_LODGED);
  EXPECT_THAT(See(Lead(), old).superseded_by(), IsEmpty());
  PassDays(3);
  DoWork();
  EXPECT_TRUE(absl::IsNotFound(Get(Viewer(), name).status()));
  EXPECT_EQ(See(Lead(), name).state(), v1::SUBMISSION_STATE_WITHDRAWN);
  EXPECT_THAT(Said(Write(UpdateSubmission, Lead(), "submission { name: '" + name + "' title: 'x' }").status()), HasSubstr("WITHDRAWN"));
}

TEST_F(SubmissionStepTest, OneWhoseEmbargoHasEndedIsWithdrawnForAllToSeeThoughItWasNotMovedYet) {
  const std::string name = Embargoed("a", 1);
  PassDays(1);
  ASSERT_TRUE(Withdraw(name).ok());
  EXPECT_EQ(See(Viewer(), name).state(), v1::SUBMISSION_STATE_WITHDRAWN);
}

TEST_F(SubmissionStepTest, EveryWriteIsRefusedAlikeToThoseOutside) {
  const rpc::Call outside = rpc::testing::NationalAdministrator();
  const std::string name = Draft("a");
  for (const std::string& asked : {name, NameOf("never")}) {
    EXPECT_EQ(Said(Write(WithdrawSubmission, outside, "name: '" + asked + "' reason: 'x'").status()),
              Said(base::PermissionDenied("SUBMISSIONS_WRITE", kBody)));
  }
}

}  // namespace
}  // namespace frontline::federation
