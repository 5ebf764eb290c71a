#include <gmock/gmock.h>

#include "services/identity/store_for_test.h"
#include "services/rpc/pipeline.h"

namespace frontline::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MemberTest : public IdentityTest {
 protected:
  MemberTest() {
    AddOrganisation("national/frontline", "Frontline");
    AddOrganisation("forces/kent", "Kent Police");
    AddOrganisation("forces/essex", "Essex Police");
  }
  v1::CreateMemberRequest Create(const std::string& parent, const std::string& member, const std::string& id = "") {
    v1::CreateMemberRequest request;
    request.set_parent(parent);
    request.set_member_id(id);
    *request.mutable_member() = FromText<v1::Member>(R"(display_role: "Response officer" )" + member);
    return request;
  }
  v1::UpdateMemberRequest Update(const std::string& member, const std::vector<std::string>& mask = {}) {
    v1::UpdateMemberRequest request;
    *request.mutable_member() = FromText<v1::Member>(member);
    for (const std::string& path : mask) request.mutable_update_mask()->add_paths(path);
    return request;
  }
  v1::Member Get(const std::string& name) {
    v1::GetMemberRequest request;
    request.set_name(name);
    return *Read(national_, GetMember, request);
  }
  std::vector<std::string> Names(const Call& call, const std::string& text) {
    auto response = Read(call, ListMembers, FromText<v1::ListMembersRequest>(text));
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const v1::Member& member : response->members()) names.push_back(member.name());
    return names;
  }
  const Call kent_ = AdministratorOf("forces/kent");
};

TEST_F(MemberTest, AnAdministratorMakesMembersOfItsOrganisationWithAnyRoleInIt) {
  const v1::Member made =
      Written(kent_, CreateMember, Create("forces/kent", R"(grants { organisation: "forces/kent" role: ROLE_ADMINISTRATOR })", "chief"));
  EXPECT_EQ(made.name(), "forces/kent/members/chief");
  EXPECT_EQ(Get(made.name()).SerializeAsString(), made.SerializeAsString());
  EXPECT_EQ(rpc::FromTimestamp(made.update_time()), now_);
  const v1::Member random = Written(kent_, CreateMember, Create("forces/kent", ""));
  EXPECT_EQ(random.name().size(), std::string("forces/kent/members/").size() + 10);
}

TEST_F(MemberTest, NobodyGrantsWhatTheyDoNotHold) {
  for (const char* grant :
       {R"(grants { organisation: "forces/kent" role: ROLE_VIEWER national: true })", R"(grants { organisation: "forces/essex" role: ROLE_VIEWER })",
        R"(grants { organisation: "forces/kent" role: ROLE_VIEWER } grants { organisation: "forces/essex" role: ROLE_VIEWER })"}) {
    const absl::Status status = Refused(kent_, CreateMember, Create("forces/kent", grant));
    EXPECT_EQ(status.code(), absl::StatusCode::kPermissionDenied) << grant;
    EXPECT_TRUE(Refused(national_, CreateMember, Create("forces/kent", grant)).ok()) << grant;
  }
  // A role that is no administrator's gives nothing on, national or not.
  const Call officer = rpc::testing::CallBy("forces/kent/members/o", {{"forces/kent", v1::ROLE_PROCUREMENT_OFFICER, true}});
  EXPECT_EQ(Refused(officer, CreateMember, Create("forces/kent", R"(grants { organisation: "forces/kent" role: ROLE_PROCUREMENT_OFFICER })")).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_THAT(Names(national_, R"(parent: "forces/kent")"), testing::SizeIs(3)) << "the national administrator's three alone";
}

TEST_F(MemberTest, AnUpdateNeedsAllThatTheMemberHoldsBeforeAndAfter) {
  AddMember("forces/kent", "liaison", R"(grants { organisation: "forces/essex" role: ROLE_VIEWER })");
  EXPECT_EQ(Refused(kent_, UpdateMember, Update(R"(name: "forces/kent/members/liaison" disabled: true)")).code(),
            absl::StatusCode::kPermissionDenied);
  AddMember("forces/kent", "officer", R"(grants { organisation: "forces/kent" role: ROLE_VIEWER })");
  const v1::UpdateMemberRequest more =
      Update(R"(name: "forces/kent/members/officer" grants { organisation: "forces/kent" role: ROLE_ADMINISTRATOR national: true })");
  EXPECT_EQ(Refused(kent_, UpdateMember, more).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Get("forces/kent/members/officer").grants(0).role(), v1::ROLE_VIEWER);
  EXPECT_TRUE(Written(kent_, UpdateMember, Update(R"(name: "forces/kent/members/officer" disabled: true)")).disabled());
}

TEST_F(MemberTest, TheLastNationalAdministratorStaysOneAndEnabled) {
  const std::string national = R"(grants { organisation: "national/frontline" role: ROLE_ADMINISTRATOR national: true })";
  AddMember("national/frontline", "first", national);
  const std::string name = R"(name: "national/frontline/members/first" )";
  for (const v1::UpdateMemberRequest& request :
       {Update(name + "disabled: true"), Update(name, {"grants"}),
        Update(name + R"(grants { organisation: "national/frontline" role: ROLE_ADMINISTRATOR })"),
        Update(name + R"(grants { organisation: "national/frontline" role: ROLE_AUDITOR national: true })")}) {
    EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateMember, request)), "LAST_ADMINISTRATOR") << request.ShortDebugString();
  }
  // One that is disabled is no other one.
  AddMember("national/frontline", "second", national + " disabled: true");
  EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateMember, Update(name + "disabled: true"))), "LAST_ADMINISTRATOR");
  Written(national_, UpdateMember, Update(R"(name: "national/frontline/members/second")", {"disabled"}));
  EXPECT_TRUE(Written(national_, UpdateMember, Update(name + "disabled: true")).disabled());
  EXPECT_EQ(base::ReasonOf(Refused(national_, UpdateMember, Update(R"(name: "national/frontline/members/second")", {"grants"}))),
            "LAST_ADMINISTRATOR");
}

