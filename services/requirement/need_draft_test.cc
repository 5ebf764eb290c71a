#include "services/requirement/need_draft.h"

#include <gmock/gmock.h>

#include "services/requirement/need_lint.h"
#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kQuestion[] =
    "question: 'q12' text { en: 'My laptop starts fast enough' } topic: 'laptops' survey_title { en: 'Technology 2026' } "
    "close_time { seconds: 1790000000 } ";

FindingSource Source(bool self_selected = false) {
  const std::string more = self_selected ? "self_selected: true" : "";
  FindingSource source;
  source.of_question.push_back(Parse<survey::v1::Finding>("name: 'forces/kent/surveys/t/findings/q12' " + more + " " + kQuestion +
                                                          "cells { state: CELL_STATE_PUBLISHED base: 412 negative { low: 62 high: 62 } }"));
  source.of_question.push_back(Parse<survey::v1::Finding>(
      "name: 'forces/kent/surveys/t/findings/q12.force' breakdown: 'force' " + more + " " + kQuestion +
      "cells { segments { key: 'force' value: 'kent' } label: 'Kent' state: CELL_STATE_PUBLISHED base: 58 negative { low: 71 high: 71 } } "
      "cells { segments { key: 'force' value: 'essex' } label: 'Essex' state: CELL_STATE_PUBLISHED base: 40 negative { low: 95 high: 100 } } "
      "cells { segments { key: 'force' value: 'surrey' } label: 'Surrey' state: CELL_STATE_SUPPRESSED } "
      "cells { segments { key: 'force' value: 'small' } label: 'Small forces' state: CELL_STATE_PUBLISHED base: 30 negative { low: 50 high: 50 } }"));
  source.finding = source.of_question[0];
  source.survey = Parse<survey::v1::Survey>(
      "instrument { title { en: 'Technology 2026' } segments { code: 'force' kind: SEGMENT_KIND_FORCE values { code: 'kent' headcount: 4000 } values "
      "{ code: 'essex' "
      "headcount: 3000 } values { code: 'surrey' headcount: 200 } } }");
  return source;
}

TEST(NeedDraftTest, AFindingGivesTheFiguresAsPublishedAndItselfAsEvidence) {
  const v1::Need need = NeedFromFinding(Source());
  EXPECT_THAT(need.statement(), AllOf(HasSubstr("My laptop starts fast enough"), HasSubstr("62% answered negatively")));
  EXPECT_THAT(need.problem(), AllOf(HasSubstr("of 412 who answered, 62% answered negatively"), HasSubstr("Kent: 71% answered negatively (of 58)"),
                                    HasSubstr("Essex: 95% or more answered negatively (of 40)")));
  EXPECT_EQ(need.topic(), "laptops");
  ASSERT_EQ(need.evidence_size(), 1);
  EXPECT_EQ(need.evidence(0).resource(), "forces/kent/surveys/t/findings/q12");
  EXPECT_EQ(need.evidence(0).kind(), v1::Evidence::KIND_SURVEY);
  EXPECT_EQ(need.evidence(0).date(), "2026-09-21");
  EXPECT_EQ(need.frequency(), v1::FREQUENCY_UNSPECIFIED) << "not known from a finding";
  std::vector<std::string> rules;
  for (const v1::NeedWarning& warning : LintNeedText(need)) rules.push_back(warning.rule());
  EXPECT_THAT(rules, ElementsAre("vague-statement")) << "what is lacking, a person must say";
}

TEST(NeedDraftTest, ASuppressedCellStandsNowhere) {
  for (bool by_force : {false, true}) {
    FindingSource source = Source();
    if (by_force) source.finding = source.of_question[1];
    const std::string everything = NeedFromFinding(source).DebugString();
    EXPECT_THAT(everything, Not(HasSubstr("urrey")));
  }
}

TEST(NeedDraftTest, PeopleAffectedAreTheShareOfTheHeadcountWhereBothAreKnown) {
  const v1::Need need = NeedFromFinding(Source());
  EXPECT_THAT(need.forces(), ElementsAre("forces/kent", "forces/essex")) << "a roll-up is no force";
  ASSERT_EQ(need.reach_size(), 1) << "a share that is given as a range counts nobody";
  EXPECT_EQ(need.reach(0).people_affected(), 2840);
  EXPECT_EQ(need.reach(0).strength(), 4000);
  EXPECT_THAT(need.problem(), HasSubstr("estimate"));
}

TEST(NeedDraftTest, WhoChoseToAnswerSpeaksForThemAlone) {
  const v1::Need need = NeedFromFinding(Source(true));
  EXPECT_THAT(need.reach(), IsEmpty());
  EXPECT_THAT(need.problem(), HasSubstr("speak for them alone"));
}

