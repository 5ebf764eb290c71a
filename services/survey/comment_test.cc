#include <gmock/gmock.h>

#include <set>

#include "services/survey/closing_for_test.h"
#include "services/survey/theme_record.h"

namespace frontline::survey {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class CommentTest : public ClosingTest {
 protected:
  void SetUp() override {
    PutSurvey();
    for (const char* text : {"Ask PC Smith for a charger", "Chargers are always taken", "No chargers, ever", "Heating"}) {
      Respond(absl::StrCat("answers { question: 'words' text: '", text, "' }"));
    }
    ASSERT_TRUE(Close().ok());
    for (const auto& record : All(Comments(), CommentPrefix(kSurvey))) names_[record.comment().text().substr(0, 3)] = record.comment().name();
    ASSERT_THAT(names_, SizeIs(4));
  }
  absl::StatusOr<v1::Comment> Moderate(const std::string& which, const std::string& how) {
    return Write(ModerateComment, Moderator(), absl::StrCat("name: '", names_.at(which), "' ", how));
  }
  v1::ListReleasedCommentsResponse Released(const std::string& more = "") {
    auto response = Read(ListReleasedComments, Viewer(), absl::StrCat("parent: '", kSurvey, "' ", more));
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::ListReleasedCommentsResponse();
  }
  // What matching would say: the three on chargers belong together.
  GroupedComments Chargers() {
    GroupedComments grouped;
    for (const auto& record : All(Comments(), CommentPrefix(kSurvey))) {
      const v1::Comment& comment = record.comment();
      if (comment.state() != v1::COMMENT_STATE_RELEASED) continue;
      grouped.released[comment.name()] = comment.released_text();
    }
    grouped.groups.push_back({"words", {names_["Ask"], names_["Cha"], names_["No "]}, {"chargers", "taken"}, names_["Cha"]});
    return grouped;
  }
  absl::StatusOr<v1::GroupCommentsResponse> Group(const GroupedComments& grouped) {
    v1::GroupCommentsRequest request;
    request.set_parent(kSurvey);
    v1::GroupCommentsResponse response;
    rpc::Call call = Moderator();
    call.ids = ids_.get();
    const absl::Status status =
        storage::CommitAndWait(*store_, [&](Transaction& tx) { return GroupComments(call, request, grouped, tx, &response); });
    if (!status.ok()) return status;
    return response;
  }
  void ReleaseAll() {
    for (const auto& [which, name] : names_) ASSERT_TRUE(Moderate(which, "approve: true").ok());
  }

