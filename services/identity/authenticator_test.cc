// The local authenticator: over a store, as the handlers leave it.
#include <gmock/gmock.h>

#include <atomic>

#include "services/identity/service.h"
#include "services/identity/store_for_test.h"
#include "services/rpc/registry.h"
#include "storage/journal.h"

namespace frontline::identity {
namespace {

using ::testing::HasSubstr;

// Counts what is read, and lets it through.
class CountingStore : public storage::Store {
 public:
  explicit CountingStore(storage::Store* store) : store_(*store) {}
  Snapshot Read() override {
    ++reads;
    return store_.Read();
  }
  void Commit(storage::Mutation mutation, storage::Done done) override { store_.Commit(std::move(mutation), std::move(done)); }
  absl::Status Scrub(const std::vector<storage::Region>& regions) override { return store_.Scrub(regions); }
  int reads = 0;

 private:
  storage::Store& store_;
};

// The service's own handlers, marks and all, called by the last part of their name.
class Handlers : public rpc::Registry {
 public:
  const rpc::Handler& operator[](const std::string& method) { return handlers_.at("frontline.identity.v1.IdentityService/" + method); }

 protected:
  void Add(rpc::Handler handler) override {
    std::string method = handler.method;
    handlers_.emplace(std::move(method), std::move(handler));
  }

 private:
  std::map<std::string, rpc::Handler> handlers_;
};

class AuthenticatorTest : public IdentityTest {
 protected:
  AuthenticatorTest() : counted_(store_.get()), authenticator_(NewLocalAuthenticator(&counted_, &access_)) {
    NewIdentityService({store_.get(), &access_, ""}).handlers(handlers_);
    AddOrganisation("forces/kent", "Kent Police");
    AddMember("forces/kent", "officer", R"(grants { organisation: "forces/kent" role: ROLE_NEED_AUTHOR })");
    token_ = AddToken("forces/kent/members/officer");
  }

  // As the pipeline would run it, `after` at the end of the mutation.
  absl::Status Run(const std::string& method, const google::protobuf::Message& request, google::protobuf::Message* response,
                   absl::Status after = absl::OkStatus()) {
    return storage::CommitAndWait(*store_, [&](Transaction& tx) {
      const absl::Status status = handlers_[method].write(national_, request, tx, response);
      return status.ok() ? after : status;
    });
  }
  absl::Status Revoke(absl::Status after = absl::OkStatus()) {
    v1::RevokeTokenRequest request;
    request.set_name(token_.token().name());
    v1::Token response;
    return Run("RevokeToken", request, &response, after);
  }
  absl::Status UpdateMember(const std::string& member) {
    v1::UpdateMemberRequest request;
    *request.mutable_member() = FromText<v1::Member>(R"(name: "forces/kent/members/officer" )" + member);
    v1::Member response;
    return Run("UpdateMember", request, &response);
  }
  absl::StatusOr<std::shared_ptr<const rpc::Principal>> ByToken(const std::string& token) {
    absl::StatusOr<std::shared_ptr<const rpc::Principal>> answer = absl::InternalError("no answer");
    authenticator_->ByToken(token, now_, [&answer](auto given) { answer = std::move(given); });
    return answer;
  }
  absl::StatusOr<std::shared_ptr<const rpc::Principal>> ByCertificate(const std::string& name) {
    absl::StatusOr<std::shared_ptr<const rpc::Principal>> answer = absl::InternalError("no answer");
    authenticator_->ByCertificate(name, now_, [&answer](auto given) { answer = std::move(given); });
    return answer;
  }
  void ExpectRefused(const std::string& why) {
    const absl::Status status = ByToken(token_.secret()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated);
    EXPECT_EQ(base::ReasonOf(status), "TOKEN_INVALID");
    EXPECT_THAT(std::string(status.message()), HasSubstr(why));
  }

