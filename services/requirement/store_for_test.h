// For the tests of this folder: a store with the built-in codes, people to call as, and the handlers on it.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_STORE_FOR_TEST_H_
#define FRONTLINE_SERVICES_REQUIREMENT_STORE_FOR_TEST_H_

#include <string>

#include "services/requirement/cpv.h"
#include "services/requirement/handlers.h"
#include "services/rpc/store_for_test.h"

namespace frontline::requirement {

using rpc::testing::Parse;
using rpc::testing::Said;

class StoreTest : public rpc::testing::HandlerTest {
 protected:
  StoreTest() { EXPECT_TRUE(storage::CommitAndWait(*store_, LoadCpvExtract).ok()); }

  static rpc::Call By(const std::string& member, rpc::Role role) { return rpc::testing::By(member, role); }
  static rpc::Call Officer(const std::string& force = "kent") { return rpc::testing::Officer(force); }
  static rpc::Call Viewer(const std::string& force = "kent") { return rpc::testing::Viewer(force); }
  static rpc::Call Author(const std::string& id = "author") { return By("forces/kent/members/" + id, frontline::identity::v1::ROLE_NEED_AUTHOR); }
  static rpc::Call Seller() { return By("suppliers/acme/members/editor", frontline::identity::v1::ROLE_SUPPLIER_EDITOR); }

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
};

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_STORE_FOR_TEST_H_
