// Tokens, and who a caller is.
#include <gmock/gmock.h>

#include "services/base/ids.h"
#include "services/identity/secret.h"
#include "services/identity/store_for_test.h"

namespace frontline::identity {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class TokenTest : public IdentityTest {
 protected:
  TokenTest() {
    AddOrganisation("forces/kent", "Kent Police");
    AddOrganisation("forces/essex", "Essex Police");
    AddMember("forces/kent", "officer", R"(grants { organisation: "forces/kent" role: ROLE_NEED_AUTHOR })");
  }
  v1::IssueTokenRequest Issue(const std::string& more = "") {
    return FromText<v1::IssueTokenRequest>(R"(parent: "forces/kent/members/officer" )" + more);
  }
  std::vector<std::string> Names(const Call& call, const std::string& more) {
    auto response = Read(call, ListTokens, FromText<v1::ListTokensRequest>(R"(parent: "forces/kent/members/officer" )" + more));
    EXPECT_TRUE(response.ok()) << response.status();
    std::vector<std::string> names;
    for (const v1::Token& token : response->tokens()) names.push_back(token.name());
    return names;
  }
  v1::Token Revoke(const std::string& name) {
    v1::RevokeTokenRequest request;
    request.set_name(name);
    return Written(kent_, RevokeToken, request);
  }
  const Call kent_ = AdministratorOf("forces/kent");
};

TEST_F(TokenTest, IsIssuedWithASecretOfWhichOnlyTheHashIsKept) {
  const v1::IssueTokenResponse issued = Written(kent_, IssueToken, Issue(R"(display_name: "duty desk")"));
  EXPECT_TRUE(IsSecret(issued.secret())) << issued.secret();
  EXPECT_EQ(issued.secret().size(), 46u);
  EXPECT_EQ(issued.token().issuer(), "forces/kent/members/administrator");
  EXPECT_EQ(issued.token().display_name(), "duty desk");
  EXPECT_EQ(rpc::FromTimestamp(issued.token().expire_time()), now_ + absl::Hours(24 * 90));
  const TokenRecord record = *Tokens().Get(store_->Read(), issued.token().name());
  EXPECT_EQ(record.secret_hash(), base::Sha256(issued.secret()));
  EXPECT_THAT(record.SerializeAsString(), Not(HasSubstr(issued.secret())));
  EXPECT_NE(Written(kent_, IssueToken, Issue()).secret(), issued.secret());
}

TEST_F(TokenTest, LastsFromOneMinuteTo366Days) {
  for (const char* ttl : {"ttl { seconds: 59 nanos: 999999999 }", "ttl { seconds: 31622400 nanos: 1 }", "ttl { }", "ttl { seconds: -60 }",
                          "ttl { seconds: 9223372036854775807 }", "ttl { seconds: 100 nanos: -1 }", "ttl { seconds: 100 nanos: 2000000000 }"}) {
    EXPECT_THAT(ViolationsOf(Refused(kent_, IssueToken, Issue(ttl))), HasSubstr("ttl must be from one minute to 366 days")) << ttl;
  }
  EXPECT_EQ(rpc::FromTimestamp(Written(kent_, IssueToken, Issue("ttl { seconds: 60 }")).token().expire_time()), now_ + absl::Minutes(1));
  EXPECT_EQ(rpc::FromTimestamp(Written(kent_, IssueToken, Issue("ttl { seconds: 31622400 }")).token().expire_time()), now_ + absl::Hours(24 * 366));
  EXPECT_THAT(Names(kent_, "show_ended: true"), SizeIs(2)) << "those refused are not stored";
}

TEST_F(TokenTest, IsIssuedOnlyByWhoHoldsAllThatTheMemberHolds) {
  AddMember("forces/kent", "chief", R"(grants { organisation: "forces/kent" role: ROLE_VIEWER national: true })");
  const auto request = FromText<v1::IssueTokenRequest>(R"(parent: "forces/kent/members/chief")");
  EXPECT_EQ(Refused(kent_, IssueToken, request).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(Refused(national_, IssueToken, request).ok());
}

TEST_F(TokenTest, IsRevokedOnlyByWhoHoldsAllThatTheMemberHolds) {
  AddMember("forces/kent", "chief", R"(grants { organisation: "forces/kent" role: ROLE_ADMINISTRATOR national: true })");
  const v1::Token token = Written(national_, IssueToken, FromText<v1::IssueTokenRequest>(R"(parent: "forces/kent/members/chief")")).token();
  v1::RevokeTokenRequest request;
  request.set_name(token.name());
  EXPECT_EQ(Refused(kent_, RevokeToken, request).code(), absl::StatusCode::kPermissionDenied) << "an administrator of Kent shuts out no national one";
  EXPECT_TRUE(Written(national_, RevokeToken, request).has_revoke_time());
}

TEST_F(TokenTest, IsNotIssuedToTheDisabledOrTheUnknown) {
  AddMember("forces/kent", "gone", "disabled: true");
  EXPECT_EQ(base::ReasonOf(Refused(kent_, IssueToken, FromText<v1::IssueTokenRequest>(R"(parent: "forces/kent/members/gone")"))), "WRONG_STATE");
  EXPECT_EQ(Refused(kent_, IssueToken, FromText<v1::IssueTokenRequest>(R"(parent: "forces/kent/members/none")")).code(), absl::StatusCode::kNotFound);
}

TEST_F(TokenTest, OnceRevokedStaysAsItIs) {
  const v1::Token token = Written(kent_, IssueToken, Issue()).token();
  now_ += absl::Minutes(5);
  const v1::Token revoked = Revoke(token.name());
  EXPECT_EQ(rpc::FromTimestamp(revoked.revoke_time()), now_);
  EXPECT_NE(revoked.etag(), token.etag());
  now_ += absl::Minutes(5);
  EXPECT_EQ(Revoke(token.name()).SerializeAsString(), revoked.SerializeAsString());
  v1::RevokeTokenRequest request;
  request.set_name(token.name());
  request.set_etag(token.etag());
  EXPECT_EQ(base::ReasonOf(Refused(kent_, RevokeToken, request)), "ETAG_MISMATCH");
  request.set_name("forces/kent/members/officer/tokens/none");
  EXPECT_EQ(Refused(kent_, RevokeToken, request).code(), absl::StatusCode::kNotFound);
}

TEST_F(TokenTest, ListsLeaveOutTheEndedAndNeverShowASecret) {
  const v1::Token live = Written(kent_, IssueToken, Issue()).token();
  const v1::Token revoked = Written(kent_, IssueToken, Issue()).token();
  const v1::Token brief = Written(kent_, IssueToken, Issue("ttl { seconds: 60 }")).token();
  Revoke(revoked.name());
  Call later = kent_;
  later.now = now_ + absl::Minutes(1);
  EXPECT_THAT(Names(later, ""), ElementsAre(live.name()));
  EXPECT_THAT(Names(later, "show_ended: true"), SizeIs(3));
  EXPECT_THAT(Names(kent_, ""), SizeIs(2));
  EXPECT_EQ(Read(kent_, ListTokens, FromText<v1::ListTokensRequest>(R"(parent: "forces/kent/members/none")")).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(TokenTest, ListsAreOfOneMemberOnlyAndComeInPages) {
  AddMember("forces/kent", "officer-2", "");
  AddToken("forces/kent/members/officer-2");
  for (int i = 0; i < 3; ++i) AddToken("forces/kent/members/officer");
  auto request = FromText<v1::ListTokensRequest>(R"(parent: "forces/kent/members/officer" page_size: 2)");
  auto first = *Read(kent_, ListTokens, request);
  EXPECT_EQ(first.tokens_size(), 2);
  request.set_page_token(first.next_page_token());
  auto second = *Read(kent_, ListTokens, request);
  EXPECT_EQ(second.tokens_size(), 1);
  EXPECT_EQ(second.next_page_token(), "");
}

TEST_F(TokenTest, WhoAmISaysTheMemberItsOrganisationItsPermissionsAndWhenTheTokenEnds) {
  const v1::IssueTokenResponse issued = AddToken("forces/kent/members/officer");
  Call call = rpc::testing::CallBy("forces/kent/members/officer", {{"forces/kent", v1::ROLE_NEED_AUTHOR, false}});
  call.token = issued.secret();
  const v1::WhoAmIResponse me = *Read(call, WhoAmI, v1::WhoAmIRequest());
  EXPECT_EQ(me.member().name(), "forces/kent/members/officer");
  EXPECT_FALSE(me.member().etag().empty());
  EXPECT_EQ(me.organisation().display_name(), "Kent Police");
  EXPECT_EQ(me.token_expire_time().seconds(), issued.token().expire_time().seconds());
  namespace o = frontline::options::v1;
  EXPECT_THAT(me.permissions(), ElementsAre(o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_NEEDS_READ, o::PERMISSION_NEEDS_WRITE,
                                            o::PERMISSION_REQUIREMENTS_READ_PUBLISHED, o::PERMISSION_SURVEYS_READ, o::PERMISSION_SUBMISSIONS_READ,
                                            o::PERMISSION_CONSULTATIONS_ANSWER));
  call.token.clear();
  EXPECT_FALSE(Read(call, WhoAmI, v1::WhoAmIRequest())->has_token_expire_time()) << "signed in by a certificate";
}

TEST_F(TokenTest, WhoAmIKnowsTheServerItself) {
  const Call system = rpc::testing::CallBy("national/frontline/members/system", {{"national/frontline", v1::ROLE_SYSTEM, true}});
  const v1::WhoAmIResponse me = *Read(system, WhoAmI, v1::WhoAmIRequest());
  EXPECT_EQ(me.member().name(), "national/frontline/members/system");
  ASSERT_EQ(me.member().grants_size(), 1);
  EXPECT_TRUE(me.member().grants(0).national());
  EXPECT_FALSE(me.has_organisation());
}

TEST_F(TokenTest, ResolveSubjectFindsEnabledMembersThatTheCallerMayKnowOf) {
  AddMember("forces/kent", "records", R"(external_subject: "records.kent.example" grants { organisation: "forces/kent" role: ROLE_SYSTEM })");
  AddMember("forces/kent", "off", R"(external_subject: "off.kent.example" disabled: true grants { organisation: "forces/kent" role: ROLE_SYSTEM })");
  const auto ask = [this](const Call& call, const std::string& subject) {
    v1::ResolveSubjectRequest request;
    request.set_external_subject(subject);
    return Read(call, ResolveSubject, request);
  };
  EXPECT_EQ(ask(national_, "records.kent.example")->name(), "forces/kent/members/records");
  EXPECT_EQ(ask(kent_, "records.kent.example")->name(), "forces/kent/members/records");
  EXPECT_EQ(ask(AdministratorOf("forces/essex"), "records.kent.example").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ask(national_, "off.kent.example").status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(ask(national_, "none.kent.example").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace frontline::identity
