#include "services/rpc/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "frontline/rpctest/v1/test_service.pb.h"

namespace frontline::rpc {
namespace {

using rpctest::v1::CreateThingRequest;
using rpctest::v1::Part;
using rpctest::v1::Thing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

CreateThingRequest Good() {
  CreateThingRequest request;
  request.set_parent("forces/kent");
  request.mutable_thing()->set_wanted(rpctest::v1::STATE_OPEN);
  return request;
}

std::vector<std::string> Fields(CreateThingRequest* request) {
  RuleBook book;
  std::vector<base::Violation> violations;
  book.For(CreateThingRequest::descriptor())->Check(request, "", &violations);
  std::vector<std::string> fields;
  for (const base::Violation& violation : violations) fields.push_back(violation.field);
  return fields;
}

TEST(RulesTest, AGoodRequestPasses) {
  CreateThingRequest request = Good();
  EXPECT_THAT(Fields(&request), IsEmpty());
}

TEST(RulesTest, EveryViolationIsReportedAtOnceWithItsPath) {
  CreateThingRequest request;
  request.set_parent("forces");
  request.set_request_id("a b");
  Thing& thing = *request.mutable_thing();
  thing.set_name("suppliers/acme/things/1");
  thing.set_text("ab");
  thing.set_count(1);
  thing.set_amount(-1);
  thing.set_due("2026-02-30");
  thing.add_parts()->set_title("fine");
  thing.add_parts();
  thing.mutable_parts(0)->add_parts()->set_uri("ftp://x");
  thing.mutable_at()->set_nanos(-1);
  thing.set_raw("12345");
  thing.add_codes("35100000");
  thing.add_codes("");
  thing.set_one("sixsix");
  EXPECT_THAT(Fields(&request), ElementsAre("parent", "thing.name", "thing.text", "thing.wanted", "thing.count", "thing.amount", "thing.due",
                                            "thing.parts[0].parts[0].title", "thing.parts[0].parts[0].uri", "thing.parts[1].title", "thing.codes[1]",
                                            "thing.at", "thing.raw", "thing.one", "request_id"));
}

TEST(RulesTest, LimitsIncludeTheirEnds) {
  CreateThingRequest request = Good();
  Thing& thing = *request.mutable_thing();
  for (int64_t good : {0, 2, 9}) {
    thing.set_count(good);
    EXPECT_THAT(Fields(&request), IsEmpty()) << good;
  }
  thing.set_count(10);
  EXPECT_THAT(Fields(&request), ElementsAre("thing.count"));
  thing.set_count(-5);
  EXPECT_THAT(Fields(&request), ElementsAre("thing.count"));
  thing.clear_count();
  std::string text;
  for (int i = 0; i < 50; ++i) text += "é";
  thing.set_text(text);
  EXPECT_THAT(Fields(&request), IsEmpty());
  thing.set_text(text + "é");
  EXPECT_THAT(Fields(&request), ElementsAre("thing.text"));
  thing.set_text("éé");
  EXPECT_THAT(Fields(&request), ElementsAre("thing.text"));
}

TEST(RulesTest, NumbersMustBeFinite) {
  CreateThingRequest request = Good();
  request.mutable_thing()->set_amount(std::numeric_limits<double>::quiet_NaN());
  EXPECT_THAT(Fields(&request), ElementsAre("thing.amount"));
  request.mutable_thing()->set_amount(std::numeric_limits<double>::infinity());
  EXPECT_THAT(Fields(&request), ElementsAre("thing.amount"));
}

TEST(RulesTest, EnumsMustBeKnown) {
  CreateThingRequest request = Good();
  request.mutable_thing()->set_wanted(static_cast<rpctest::v1::State>(77));
  EXPECT_THAT(Fields(&request), ElementsAre("thing.wanted"));
}

TEST(RulesTest, OutputOnlyFieldsAreClearedAtEveryDepth) {
  CreateThingRequest request = Good();
  request.mutable_thing()->set_state(rpctest::v1::STATE_OPEN);
  Part* part = request.mutable_thing()->add_parts();
  part->set_title("fine");
  part->set_checked_by("me\n");
  EXPECT_THAT(Fields(&request), IsEmpty());
  EXPECT_EQ(request.thing().state(), rpctest::v1::STATE_UNSPECIFIED);
  EXPECT_EQ(request.thing().parts(0).checked_by(), "");
  EXPECT_EQ(request.thing().parts(0).title(), "fine");
}

TEST(RulesTest, MapsAreBoundedAndTheirKeysAndValuesChecked) {
  CreateThingRequest request = Good();
  // Fetched anew each time: the check looks at the map through reflection, which leaves an older reference behind.
  const auto labels = [&request]() -> google::protobuf::Map<std::string, std::string>& { return *request.mutable_thing()->mutable_labels(); };
  labels()["a"] = "1";
  labels()["b"] = "2";
  EXPECT_THAT(Fields(&request), IsEmpty());
  EXPECT_EQ(labels().at("b"), "2");
  labels()["c"] = "3";
  EXPECT_THAT(Fields(&request), ElementsAre("thing.labels"));
  for (const std::string& bad : {std::string("a\n"), std::string(), std::string(201, 'k')}) {
    labels().clear();
    labels()[bad] = "1";
    EXPECT_THAT(Fields(&request), ElementsAre("thing.labels")) << bad;
  }
  for (const char* bad : {"has \x01", "more than ten"}) {
    labels().clear();
    labels()["key"] = bad;
    EXPECT_THAT(Fields(&request), ElementsAre("thing.labels[\"key\"]")) << bad;
  }
}

TEST(RulesTest, ViolationsAreBounded) {
  CreateThingRequest request = Good();
  for (int i = 0; i < 1000; ++i) request.mutable_thing()->add_codes("x");
  EXPECT_THAT(Fields(&request), ElementsAre("thing.codes"));
  RuleBook book;
  rpctest::v1::ListThingsRequest list;
  std::vector<base::Violation> violations(kMostViolations);
  book.For(rpctest::v1::ListThingsRequest::descriptor())->Check(&list, "", &violations);
  EXPECT_EQ(violations.size(), kMostViolations);
}

TEST(RulesTest, SecretsAreFoundAtEveryDepth) {
  RuleBook book;
  CreateThingRequest request = Good();
  request.mutable_thing()->set_password("s3cret");
  const MessageRules* rules = book.For(CreateThingRequest::descriptor());
  EXPECT_TRUE(rules->has_secrets());
  EXPECT_FALSE(book.For(Part::descriptor())->has_secrets());
  rules->ClearSecrets(&request);
  EXPECT_EQ(request.thing().password(), "");
  EXPECT_EQ(request.parent(), "forces/kent");
}

}  // namespace
}  // namespace frontline::rpc
