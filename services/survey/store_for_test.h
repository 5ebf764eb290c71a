// For the tests of this folder: a store, people to call as, and the handlers on it.
#ifndef FRONTLINE_SERVICES_SURVEY_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_SURVEY_STORE_FOR_TEST_H_

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "google/protobuf/text_format.h"
#include "services/base/errors.h"
#include "services/rpc/testing.h"
#include "services/survey/handlers.h"
#include "services/survey/tables.h"
#include "storage/testing.h"

namespace frontline::survey {

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

class StoreTest : public ::testing::Test {
 protected:
  static rpc::Call By(const std::string& member, rpc::Role role) {
    return rpc::testing::CallBy(member, {{std::string(rpc::OrganisationOf(member)), role, /*national=*/false}});
  }
  static rpc::Call Officer(const std::string& force = "kent") {
    return By("forces/" + force + "/members/officer", frontline::identity::v1::ROLE_PROCUREMENT_OFFICER);
  }
  static rpc::Call Viewer(const std::string& force = "kent") {
    return By("forces/" + force + "/members/viewer", frontline::identity::v1::ROLE_VIEWER);
  }
  // Who answers: no account.
  static rpc::Call Anyone() { return rpc::testing::CallBy("", {}); }
  // As background work and streams get it.
  rpc::Call WithStore(rpc::Call call) {
    call.store = store_.get();
    call.now = now_;
    return call;
  }

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

  // Writes a survey as it is given, whatever the handlers would say of it.
  void Put(const v1::Survey& survey) {
    stored::v1::SurveyRecord record;
    *record.mutable_survey() = survey;
    EXPECT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) { return Surveys().Put(tx, survey.name(), record); }).ok());
  }

  absl::Time now_ = absl::FromUnixSeconds(1'790'000'000);  // 2026-09-21
  std::unique_ptr<storage::RocksStore> store_ = storage::NewMemoryStore([this] { return now_; });
};

// What a test says of an error: its reason, and its message in full.
inline std::string Said(const absl::Status& status) { return base::ReasonOf(status) + ": " + std::string(status.message()); }

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_STORE_FOR_TEST_H_
