#include <gmock/gmock.h>

#include "services/identity/store_for_test.h"

namespace frontline::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class OrganisationTest : public IdentityTest {
 protected:
  v1::CreateOrganisationRequest Create(const std::string& parent, const std::string& organisation) {
    v1::CreateOrganisationRequest request;
    request.set_parent(parent);
    *request.mutable_organisation() = FromText<v1::Organisation>(organisation);
    return request;
  }
  v1::UpdateOrganisationRequest Update(const std::string& organisation, const std::vector<std::string>& mask = {}) {
    v1::UpdateOrganisationRequest request;
    *request.mutable_organisation() = FromText<v1::Organisation>(organisation);
    for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
    return request;
  }
  v1::Organisation Get(const std::string& name) {
    v1::GetOrganisationRequest request;
    request.set_name(name);
    return *Read(national_, GetOrganisation, request);
  }
};

TEST_F(OrganisationTest, IsMadeWithWhatTheServerSets) {
  v1::CreateOrganisationRequest request = Create("forces", R"(display_name: "Kent Police" region: "UKJ4")");
  request.set_organisation_id("kent");
  const v1::Organisation made = Written(national_, CreateOrganisation, request);
  EXPECT_EQ(made.name(), "forces/kent");
  EXPECT_EQ(made.type(), v1::ORGANISATION_TYPE_FORCE);
  EXPECT_EQ(made.state(), v1::ORGANISATION_STATE_ACTIVE);
  EXPECT_EQ(rpc::FromTimestamp(made.create_time()), now_);
  EXPECT_FALSE(made.etag().empty());
  EXPECT_EQ(Get("forces/kent").SerializeAsString(), made.SerializeAsString());
}

TEST_F(OrganisationTest, TypeFollowsFromTheCollection) {
  EXPECT_EQ(AddOrganisation("bodies/b", "B").type(), v1::ORGANISATION_TYPE_STAFF_BODY);
  EXPECT_EQ(AddOrganisation("suppliers/s", "S").type(), v1::ORGANISATION_TYPE_SUPPLIER);
  EXPECT_EQ(AddOrganisation("consortia/c", "C").type(), v1::ORGANISATION_TYPE_BUYING_CONSORTIUM);
  EXPECT_EQ(AddOrganisation("national/n", "N").type(), v1::ORGANISATION_TYPE_NATIONAL_BODY);
  EXPECT_EQ(AddOrganisation("buyers/p", "P").type(), v1::ORGANISATION_TYPE_PUBLIC_BUYER);
  EXPECT_EQ(Refused(national_, CreateOrganisation, Create("needs", R"(display_name: "X")")).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(OrganisationTest, WithoutAnIdIsNamedAfterItsDisplayNameAndToldFromOthers) {
  const v1::CreateOrganisationRequest request = Create("buyers", R"(display_name: "The Arts & Heritage Council")");
  EXPECT_EQ(Written(national_, CreateOrganisation, request).name(), "buyers/arts-and-heritage-council");
  EXPECT_EQ(Written(national_, CreateOrganisation, request).name(), "buyers/arts-and-heritage-council-2");
  const std::string other = Written(national_, CreateOrganisation, Create("buyers", "display_name: '\\346\\227\\245'")).name();
  EXPECT_EQ(other.size(), std::string("buyers/").size() + 10) << "nothing to make an id of: a random one";
}

TEST_F(OrganisationTest, IsRefusedUnderANameThatIsTaken) {
  AddOrganisation("forces/kent", "Kent Police");
  v1::CreateOrganisationRequest request = Create("forces", R"(display_name: "Another")");
  request.set_organisation_id("kent");
  const absl::Status status = Refused(national_, CreateOrganisation, request);
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(base::ReasonOf(status), "RESOURCE_EXISTS");
  EXPECT_EQ(Get("forces/kent").display_name(), "Kent Police");
}

TEST_F(OrganisationTest, IsMadeByNationalCallersOnly) {
  const absl::Status status = Refused(AdministratorOf("forces/kent"), CreateOrganisation, Create("forces", R"(display_name: "X")"));
  EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(OrganisationTest, NamesMustHaveSomethingToCompare) {
  const absl::Status status = Refused(national_, CreateOrganisation, Create("forces", R"(display_name: "!!" aliases: ["ok", "?"])"));
  EXPECT_THAT(ViolationsOf(status), HasSubstr("organisation.display_name must have a letter"));
  EXPECT_THAT(ViolationsOf(status), HasSubstr("organisation.aliases[1] must have a letter"));
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateOrganisation, Create("forces", ""))), HasSubstr("organisation.display_name is required"));
}

TEST_F(OrganisationTest, AnotherOnesIdentifierIsRefusedNamingTheHolder) {
  AddOrganisation("forces/kent", "Kent Police", R"(identifiers { scheme: "ONS" id: "E23000032" })");
  const absl::Status status =
      Refused(national_, CreateOrganisation, Create("forces", R"(display_name: "X" identifiers { scheme: "ons" id: "e23 000032" })"));
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(base::ReasonOf(status), "IDENTIFIER_TAKEN");
  EXPECT_THAT(std::string(status.message()), HasSubstr("forces/kent"));

  AddOrganisation("forces/essex", "Essex Police");
  EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateOrganisation, Update(R"(name: "forces/essex" identifiers { scheme: "ONS" id: "E23000032" })"))),
            "IDENTIFIER_TAKEN");
  // Its own it may keep.
  EXPECT_EQ(
      Written(national_, UpdateOrganisation, Update(R"(name: "forces/kent" identifiers { scheme: "ONS" id: "E23 000032" })")).identifiers_size(), 1);
}

