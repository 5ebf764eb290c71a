// Who is let in, over a real connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/errors.h"
#include "services/rpc/certificates_for_test.h"
#include "services/rpc/thing_server_for_test.h"

namespace frontline::rpc::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Stub = ThingService::Stub;

absl::Status WhoAmI(Stub& stub, const std::string& authorization, Thing* who) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
  if (!authorization.empty()) context.AddMetadata("authorization", authorization);
  return FromGrpc(stub.WhoAmI(&context, Named("x"), who));
}

TEST(AuthenticationTest, ATokenSaysWhoCalls) {
  for (const bool later : {false, true}) {
    ThingServer things;
    things.authenticator.later = later;
    ASSERT_TRUE(things.Start().ok());
    Thing who;
    ASSERT_TRUE(WhoAmI(things.stub(), "Bearer kent", &who).ok());
    EXPECT_EQ(who.name(), "forces/kent/members/1");
    ASSERT_TRUE(WhoAmI(things.stub(), "bearer  powerless ", &who).ok());
    EXPECT_EQ(who.name(), "forces/kent/members/3");
  }
}

TEST(AuthenticationTest, WithoutAGoodTokenNobodyComesIn) {
  for (const bool later : {false, true}) {
    ThingServer things;
    things.authenticator.later = later;
    ASSERT_TRUE(things.Start().ok());
    const std::pair<const char*, const char*> cases[] = {
        {"", "needs a token"},
        {"Basic a2VudA==", "not of the form 'Bearer ...'"},
        {"kent", "not of the form 'Bearer ...'"},
        {"Bearer", "not of the form 'Bearer ...'"},
        {"Bearer   ", "not of the form 'Bearer ...'"},
        {"Bearer nonsense", "not known"},
        {"Bearer expired", "has expired"},
    };
    for (const auto& [authorization, why] : cases) {
      Thing who;
      const absl::Status status = WhoAmI(things.stub(), authorization, &who);
      EXPECT_EQ(status.code(), absl::StatusCode::kUnauthenticated) << authorization;
      EXPECT_EQ(base::ReasonOf(status), "TOKEN_INVALID") << authorization;
      EXPECT_THAT(std::string(status.message()), HasSubstr(why)) << authorization;
    }
  }
}

TEST(AuthenticationTest, AMethodForAnyoneNeedsNoTokenButABadOneIsRefused) {
  ThingServer things;
  ASSERT_TRUE(things.Start().ok());
  Thing thing;
  EXPECT_TRUE(CallAs("", things.stub(), &Stub::Ping, Named("x"), &thing).ok());
  EXPECT_TRUE(CallAs("kent", things.stub(), &Stub::Ping, Named("x"), &thing).ok());
  // Who it is is not even asked.
  EXPECT_TRUE(CallAs("expired", things.stub(), &Stub::Ping, Named("x"), &thing).ok());
}

TEST(AuthenticationTest, ARefusedCallersRequestIsNotLookedAt) {
  ThingServer things;
  ASSERT_TRUE(things.Start().ok());
  Thing thing;
  EXPECT_EQ(CallAs("", things.stub(), &Stub::CreateThing, CreateThingRequest(), &thing).code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(CallAs("kent-viewer", things.stub(), &Stub::CreateThing, CreateThingRequest(), &thing).code(), absl::StatusCode::kPermissionDenied);
}

TEST(AuthenticationTest, TheProcessActsForItself) {
  ThingServer things;
  ASSERT_TRUE(things.Start().ok());
  Thing who;
  ASSERT_TRUE(WhoAmI(things.stub(), "Bearer " + things.system_token(), &who).ok());
  EXPECT_EQ(who.name(), kSystemMember);
  EXPECT_FALSE(WhoAmI(things.stub(), "Bearer " + things.system_token() + "x", &who).ok());
}

TEST(AuthenticationTest, ATokenIsNeverLogged) {
  ThingServer things;
  ASSERT_TRUE(things.Start().ok());
  Thing thing;
  CallAs("nonsense-token-kent", things.stub(), &Stub::WhoAmI, Named("x"), &thing).IgnoreError();
  CreateThingRequest request = NewThing("forces/kent");
  request.mutable_thing()->set_password("hunter2");
  EXPECT_TRUE(CallAs("kent", things.stub(), &Stub::CreateThing, request, &thing).ok());
  const std::string log = things.StopAndReadLog();
  EXPECT_THAT(log, HasSubstr("UNAUTHENTICATED"));
  EXPECT_THAT(log, Not(HasSubstr("nonsense-token-kent")));
  EXPECT_THAT(log, Not(HasSubstr("hunter2")));
}

// --- TLS ---

class TlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Certificate server = ours_.Issue("localhost");
    things_.options.tls_certificate = server.certificate;
    things_.options.tls_key = server.key;
    things_.options.tls_client_ca = ours_.certificate();
    ASSERT_TRUE(things_.Start().ok());
  }
  // As a client that trusts our authority and shows `shown`, if anything.
  absl::Status Ask(const Certificate& shown, const std::string& token, Thing* who) {
    grpc::SslCredentialsOptions tls;
    tls.pem_root_certs = ours_.certificate();
    tls.pem_cert_chain = shown.certificate;
    tls.pem_private_key = shown.key;
    grpc::ChannelArguments arguments;
    arguments.SetSslTargetNameOverride("localhost");
    const auto stub = ThingService::NewStub(grpc::CreateCustomChannel(things_.address(), grpc::SslCredentials(tls), arguments));
    return WhoAmI(*stub, token.empty() ? "" : "Bearer " + token, who);
  }

  Authority ours_{"Our authority"};
  ThingServer things_;
};

