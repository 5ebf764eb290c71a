// For the tests of this folder: a store, people to call as, and the handlers on it.
#ifndef FRONTLINE_SERVICES_SURVEY_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_SURVEY_STORE_FOR_TEST_H_

#include <string>

#include "services/rpc/store_for_test.h"
#include "services/survey/handlers.h"
#include "services/survey/tables.h"

namespace frontline::survey {

using rpc::testing::Parse;
using rpc::testing::Said;

class StoreTest : public rpc::testing::HandlerTest {
 protected:
  static rpc::Call By(const std::string& member, rpc::Role role) { return rpc::testing::By(member, role); }
  static rpc::Call Officer(const std::string& force = "kent") { return rpc::testing::Officer(force); }
  static rpc::Call Viewer(const std::string& force = "kent") { return rpc::testing::Viewer(force); }
  // Who answers: no account.
  static rpc::Call Anyone() { return rpc::testing::CallBy("", {}); }
  // As background work and streams get it.
  rpc::Call WithStore(rpc::Call call) {
    call.store = store_.get();
    call.now = now_;
    return call;
  }

  // Writes a survey as it is given, whatever the handlers would say of it.
  void Put(const v1::Survey& survey) {
    stored::v1::SurveyRecord record;
    *record.mutable_survey() = survey;
    EXPECT_TRUE(storage::CommitAndWait(*store_, [&](Transaction& tx) { return Surveys().Put(tx, survey.name(), record); }).ok());
  }
};

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_STORE_FOR_TEST_H_
