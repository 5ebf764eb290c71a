#include <gmock/gmock.h>

#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::HasSubstr;

class DecisionTest : public StoreTest {
 protected:
  // Takes the need `id` to `state` from nothing.
  void Bring(const std::string& id, v1::NeedState state) {
    Log(id);
    if (state == v1::NEED_STATE_VALIDATED || state == v1::NEED_STATE_ADDRESSED) {
      ASSERT_TRUE(Step("validate", id).ok());
    }
    if (state == v1::NEED_STATE_ADDRESSED) {
      ASSERT_TRUE(Step("address", id).ok());
    }
    if (state == v1::NEED_STATE_DECLINED) {
      ASSERT_TRUE(Step("decline", id).ok());
    }
    if (state == v1::NEED_STATE_MERGED) {
      Log(id + "-target");
      ASSERT_TRUE(Write(MergeNeeds, Officer(), "target: 'forces/kent/needs/" + id + "-target' sources: 'forces/kent/needs/" + id + "'").ok());
    }
    ASSERT_EQ(See("forces/kent/needs/" + id).state(), state);
  }
  absl::Status Step(const std::string& step, const std::string& id, const std::string& more = "") {
    const std::string name = "name: 'forces/kent/needs/" + id + "' " + more;
    if (step == "validate") return Write(ValidateNeed, Officer(), name).status();
    if (step == "decline") return Write(DeclineNeed, Officer(), name + " reason: 'no'").status();
    if (step == "address") return Write(AddressNeed, Officer(), name + " reason: 'bought'").status();
    return Write(ReopenNeed, Officer(), name + " reason: 'again'").status();
  }
};

// Every step from every state: allowed and refused.
TEST_F(DecisionTest, StepsStartWhereTheyMayAndNowhereElse) {
  const std::vector<std::pair<std::string, std::vector<v1::NeedState>>> steps = {{"validate", {v1::NEED_STATE_LOGGED}},
                                                                                 {"decline", {v1::NEED_STATE_LOGGED, v1::NEED_STATE_VALIDATED}},
                                                                                 {"address", {v1::NEED_STATE_VALIDATED}},
                                                                                 {"reopen", {v1::NEED_STATE_ADDRESSED, v1::NEED_STATE_DECLINED}}};
  int number = 0;
  for (const auto& [step, allowed] : steps) {
    for (int state = v1::NEED_STATE_LOGGED; state <= v1::NEED_STATE_MERGED; ++state) {
      const std::string id = "n" + std::to_string(++number);
      Bring(id, static_cast<v1::NeedState>(state));
      const std::string before = See("forces/kent/needs/" + id).SerializeAsString();
      const absl::Status status = Step(step, id);
      const bool may = std::find(allowed.begin(), allowed.end(), state) != allowed.end();
      EXPECT_EQ(status.ok(), may) << step << " from " << v1::NeedState_Name(static_cast<v1::NeedState>(state)) << ": " << status;
      if (may) continue;
      EXPECT_EQ(base::ReasonOf(status), state == v1::NEED_STATE_MERGED ? "NEED_MERGED" : "WRONG_STATE");
      EXPECT_EQ(See("forces/kent/needs/" + id).SerializeAsString(), before);
    }
  }
}

TEST_F(DecisionTest, SaysWhoDecidedWhatAndWhy) {
  Bring("a", v1::NEED_STATE_VALIDATED);
  now_ += absl::Seconds(5);
  absl::StatusOr<v1::Need> need = Write(DeclineNeed, Officer(), "name: 'forces/kent/needs/a' reason: 'The new radios do this'");
  ASSERT_TRUE(need.ok());
  EXPECT_EQ(need->decision().reason(), "The new radios do this");
  EXPECT_EQ(need->decision().member(), "forces/kent/members/officer");
  EXPECT_EQ(need->decision().time().seconds(), absl::ToUnixSeconds(now_));
}

TEST_F(DecisionTest, ReopeningGoesBackToWhereItWasDecidedOn) {
  Bring("a", v1::NEED_STATE_DECLINED);  // from LOGGED
  ASSERT_TRUE(Step("reopen", "a").ok());
  EXPECT_EQ(See("forces/kent/needs/a").state(), v1::NEED_STATE_LOGGED);
  Bring("b", v1::NEED_STATE_ADDRESSED);  // from VALIDATED
  ASSERT_TRUE(Step("reopen", "b").ok());
  EXPECT_EQ(See("forces/kent/needs/b").state(), v1::NEED_STATE_VALIDATED);
  EXPECT_EQ(See("forces/kent/needs/b").decision().reason(), "again");
}

TEST_F(DecisionTest, ChecksTheEtag) {
  Bring("a", v1::NEED_STATE_LOGGED);
  EXPECT_EQ(base::ReasonOf(Step("validate", "a", "etag: '0123456789abcdef'")), "ETAG_MISMATCH");
  EXPECT_TRUE(Step("validate", "a", "etag: '" + See("forces/kent/needs/a").etag() + "'").ok());
}

TEST_F(DecisionTest, IsAddressedOnlyByARequirementThatAllMaySee) {
  Bring("a", v1::NEED_STATE_VALIDATED);
  ASSERT_TRUE(
      Write(CreateRequirement, Officer(), "parent: 'forces/kent' requirement_id: 'r' requirement { title: 'Radios' needs: 'forces/kent/needs/a' }")
          .ok());
  const std::string address = "name: 'forces/kent/needs/a' reason: 'bought' requirement: 'forces/kent/requirements/";
  const absl::Status draft = Write(AddressNeed, Officer(), address + "r'").status();
  const absl::Status missing = Write(AddressNeed, Officer(), address + "none'").status();
  EXPECT_EQ(draft, missing) << "a draft is answered for as if it did not exist";
  EXPECT_THAT(Said(draft), HasSubstr("requirement must be a requirement that is published or closed"));
  EXPECT_TRUE(See("forces/kent/needs/a").requirements().empty());
  ASSERT_TRUE(Write(PublishRequirement, Officer(),
                    "name: 'forces/kent/requirements/r' publish_time { seconds: 1 } accept_warnings: 'old' no_consultation_reason: 'old'")
                  .ok());
  absl::StatusOr<v1::Need> addressed = Write(AddressNeed, Officer(), address + "r'");
  ASSERT_TRUE(addressed.ok()) << addressed.status();
  EXPECT_EQ(addressed->decision().requirement(), "forces/kent/requirements/r");
  EXPECT_THAT(See("forces/kent/needs/a").requirements(), ::testing::ElementsAre("forces/kent/requirements/r"));
}

}  // namespace
}  // namespace frontline::requirement
