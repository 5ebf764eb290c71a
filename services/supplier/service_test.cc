// The whole service behind the pipeline: who may call what, and that CPV codes are asked for.
#include "services/supplier/service.h"

#include <fcntl.h>
#include <grpcpp/grpcpp.h>
#include <unistd.h>

#include "frontline/requirement/v1/code_service.grpc.pb.h"
#include "frontline/supplier/v1/supplier_service.grpc.pb.h"
#include "services/rpc/server.h"
#include "services/rpc/status.h"
#include "services/supplier/codes.h"
#include "services/supplier/store_for_test.h"

namespace frontline::supplier {
namespace {

namespace requirement = frontline::requirement::v1;
using ::testing::HasSubstr;

// A token is "organisation role".
class TokensThatSay : public rpc::Authenticator {
 public:
  void ByToken(absl::string_view token, absl::Time, Done done) override {
    const std::string text(token);
    const size_t space = text.find('+');
    identity::v1::Role role;
    if (space == std::string::npos || !identity::v1::Role_Parse(text.substr(space + 1), &role)) return done(base::Unauthenticated("unknown token"));
    const std::string organisation = text.substr(0, space);
    const bool national = organisation.compare(0, 9, "national/") == 0;
    done(std::make_shared<const rpc::Principal>(organisation + "/members/1", std::vector<rpc::Grant>{{organisation, role, national}}));
  }
  void ByCertificate(absl::string_view, absl::Time, Done done) override { done(base::Unauthenticated("no certificates here")); }
};

// Knows the codes that start with 3.
rpc::Service FakeCodes() {
  rpc::Service service;
  service.area = "requirement";
  service.services = {"frontline.requirement.v1.CodeService"};
  service.handlers = [](rpc::Registry& registry) {
    const std::string name = "frontline.requirement.v1.CodeService/";
    registry.ReadWith<requirement::GetCodeRequest, requirement::Code>(name + "GetCode", [](auto&&...) { return absl::OkStatus(); });
    registry.ReadWith<requirement::ListCodesRequest, requirement::ListCodesResponse>(name + "ListCodes", [](auto&&...) { return absl::OkStatus(); });
    registry.ReadWith<requirement::CheckCodesRequest, requirement::CheckCodesResponse>(
        name + "CheckCodes",
        [](const Call&, const requirement::CheckCodesRequest& request, const Snapshot&, requirement::CheckCodesResponse* response) {
          for (int i = 0; i < request.codes_size(); ++i) {
            if (request.codes(i)[0] == '3') continue;
            response->add_problems()->set_index(i);
            response->mutable_problems()->rbegin()->set_problem("is not a code of CPV 2008");
          }
          return absl::OkStatus();
        });
    registry.Streaming<requirement::ImportCodesRequest, requirement::ImportCodesResponse>(name + "ImportCodes",
                                                                                          [](auto&&...) { return absl::OkStatus(); });
  };
  return service;
}

class ServiceTest : public SupplierTest {
 protected:
  void Start(bool with_codes = true) {
    log_fd_ = open("/dev/null", O_WRONLY);
    log_ = std::make_unique<rpc::Log>(rpc::LogLevel::kError, log_fd_);
    rpc::ServerOptions options;
    options.listen = "127.0.0.1:0";
    rpc::Server::Parts parts;
    parts.store = store_.get();
    parts.authenticator = &authenticator_;
    parts.ids = ids_.get();
    parts.peers = &peers_;
    parts.log = log_.get();
    parts.changes = &changes_;
    parts.clock = [this] { return now_; };
    parts.store_health = [] { return absl::OkStatus(); };
    std::vector<rpc::Service> services;
    services.push_back(NewSupplierService());
    if (with_codes) services.push_back(FakeCodes());
    auto server = rpc::Server::Start(options, std::move(parts), std::move(services));
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = v1::SupplierService::NewStub(grpc::CreateChannel("127.0.0.1:" + std::to_string(server_->port()), grpc::InsecureChannelCredentials()));
  }
  ~ServiceTest() override {
    server_.reset();
    log_.reset();
    close(log_fd_);
  }
  template <typename Request, typename Response>
  absl::Status Do(const std::string& token, grpc::Status (v1::SupplierService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                  const std::string& text, Response* response = nullptr) {
    grpc::ClientContext context;
    context.AddMetadata("authorization", "Bearer " + token);
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    Response scratch;
    return rpc::FromGrpc((stub_.get()->*method)(&context, FromText<Request>(text), response == nullptr ? &scratch : response));
  }

  using Stub = v1::SupplierService::Stub;
  const std::string acme_ = "suppliers/acme+ROLE_SUPPLIER_EDITOR";
  const std::string bolt_ = "suppliers/bolt+ROLE_SUPPLIER_EDITOR";
  const std::string officer_ = "forces/kent+ROLE_PROCUREMENT_OFFICER";
  const std::string national_token_ = "national/frontline+ROLE_ADMINISTRATOR";
  int log_fd_ = -1;
  TokensThatSay authenticator_;
  std::unique_ptr<base::Ids> ids_ = base::NewSeededIds(7);
  rpc::ProcessPeers peers_{"the process's own token"};
  rpc::ChangeSignal changes_;
  std::unique_ptr<rpc::Log> log_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::SupplierService::Stub> stub_;
};

TEST_F(ServiceTest, ASupplierSeesAndEditsOnlyItsOwn) {
  Start();
  const std::string create = R"(supplier { name: "suppliers/acme" display_name: "Acme" })";
  EXPECT_EQ(Do(bolt_, &Stub::CreateSupplier, create).code(), absl::StatusCode::kPermissionDenied);
  ASSERT_TRUE(Do(acme_, &Stub::CreateSupplier, create).ok());
  ASSERT_TRUE(Do(acme_, &Stub::CreateCertification, R"(parent: "suppliers/acme" certification_id: "iso" certification { type: "iso-27001" })").ok());
  const std::string certification = R"(name: "suppliers/acme/certifications/iso")";
  for (const std::string& who : {acme_, officer_}) {
    EXPECT_TRUE(Do(who, &Stub::GetSupplier, R"(name: "suppliers/acme")").ok()) << who;
    EXPECT_TRUE(Do(who, &Stub::GetProfile, R"(name: "suppliers/acme")").ok()) << who;
    EXPECT_TRUE(Do(who, &Stub::GetCertification, certification).ok()) << who;
    EXPECT_TRUE(Do(who, &Stub::ListDebarments, R"(parent: "suppliers/acme")").ok()) << who;
  }
  const auto denied = absl::StatusCode::kPermissionDenied;
  EXPECT_EQ(Do(bolt_, &Stub::GetSupplier, R"(name: "suppliers/acme")").code(), denied);
  EXPECT_EQ(Do(bolt_, &Stub::GetProfile, R"(name: "suppliers/acme")").code(), denied);
  EXPECT_EQ(Do(bolt_, &Stub::GetCertification, certification).code(), denied);
  EXPECT_EQ(Do(bolt_, &Stub::ListCertifications, R"(parent: "suppliers/acme")").code(), denied);
  EXPECT_EQ(Do(bolt_, &Stub::DeleteCertification, certification).code(), denied);
  EXPECT_EQ(Do(bolt_, &Stub::UpdateSupplier, create).code(), denied);
  EXPECT_EQ(Do(bolt_, &Stub::ConfirmFacts, R"(name: "suppliers/acme")").code(), denied);
  EXPECT_EQ(Do(bolt_, &Stub::ApplyProfile, "profile {" + create + "}").code(), denied);
  EXPECT_EQ(Do(acme_, &Stub::ListSuppliers, "").code(), denied);
  EXPECT_EQ(Do(acme_, &Stub::ListProfiles, "").code(), denied);
  EXPECT_EQ(Do(acme_, &Stub::FindDuplicates, R"(display_name: "Bolt")").code(), denied);
  EXPECT_EQ(Do(acme_, &Stub::VerifyFact, certification + R"( verification: VERIFICATION_VERIFIED source: "us")").code(), denied);
  EXPECT_EQ(Do("suppliers/acme+ROLE_ADMINISTRATOR", &Stub::CreateDebarment, R"(parent: "suppliers/acme" debarment {
      effect: EFFECT_MANDATORY ground: "x" valid_from: "2026-01-01" provenance { source: "x" } })")
                .code(),
            denied);
  EXPECT_EQ(Do(officer_, &Stub::DeleteCertification, certification).code(), denied) << "a buyer reads";
  EXPECT_EQ(Do("forces/kent+ROLE_NEED_AUTHOR", &Stub::GetSupplier, R"(name: "suppliers/acme")").code(), denied);
  EXPECT_TRUE(Do(officer_, &Stub::VerifyFact, certification + R"( verification: VERIFICATION_VERIFIED source: "the issuer")").ok());
}

TEST_F(ServiceTest, AnUnknownCpvCodeIsRefusedByItsField) {
  Start();
  ASSERT_TRUE(Do(acme_, &Stub::CreateSupplier, R"(supplier { name: "suppliers/acme" display_name: "Acme" })").ok());
  EXPECT_TRUE(
      Do(acme_, &Stub::CreateCapability, R"(parent: "suppliers/acme" capability_id: "1" capability { title: "a" cpv_codes: "32000000" })").ok());
  EXPECT_THAT(std::string(Do(acme_, &Stub::CreateCapability,
                             R"(parent: "suppliers/acme" capability { title: "a" cpv_codes: "32000000" cpv_codes: "99999999" })")
                              .message()),
              HasSubstr("capability.cpv_codes[1] is not a code of CPV 2008"));
  EXPECT_THAT(
      std::string(
          Do(acme_, &Stub::UpdateCapability, R"(capability { name: "suppliers/acme/capabilities/1" title: "a" cpv_codes: "99999999" })").message()),
      HasSubstr("capability.cpv_codes[0] is not a code"));
  EXPECT_THAT(
      std::string(Do(national_token_, &Stub::ApplyProfile,
                     R"(profile { supplier { display_name: "New" } capabilities { title: "a" } capabilities { title: "b" cpv_codes: "88888888" } })")
                      .message()),
      HasSubstr("profile.capabilities[1].cpv_codes[0] is not a code"));
  EXPECT_THAT(std::string(Do(national_token_, &Stub::CreateDebarment, R"(parent: "suppliers/acme" debarment { effect: EFFECT_MANDATORY ground: "x"
      valid_from: "2026-01-01" provenance { source: "x" } scope_cpv_codes: "77777777" })")
                              .message()),
              HasSubstr("debarment.scope_cpv_codes[0] is not a code"));
}

TEST_F(ServiceTest, WithoutTheRequirementServiceWhatHasCodesIsNotReadyAndTheRestWorks) {
  Start(/*with_codes=*/false);
  ASSERT_TRUE(Do(acme_, &Stub::CreateSupplier, R"(supplier { name: "suppliers/acme" display_name: "Acme" })").ok());
  EXPECT_TRUE(Do(acme_, &Stub::CreateCapability, R"(parent: "suppliers/acme" capability { title: "a" })").ok());
  const absl::Status status = Do(acme_, &Stub::CreateCapability, R"(parent: "suppliers/acme" capability { title: "a" cpv_codes: "32000000" })");
  EXPECT_EQ(base::ReasonOf(status), "NOT_READY");
}

TEST_F(ServiceTest, ARepeatedRequestIsAnsweredAsTheFirst) {
  Start();
  const std::string request = R"(supplier { name: "suppliers/acme" display_name: "Acme" } request_id: "once")";
  v1::Supplier first, second;
  ASSERT_TRUE(Do(acme_, &Stub::CreateSupplier, request, &first).ok());
  ASSERT_TRUE(Do(acme_, &Stub::CreateSupplier, request, &second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

}  // namespace
}  // namespace frontline::supplier