  std::map<std::string, std::string> names_;  // by the first three letters
};

TEST_F(CommentTest, NothingIsReleasedBeforeAPersonDecides) {
  EXPECT_THAT(Released().comments(), IsEmpty());
  const auto queue = Read(ListComments, Moderator(), absl::StrCat("parent: '", kSurvey, "' state: COMMENT_STATE_PENDING"));
  ASSERT_TRUE(queue.ok());
  EXPECT_THAT(queue->comments(), SizeIs(4));
  for (const v1::Comment& comment : queue->comments()) EXPECT_NE(comment.etag(), "");
}

TEST_F(CommentTest, ApprovedTextIsReleasedWithItsRedactions) {
  const auto comment = Moderate("Ask", "approve: true");
  ASSERT_TRUE(comment.ok()) << comment.status();
  EXPECT_EQ(comment->state(), v1::COMMENT_STATE_RELEASED);
  EXPECT_EQ(comment->released_text(), "Ask PC [name] for a charger");
  EXPECT_EQ(comment->moderator(), "forces/kent/members/moderator");
  const v1::ListReleasedCommentsResponse released = Released();
  ASSERT_THAT(released.comments(), SizeIs(1));
  // The text and what it is about, and nothing else of it.
  v1::Comment expected;
  expected.set_name(names_["Ask"]);
  expected.set_question("words");
  expected.set_state(v1::COMMENT_STATE_RELEASED);
  expected.set_released_text("Ask PC [name] for a charger");
  EXPECT_EQ(released.comments(0).ShortDebugString(), expected.ShortDebugString());
}

TEST_F(CommentTest, EditedTextIsReleasedAndCanBeTakenBack) {
  ASSERT_TRUE(Moderate("Ask", "edited_text: 'A charger is missing'").ok());
  EXPECT_EQ(Released().comments(0).released_text(), "A charger is missing");
  const auto withheld = Moderate("Ask", "withhold_reason: 'says who'");
  ASSERT_TRUE(withheld.ok());
  EXPECT_EQ(withheld->released_text(), "");
  EXPECT_EQ(withheld->reason(), "says who");
  EXPECT_THAT(Released().comments(), IsEmpty());
}

TEST_F(CommentTest, ADecisionIsOneOfThree) {
  EXPECT_THAT(Said(Moderate("Ask", "").status()), HasSubstr("give exactly one of"));
  EXPECT_THAT(Said(Moderate("Ask", "approve: true edited_text: 'x'").status()), HasSubstr("give exactly one of"));
  EXPECT_THAT(Said(Moderate("Ask", "edited_text: '  '").status()), HasSubstr("edited_text must not be blank"));
  EXPECT_THAT(Released().comments(), IsEmpty());
}

TEST_F(CommentTest, TwoModeratorsDoNotOverwriteEachOther) {
  const auto queue = Read(ListComments, Moderator(), absl::StrCat("parent: '", kSurvey, "'"));
  ASSERT_TRUE(queue.ok());
  const std::string etag = queue->comments(0).etag();
  const std::string how = absl::StrCat("name: '", queue->comments(0).name(), "' etag: '", etag, "' ");
  ASSERT_TRUE(Write(ModerateComment, Moderator(), how + "approve: true").ok());
  EXPECT_THAT(Said(Write(ModerateComment, Moderator(), how + "withhold_reason: 'late'").status()), StartsWith("ETAG_MISMATCH"));
}

TEST_F(CommentTest, NoErrorNorFeedEntryHoldsAText) {
  for (const char* how : {"", "edited_text: '  '", "approve: true etag: 'wrong'"}) {
    EXPECT_THAT(Said(Moderate("Ask", how).status()), AllOf(Not(HasSubstr("Smith")), Not(HasSubstr("charger"))));
  }
  ASSERT_TRUE(Moderate("Ask", "approve: true").ok());
  for (const storage::Change& change : Feed()) EXPECT_THAT(change.resource(), Not(HasSubstr("/comments/")));
}

TEST_F(CommentTest, AThemeShowsHowManyAndAnExample) {
  ReleaseAll();
  const auto grouped = Group(Chargers());
  ASSERT_TRUE(grouped.ok()) << grouped.status();
  EXPECT_EQ(grouped->ungrouped(), 1);
  ASSERT_THAT(grouped->themes(), SizeIs(1));
  const v1::Theme& theme = grouped->themes(0);
  EXPECT_EQ(theme.comment_count(), 3);
  EXPECT_THAT(theme.words(), ElementsAre("chargers", "taken"));
  EXPECT_EQ(theme.title(), "chargers, taken");
  EXPECT_EQ(theme.example(), "Chargers are always taken");
  EXPECT_EQ(theme.topic(), "kit");
  EXPECT_THAT(Released(absl::StrCat("theme: '", theme.name(), "'")).comments(), SizeIs(3));
  EXPECT_THAT(Released(absl::StrCat("theme: '", theme.name(), "' page_size: 2")).comments(), SizeIs(2));
  std::set<std::string> themes;
  const v1::ListReleasedCommentsResponse released = Released();
  for (const v1::Comment& comment : released.comments()) themes.insert(comment.theme());
  EXPECT_THAT(themes, UnorderedElementsAre("", theme.name()));
}

TEST_F(CommentTest, GroupingAgainKeepsTheTitleOfWhatStaysTheSame) {
  ReleaseAll();
  const v1::Theme theme = Group(Chargers())->themes(0);
  ASSERT_TRUE(
      Write(UpdateTheme, Moderator(), absl::StrCat("theme { name: '", theme.name(), "' title: 'Charging points' etag: '", theme.etag(), "' }")).ok());
  const auto again = Group(Chargers());
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->themes(0).name(), theme.name());
  EXPECT_EQ(again->themes(0).title(), "Charging points");
  GroupedComments fewer = Chargers();
  fewer.groups[0].comments.pop_back();
  EXPECT_NE(Group(fewer)->themes(0).name(), theme.name());
  EXPECT_THAT(Read(ListThemes, Viewer(), absl::StrCat("parent: '", kSurvey, "'"))->themes(), SizeIs(1));
}

TEST_F(CommentTest, WhatIsTakenBackLeavesItsTheme) {
  ReleaseAll();
  const v1::Theme theme = Group(Chargers())->themes(0);
  ASSERT_TRUE(Moderate("Cha", "withhold_reason: 'asked for'").ok());
  auto seen = Read(GetTheme, Viewer(), absl::StrCat("name: '", theme.name(), "'"));
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(seen->comment_count(), 2);
  EXPECT_NE(seen->example(), "Chargers are always taken");
  // One alone is no theme.
  ASSERT_TRUE(Moderate("No ", "withhold_reason: 'asked for'").ok());
  EXPECT_THAT(Said(Read(GetTheme, Viewer(), absl::StrCat("name: '", theme.name(), "'")).status()), StartsWith("RESOURCE_NOT_FOUND"));
}

TEST_F(CommentTest, WhatChangedWhileItWasGroupedIsLeftOut) {
  ReleaseAll();
  const GroupedComments grouped = Chargers();
  ASSERT_TRUE(Moderate("Cha", "withhold_reason: 'asked for'").ok());
  const auto response = Group(grouped);
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(response->themes(0).comment_count(), 2);
  EXPECT_THAT(response->themes(0).ShortDebugString(), Not(HasSubstr("taken")));
}

TEST_F(CommentTest, OnlyATitleCanBeSet) {
  ReleaseAll();
  const v1::Theme theme = Group(Chargers())->themes(0);
  const std::string name = absl::StrCat("theme { name: '", theme.name(), "' ");
  EXPECT_THAT(Said(Write(UpdateTheme, Moderator(), name + "words: 'x' } update_mask { paths: 'words' }").status()),
              StartsWith("UPDATE_MASK_INVALID"));
  EXPECT_THAT(Said(Write(UpdateTheme, Moderator(), name + "} update_mask { paths: 'title' }").status()), HasSubstr("theme.title must not be empty"));
  EXPECT_THAT(Said(Write(UpdateTheme, Moderator(), name + "title: 'x' etag: 'old' }").status()), StartsWith("ETAG_MISMATCH"));
}

}  // namespace
}  // namespace frontline::survey
