// For tests: a store in memory whose clock stands still, with a few organisations and members in it.
#ifndef FRONTLINE_SERVICES_IDENTITY_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_IDENTITY_STORE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "services/base/errors.h"
#include "services/identity/handlers.h"
#include "services/rpc/resource.h"
#include "services/rpc/store_for_test.h"

namespace frontline::identity {

using rpc::testing::ViolationsOf;

template <typename Message>
Message FromText(const std::string& text) {
  return rpc::testing::Parse<Message>(text);
}

// A clock that stands still unless it is put forward. Thread-safe: the store's threads read it.
class TestClock {
 public:
  explicit TestClock(absl::Time time) : nanos_(absl::ToUnixNanos(time)) {}
  operator absl::Time() const { return absl::FromUnixNanos(nanos_.load()); }
  TestClock& operator=(absl::Time time) {
    nanos_.store(absl::ToUnixNanos(time));
    return *this;
  }
  TestClock& operator+=(absl::Duration by) {
    nanos_.fetch_add(absl::ToInt64Nanoseconds(by));
    return *this;
  }

 private:
  std::atomic<int64_t> nanos_;
};

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() : now_(rpc::testing::NationalAdministrator().now), store_(storage::NewMemoryStore([this]() -> absl::Time { return now_; })) {}

  // Each runs one handler; the second form is for those that must go well.
  template <typename Request, typename Response>
  absl::Status Write(const Call& call, absl::Status (*handler)(const Call&, const Request&, Transaction&, Response*), const Request& request,
                     Response* response) {
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
    return Write(call, handler, request, &response);
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Read(const Call& call, absl::Status (*handler)(const Call&, const Request&, const Snapshot&, Response*),
                                const Request& request) {
    Response response;
    if (absl::Status status = handler(call, request, store_->Read(), &response); !status.ok()) return status;
    return response;
  }

  // "forces/kent" called `display_name`, with more fields in text form.
  v1::Organisation AddOrganisation(const std::string& name, const std::string& display_name, const std::string& more = "") {
    v1::CreateOrganisationRequest request;
    request.set_parent(std::string(rpc::Segment(name, 0)));
    request.set_organisation_id(std::string(rpc::Segment(name, 1)));
    *request.mutable_organisation() = FromText<v1::Organisation>(more);
    request.mutable_organisation()->set_display_name(display_name);
    return Written(national_, CreateOrganisation, request);
  }
  v1::Member AddMember(const std::string& organisation, const std::string& id, const std::string& fields) {
    v1::CreateMemberRequest request;
    request.set_parent(organisation);
    request.set_member_id(id);
    *request.mutable_member() = FromText<v1::Member>(fields);
    request.mutable_member()->set_display_role(id);
    return Written(national_, CreateMember, request);
  }
  v1::IssueTokenResponse AddToken(const std::string& member) {
    v1::IssueTokenRequest request;
    request.set_parent(member);
    return Written(national_, IssueToken, request);
  }
  static Call AdministratorOf(const std::string& organisation) {
    return rpc::testing::CallBy(organisation + "/members/administrator", {{organisation, v1::ROLE_ADMINISTRATOR, false}});
  }
  absl::StatusOr<v1::ResolveOrganisationResponse> Resolve(const std::string& name) {
    v1::ResolveOrganisationRequest request;
    request.set_display_name(name);
    return Read(national_, ResolveOrganisation, request);
  }

  const Call national_ = rpc::testing::NationalAdministrator();
  TestClock now_;  // of the store
  std::unique_ptr<storage::RocksStore> store_;
};

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_STORE_FOR_TEST_H_