TEST_F(MemberTest, GrantsMustNameAStandingOrganisationAndARoleOnce) {
  const absl::Status status = Refused(national_, CreateMember, Create("forces/kent", R"(
      grants { organisation: "forces/none" role: ROLE_VIEWER }
      grants { organisation: "forces/kent" }
      grants { organisation: "forces/kent" role: ROLE_VIEWER }
      grants { organisation: "forces/kent" role: ROLE_VIEWER })"));
  EXPECT_THAT(ViolationsOf(status), HasSubstr("member.grants[0].organisation names 'forces/none', which is no organisation"));
  EXPECT_THAT(ViolationsOf(status), HasSubstr("member.grants[1].role is required"));
  EXPECT_THAT(ViolationsOf(status), HasSubstr("member.grants[3] stands in the list already"));
  Written(national_, MergeOrganisations,
          FromText<v1::MergeOrganisationsRequest>(R"(survivor: "forces/kent" merged: "forces/essex" date: "2026-04-01")"));
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateMember, Create("forces/kent", R"(grants { organisation: "forces/essex" role: ROLE_VIEWER })"))),
              HasSubstr("which was merged into another"));
}

TEST_F(MemberTest, AnExternalSubjectIsASystemsAndUnique) {
  const std::string system = R"(external_subject: "records.kent.example" grants { organisation: "forces/kent" role: ROLE_SYSTEM })";
  EXPECT_THAT(ViolationsOf(Refused(kent_, CreateMember, Create("forces/kent", R"(external_subject: "records.kent.example")"))),
              HasSubstr("member.external_subject"));
  Written(kent_, CreateMember, Create("forces/kent", system, "records"));
  const absl::Status status = Refused(kent_, CreateMember, Create("forces/kent", system));
  EXPECT_EQ(base::ReasonOf(status), "IDENTIFIER_TAKEN");
  EXPECT_THAT(std::string(status.message()), HasSubstr("forces/kent/members/records"));
  EXPECT_THAT(ViolationsOf(Refused(kent_, UpdateMember, Update(R"(name: "forces/kent/members/records")", {"grants"}))),
              HasSubstr("member.external_subject"));
  EXPECT_EQ(Written(kent_, UpdateMember, Update(R"(name: "forces/kent/members/records" display_role: "Records")")).display_role(), "Records");
}

