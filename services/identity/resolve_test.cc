// ResolveOrganisation and MergeOrganisations: what stands for a name today.
#include <gmock/gmock.h>

#include "services/identity/store_for_test.h"

namespace frontline::identity {
namespace {

using Response = v1::ResolveOrganisationResponse;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ResolveTest : public IdentityTest {
 protected:
  ResolveTest() {
    AddOrganisation("forces/kent", "Kent Police",
                    R"(identifiers { scheme: "ONS" id: "E23000032" } aliases: ["Police and Crime Commissioner for Kent", "The Office"])");
    AddOrganisation("forces/essex", "Essex Police", R"(identifiers { scheme: "ONS" id: "E23000028" } aliases: "The Office")");
    AddOrganisation("suppliers/kent-police-supplies", "Kent Police", "");
  }
  absl::StatusOr<Response> Ask(const std::string& text) {
    return Read(national_, ResolveOrganisation, FromText<v1::ResolveOrganisationRequest>(text));
  }
  absl::Status Merge(const std::string& text) { return Refused(national_, MergeOrganisations, FromText<v1::MergeOrganisationsRequest>(text)); }
  v1::Organisation Merged(const std::string& text) { return Written(national_, MergeOrganisations, FromText<v1::MergeOrganisationsRequest>(text)); }
};

TEST_F(ResolveTest, AnIdentifierGoesBeforeTheNameInTheOrderGiven) {
  auto found = Ask(R"(display_name: "Kent Police" identifiers { scheme: "GB-COH" id: "1" } identifiers { scheme: "ons" id: "e23000028" })");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->organisation().name(), "forces/essex");
  EXPECT_EQ(found->match(), Response::MATCH_IDENTIFIER);
  EXPECT_EQ(Ask(R"(identifiers { scheme: "ONS" id: "E23000032" } identifiers { scheme: "ONS" id: "E23000028" })")->matched(), "forces/kent");
}

TEST_F(ResolveTest, AnUnknownIdentifierLeavesItToTheName) {
  auto found = Ask(R"(display_name: "ESSEX POLICE." identifiers { scheme: "GB-COH" id: "1" })");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->organisation().name(), "forces/essex");
  EXPECT_EQ(found->match(), Response::MATCH_DISPLAY_NAME);
  EXPECT_FALSE(found->organisation().etag().empty());
}

TEST_F(ResolveTest, AnAliasIsFoundAsNoticesWriteIt) {
  auto found = Resolve("THE POLICE & CRIME COMMISSIONER FOR KENT,");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->organisation().name(), "forces/kent");
  EXPECT_EQ(found->match(), Response::MATCH_ALIAS);
}

TEST_F(ResolveTest, ANameOfSeveralIsAmbiguousAndNamesThemUnlessTheTypeTells) {
  const absl::Status status = Resolve("Kent Police").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::ReasonOf(status), "ORGANISATION_AMBIGUOUS");
  EXPECT_THAT(std::string(status.message()), HasSubstr("forces/kent, suppliers/kent-police-supplies"));
  EXPECT_EQ(Ask(R"(display_name: "Kent Police" type: ORGANISATION_TYPE_FORCE)")->organisation().name(), "forces/kent");
  EXPECT_EQ(base::ReasonOf(Resolve("the office").status()), "ORGANISATION_AMBIGUOUS");
}

TEST_F(ResolveTest, NotFoundNamesNearOnes) {
  const absl::Status status = Resolve("Essx Police").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(base::ReasonOf(status), "RESOURCE_NOT_FOUND");
  EXPECT_THAT(std::string(status.message()), HasSubstr("'forces/essex' (Essex Police)"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("forces/kent")));
  EXPECT_THAT(std::string(Resolve("Zebra Holdings").status().message()), Not(HasSubstr("Near ones")));
  EXPECT_THAT(std::string(Ask(R"(identifiers { scheme: "GB-COH" id: "77" })").status().message()), HasSubstr("GB-COH 77"));
}

TEST_F(ResolveTest, NeitherNameNorIdentifierIsRefused) {
  EXPECT_THAT(ViolationsOf(Ask("").status()), HasSubstr("display_name is required, or an identifier"));
  EXPECT_THAT(ViolationsOf(Ask(R"(display_name: " ? ")").status()), HasSubstr("display_name"));
}