TEST(NeedDraftTest, AWithheldFindingHasNoFigures) {
  FindingSource source = Source();
  source.finding = Parse<survey::v1::Finding>("name: 'forces/kent/surveys/t/findings/q12' withheld: true " + std::string(kQuestion));
  source.of_question = {source.finding};
  const v1::Need need = NeedFromFinding(source);
  EXPECT_THAT(need.problem(), AllOf(HasSubstr("see the finding"), Not(HasSubstr("%"))));
}

TEST(NeedDraftTest, AThemeGivesAReleasedCommentsOwnWords) {
  const v1::Need need = NeedFromTheme(
      Parse<survey::v1::Theme>("name: 'forces/kent/surveys/t/themes/k3' title: 'laptop, minutes' words: ['laptop', 'minutes'] comment_count: 31 "
                               "example: 'My laptop takes ten minutes to start. Every day.' topic: 'laptops'"),
      Source().survey);
  EXPECT_EQ(need.statement(), "My laptop takes ten minutes to start");
  EXPECT_THAT(need.problem(), HasSubstr("31 released comments"));
  EXPECT_EQ(need.evidence(0).resource(), "forces/kent/surveys/t/themes/k3");
}

TEST(NeedDraftTest, ASubmissionSpeaksForItsMembers) {
  const v1::Need need = NeedFromSubmission(
      Parse<federation::v1::Submission>("name: 'bodies/pf/submissions/p3' body: 'bodies/pf' branch: 'Kent branch' title: 'Radios' text: 'Radios fail "
                                        "in cellars. Often.' topic: 'radios' "
                                        "forces: 'forces/kent' date: '2026-05-01' speaks_for { members: 3400 basis: BASIS_MOTION }"));
  EXPECT_EQ(need.statement(), "Radios fail in cellars");
  EXPECT_EQ(need.people_affected(), 3400);
  EXPECT_THAT(need.forces(), ElementsAre("forces/kent"));
  EXPECT_EQ(need.affected(), "members of Kent branch of bodies/pf");
  EXPECT_EQ(need.evidence(0).summary(), "Input of Kent branch of bodies/pf: Radios, for 3400 members by a motion");
}

TEST(NeedDraftTest, TheWordsOfARestrictedSubmissionAreNotCopied) {
  const v1::Need need =
      NeedFromSubmission(Parse<federation::v1::Submission>("name: 'bodies/pf/submissions/p3' body: 'bodies/pf' title: 'Secret title' text: 'Secret "
                                                           "text.' topic: 'secret-topic' sensitivity: SENSITIVITY_RESTRICTED"));
  EXPECT_TRUE(need.statement().empty());
  EXPECT_THAT(need.DebugString(), Not(AllOf(HasSubstr("ecret"))));
}

class DraftNeedTest : public StoreTest {};

TEST_F(DraftNeedTest, SourcesThatCantBeReachedAreNamed) {
  absl::StatusOr<v1::DraftNeedResponse> draft =
      PrepareNeedDraft(Officer(), Parse<v1::DraftNeedRequest>("parent: 'forces/kent' source: 'forces/kent/surveys/t/findings/q1'"));
  EXPECT_THAT(Said(draft.status()), AllOf(HasSubstr("NOT_READY"), HasSubstr("--peer survey=HOST:PORT")));
  draft = PrepareNeedDraft(Officer(), Parse<v1::DraftNeedRequest>("parent: 'forces/kent' source: 'bodies/pf/submissions/a' need_id: 'x'"));
  EXPECT_THAT(Said(draft.status()), HasSubstr("need_id"));
}

TEST_F(DraftNeedTest, IsLoggedOnlyWhenAskedTo) {
  v1::DraftNeedResponse draft;
  draft.mutable_need()->set_statement("Radios fail in cellars");
  for (bool store : {false, true}) {
    v1::DraftNeedRequest request = Parse<v1::DraftNeedRequest>("parent: 'forces/kent' need_id: 'd'");
    request.set_store(store);
    v1::DraftNeedResponse response;
    const absl::Status status = storage::CommitAndWait(*store_, [&](Transaction& tx) { return DraftNeed(Officer(), request, draft, tx, &response); });
    ASSERT_TRUE(status.ok()) << status;
    EXPECT_EQ(response.need().name(), store ? "forces/kent/needs/d" : "");
    EXPECT_EQ(Read(GetNeed, Viewer(), "name: 'forces/kent/needs/d'").ok(), store);
  }
}

}  // namespace
}  // namespace frontline::requirement
