#include "clients/cli/sample_steps.h"

#include <gtest/gtest.h>

#include "absl/strings/string_view.h"
#include "clients/cli/session.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/requirement_service.pb.h"
#include "frontline/supplier/v1/supplier_service.pb.h"

namespace frontline::cli {
namespace {

namespace r = frontline::requirement::v1;

SampleItem ItemWithState(const std::string& state) {
  SampleItem item;
  item.name = "forces/kent/needs/a";
  item.state = state;
  return item;
}

r::Need NeedIn(r::NeedState state) {
  r::Need need;
  need.set_state(state);
  return need;
}

r::Requirement RequirementIn(r::RequirementState state) {
  r::Requirement requirement;
  requirement.set_state(state);
  return requirement;
}

// The method's own name; "" for nothing to do.
std::string MethodOf(const Step& step) {
  const std::string method = step.method == nullptr ? "" : step.method;
  return method.substr(method.find('/') == std::string::npos ? 0 : method.find('/') + 1);
}

TEST(SampleStepsTest, ANeedGoesStepByStep) {
  const SampleItem addressed = ItemWithState("addressed");
  EXPECT_EQ(MethodOf(NextForNeed(addressed, NeedIn(r::NEED_STATE_LOGGED), true)), "ValidateNeed");
  EXPECT_EQ(MethodOf(NextForNeed(addressed, NeedIn(r::NEED_STATE_VALIDATED), true)), "AddressNeed");
  EXPECT_EQ(MethodOf(NextForNeed(addressed, NeedIn(r::NEED_STATE_ADDRESSED), true)), "");
  EXPECT_EQ(MethodOf(NextForNeed(ItemWithState("declined"), NeedIn(r::NEED_STATE_LOGGED), true)), "DeclineNeed");
  EXPECT_EQ(MethodOf(NextForNeed(ItemWithState(""), NeedIn(r::NEED_STATE_LOGGED), true)), "");
}

TEST(SampleStepsTest, ANeedIsNeverMovedBack) {
  EXPECT_EQ(MethodOf(NextForNeed(ItemWithState("validated"), NeedIn(r::NEED_STATE_DECLINED), true)), "");
  EXPECT_EQ(MethodOf(NextForNeed(ItemWithState("merged"), NeedIn(r::NEED_STATE_MERGED), true)), "");
}

TEST(SampleStepsTest, MergesComeBeforeDecisions) {
  SampleItem merged = ItemWithState("merged");
  merged.merge_into = "forces/kent/needs/b";
  const Step step = NextForNeed(merged, NeedIn(r::NEED_STATE_LOGGED), false);
  ASSERT_EQ(MethodOf(step), "MergeNeeds");
  const auto& request = static_cast<const r::MergeNeedsRequest&>(*step.request);
  EXPECT_EQ(request.target(), "forces/kent/needs/b");
  EXPECT_EQ(request.sources(0), "forces/kent/needs/a");
  EXPECT_EQ(MethodOf(NextForNeed(ItemWithState("validated"), NeedIn(r::NEED_STATE_LOGGED), false)), "");
}

TEST(SampleStepsTest, AnOrganisationSupportsOnce) {
  SampleItem item = ItemWithState("");
  auto support = std::make_unique<r::SupportNeedRequest>();
  support->set_organisation("bodies/b");
  item.supporters.push_back(std::move(support));
  r::Need need = NeedIn(r::NEED_STATE_LOGGED);
  EXPECT_EQ(MethodOf(NextForNeed(item, need, false)), "SupportNeed");
  need.add_supporters()->set_name("bodies/b");
  EXPECT_EQ(MethodOf(NextForNeed(item, need, false)), "");
}

TEST(SampleStepsTest, ARequirementsWarningsAreAcceptedBeforeItIsPublished) {
  SampleItem item = ItemWithState("published");
  auto warning = std::make_unique<r::AcceptWarningRequest>();
  warning->set_rule("brand-name");
  item.warnings.push_back(std::move(warning));
  r::Requirement draft = RequirementIn(r::REQUIREMENT_STATE_DRAFT);
  EXPECT_EQ(MethodOf(NextForRequirement(item, draft)), "AcceptWarning");
  draft.add_accepted_warnings()->set_rule("brand-name");
  EXPECT_EQ(MethodOf(NextForRequirement(item, draft)), "SubmitRequirement");
  EXPECT_EQ(MethodOf(NextForRequirement(ItemWithState("closed"), RequirementIn(r::REQUIREMENT_STATE_IN_REVIEW))), "PublishRequirement");
  EXPECT_EQ(MethodOf(NextForRequirement(ItemWithState("closed"), RequirementIn(r::REQUIREMENT_STATE_PUBLISHED))), "CloseRequirement");
  EXPECT_EQ(MethodOf(NextForRequirement(ItemWithState("draft"), RequirementIn(r::REQUIREMENT_STATE_PUBLISHED))), "");
}

TEST(SampleStepsTest, FactsAreFoundInTheirResource) {
  supplier::v1::Supplier supplier;
  supplier.mutable_size_provenance()->set_source("size");
  supplier.add_regions();
  supplier.add_regions()->mutable_provenance()->set_source("second region");
  supplier.add_connected_persons()->add_identifiers()->mutable_provenance()->set_source("deep");
  const auto source = [&supplier](const char* fact) {
    const auto* found = ProvenanceOf(supplier, fact);
    return found == nullptr ? "none" : static_cast<const type::v1::Provenance*>(found)->source();
  };
  EXPECT_EQ(source("size"), "size");
  EXPECT_EQ(source("regions[1]"), "second region");
  EXPECT_EQ(source("connected_persons[0].identifiers[0]"), "deep");
  EXPECT_EQ(source("regions[2]"), "none");
  EXPECT_EQ(source("nonsense"), "none");
}

}  // namespace
}  // namespace frontline::cli