TEST_F(ResolveTest, WhatWasMergedResolvesToItsSuccessorThroughAnyChain) {
  AddOrganisation("forces/old", "Old Police");
  const v1::Organisation survivor = Merged(R"(survivor: "forces/kent" merged: "forces/old" date: "2020-04-01")");
  ASSERT_EQ(survivor.predecessors_size(), 1);
  EXPECT_EQ(survivor.predecessors(0).organisation(), "forces/old");
  EXPECT_EQ(survivor.predecessors(0).date(), "2020-04-01");
  Merged(R"(survivor: "forces/essex" merged: "forces/kent" date: "2026-11-24")");

  auto found = Resolve("old police");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->organisation().name(), "forces/essex");
  EXPECT_EQ(found->matched(), "forces/old");
  EXPECT_EQ(found->match(), Response::MATCH_DISPLAY_NAME);
  // Both had it for an alias, but they are one now.
  EXPECT_EQ(Resolve("The Office")->organisation().name(), "forces/essex");
  EXPECT_EQ(Resolve("The Office")->matched(), "forces/essex");

  v1::GetOrganisationRequest get;
  get.set_name("forces/old");
  const v1::Organisation old = *Read(national_, GetOrganisation, get);
  EXPECT_EQ(old.state(), v1::ORGANISATION_STATE_MERGED);
  ASSERT_EQ(old.successors_size(), 1);
  EXPECT_EQ(old.successors(0).organisation(), "forces/kent");
}

TEST_F(ResolveTest, AMergeCannotGoRoundInACircle) {
  EXPECT_THAT(ViolationsOf(Merge(R"(survivor: "forces/kent" merged: "forces/kent" date: "2020-04-01")")),
              HasSubstr("merged[0] must not be the survivor"));
  Merged(R"(survivor: "forces/kent" merged: "forces/essex" date: "2020-04-01")");
  EXPECT_EQ(base::ReasonOf(Merge(R"(survivor: "forces/essex" merged: "forces/kent" date: "2020-04-01")")), "WRONG_STATE");
  EXPECT_EQ(base::ReasonOf(Merge(R"(survivor: "forces/kent" merged: "forces/essex" date: "2020-04-01")")), "WRONG_STATE") << "it can't end twice";
}

TEST_F(ResolveTest, AMergeThatIsWrongInOnePlaceChangesNothing) {
  AddOrganisation("bodies/union", "Union");
  EXPECT_THAT(ViolationsOf(Merge(R"(survivor: "forces/kent" merged: ["forces/essex", "bodies/union"] date: "2020-04-01")")), HasSubstr("merged[1]"));
  EXPECT_EQ(Merge(R"(survivor: "forces/kent" merged: ["forces/essex", "forces/none"] date: "2020-04-01")").code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(ViolationsOf(Merge(R"(survivor: "forces/kent" merged: ["forces/essex", "forces/essex"] date: "2026-11-25")")),
              HasSubstr("merged[1] stands in the list already; date must not be in the future"));
  EXPECT_THAT(ViolationsOf(Merge(R"(survivor: "forces/kent" merged: "forces/essex" date: "2026-02-30")")),
              HasSubstr("date must be a day that exists"));
  EXPECT_EQ(Merge(R"(survivor: "forces/kent" merged: "forces/essex" date: "2020-04-01" etag: "stale")").code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Resolve("Essex Police")->organisation().state(), v1::ORGANISATION_STATE_ACTIVE);
}

TEST_F(ResolveTest, AMergeNeedsThePermissionNationally) {
  const auto request = FromText<v1::MergeOrganisationsRequest>(R"(survivor: "forces/kent" merged: "forces/essex" date: "2020-04-01")");
  EXPECT_EQ(Refused(AdministratorOf("forces/kent"), MergeOrganisations, request).code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ResolveTest, NothingNewComesToAnOrganisationThatWasMerged) {
  Merged(R"(survivor: "forces/kent" merged: "forces/essex" date: "2020-04-01")");
  EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateOrganisation,
                                   FromText<v1::UpdateOrganisationRequest>(R"(organisation { name: "forces/essex" region: "UK" })"))),
            "WRONG_STATE");
  EXPECT_EQ(
      base::ReasonOf(Refused(national_, CreateMember, FromText<v1::CreateMemberRequest>(R"(parent: "forces/essex" member { display_role: "X" })"))),
      "WRONG_STATE");
}

}  // namespace
}  // namespace frontline::identity
