// For tests: a store in memory whose clock is set by hand, and who calls. Requests go through the field rules first, as in the pipeline, and at the
// end of every test the store must be sound: no index entry too many or too few.
#ifndef FRONTLINE_SERVICES_SUPPLIER_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_SUPPLIER_STORE_FOR_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "services/rpc/rules.h"
#include "services/rpc/store_for_test.h"
#include "services/supplier/handlers.h"
#include "services/supplier/service.h"
#include "services/supplier/tables.h"
#include "storage/journal.h"

namespace frontline::supplier {

using rpc::testing::ViolationsOf;

template <typename Message>
Message FromText(const std::string& text) {
  return rpc::testing::Parse<Message>(text);
}

class SupplierTest : public ::testing::Test {
 protected:
  SupplierTest() : now_(rpc::testing::NationalAdministrator().now), store_(storage::NewMemoryStore([this] { return now_; })) {}
  ~SupplierTest() override {
    auto report = storage::Check(*store_, NewSupplierService().tables);
    EXPECT_TRUE(report.ok()) << report.status();
    EXPECT_THAT(report.ok() ? report->problems : std::vector<std::string>(), ::testing::IsEmpty());
  }

  static Call Editor(const std::string& supplier) {
    return rpc::testing::CallBy(supplier + "/members/editor", {{supplier, identity::v1::ROLE_SUPPLIER_EDITOR, false}});
  }
  static Call Officer() {
    return rpc::testing::CallBy("forces/kent/members/officer", {{"forces/kent", identity::v1::ROLE_PROCUREMENT_OFFICER, false}});
  }
  static Call System() {
    return rpc::testing::CallBy("national/frontline/members/import", {{"national/frontline", identity::v1::ROLE_SYSTEM, true}});
  }

  template <typename Request>
  static absl::Status CheckFieldRules(Request* request) {
    rpc::RuleBook book;
    std::vector<base::Violation> violations;
    book.For(Request::descriptor())->Check(request, "", &violations);
    return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
  }
  template <typename Request, typename Response>
  absl::Status Write(Call call, absl::Status (*handler)(const Call&, const Request&, Transaction&, Response*), Request request, Response* response) {
    call.now = now_;
    if (absl::Status status = CheckFieldRules(&request); !status.ok()) return status;
    return rpc::testing::RunWrite(*store_, call, request, response, handler);
  }
  template <typename Request, typename Response>
  Response Written(const Call& call, absl::Status (*handler)(const Call&, const Request&, Transaction&, Response*), const Request& request) {
    Response response;
    const absl::Status status = Write(call, handler, request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return response;
  }
  template <typename Request, typename Response>
  absl::Status Refused(const Call& call, absl::Status (*handler)(const Call&, const Request&, Transaction&, Response*), const Request& request) {
    Response response;
    const storage::Snapshot before = store_->Read();
    const absl::Status status = Write(call, handler, request, &response);
    EXPECT_EQ(*storage::LastChange(store_->Read()), *storage::LastChange(before)) << "a refused write left something";
    return status;
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Read(Call call, absl::Status (*handler)(const Call&, const Request&, const Snapshot&, Response*), Request request) {
    call.now = now_;
    Response response;
    if (absl::Status status = CheckFieldRules(&request); !status.ok()) return status;
    if (absl::Status status = handler(call, request, store_->Read(), &response); !status.ok()) return status;
    return response;
  }

  // Creating, as text of the resource.
  static v1::CreateSupplierRequest NewSupplier(const std::string& name, const std::string& text = R"(display_name: "Acme Ltd")") {
    v1::CreateSupplierRequest request;
    *request.mutable_supplier() = FromText<v1::Supplier>(text);
    request.mutable_supplier()->set_name(name);
    return request;
  }
  v1::Supplier AddSupplier(const std::string& name, const std::string& text = R"(display_name: "Acme Ltd")") {
    return Written(Editor(name), CreateSupplier, NewSupplier(name, text));
  }
  v1::Capability AddCapability(const std::string& supplier, const std::string& id, const std::string& text) {
    auto request = FromText<v1::CreateCapabilityRequest>("capability {" + text + "}");
    request.set_parent(supplier);
    request.set_capability_id(id);
    return Written(Editor(supplier), CreateCapability, request);
  }
  v1::Certification AddCertification(const std::string& supplier, const std::string& id, const std::string& text) {
    auto request = FromText<v1::CreateCertificationRequest>("certification {" + text + "}");
    request.set_parent(supplier);
    request.set_certification_id(id);
    return Written(Editor(supplier), CreateCertification, request);
  }
  v1::Membership AddMembership(const std::string& supplier, const std::string& id, const std::string& text) {
    auto request = FromText<v1::CreateMembershipRequest>("membership {" + text + "}");
    request.set_parent(supplier);
    request.set_membership_id(id);
    return Written(Editor(supplier), CreateMembership, request);
  }
  static v1::CreateDebarmentRequest NewDebarment(const std::string& supplier, const std::string& id, const std::string& more = "") {
    auto request = FromText<v1::CreateDebarmentRequest>(
        R"(debarment { effect: EFFECT_MANDATORY ground: "Schedule 6, paragraph 1: fraud"
            valid_from: "2026-01-01" provenance { source: "Debarment list" } )" +
        more + "}");
    request.set_parent(supplier);
    request.set_debarment_id(id);
    return request;
  }
  v1::Debarment AddDebarment(const std::string& supplier, const std::string& id, const std::string& more = "") {
    return Written(national_, CreateDebarment, NewDebarment(supplier, id, more));
  }
  v1::Supplier Supplier(const std::string& name) { return *Read(Officer(), GetSupplier, FromText<v1::GetSupplierRequest>("name: '" + name + "'")); }
  v1::Profile Profile(const std::string& name) {
    auto profile = Read(Officer(), GetProfile, FromText<v1::GetProfileRequest>("name: '" + name + "'"));
    EXPECT_TRUE(profile.ok()) << profile.status();
    return profile.ok() ? *profile : v1::Profile();
  }
  // Verifies a fact as the officer.
  v1::VerifyFactResponse Verified(const std::string& name, const std::string& fact = "", const std::string& etag = "") {
    v1::VerifyFactRequest request;
    request.set_name(name);
    request.set_fact(fact);
    request.set_etag(etag);
    request.set_verification(type::v1::VERIFICATION_VERIFIED);
    request.set_source("register of the issuer");
    return Written(Officer(), VerifyFact, request);
  }
  uint64_t Changes() { return *storage::LastChange(store_->Read()); }

  const Call national_ = rpc::testing::NationalAdministrator();
  absl::Time now_;  // 2026-11-24
  std::unique_ptr<storage::RocksStore> store_;
};

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_STORE_FOR_TEST_H_