TEST_F(TlsTest, ACertificateOfOursSaysWhoCalls) {
  Thing who;
  ASSERT_TRUE(Ask(ours_.Issue("records.kent.example"), "", &who).ok());
  EXPECT_EQ(who.name(), "forces/kent/members/records");
}

TEST_F(TlsTest, ATokenGoesBeforeTheCertificate) {
  Thing who;
  ASSERT_TRUE(Ask(ours_.Issue("records.kent.example"), "essex", &who).ok());
  EXPECT_EQ(who.name(), "forces/essex/members/1");
  EXPECT_EQ(Ask(ours_.Issue("records.kent.example"), "expired", &who).code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TlsTest, WithoutACertificateATokenWillDo) {
  Thing who;
  ASSERT_TRUE(Ask({}, "kent", &who).ok());
  EXPECT_EQ(Ask({}, "", &who).code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TlsTest, ACertificateThatNobodyHasIsRefused) {
  Thing who;
  EXPECT_EQ(Ask(ours_.Issue("stranger.example"), "", &who).code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(TlsTest, ACertificateOfAnotherAuthorityIsRefused) {
  const Authority other("Another authority");
  Thing who;
  EXPECT_EQ(Ask(other.Issue("records.kent.example"), "", &who).code(), absl::StatusCode::kUnavailable);
}

TEST_F(TlsTest, ACallInPlainTextIsRefused) {
  Thing who;
  EXPECT_EQ(CallAs("kent", things_.stub(), &Stub::WhoAmI, Named("x"), &who).code(), absl::StatusCode::kUnavailable);
}

TEST(ListenTest, OnlyLoopbackGoesWithoutTls) {
  for (const char* loopback : {"127.0.0.1:50051", "127.1.2.3:0", "localhost:1", "[::1]:50051", "unix:/run/frontline.sock"}) {
    EXPECT_TRUE(IsLoopback(loopback)) << loopback;
  }
  for (const char* open : {"0.0.0.0:50051", "[::]:50051", "10.0.0.1:1", "example.org:1", "127.example.org:1", "127.0.0.1.example.org:1", ":50051",
                           "localhost.example.org:1", "", "*:1"}) {
    EXPECT_FALSE(IsLoopback(open)) << open;
  }
  ThingServer things;
  things.options.listen = "0.0.0.0:0";
  const absl::Status status = things.Start();
  EXPECT_EQ(base::ReasonOf(status), "TLS_MISSING");
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
}

TEST(ListenTest, WithTlsAnyAddressWillDo) {
  const Authority ours("Our authority");
  const Certificate server = ours.Issue("localhost");
  ThingServer things;
  things.options.listen = "0.0.0.0:0";
  things.options.tls_certificate = server.certificate;
  things.options.tls_key = server.key;
  EXPECT_TRUE(things.Start().ok());
}

TEST(ListenTest, AKeyThatDoesNotFitIsRefused) {
  const Authority ours("Our authority");
  ThingServer things;
  things.options.tls_certificate = ours.Issue("localhost").certificate;
  things.options.tls_key = ours.Issue("localhost").key;
  EXPECT_FALSE(things.Start().ok());
  ThingServer half;
  half.options.tls_certificate = things.options.tls_certificate;
  EXPECT_FALSE(half.Start().ok());
  ThingServer other_half;
  other_half.options.tls_key = things.options.tls_key;
  EXPECT_FALSE(other_half.Start().ok());
  ThingServer authority_alone;
  authority_alone.options.tls_client_ca = ours.certificate();
  EXPECT_FALSE(authority_alone.Start().ok());
}

TEST(ListenTest, APortInUseIsNamed) {
  ThingServer first, second;
  ASSERT_TRUE(first.Start().ok());
  second.options.listen = first.address();
  const absl::Status status = second.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr(first.address()));
  EXPECT_THAT(std::string(status.message()), HasSubstr("the port is in use"));
}

}  // namespace
}  // namespace frontline::rpc::testing
