// The service as clients meet it: over a connection, behind the pipeline; and the authenticator of a process that has no identity service of its own.
#include "services/identity/service.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <functional>
#include <mutex>
#include <optional>

#include "frontline/identity/v1/identity_service.grpc.pb.h"
#include "services/base/ids.h"
#include "services/identity/store_for_test.h"
#include "services/rpc/server.h"
#include "services/rpc/status.h"

namespace frontline::identity {
namespace {

using ::testing::HasSubstr;
using Stub = v1::IdentityService::Stub;
using Answer = absl::StatusOr<std::shared_ptr<const rpc::Principal>>;

class ServiceTest : public IdentityTest {
 protected:
  ServiceTest()
      : null_(open("/dev/null", O_WRONLY | O_CLOEXEC)),
        log_(std::make_unique<rpc::Log>(rpc::LogLevel::kError, null_)),
        peers_("the process's own token"),
        authenticator_(NewLocalAuthenticator(store_.get(), &access_)) {
    store_->set_on_commit([this] { changes_.Changed(); });
    token_file_ = std::filesystem::temp_directory_path() / ("frontline_identity_service_test." + std::to_string(getpid()));
    std::filesystem::remove(token_file_);
    rpc::ServerOptions options;
    options.listen = "127.0.0.1:0";
    rpc::Server::Parts parts;
    parts.store = store_.get();
    parts.authenticator = authenticator_.get();
    parts.ids = ids_.get();
    parts.peers = &peers_;
    parts.log = log_.get();
    parts.changes = &changes_;
    parts.clock = [this]() -> absl::Time { return now_; };
    parts.store_health = [] { return absl::OkStatus(); };
    auto server = rpc::Server::Start(options, std::move(parts), {NewIdentityService({store_.get(), &access_, token_file_})});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    std::ifstream(token_file_) >> administrator_;
    channel_ = grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()), grpc::InsecureChannelCredentials());
    stub_ = v1::IdentityService::NewStub(channel_);
  }
  ~ServiceTest() override {
    StopServer();
    log_.reset();
    close(null_);
    std::filesystem::remove(token_file_);
  }
  void StopServer() {
    if (server_ != nullptr) server_->Stop(absl::ZeroDuration());
    server_.reset();
  }