TEST_F(MemberTest, BadCreationsChangeNothing) {
  EXPECT_EQ(Refused(national_, CreateMember, Create("forces/none", "")).code(), absl::StatusCode::kNotFound);
  AddMember("forces/kent", "officer", "");
  EXPECT_EQ(base::ReasonOf(Refused(national_, CreateMember, Create("forces/kent", "", "officer"))), "RESOURCE_EXISTS");
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateMember, Create("national/frontline", "", "system"))), HasSubstr("member_id"));
  EXPECT_THAT(ViolationsOf(Refused(national_, CreateMember, FromText<v1::CreateMemberRequest>(R"(parent: "forces/kent")"))),
              HasSubstr("member.display_role is required"));
  EXPECT_THAT(Names(national_, R"(parent: "-/-")"), ElementsAre("forces/kent/members/officer"));
}

TEST_F(MemberTest, UpdatesCheckEtagMaskAndName) {
  const v1::Member before = AddMember("forces/kent", "officer", "");
  Written(kent_, UpdateMember, Update(R"(name: "forces/kent/members/officer" display_role: "New")"));
  v1::UpdateMemberRequest stale = Update(R"(name: "forces/kent/members/officer" display_role: "Newer")");
  stale.mutable_member()->set_etag(before.etag());
  EXPECT_EQ(base::ReasonOf(Refused(kent_, UpdateMember, stale)), "ETAG_MISMATCH");
  EXPECT_EQ(Get("forces/kent/members/officer").display_role(), "New");
  EXPECT_EQ(base::ReasonOf(Refused(kent_, UpdateMember, Update(R"(name: "forces/kent/members/officer")", {"name"}))), "UPDATE_MASK_INVALID");
  EXPECT_EQ(Refused(kent_, UpdateMember, Update(R"(name: "forces/kent/members/none" display_role: "X")")).code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Refused(kent_, UpdateMember, Update("")).code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(MemberTest, ListsFilterByRoleAndLeaveOutTheDisabled) {
  AddMember("forces/kent", "a", R"(grants { organisation: "forces/kent" role: ROLE_VIEWER })");
  AddMember("forces/kent", "b", R"(grants { organisation: "forces/kent" role: ROLE_AUDITOR })");
  AddMember("forces/kent", "c", R"(disabled: true grants { organisation: "forces/kent" role: ROLE_VIEWER })");
  AddMember("forces/essex", "d", R"(grants { organisation: "forces/essex" role: ROLE_VIEWER })");
  EXPECT_THAT(Names(kent_, R"(parent: "forces/kent")"), ElementsAre("forces/kent/members/a", "forces/kent/members/b"));
  EXPECT_THAT(Names(kent_, R"(parent: "forces/kent" role: ROLE_VIEWER show_disabled: true)"),
              ElementsAre("forces/kent/members/a", "forces/kent/members/c"));
  EXPECT_THAT(Names(national_, R"(parent: "forces/-" role: ROLE_VIEWER)"), ElementsAre("forces/essex/members/d", "forces/kent/members/a"));
  EXPECT_THAT(Names(national_, R"(parent: "bodies/-")"), IsEmpty());
}

TEST_F(MemberTest, ListsOverSeveralOrganisationsAreNationalCallersOnly) {
  const auto list = [this](const std::string& parent) {
    v1::ListMembersRequest request;
    request.set_parent(parent);
    return Read(kent_, ListMembers, request).status().code();
  };
  EXPECT_EQ(list("forces/-"), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(list("-/-"), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(list("-/kent"), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(list("forces/none"), absl::StatusCode::kNotFound);
}

TEST_F(MemberTest, ListsComeInPages) {
  for (const char* id : {"a", "b", "c", "d", "e"}) AddMember("forces/kent", id, *id == 'c' ? "disabled: true" : "");
  auto request = FromText<v1::ListMembersRequest>(R"(parent: "forces/kent" page_size: 2)");
  auto first = *Read(kent_, ListMembers, request);
  ASSERT_EQ(first.members_size(), 2);
  request.set_page_token(first.next_page_token());
  auto second = *Read(kent_, ListMembers, request);
  ASSERT_EQ(second.members_size(), 2);
  EXPECT_EQ(second.members(0).name(), "forces/kent/members/d");
  EXPECT_EQ(second.next_page_token(), "");
}

}  // namespace
}  // namespace frontline::identity