TEST_F(OrganisationTest, AnIdentifierGivenTwiceIsRefused) {
  const absl::Status status =
      Refused(national_, CreateOrganisation,
              Create("forces", R"(display_name: "X" identifiers { scheme: "ONS" id: "1" } identifiers { scheme: "ons" id: "1" })"));
  EXPECT_THAT(ViolationsOf(status), HasSubstr("organisation.identifiers[1] stands in the list already"));
}

TEST_F(OrganisationTest, AliasesThatSayNothingNewGo) {
  EXPECT_THAT(AddOrganisation("forces/kent", "Kent Police", R"(aliases: ["Kent", "THE KENT", "Kent Police.", "PCC for Kent"])").aliases(),
              ElementsAre("Kent", "PCC for Kent"));
}

TEST_F(OrganisationTest, ItsParentMustBeThereAndNotWithinIt) {
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateOrganisation, Create("forces", R"(display_name: "X" parent_organisation: "forces/none")"))),
              HasSubstr("organisation.parent_organisation names 'forces/none', which is no organisation"));
  AddOrganisation("national/a", "A");
  AddOrganisation("national/b", "B", R"(parent_organisation: "national/a")");
  for (const char* parent : {"national/a", "national/b"}) {
    EXPECT_THAT(
        ViolationsOf(Refused(national_, UpdateOrganisation, Update(R"(name: "national/a" parent_organisation: ")" + std::string(parent) + "\""))),
        HasSubstr("must not be the organisation itself or one that is part of it"));
  }
}

TEST_F(OrganisationTest, AnUpdateChangesWhatTheMaskNamesAndTheEtag) {
  const v1::Organisation before = AddOrganisation("forces/kent", "Kent Police", R"(region: "UKJ4" aliases: "Kent")");
  now_ += absl::Seconds(1);
  const v1::Organisation after =
      Written(national_, UpdateOrganisation, Update(R"(name: "forces/kent" display_name: "Ignored" region: "UKJ")", {"region", "aliases"}));
  EXPECT_EQ(after.display_name(), "Kent Police");
  EXPECT_EQ(after.region(), "UKJ");
  EXPECT_THAT(after.aliases(), IsEmpty());
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_EQ(rpc::FromTimestamp(after.update_time()), now_);
  EXPECT_EQ(rpc::FromTimestamp(after.create_time()), now_ - absl::Seconds(1));
}

TEST_F(OrganisationTest, AnUpdateOnAStaleEtagChangesNothing) {
  const v1::Organisation before = AddOrganisation("forces/kent", "Kent Police");
  v1::UpdateOrganisationRequest request = Update(R"(name: "forces/kent" region: "UKJ")");
  request.mutable_organisation()->set_etag(before.etag());
  Written(national_, UpdateOrganisation, request);
  request.mutable_organisation()->set_region("UKI");
  const absl::Status status = Refused(national_, UpdateOrganisation, request);
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(Get("forces/kent").region(), "UKJ");
}

TEST_F(OrganisationTest, AMaskMayNotNameWhatTheServerSetsOrWhatNeverChanges) {
  AddOrganisation("forces/kent", "Kent Police");
  for (const char* path : {"name", "type", "state", "successors", "etag", "create_time", "none"}) {
    EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateOrganisation, Update(R"(name: "forces/kent")", {path}))), "UPDATE_MASK_INVALID") << path;
  }
  EXPECT_THAT(ViolationsOf(Refused(national_, UpdateOrganisation, Update(R"(name: "forces/kent")", {"display_name"}))),
              HasSubstr("organisation.display_name is required"));
}

TEST_F(OrganisationTest, UpdateOfWhatIsNotThereSaysSo) {
  EXPECT_EQ(Refused(national_, UpdateOrganisation, Update(R"(name: "forces/none" region: "UK")")).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Refused(national_, UpdateOrganisation, Update("")).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(OrganisationTest, OnlyNationalCallersGiveItANameOfAnotherOne) {
  AddOrganisation("forces/kent", "Kent Police", R"(aliases: "PCC for Kent")");
  AddOrganisation("suppliers/acme", "Acme");
  const v1::UpdateOrganisationRequest request = Update(R"(name: "suppliers/acme" aliases: "the pcc for kent")");
  const absl::Status status = Refused(AdministratorOf("suppliers/acme"), UpdateOrganisation, request);
  EXPECT_EQ(base::ReasonOf(status), "NAME_TAKEN");
  EXPECT_THAT(std::string(status.message()), HasSubstr("forces/kent"));
  EXPECT_EQ(
      base::ReasonOf(Refused(AdministratorOf("suppliers/acme"), UpdateOrganisation, Update(R"(name: "suppliers/acme" display_name: "KENT POLICE")"))),
      "NAME_TAKEN");
  EXPECT_THAT(Written(national_, UpdateOrganisation, request).aliases(), ElementsAre("the pcc for kent"));
  // What it has by now it keeps.
  EXPECT_EQ(Written(AdministratorOf("suppliers/acme"), UpdateOrganisation, Update(R"(name: "suppliers/acme" region: "UK")")).region(), "UK");
}

}  // namespace
}  // namespace frontline::identity