  template <typename Request, typename Response>
  absl::Status CallAs(const std::string& token, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), const Request& request,
                      Response* response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(30));
    if (!token.empty()) context.AddMetadata("authorization", "Bearer " + token);
    return rpc::FromGrpc((stub_.get()->*method)(&context, request, response));
  }
  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*), const std::string& request, Response* response) {
    return CallAs(administrator_, method, FromText<Request>(request), response);
  }
  v1::IssueTokenResponse OfficersToken() {
    v1::Member member;
    EXPECT_TRUE(Call(&Stub::CreateMember, R"(parent: "forces/kent" member_id: "officer" member {
        display_role: "Response officer" grants { organisation: "forces/kent" role: ROLE_NEED_AUTHOR } })",
                     &member)
                    .ok());
    v1::IssueTokenResponse issued;
    EXPECT_TRUE(Call(&Stub::IssueToken, R"(parent: "forces/kent/members/officer")", &issued).ok());
    return issued;
  }
  absl::Status WhoAmI(const std::string& token, v1::WhoAmIResponse* response = nullptr) {
    v1::WhoAmIResponse scratch;
    return CallAs(token, &Stub::WhoAmI, v1::WhoAmIRequest(), response == nullptr ? &scratch : response);
  }

  const int null_;
  const std::unique_ptr<base::Ids> ids_ = base::NewRandomIds();
  AccessMark access_;
  rpc::ChangeSignal changes_;
  std::unique_ptr<rpc::Log> log_;
  rpc::ProcessPeers peers_;
  std::unique_ptr<rpc::Authenticator> authenticator_;
  std::string token_file_;
  std::string administrator_;  // its token
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(ServiceTest, TheFirstAdministratorsTokenSignsIn) {
  v1::WhoAmIResponse me;
  ASSERT_TRUE(WhoAmI(administrator_, &me).ok());
  EXPECT_EQ(me.member().name(), kFirstAdministrator);
  EXPECT_EQ(me.organisation().name(), "national/frontline");
  EXPECT_EQ(WhoAmI("").code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(ServiceTest, TheServerItselfHasNoOrganisationAndNoTokenThatEnds) {
  v1::WhoAmIResponse me;
  ASSERT_TRUE(WhoAmI(peers_.token(), &me).ok());
  EXPECT_FALSE(me.has_organisation());
  EXPECT_FALSE(me.has_token_expire_time());
}

TEST_F(ServiceTest, BadNamesAreRefusedNamingTheField) {
  const std::string over_long = "forces/" + std::string(400, 'k');
  for (const std::string& name :
       {std::string("forces/../kent"), std::string("forces/.."), std::string("forces/kent/needs"), std::string("kent"), std::string("/forces/kent"),
        std::string("forces//kent"), std::string("forces/k\0nt", 11), std::string("forces/k nt"), over_long}) {
    v1::GetOrganisationRequest request;
    request.set_name(name);
    v1::Organisation response;
    EXPECT_THAT(ViolationsOf(CallAs(administrator_, &Stub::GetOrganisation, request, &response)), HasSubstr("name")) << name;
  }
  for (const std::string& id :
       {std::string("a/b"), std::string(".."), std::string("A"), std::string("-a"), std::string(64, 'a'), std::string("a\0b", 3)}) {
    auto request = FromText<v1::CreateOrganisationRequest>(R"(parent: "forces" organisation { display_name: "X" })");
    request.set_organisation_id(id);
    v1::Organisation response;
    EXPECT_THAT(ViolationsOf(CallAs(administrator_, &Stub::CreateOrganisation, request, &response)), HasSubstr("organisation_id")) << id;
  }
}

TEST_F(ServiceTest, EveryBrokenRuleOfAnOrganisationIsReportedAtOnceAndNothingStored) {
  auto request = FromText<v1::CreateOrganisationRequest>(R"(parent: "forces" organisation_id: "new" organisation {
      region: "Kent" identifiers { scheme: "ONS" } aliases: "a\nb" parent_organisation: "kent" })");
  request.mutable_organisation()->set_display_name(std::string(301, 'x'));
  v1::Organisation response;
  const std::string violations = ViolationsOf(CallAs(administrator_, &Stub::CreateOrganisation, request, &response));
  for (const char* field : {"organisation.display_name must have at most 300", "organisation.region", "organisation.identifiers[0].id is required",
                            "organisation.aliases[0] must be one line", "organisation.parent_organisation"}) {
    EXPECT_THAT(violations, HasSubstr(field));
  }
  EXPECT_EQ(Call(&Stub::GetOrganisation, R"(name: "forces/new")", &response).code(), absl::StatusCode::kNotFound);
}

TEST_F(ServiceTest, AnUpdateNeedsNoMoreThanItChanges) {
  v1::Organisation organisation;
  ASSERT_TRUE(
      Call(&Stub::UpdateOrganisation, R"(organisation { name: "forces/kent" region: "UKJ" } update_mask { paths: "region" })", &organisation).ok());
  EXPECT_EQ(organisation.display_name(), "Kent Police");
  EXPECT_EQ(organisation.region(), "UKJ");
  ASSERT_TRUE(Call(&Stub::UpdateOrganisation, R"(organisation { name: "forces/kent" region: "UKJ4" })", &organisation).ok());
  EXPECT_EQ(organisation.region(), "UKJ4");
  for (const char* mask : {"display_name", "*"}) {
    EXPECT_THAT(ViolationsOf(Call(&Stub::UpdateOrganisation,
                                  R"(organisation { name: "forces/kent" } update_mask { paths: ")" + std::string(mask) + "\" }", &organisation)),
                HasSubstr("organisation.display_name is required"))
        << mask;
  }
  EXPECT_THAT(ViolationsOf(Call(&Stub::UpdateOrganisation, R"(organisation { name: "forces/kent" identifiers { scheme: "ONS" } })", &organisation)),
              HasSubstr("organisation.identifiers[0].id is required"));
}

TEST_F(ServiceTest, ARepeatedIssueAnswersWithTheSameTokenAndNoSecret) {
  OfficersToken();
  v1::IssueTokenResponse first;
  v1::IssueTokenResponse again;
  const std::string request = R"(parent: "forces/kent/members/officer" request_id: "once")";
  ASSERT_TRUE(Call(&Stub::IssueToken, request, &first).ok());
  ASSERT_TRUE(Call(&Stub::IssueToken, request, &again).ok());
  EXPECT_EQ(again.token().SerializeAsString(), first.token().SerializeAsString());
  EXPECT_NE(first.secret(), "");
  EXPECT_EQ(again.secret(), "");
  EXPECT_TRUE(WhoAmI(first.secret()).ok());
}

