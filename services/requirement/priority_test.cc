#include "services/requirement/priority.h"

#include <gmock/gmock.h>

#include "services/requirement/store_for_test.h"
#include "services/requirement/tables.h"
#include "services/requirement/upgrade.h"

namespace frontline::requirement {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

int Points(const v1::NeedPriority& priority, const std::string& input) {
  for (const v1::PriorityAddend& addend : priority.addends()) {
    if (addend.input() == input) return addend.points();
  }
  return -1;
}

TEST(PriorityTest, WhatIsNotKnownAddsNothingAndSaysSo) {
  const v1::NeedPriority priority = PriorityOf(v1::Need());
  EXPECT_EQ(priority.total(), 0);
  EXPECT_FALSE(priority.has_per_head());
  ASSERT_EQ(priority.addends_size(), 6);
  for (const v1::PriorityAddend& addend : priority.addends()) {
    EXPECT_FALSE(addend.known()) << addend.input();
    EXPECT_EQ(addend.stated(), "not known");
  }
}

TEST(PriorityTest, IsTheSumOfItsAddends) {
  const v1::NeedPriority priority = PriorityOf(Parse<v1::Need>(
      "people_affected: 412 frequency: FREQUENCY_DAILY severity: SEVERITY_MAJOR officer_safety: OFFICER_SAFETY_INDIRECT benefit_hours: 40"));
  EXPECT_EQ(Points(priority, "reach"), 108);  // 412 has nine binary digits
  EXPECT_EQ(Points(priority, "frequency"), 150);
  EXPECT_EQ(Points(priority, "severity"), 150);
  EXPECT_EQ(Points(priority, "officer-safety"), 100);
  EXPECT_EQ(Points(priority, "benefit"), 40);
  EXPECT_EQ(priority.total(), 548);
}

TEST(PriorityTest, NoPartWeighsMoreThanTwoHundred) {
  const v1::NeedPriority priority =
      PriorityOf(Parse<v1::Need>("people_affected: 1000000 frequency: FREQUENCY_EVERY_SHIFT severity: SEVERITY_CRITICAL officer_safety: "
                                 "OFFICER_SAFETY_DIRECT benefit_hours: 2000"));
  EXPECT_EQ(priority.total(), 1000);
}

TEST(PriorityTest, ALargeForceDoesNotDrownASmallOne) {
  const v1::NeedPriority large = PriorityOf(Parse<v1::Need>("reach { force: 'forces/met' people_affected: 3000 strength: 30000 }"));
  const v1::NeedPriority small = PriorityOf(Parse<v1::Need>("reach { force: 'forces/city' people_affected: 400 strength: 800 }"));
  EXPECT_GT(large.total(), small.total());
  EXPECT_GT(small.per_head(), large.per_head());
  EXPECT_EQ(small.per_head(), 100);  // 500 in 1,000
  EXPECT_EQ(large.per_head(), 20);   // 100 in 1,000
}

TEST(PriorityTest, EachForceCountsOncePerHead) {
  const v1::NeedPriority both = PriorityOf(Parse<v1::Need>(
      "reach { force: 'forces/met' people_affected: 3000 strength: 30000 } reach { force: 'forces/city' people_affected: 400 strength: 800 }"));
  EXPECT_EQ(both.per_head(), 60);  // the mean of 100 and 500 in 1,000
  ASSERT_EQ(both.forces_size(), 2);
  EXPECT_EQ(both.forces(1).per_thousand(), 500);
  EXPECT_EQ(both.forces(1).total(), 100);
}

class PriorityListTest : public StoreTest {
 protected:
  std::vector<std::string> List(const std::string& request) {
    absl::StatusOr<v1::ListNeedsResponse> response = Read(ListNeeds, Viewer(), request);
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> ids;
    if (!response.ok()) return ids;
    for (const v1::Need& need : response->needs()) ids.push_back(need.name().substr(need.name().rfind('/') + 1));
    return ids;
  }
};

TEST_F(PriorityListTest, ListsByTotalAndPerHeadAndByForce) {
  Log("low", "severity: SEVERITY_MINOR");
  Log("large",
      "reach { force: 'forces/met' people_affected: 3000 strength: 30000 } reach { force: 'forces/kent' people_affected: 6 strength: 6000 }");
  Log("small", "reach { force: 'forces/kent' people_affected: 3000 strength: 6000 }");
  EXPECT_THAT(List("order: NEED_ORDER_PRIORITY"), ElementsAre("large", "small", "low"));
  EXPECT_THAT(List("order: NEED_ORDER_PRIORITY_PER_HEAD"), ElementsAre("small", "large"));
  EXPECT_THAT(List("order: NEED_ORDER_PRIORITY_PER_HEAD force: 'forces/met'"), ElementsAre("large"));
  EXPECT_THAT(List("order: NEED_ORDER_PRIORITY_PER_HEAD force: 'forces/kent'"), ElementsAre("small", "large"));
}

TEST_F(PriorityListTest, FollowsWhatTheNeedSaysAndStandsOnlyWhileItIsOpen) {
  Log("a", "severity: SEVERITY_MINOR");
  Log("b", "severity: SEVERITY_MODERATE");
  ASSERT_TRUE(Write(UpdateNeed, Officer(), "need { name: 'forces/kent/needs/a' severity: SEVERITY_CRITICAL }").ok());
  EXPECT_THAT(List("order: NEED_ORDER_PRIORITY"), ElementsAre("a", "b"));
  EXPECT_EQ(See("forces/kent/needs/a").priority().total(), 200);
  ASSERT_TRUE(Write(SupportNeed, Author(), "name: 'forces/kent/needs/a'").ok());
  EXPECT_EQ(See("forces/kent/needs/a").priority().total(), 212);
  ASSERT_TRUE(Write(DeclineNeed, Officer(), "name: 'forces/kent/needs/a' reason: 'r'").ok());
  EXPECT_THAT(List("order: NEED_ORDER_PRIORITY"), ElementsAre("b"));
}

TEST_F(PriorityListTest, ReachIsOfOneForceEachAndNotMoreThanIts) {
  const absl::Status status = Write(CreateNeed, Officer(),
                                    "parent: 'forces/kent' need { statement: 's' reach { force: 'forces/kent' people_affected: 9 strength: 8 } reach "
                                    "{ force: 'forces/kent' } }")
                                  .status();
  EXPECT_THAT(Said(status), ::testing::AllOf(::testing::HasSubstr("need.reach[0].people_affected"), ::testing::HasSubstr("need.reach[1].force")));
}

// A store of an earlier program: needs without layout, and nothing in the new indexes.
TEST_F(PriorityListTest, NeedsOfAnOlderStoreAreBroughtUpToDateOnce) {
  for (int i = 0; i < 300; ++i) {
    stored::v1::NeedRecord record;
    record.mutable_need()->set_name("forces/kent/needs/n" + std::to_string(i));
    record.mutable_need()->set_statement("s");
    record.mutable_need()->set_state(v1::NEED_STATE_LOGGED);
    record.mutable_need()->add_evidence()->set_resource("forces/kent/surveys/t/findings/q1");
    ASSERT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) { return Needs().Create(tx, record.need().name(), record); }).ok());
  }
  EXPECT_THAT(List("order: NEED_ORDER_PRIORITY page_size: 1000"), IsEmpty());
  ASSERT_TRUE(UpgradeNeeds(*store_).ok());
  EXPECT_EQ(List("order: NEED_ORDER_PRIORITY page_size: 1000").size(), 300u);
  auto cited = Needs().ListBy(store_->Read(), kNeedByEvidence, storage::KeyOf("forces/kent/surveys/t/findings/q1"), "", 1000);
  ASSERT_TRUE(cited.ok());
  EXPECT_EQ(cited->rows.size(), 300u);
  EXPECT_EQ(Upgrades().Get(store_->Read(), "need")->layout(), 1);
}

}  // namespace
}  // namespace frontline::requirement
