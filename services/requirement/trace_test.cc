// What needs no other service: needs, requirements, consultations. tests/integration/voice_test.py has the rest.
#include <gmock/gmock.h>

#include "services/requirement/sources.h"
#include "services/requirement/store_for_test.h"
#include "services/requirement/story.h"

namespace frontline::requirement {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

class TraceTest : public StoreTest {
 protected:
  void Specify(const std::string& id, const std::string& more) {
    absl::StatusOr<v1::Requirement> made =
        Write(CreateRequirement, Officer(), "parent: 'forces/kent' requirement_id: '" + id + "' requirement { title: 'Radios' " + more + " }");
    ASSERT_TRUE(made.ok()) << made.status();
  }
  void Publish(const std::string& id) {
    ASSERT_TRUE(Write(PublishRequirement, Officer(),
                      "name: 'forces/kent/requirements/" + id +
                          "' publish_time { seconds: 1600000000 } accept_warnings: 'x' no_consultation_reason: 'Urgent'")
                    .ok());
  }
  v1::TraceResponse Run(const rpc::Call& call, const std::string& request) {
    absl::StatusOr<v1::TraceResponse> response = Read(Trace, call, request);
    EXPECT_TRUE(response.ok()) << response.status();
    return response.ok() ? *response : v1::TraceResponse();
  }
  static std::vector<std::string> Names(const v1::TraceResponse& trace) {
    std::vector<std::string> names;
    for (const v1::TraceNode& node : trace.nodes()) names.push_back(node.name());
    return names;
  }
};

TEST_F(TraceTest, GoesFromAMergedNeedToTheOutcomeAndBack) {
  Log("a", "evidence { kind: KIND_SURVEY summary: 's' resource: 'forces/kent/surveys/t/findings/q1' }");
  Log("b");
  ASSERT_TRUE(Write(MergeNeeds, Officer(), "target: 'forces/kent/needs/b' sources: 'forces/kent/needs/a'").ok());
  Specify("r", "needs: 'forces/kent/needs/b'");
  Publish("r");
  ASSERT_TRUE(
      Write(CloseRequirement, Officer(), "name: 'forces/kent/requirements/r' outcome { kind: KIND_AWARDED summary: 'Let for four years' }").ok());
  const v1::TraceResponse forward = Run(Officer(), "name: 'forces/kent/needs/a' direction: TRACE_DIRECTION_FORWARD");
  EXPECT_THAT(Names(forward),
              ElementsAre("forces/kent/needs/a", "forces/kent/needs/b", "forces/kent/requirements/r", "forces/kent/requirements/r/outcome"));
  EXPECT_EQ(forward.edges(0).relation(), "was merged into");
  EXPECT_EQ(forward.nodes(2).reason(), "Not put to the front line: Urgent");
  EXPECT_EQ(forward.nodes(3).state(), "awarded");
  const v1::TraceResponse both = Run(Officer(), "name: 'forces/kent/requirements/r'");
  EXPECT_THAT(Names(both),
              UnorderedElementsAre("forces/kent/requirements/r", "forces/kent/requirements/r/outcome", "forces/kent/needs/b", "forces/kent/needs/a",
                                   "forces/kent/surveys/t/findings/q1", "forces/kent/surveys/t/questions/q1", "forces/kent/surveys/t"));
  EXPECT_THAT(both.unreachable(), UnorderedElementsAre("matching", "survey")) << "what can't be asked is named";
}

TEST_F(TraceTest, WhatTheCallerMayNotSeeLeavesNoTrace) {
  Log("a");
  Specify("draft", "needs: 'forces/kent/needs/a'");
  EXPECT_THAT(Names(Run(Officer(), "name: 'forces/kent/needs/a'")), ElementsAre("forces/kent/needs/a", "forces/kent/requirements/draft"));
  const v1::TraceResponse outside = Run(Author(), "name: 'forces/kent/needs/a'");
  EXPECT_THAT(Names(outside), ElementsAre("forces/kent/needs/a"));
  EXPECT_THAT(outside.edges(), IsEmpty());
  EXPECT_FALSE(outside.truncated());
  EXPECT_THAT(Said(Read(Trace, Author(), "name: 'forces/kent/requirements/draft'").status()), HasSubstr("RESOURCE_NOT_FOUND"));
  EXPECT_THAT(Said(Read(Trace, Author(), "name: 'forces/kent/requirements/none'").status()), HasSubstr("RESOURCE_NOT_FOUND"));
}

TEST_F(TraceTest, IsCutAtItsLimitAndSaysSo) {
  Log("a");
  for (int i = 0; i < 8; ++i) Specify("r" + std::to_string(i), "needs: 'forces/kent/needs/a'");
  const v1::TraceResponse trace = Run(Officer(), "name: 'forces/kent/needs/a' limit: 5");
  EXPECT_EQ(trace.nodes_size(), 5);
  EXPECT_TRUE(trace.truncated());
  EXPECT_EQ(trace.edges_size(), 4) << "none to what is not there";
}

TEST_F(TraceTest, KindsAreKnownByTheirNames) {
  EXPECT_EQ(KindOf("forces/kent/needs/a"), v1::TRACE_KIND_NEED);
  EXPECT_EQ(KindOf("forces/kent/surveys/t"), v1::TRACE_KIND_SURVEY);
  EXPECT_EQ(KindOf("forces/kent/surveys/t/findings/q1.force"), v1::TRACE_KIND_FINDING);
  EXPECT_EQ(KindOf("bodies/pf/submissions/a"), v1::TRACE_KIND_SUBMISSION);
  EXPECT_EQ(KindOf("bodies/pf/submissions/a/attachments/b"), v1::TRACE_KIND_UNSPECIFIED);
  EXPECT_EQ(KindOf("suppliers/acme"), v1::TRACE_KIND_UNSPECIFIED);
  EXPECT_EQ(QuestionOfFinding("forces/kent/surveys/t/findings/q1.force.rank"), "q1");
}

class CoverageTest : public TraceTest {};

TEST_F(CoverageTest, CountsWhatIsNotFollowedUp) {
  Log("answered", "evidence { kind: KIND_OBSERVATION summary: 's' }");
  Log("open", "severity: SEVERITY_MINOR");
  Log("urgent", "severity: SEVERITY_CRITICAL");
  Log("elsewhere", "", "forces/essex");
  Specify("with", "needs: 'forces/kent/needs/answered'");
  Specify("bare", "");
  absl::StatusOr<v1::GetCoverageResponse> all = Read(GetCoverage, Officer(), "");
  ASSERT_TRUE(all.ok()) << all.status();
  ASSERT_EQ(all->organisations_size(), 2);
  const v1::OrganisationCoverage& kent = all->organisations(1);
  EXPECT_EQ(kent.organisation(), "forces/kent");
  EXPECT_EQ(kent.needs(), 3);
  EXPECT_EQ(kent.needs_without_requirement(), 2);
  EXPECT_EQ(kent.open_needs(0).name(), "forces/kent/needs/urgent") << "by priority";
  EXPECT_EQ(kent.requirements(), 2);
  EXPECT_EQ(kent.requirements_without_evidence(), 1);
  EXPECT_EQ(kent.bare_requirements(0).name(), "forces/kent/requirements/bare");
  EXPECT_THAT(all->unreachable(), ElementsAre("survey"));
  EXPECT_EQ(Read(GetCoverage, Officer(), "parent: 'forces/essex'")->organisations_size(), 1);
}

TEST_F(CoverageTest, ADraftThatTheCallerMayNotSeeAnswersNothing) {
  Log("a");
  Specify("draft", "needs: 'forces/kent/needs/a'");
  EXPECT_EQ(Read(GetCoverage, Author(), "")->organisations(0).needs_without_requirement(), 1);
  EXPECT_EQ(Read(GetCoverage, Author(), "")->organisations(0).requirements(), 0);
}

class FollowTest : public TraceTest {};

TEST_F(FollowTest, AForceHearsWhatBecameOfItsNeeds) {
  Log("a");
  Log("b");
  Log("c", "forces: 'forces/kent'", "forces/essex");
  Log("d");
  ASSERT_TRUE(Write(DeclineNeed, Officer(), "name: 'forces/kent/needs/b' reason: 'The new radios, due in May, do this'").ok());
  Specify("r", "needs: 'forces/kent/needs/a'");
  Publish("r");
  ASSERT_TRUE(Write(MergeNeeds, Officer(), "target: 'forces/kent/needs/a' sources: 'forces/kent/needs/d'").ok());
  absl::StatusOr<v1::FollowResponse> response = Read(Follow, Officer(), "name: 'forces/kent'");
  ASSERT_TRUE(response.ok()) << response.status();
  ASSERT_EQ(response->stories_size(), 3) << "merged needs are told once";
  EXPECT_EQ(response->summary(), "3 needs came of it: 1 declined, with the reason, 1 being asked of suppliers, 1 logged and waiting for a decision.");
  EXPECT_EQ(response->stories(0).reason(), "The new radios, due in May, do this");
  EXPECT_THAT(response->stories(1).stands(), AllOf(HasSubstr("asked of suppliers"), HasSubstr("published on 2020-09-13")));
}

TEST_F(FollowTest, InPublicNothingIsToldThatIsNotPublishedOrDecided) {
  Log("logged");
  Log("confirmed");
  ASSERT_TRUE(Write(ValidateNeed, Officer(), "name: 'forces/kent/needs/confirmed'").ok());
  Specify("draft", "needs: 'forces/kent/needs/confirmed'");
  absl::StatusOr<v1::FollowResponse> inside = Read(Follow, Officer(), "name: 'forces/kent'");
  EXPECT_EQ(inside->stories_size(), 2);
  EXPECT_THAT(inside->DebugString(), HasSubstr("is being written"));
  absl::StatusOr<v1::FollowResponse> outside = Read(Follow, Officer(), "name: 'forces/kent' public_only: true");
  ASSERT_EQ(outside->stories_size(), 1);
  EXPECT_THAT(outside->DebugString(), AllOf(HasSubstr("no requirement answers it yet"), Not(HasSubstr("draft")), Not(HasSubstr("being written"))));
}

TEST(StoryTest, SaysHowItEnded) {
  const auto need = Parse<v1::Need>("name: 'forces/kent/needs/a' statement: 'Radios fail' state: NEED_STATE_VALIDATED decision { reason: 'Seen' }");
  const auto closed = Parse<v1::Requirement>(
      "name: 'forces/kent/requirements/r' title: 'Radios' state: REQUIREMENT_STATE_CLOSED outcome { kind: KIND_NO_SUPPLIER summary: 'None holds' "
      "date: '2026-05-01' } "
      "front_line { summary: 'Of 20 people who answered, 85% endorsed it.' }");
  const v1::Story story = Tell("asked", need, {closed});
  EXPECT_EQ(story.outcome(), "No supplier meets it today: None holds (2026-05-01)");
  EXPECT_EQ(story.reason(), "Of 20 people who answered, 85% endorsed it.");
  EXPECT_EQ(StageOf(need, {closed}), Stage::kConfirmed) << "it still waits to be met";
  auto addressed = need;
  addressed.set_state(v1::NEED_STATE_ADDRESSED);
  EXPECT_EQ(Tell("asked", addressed, {}).outcome(), "It is met: Seen");
  EXPECT_EQ(StageOf(addressed, {}), Stage::kMet);
}

}  // namespace
}  // namespace frontline::requirement
