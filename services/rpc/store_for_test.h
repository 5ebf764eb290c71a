// For handler tests: a store in memory with a clock set by hand, people to call as, requests as text, and handlers run on it.
#ifndef FRONTLINE_SERVICES_RPC_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_RPC_STORE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "frontline/identity/v1/member.pb.h"
#include "google/protobuf/text_format.h"
#include "google/rpc/error_details.pb.h"
#include "services/base/errors.h"
#include "services/rpc/testing.h"
#include "storage/rocks_store.h"
#include "storage/testing.h"

namespace frontline::rpc::testing {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// What a test says of an error: its reason, and its message in full.
inline std::string Said(const absl::Status& status) { return base::ReasonOf(status) + ": " + std::string(status.message()); }

// "supplier.name is required; ..." of a FIELDS_INVALID error; empty for another.
inline std::string ViolationsOf(const absl::Status& status) {
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  google::rpc::BadRequest bad;
  if (!payload.has_value() || !bad.ParseFromString(std::string(*payload))) return "";
  std::string all;
  for (const auto& violation : bad.field_violations()) all += (all.empty() ? "" : "; ") + violation.field() + " " + violation.description();
  return all;
}

// A member with one role in its own organisation.
inline Call By(const std::string& member, Role role) { return CallBy(member, {{std::string(OrganisationOf(member)), role, /*national=*/false}}); }
inline Call Officer(const std::string& force = "kent") {
  return By("forces/" + force + "/members/officer", frontline::identity::v1::ROLE_PROCUREMENT_OFFICER);
}
inline Call Viewer(const std::string& force = "kent") { return By("forces/" + force + "/members/viewer", frontline::identity::v1::ROLE_VIEWER); }

class HandlerTest : public ::testing::Test {
 protected:
  template <typename Request, typename Response>
  absl::StatusOr<Response> Write(absl::Status (*handler)(const Call&, const Request&, storage::Transaction&, Response*), const Call& call,
                                 const std::string& request) {
    Response response;
    const absl::Status status = RunWrite<Request, Response>(*store_, call, Parse<Request>(request), &response, handler);
    if (!status.ok()) return status;
    return response;
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Read(absl::Status (*handler)(const Call&, const Request&, const storage::Snapshot&, Response*), const Call& call,
                                const std::string& request) {
    Response response;
    const absl::Status status = handler(call, Parse<Request>(request), store_->Read(), &response);
    if (!status.ok()) return status;
    return response;
  }

  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);  // 2026-09-21T14:13:20Z
  std::unique_ptr<storage::RocksStore> store_ = storage::NewMemoryStore([this] { return now_; });
};

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_STORE_FOR_TEST_H_