TEST_F(ServiceTest, RevokedDisabledAndExpiredTokensAreRefusedFromTheAnswerOn) {
  const v1::IssueTokenResponse issued = OfficersToken();
  ASSERT_TRUE(WhoAmI(issued.secret()).ok());
  v1::Member member;
  ASSERT_TRUE(Call(&Stub::UpdateMember, R"(member { name: "forces/kent/members/officer" disabled: true })", &member).ok());
  EXPECT_EQ(WhoAmI(issued.secret()).code(), absl::StatusCode::kUnauthenticated);
  ASSERT_TRUE(Call(&Stub::UpdateMember, R"(member { name: "forces/kent/members/officer" } update_mask { paths: "disabled" })", &member).ok());
  ASSERT_TRUE(WhoAmI(issued.secret()).ok());
  v1::Token token;
  ASSERT_TRUE(Call(&Stub::RevokeToken, "name: \"" + issued.token().name() + "\"", &token).ok());
  EXPECT_EQ(WhoAmI(issued.secret()).code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(ServiceTest, AnAdministratorOfOneOrganisationIsToldThatItMayNotMakeOthers) {
  v1::Member member;
  ASSERT_TRUE(Call(&Stub::CreateMember, R"(parent: "forces/kent" member_id: "head" member {
      display_role: "Head of procurement" grants { organisation: "forces/kent" role: ROLE_ADMINISTRATOR } })",
                   &member)
                  .ok());
  v1::IssueTokenResponse issued;
  ASSERT_TRUE(Call(&Stub::IssueToken, R"(parent: "forces/kent/members/head")", &issued).ok());
  v1::Organisation organisation;
  const auto request = FromText<v1::CreateOrganisationRequest>(R"(parent: "forces" organisation { display_name: "New Police" })");
  EXPECT_EQ(CallAs(issued.secret(), &Stub::CreateOrganisation, request, &organisation).code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(ServiceTest, AMemberWithoutTheRoleIsRefused) {
  const v1::IssueTokenResponse issued = OfficersToken();
  v1::Organisation organisation;
  EXPECT_EQ(CallAs(issued.secret(), &Stub::UpdateOrganisation,
                   FromText<v1::UpdateOrganisationRequest>(R"(organisation { name: "forces/kent" region: "UK" })"), &organisation)
                .code(),
            absl::StatusCode::kPermissionDenied);
  v1::ListMembersResponse members;
  EXPECT_EQ(CallAs(issued.secret(), &Stub::ListMembers, FromText<v1::ListMembersRequest>(R"(parent: "forces/kent")"), &members).code(),
            absl::StatusCode::kPermissionDenied);
  EXPECT_TRUE(CallAs(issued.secret(), &Stub::GetOrganisation, FromText<v1::GetOrganisationRequest>(R"(name: "forces/kent")"), &organisation).ok());
}

// --- A process without identity ---

class RemoteTest : public ServiceTest {
 protected:
  RemoteTest() : there_(peers_.token()), remote_(NewRemoteAuthenticator(&there_)) { there_.Set("identity", channel_); }

  // Waits for what comes on another thread.
  Answer Wait(const std::function<void(rpc::Authenticator::Done)>& ask) {
    struct Shared {
      std::mutex mutex;
      std::condition_variable wake;
      std::optional<Answer> answer;
    };
    auto shared = std::make_shared<Shared>();
    ask([shared](Answer answer) {
      std::lock_guard<std::mutex> lock(shared->mutex);
      shared->answer = std::move(answer);
      shared->wake.notify_all();
    });
    std::unique_lock<std::mutex> lock(shared->mutex);
    if (!shared->wake.wait_for(lock, std::chrono::seconds(30), [&shared] { return shared->answer.has_value(); })) {
      return absl::InternalError("no answer");
    }
    return *shared->answer;
  }
  Answer ByToken(const std::string& token) {
    return Wait([&](rpc::Authenticator::Done done) { remote_->ByToken(token, now_, std::move(done)); });
  }
  Answer ByCertificate(const std::string& name) {
    return Wait([&](rpc::Authenticator::Done done) { remote_->ByCertificate(name, now_, std::move(done)); });
  }

  rpc::ProcessPeers there_;
  std::unique_ptr<rpc::Authenticator> remote_;
};

TEST_F(RemoteTest, AsksTheIdentityServiceWhoATokenIs) {
  const Answer officer = ByToken(OfficersToken().secret());
  ASSERT_TRUE(officer.ok()) << officer.status();
  EXPECT_EQ((*officer)->member(), "forces/kent/members/officer");
  EXPECT_TRUE((*officer)->HasIn(frontline::options::v1::PERMISSION_NEEDS_WRITE, "forces/kent"));
  EXPECT_FALSE((*officer)->HasIn(frontline::options::v1::PERMISSION_NEEDS_WRITE, "forces/essex"));
  EXPECT_EQ(ByToken("fl_" + std::string(43, 'A')).status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ByToken("line\nfeed").status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ByToken("").status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(RemoteTest, KeepsAnAnswerForFiveSecondsAndNoLonger) {
  const v1::IssueTokenResponse issued = OfficersToken();
  ASSERT_TRUE(ByToken(issued.secret()).ok());
  v1::Token token;
  ASSERT_TRUE(Call(&Stub::RevokeToken, "name: \"" + issued.token().name() + "\"", &token).ok());
  now_ += absl::Seconds(5) - absl::Milliseconds(1);
  EXPECT_TRUE(ByToken(issued.secret()).ok());
  now_ += absl::Milliseconds(1);
  EXPECT_EQ(ByToken(issued.secret()).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(RemoteTest, ATokenEndsWhenItExpiresNotFiveSecondsLater) {
  OfficersToken();
  v1::IssueTokenResponse brief;
  ASSERT_TRUE(Call(&Stub::IssueToken, R"(parent: "forces/kent/members/officer" ttl { seconds: 60 })", &brief).ok());
  now_ += absl::Seconds(59);
  ASSERT_TRUE(ByToken(brief.secret()).ok());
  now_ += absl::Seconds(1);
  EXPECT_EQ(ByToken(brief.secret()).status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(RemoteTest, WhileTheIdentityServiceIsAwayWhatIsKnownCountsAndNothingElse) {
  const std::string secret = OfficersToken().secret();
  ASSERT_TRUE(ByToken(secret).ok());
  StopServer();
  EXPECT_TRUE(ByToken(secret).ok());
  now_ += absl::Seconds(5);
  const absl::Status status = ByToken(secret).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(base::ReasonOf(status), "NOT_READY");
  EXPECT_EQ(ByCertificate("records.kent.example").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(RemoteTest, WithoutAnAddressItSaysSo) {
  const rpc::ProcessPeers nobody("x");
  remote_ = NewRemoteAuthenticator(&nobody);
  EXPECT_THAT(std::string(ByToken(administrator_).status().message()), HasSubstr("no address"));
  EXPECT_EQ(ByCertificate("x").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(RemoteTest, AsksWhomACertificateSignsIn) {
  v1::Member member;
  ASSERT_TRUE(Call(&Stub::CreateMember, R"(parent: "forces/kent" member { display_role: "Records" external_subject: "records.kent.example"
      grants { organisation: "forces/kent" role: ROLE_SYSTEM } })",
                   &member)
                  .ok());
  const Answer records = ByCertificate("records.kent.example");
  ASSERT_TRUE(records.ok()) << records.status();
  EXPECT_EQ((*records)->member(), member.name());
  EXPECT_EQ(ByCertificate("none.kent.example").status().code(), absl::StatusCode::kUnauthenticated);
  EXPECT_EQ(ByCertificate("").status().code(), absl::StatusCode::kUnauthenticated);
}

TEST_F(RemoteTest, ThatThisProcessItselfIsRefusedIsNotTheCallersFault) {
  rpc::ProcessPeers stranger("a token that identity does not know");
  stranger.Set("identity", channel_);
  remote_ = NewRemoteAuthenticator(&stranger);
  EXPECT_EQ(ByCertificate("records.kent.example").status().code(), absl::StatusCode::kUnavailable);
}

TEST_F(RemoteTest, ManyWhoAskAtOnceAllGetTheAnswer) {
  const std::string secret = OfficersToken().secret();
  std::mutex mutex;
  std::condition_variable wake;
  int answered = 0;
  for (int i = 0; i < 100; ++i) {
    remote_->ByToken(secret, now_, [&](Answer answer) {
      EXPECT_TRUE(answer.ok());
      std::lock_guard<std::mutex> lock(mutex);
      ++answered;
      wake.notify_all();
    });
  }
  std::unique_lock<std::mutex> lock(mutex);
  EXPECT_TRUE(wake.wait_for(lock, std::chrono::seconds(30), [&] { return answered == 100; }));
}

}  // namespace
}  // namespace frontline::identity
