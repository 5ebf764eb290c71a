#include <gmock/gmock.h>

#include "services/requirement/code_rank.h"
#include "services/requirement/store_for_test.h"

namespace frontline::requirement {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RequirementDraftTest : public StoreTest {
 protected:
  absl::StatusOr<v1::DraftRequirementResponse> Draft(const std::string& request) {
    rpc::Call call = Officer();
    call.store = store_.get();
    const auto wanted = Parse<v1::DraftRequirementRequest>("parent: 'forces/kent' " + request);
    absl::StatusOr<v1::DraftRequirementResponse> draft = PrepareRequirementDraft(call, wanted);
    if (!draft.ok()) return draft;
    v1::DraftRequirementResponse response;
    const absl::Status status =
        storage::CommitAndWait(*store_, [&](Transaction& tx) { return DraftRequirement(call, wanted, *draft, tx, &response); });
    if (!status.ok()) return status;
    return response;
  }
  void Published(const std::string& id, const std::string& content) {
    ASSERT_TRUE(
        Write(CreateRequirement, Officer("essex"), "parent: 'forces/essex' requirement_id: '" + id + "' requirement { " + content + " }").ok());
    ASSERT_TRUE(Write(PublishRequirement, Officer("essex"),
                      "name: 'forces/essex/requirements/" + id + "' publish_time { seconds: 1 } accept_warnings: 'x' no_consultation_reason: 'x'")
                    .ok());
  }
};

constexpr char kHours[] =
    "criteria { text: 'Works for 12 hours' obligation: OBLIGATION_MUST test { number { key: 'battery-hours' min: 12 unit: 'h' } } } ";

TEST_F(RequirementDraftTest, WritesTheOutcomeWhoWhereAndHowMany) {
  Log("a", "affected: 'response officers' people_affected: 40 forces: ['forces/kent', 'forces/essex']");
  Log("b");
  absl::StatusOr<v1::DraftRequirementResponse> draft = Draft("needs: ['forces/kent/needs/a', 'forces/kent/needs/b']");
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_TRUE(draft->requirement().name().empty()) << "only returned";
  EXPECT_THAT(draft->requirement().text(), AllOf(HasSubstr("It is no longer so that:\n- Radios fail in cellars."), HasSubstr("- response officers"),
                                                 HasSubstr("- forces/kent, forces/essex"), HasSubstr("- 40 people: Radios fail in cellars")));
  EXPECT_THAT(draft->requirement().needs(), ElementsAre("forces/kent/needs/a", "forces/kent/needs/b"));
  EXPECT_THAT(draft->requirement().cpv_codes(), IsEmpty()) << "codes are proposals until they are applied";
  EXPECT_THAT(draft->missing(), Contains(HasSubstr("CPV codes")));
  EXPECT_THAT(Said(Read(GetRequirement, Officer(), "name: 'forces/kent/requirements/x'").status()), HasSubstr("RESOURCE_NOT_FOUND"));
}

TEST_F(RequirementDraftTest, StoresADraftWithWhatIsApplied) {
  Log("a");
  Published("radios", "title: 'Radios for cellars' cpv_codes: '32236000' " + std::string(kHours));
  absl::StatusOr<v1::DraftRequirementResponse> draft =
      Draft("needs: 'forces/kent/needs/a' store: true requirement_id: 'x' apply_codes: 1 apply_criteria: 1");
  ASSERT_TRUE(draft.ok()) << draft.status();
  EXPECT_EQ(draft->requirement().name(), "forces/kent/requirements/x");
  EXPECT_EQ(draft->requirement().state(), v1::REQUIREMENT_STATE_DRAFT);
  EXPECT_THAT(draft->requirement().cpv_codes(), ElementsAre(draft->codes(0).code()));
  const auto chosen = std::find_if(draft->codes().begin(), draft->codes().end(), [](const auto& code) { return code.code() == "32236000"; });
  ASSERT_NE(chosen, draft->codes().end()) << "what a similar one has is proposed, though the built-in list lacks it";
  EXPECT_EQ(chosen->requirements(), 1);
  EXPECT_EQ(draft->requirement().criteria(0).text(), "Works for 12 hours");
  EXPECT_EQ(draft->requirement().criteria(0).id(), "c1");
}

TEST_F(RequirementDraftTest, ProposesWhatPublishedOnesAskForTheLikeAndSaysWhich) {
  Log("a");
  Published("radios", "title: 'Radios for cellars' text: 'No radio fails' " + std::string(kHours));
  Published("same", "title: 'Handsets' needs: 'forces/kent/needs/a' " + std::string(kHours) +
                        "criteria { text: 'Is waterproof' obligation: OBLIGATION_SHOULD weight: 3 test { statement { key: 'waterproof' } } }");
  Published("boots", "title: 'Boots for dogs'");
  ASSERT_TRUE(
      Write(CreateRequirement, Officer("essex"), "parent: 'forces/essex' requirement_id: 'draft' requirement { title: 'Radios fail in cellars' }")
          .ok());
  absl::StatusOr<v1::DraftRequirementResponse> draft = Draft("needs: 'forces/kent/needs/a'");
  ASSERT_TRUE(draft.ok()) << draft.status();
  ASSERT_EQ(draft->similar_size(), 2) << draft->DebugString();
  EXPECT_EQ(draft->similar(0).requirement(), "forces/essex/requirements/same");
  EXPECT_TRUE(draft->similar(0).same_need());
  EXPECT_EQ(draft->similar(1).requirement(), "forces/essex/requirements/radios");
  EXPECT_THAT(draft->similar(1).shared_words(), ::testing::UnorderedElementsAre("radios", "fail", "cellars"));
  ASSERT_EQ(draft->criteria_size(), 2);
  EXPECT_EQ(draft->criteria(0).criterion().text(), "Works for 12 hours");
  EXPECT_THAT(draft->criteria(0).requirements(), ElementsAre("forces/essex/requirements/same", "forces/essex/requirements/radios"));
}

TEST_F(RequirementDraftTest, RanksCodesByTheWordsOfTheirLabels) {
  AskedWords asked;
  AddWords("Batteries of body-worn cameras do not last", &asked.main);
  absl::StatusOr<std::vector<v1::CodeProposal>> codes = RankCodes(store_->Read(), asked, {}, 20);
  ASSERT_TRUE(codes.ok());
  ASSERT_FALSE(codes->empty());
  for (size_t i = 0; i < codes->size(); ++i) {
    EXPECT_FALSE((*codes)[i].words().empty()) << "each says which words";
    EXPECT_GE((*codes)[i == 0 ? 0 : i - 1].score(), (*codes)[i].score());
  }
  EXPECT_THAT((*codes)[0].label(), ::testing::AnyOf(HasSubstr("atter"), HasSubstr("amera")));
  // What others chose comes to stand before what only sounds like it.
  absl::StatusOr<std::vector<v1::CodeProposal>> with = RankCodes(store_->Read(), AskedWords(), {{"35113400", {4, 4}}}, 20);
  ASSERT_EQ(with->size(), 1u);
  EXPECT_EQ((*with)[0].requirements(), 4);
}

TEST_F(RequirementDraftTest, AWordThatEveryLabelHasProposesNothing) {
  AskedWords asked;
  AddWords("Work stops and services wait", &asked.main);
  absl::StatusOr<std::vector<v1::CodeProposal>> codes = RankCodes(store_->Read(), asked, {}, 20);
  ASSERT_TRUE(codes.ok());
  for (const v1::CodeProposal& code : *codes) EXPECT_THAT(code.label(), ::testing::Not(HasSubstr("onstruction work")));
}

TEST_F(RequirementDraftTest, NeedsMustBeThereAndOpen) {
  Log("a");
  Log("gone");
  ASSERT_TRUE(Write(DeclineNeed, Officer(), "name: 'forces/kent/needs/gone' reason: 'r'").ok());
  EXPECT_THAT(Said(Draft("needs: ['forces/kent/needs/a', 'forces/kent/needs/a', 'forces/kent/needs/none']").status()),
              AllOf(HasSubstr("needs[1]"), HasSubstr("needs[2]")));
  EXPECT_THAT(Said(Draft("needs: 'forces/kent/needs/gone'").status()), HasSubstr("WRONG_STATE"));
  EXPECT_THAT(Said(Draft("needs: 'forces/kent/needs/a' requirement_id: 'x'").status()), HasSubstr("requirement_id"));
}

}  // namespace
}  // namespace frontline::requirement
