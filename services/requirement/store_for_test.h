// For the tests of this folder: a store with the built-in codes, people to call as, and the handlers on it.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_REQUIREMENT_STORE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "google/protobuf/text_format.h"
#include "services/base/errors.h"
#include "services/requirement/cpv.h"
#include "services/requirement/handlers.h"
#include "services/rpc/testing.h"
#include "storage/testing.h"

namespace frontline::requirement {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() { EXPECT_TRUE(storage::CommitAndWait(*store_, LoadCpvExtract).ok()); }

  static rpc::Call By(const std::string& member, rpc::Role role) {
    return rpc::testing::CallBy(member, {{std::string(rpc::OrganisationOf(member)), role, /*national=*/false}});
  }
  static rpc::Call Officer(const std::string& force = "kent") {
    return By("forces/" + force + "/members/officer", frontline::identity::v1::ROLE_PROCUREMENT_OFFICER);
  }
  static rpc::Call Author(const std::string& id = "author") { return By("forces/kent/members/" + id, frontline::identity::v1::ROLE_NEED_AUTHOR); }
  static rpc::Call Viewer(const std::string& force = "kent") {
    return By("forces/" + force + "/members/viewer", frontline::identity::v1::ROLE_VIEWER);
  }
  static rpc::Call Seller() { return By("suppliers/acme/members/editor", frontline::identity::v1::ROLE_SUPPLIER_EDITOR); }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Write(absl::Status (*handler)(const Call&, const Request&, Transaction&, Response*), const rpc::Call& call,
                                 const std::string& request) {
    Response response;
    const absl::Status status = rpc::testing::RunWrite<Request, Response>(*store_, call, Parse<Request>(request), &response, handler);
    if (!status.ok()) return status;
    return response;
  }
  template <typename Request, typename Response>
  absl::StatusOr<Response> Read(absl::Status (*handler)(const Call&, const Request&, const Snapshot&, Response*), const rpc::Call& call,
                                const std::string& request) {
    Response response;
    const absl::Status status = handler(call, Parse<Request>(request), store_->Read(), &response);
    if (!status.ok()) return status;
    return response;
  }

  // A need of Kent's ("a"), or of whose name is given in full, in the state LOGGED.
  v1::Need Log(const std::string& id, const std::string& more = "", const std::string& parent = "forces/kent") {
    absl::StatusOr<v1::Need> need = Write(CreateNeed, Officer(parent.substr(parent.find('/') + 1)),
                                          "parent: '" + parent + "' need_id: '" + id + "' need { statement: 'Radios fail in cellars' " + more + "}");
    EXPECT_TRUE(need.ok()) << need.status();
    return need.ok() ? *need : v1::Need();
  }
  v1::Need See(const std::string& name) {
    absl::StatusOr<v1::Need> need = Read(GetNeed, Viewer(), "name: '" + name + "'");
    EXPECT_TRUE(need.ok()) << need.status();
    return need.ok() ? *need : v1::Need();
  }

  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);  // 2026-09-21
  std::unique_ptr<storage::RocksStore> store_ = storage::NewMemoryStore([this] { return now_; });
};

// What a test says of an error: its reason, and its message in full.
inline std::string Said(const absl::Status& status) { return base::ReasonOf(status) + ": " + std::string(status.message()); }

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_STORE_FOR_TEST_H_