  AccessMark access_;
  CountingStore counted_;
  std::unique_ptr<rpc::Authenticator> authenticator_;
  Handlers handlers_;
  v1::IssueTokenResponse token_;
};

TEST_F(AuthenticatorTest, ATokenSignsInItsMemberWithItsGrants) {
  const auto principal = ByToken(token_.secret());
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ((*principal)->member(), "forces/kent/members/officer");
  ASSERT_EQ((*principal)->grants().size(), 1u);
  EXPECT_EQ((*principal)->grants()[0].organisation, "forces/kent");
  EXPECT_EQ((*principal)->grants()[0].role, v1::ROLE_NEED_AUTHOR);
}

TEST_F(AuthenticatorTest, TheSecondTimeTheStoreIsNotAsked) {
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  const int reads = counted_.reads;
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(ByToken(token_.secret()).ok());
  // Nor after writes to what is no member and no token.
  AddOrganisation("forces/essex", "Essex Police");
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  EXPECT_EQ(counted_.reads, reads);
}

TEST_F(AuthenticatorTest, WhatIsNoTokenIsRefusedWithoutAskingTheStore) {
  const int reads = counted_.reads;
  for (const std::string& token :
       {std::string(), std::string("fl_"), std::string(46, 'a'), token_.secret() + "A", std::string("fl_") + std::string(43, '/')}) {
    EXPECT_EQ(ByToken(token).status().code(), absl::StatusCode::kUnauthenticated) << token;
  }
  EXPECT_EQ(counted_.reads, reads);
  EXPECT_EQ(ByToken("fl_" + std::string(43, 'A')).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(AuthenticatorTest, ARevokedTokenIsRefusedFromTheAnswerOn) {
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  ASSERT_TRUE(Revoke().ok());
  ExpectRefused("revoked");
  ExpectRefused("revoked");
}

TEST_F(AuthenticatorTest, ARevocationThatCameToNothingChangesNothing) {
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  ASSERT_FALSE(Revoke(absl::AbortedError("the audit could not be written")).ok());
  EXPECT_TRUE(ByToken(token_.secret()).ok());
  // Once the feed has moved on, memory serves again.
  AddOrganisation("forces/essex", "Essex Police");
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  const int reads = counted_.reads;
  EXPECT_TRUE(ByToken(token_.secret()).ok());
  EXPECT_EQ(counted_.reads, reads);
  ASSERT_TRUE(Revoke().ok());
  ExpectRefused("revoked");
}

TEST_F(AuthenticatorTest, ADisabledMemberIsRefusedUntilEnabledAgain) {
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  ASSERT_TRUE(UpdateMember("disabled: true").ok());
  ExpectRefused("disabled");
  v1::UpdateMemberRequest enable;
  enable.mutable_member()->set_name("forces/kent/members/officer");
  enable.mutable_update_mask()->add_paths("disabled");
  v1::Member response;
  ASSERT_TRUE(Run("UpdateMember", enable, &response).ok());
  EXPECT_TRUE(ByToken(token_.secret()).ok());
}

TEST_F(AuthenticatorTest, ChangedGrantsCountAtOnce) {
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  ASSERT_TRUE(UpdateMember(R"(grants { organisation: "forces/kent" role: ROLE_AUDITOR })").ok());
  EXPECT_EQ((*ByToken(token_.secret()))->grants()[0].role, v1::ROLE_AUDITOR);
}

TEST_F(AuthenticatorTest, ATokenIsRefusedFromItsLastMomentOnEvenFromMemory) {
  ASSERT_TRUE(ByToken(token_.secret()).ok());
  now_ = rpc::FromTimestamp(token_.token().expire_time()) - absl::Nanoseconds(1);
  EXPECT_TRUE(ByToken(token_.secret()).ok());
  now_ += absl::Nanoseconds(1);
  ExpectRefused("expired");
}

TEST_F(AuthenticatorTest, ACertificateSignsInTheSystemOfItsNameOnly) {
  AddMember("forces/kent", "records", R"(external_subject: "records.kent.example" grants { organisation: "forces/kent" role: ROLE_SYSTEM })");
  const auto principal = ByCertificate("records.kent.example");
  ASSERT_TRUE(principal.ok()) << principal.status();
  EXPECT_EQ((*principal)->member(), "forces/kent/members/records");
  const int reads = counted_.reads;
  EXPECT_TRUE(ByCertificate("records.kent.example").ok());
  EXPECT_EQ(counted_.reads, reads);
  EXPECT_EQ(ByCertificate("Records.kent.example").status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ByCertificate("").status().code(), absl::StatusCode::kUnauthenticated);

  v1::UpdateMemberRequest disable;
  *disable.mutable_member() = FromText<v1::Member>(R"(name: "forces/kent/members/records" disabled: true)");
  v1::Member response;
  ASSERT_TRUE(Run("UpdateMember", disable, &response).ok());
  EXPECT_EQ(ByCertificate("records.kent.example").status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(AuthenticatorTest, ManyTokensFitIntoMemoryThatStaysBounded) {
  std::vector<std::string> secrets;
  for (int i = 0; i < 50; ++i) secrets.push_back(AddToken("forces/kent/members/officer").secret());
  for (int round = 0; round < 2; ++round) {
    for (const std::string& secret : secrets) ASSERT_TRUE(ByToken(secret).ok());
  }
  const int reads = counted_.reads;
  for (const std::string& secret : secrets) ASSERT_TRUE(ByToken(secret).ok());
  EXPECT_EQ(counted_.reads, reads);
}

}  // namespace
}  // namespace frontline::identity
