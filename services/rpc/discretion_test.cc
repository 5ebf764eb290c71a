// What the log, the audit and the metrics keep of calls that nobody is to be known by, and of those that others must not learn of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "services/base/errors.h"
#include "services/rpc/http_get_for_test.h"
#include "services/rpc/thing_server_for_test.h"

namespace frontline::rpc::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Stub = ThingService::Stub;

constexpr char kText[] = "unmistakable words";
constexpr char kTrace[] = "0af7651916cd43dd8448eb211c80319c";

class DiscretionTest : public ::testing::Test {
 protected:
  void Start() { ASSERT_TRUE(things_.Start().ok()); }
  // With all that a caller might be known by.
  absl::Status Tell(const std::string& place, const std::string& text, const std::string& token = "kent") {
    const auto context = ContextOf(token);
    context->AddMetadata("traceparent", std::string("00-") + kTrace + "-b7ad6b7169203331-01");
    context->AddMetadata("x-forwarded-for", "192.0.2.7");
    context->AddMetadata("x-request-id", "the-callers-own");
    TellThingRequest request;
    request.set_place(place);
    request.mutable_thing()->set_wanted(rpctest::v1::STATE_OPEN);
    request.mutable_thing()->set_text(text);
    Thing thing;
    return FromGrpc(things_.stub().TellThing(context.get(), request, &thing));
  }
  absl::Status Hide(const std::string& token) {
    UpdateThingRequest request;
    request.set_request_id("the-callers-own");
    request.mutable_thing()->set_name("bodies/federation/things/hidden");
    request.mutable_thing()->set_wanted(rpctest::v1::STATE_OPEN);
    request.mutable_thing()->set_text(kText);
    Thing thing;
    return CallAs(token, things_.stub(), &Stub::HideThing, request, &thing);
  }

  ThingServer things_;
};

TEST_F(DiscretionTest, OfAnyonesWriteTheAuditKeepsThatItCameAndNoMore) {
  Start();
  ASSERT_TRUE(Tell("forces/kent", kText).ok());
  ASSERT_FALSE(Tell("forces/kent", "x").ok());  // too short
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(2));
  EXPECT_EQ(audit[0].outcome(), "OK");
  EXPECT_EQ(audit[1].outcome(), "INVALID_ARGUMENT");
  for (const storage::AuditEntry& entry : audit) {
    EXPECT_EQ(entry.actor(), "anonymous");
    EXPECT_EQ(entry.method(), "frontline.rpctest.v1.ThingService/TellThing");
    EXPECT_EQ(entry.resource(), "forces/kent");
    EXPECT_EQ(entry.request_id(), "");
    EXPECT_EQ(entry.request_hash(), "");  // whoever guesses the answers could try them
  }
}

TEST_F(DiscretionTest, OfAnyonesWriteTheLogKeepsNoAddressNoContentAndNoResourceBeyondTheOneNamed) {
  things_.hooks.tell = [](const Call& call) {
    EXPECT_TRUE(call.principal.anonymous());
    EXPECT_EQ(call.token, "");
    return absl::OkStatus();
  };
  Start();
  ASSERT_TRUE(Tell("forces/kent", kText).ok());
  ASSERT_TRUE(Tell("forces/kent", kText, "expired").ok());  // not looked at
  ASSERT_FALSE(Tell("forces/kent", std::string(60, 'u')).ok());
  ASSERT_FALSE(Tell("not a name, but unmistakable words", kText).ok());
  const std::string log = things_.StopAndReadLog();
  EXPECT_THAT(log, HasSubstr("ThingService/TellThing\",\"code\":\"OK\",\"resource\":\"forces/kent\",\"trace\""));
  EXPECT_THAT(log, HasSubstr("INVALID_ARGUMENT"));
  for (const char* trace :
       {"127.0.0.1", "ipv4", "192.0.2.7", "the-callers-own", kTrace, "members/1", "unmistakable", "uuuu", "things/made", "message"}) {
    EXPECT_THAT(log, Not(HasSubstr(trace)));
  }
}

TEST_F(DiscretionTest, AnErrorOfAnyonesWriteIsLoggedByItsReasonAlone) {
  things_.hooks.tell = [](const Call&) { return base::Precondition("NOT_YET", "unmistakable words"); };
  Start();
  EXPECT_THAT(std::string(Tell("forces/kent", kText).message()), HasSubstr("unmistakable"));  // the caller is told
  const std::string log = things_.StopAndReadLog();
  EXPECT_THAT(log, HasSubstr("\"reason\":\"NOT_YET\""));
  EXPECT_THAT(log, Not(HasSubstr("unmistakable")));
}

TEST_F(DiscretionTest, TheMetricsNameMethodsAndNothingElse) {
  Start();
  std::unique_ptr<MetricsPort> port;
  ASSERT_TRUE(MetricsPort::Start("127.0.0.1:0", things_.server().telemetry(), &port).ok());
  ASSERT_TRUE(Tell("forces/kent", kText).ok());
  ASSERT_TRUE(Hide("national").ok());
  const std::string metrics = HttpGet(port->port(), "/metrics");
  EXPECT_THAT(metrics, HasSubstr("TellThing"));
  for (const char* trace : {"forces/", "bodies/", "things/", "unmistakable", "127.0.0.1"}) EXPECT_THAT(metrics, Not(HasSubstr(trace)));
}

TEST_F(DiscretionTest, OfAHiddenResourceTheAuditAndTheLogNameTheOrganisationAndWhoCalled) {
  Start();
  ASSERT_TRUE(Hide("national").ok());
  ASSERT_FALSE(Hide("kent").ok());
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(2));
  EXPECT_EQ(audit[0].actor(), "national/centre/members/1");
  EXPECT_EQ(audit[1].outcome(), "PERMISSION_DENIED");
  for (const storage::AuditEntry& entry : audit) {
    EXPECT_EQ(entry.resource(), "bodies/federation");
    EXPECT_EQ(entry.request_id(), "");
    EXPECT_EQ(entry.request_hash(), "");
  }
  const std::string log = things_.StopAndReadLog();
  EXPECT_THAT(log, HasSubstr("\"member\":\"national/centre/members/1\",\"resource\":\"bodies/federation\",\"trace\""));
  for (const char* trace : {"things/hidden", "the-callers-own", "unmistakable"}) EXPECT_THAT(log, Not(HasSubstr(trace)));
}

}  // namespace
}  // namespace frontline::rpc::testing
