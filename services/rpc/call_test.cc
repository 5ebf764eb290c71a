// What a single call goes through, over a real connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "google/rpc/error_details.pb.h"
#include "services/base/errors.h"
#include "services/rpc/raw_call_for_test.h"
#include "services/rpc/thing_server_for_test.h"

namespace frontline::rpc::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;
using Stub = ThingService::Stub;

template <typename Detail>
bool Has(const absl::Status& status, Detail* detail) {
  const auto bytes = status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  return bytes.has_value() && detail->ParseFromString(std::string(*bytes));
}

class CallTest : public ::testing::Test {
 protected:
  void Start() { ASSERT_TRUE(things_.Start().ok()); }
  absl::Status Create(const std::string& token, const CreateThingRequest& request, Thing* thing) {
    return CallAs(token, things_.stub(), &Stub::CreateThing, request, thing);
  }
  absl::Status Get(const std::string& token, const std::string& name) {
    Thing thing;
    return CallAs(token, things_.stub(), &Stub::GetThing, Named(name), &thing);
  }

  ThingServer things_;
};

// --- Who may do what, and where ---

TEST_F(CallTest, APermissionHoldsInItsOwnOrganisationOnly) {
  Start();
  Thing thing;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent"), &thing).ok());
  EXPECT_TRUE(Get("kent-viewer", thing.name()).ok());
  EXPECT_TRUE(Get("national", thing.name()).ok());
  const absl::Status elsewhere = Create("essex", NewThing("forces/kent"), &thing);
  EXPECT_EQ(elsewhere.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(base::ReasonOf(elsewhere), "PERMISSION_MISSING");
  EXPECT_THAT(std::string(elsewhere.message()), HasSubstr("You lack the permission NEEDS_WRITE in 'forces/kent'"));
  EXPECT_EQ(Create("kent-viewer", NewThing("forces/kent"), &thing).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Create("powerless", NewThing("forces/kent"), &thing).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(things_.created(), 1);
}

TEST_F(CallTest, APermissionThatSufficesAnywhereIsNotBoundToAnOrganisation) {
  Start();
  Thing thing;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent"), &thing).ok());
  EXPECT_TRUE(Get("essex", thing.name()).ok());  // decides on needs, somewhere
  EXPECT_EQ(Get("powerless", thing.name()).code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(CallTest, ANameWithoutAnOrganisationIsAFaultOfTheRequest) {
  Start();
  Thing thing;
  EXPECT_EQ(Create("kent", NewThing("forces"), &thing).code(), absl::StatusCode::kInvalidArgument);
  const absl::Status missing = Create("kent", NewThing(""), &thing);
  EXPECT_EQ(missing.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("parent is required"));
  EXPECT_EQ(Create("powerless", NewThing(""), &thing).code(), absl::StatusCode::kPermissionDenied);
}

TEST_F(CallTest, ANameOfAnyLengthIsRefusedInAFewWords) {
  Start();
  Thing thing;
  const CreateThingRequest request = NewThing("forces/" + std::string(1 << 20, 'x'));
  EXPECT_EQ(base::ReasonOf(Create("kent", request, &thing)), "FIELDS_INVALID");
  EXPECT_EQ(base::ReasonOf(Create("powerless", request, &thing)), "PERMISSION_MISSING");
  const auto audit = things_.Audit();
  ASSERT_EQ(audit.size(), 2u);
  for (const storage::AuditEntry& entry : audit) EXPECT_EQ(entry.resource(), "");
  EXPECT_LT(things_.StopAndReadLog().size(), 5000u);
}

// --- What a request may hold ---

TEST_F(CallTest, EveryBrokenRuleIsReportedAtOnce) {
  Start();
  CreateThingRequest request = NewThing("forces/kent", "not an id");
  request.mutable_thing()->set_due("2026-02-30");
  request.mutable_thing()->add_parts();
  Thing thing;
  const absl::Status status = Create("kent", request, &thing);
  EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID");
  google::rpc::BadRequest bad;
  ASSERT_TRUE(Has(status, &bad));
  std::vector<std::string> fields;
  for (const auto& violation : bad.field_violations()) fields.push_back(violation.field());
  EXPECT_THAT(fields, UnorderedElementsAre("thing.due", "thing.parts[0].title", "request_id"));
  EXPECT_EQ(things_.created(), 0);
}

TEST_F(CallTest, TheWorstRequestIsStillRefusedWithItsDetails) {
  Start();
  CreateThingRequest request = NewThing("forces/kent");
  for (int i = 0; i < 3; ++i) {
    rpctest::v1::Part* part = request.mutable_thing()->add_parts();
    for (int k = 0; k < 2; ++k) part->add_parts()->set_uri("é");
  }
  std::string key;
  for (int i = 0; i < 100; ++i) key += "é";
  (*request.mutable_thing()->mutable_labels())[key] = "far longer than ten";
  (*request.mutable_thing()->mutable_labels())[key.substr(2) + "x"] = "far longer than ten";
  Thing thing;
  const absl::Status status = Create("kent", request, &thing);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
  EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID");
}

TEST_F(CallTest, OutputOnlyFieldsDoNotReachTheHandler) {
  Start();
  CreateThingRequest request = NewThing("forces/kent");
  request.mutable_thing()->set_state(rpctest::v1::STATE_OPEN);
  Thing thing;
  ASSERT_TRUE(Create("kent", request, &thing).ok());
  EXPECT_EQ(thing.state(), rpctest::v1::STATE_UNSPECIFIED);
}

TEST_F(CallTest, TextThatIsNoUtf8IsNamed) {
  Start();
  std::string bytes = NewThing("forces/kent").SerializeAsString();
  bytes[bytes.find("a thing")] = '\xff';
  std::string answer;
  const absl::Status status = FromGrpc(CallRaw(things_.channel(), "/frontline.rpctest.v1.ThingService/CreateThing", "kent", bytes, &answer));
  EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID");
  EXPECT_THAT(std::string(status.message()), HasSubstr("thing.text must be valid UTF-8"));
  const absl::Status truncated =
      FromGrpc(CallRaw(things_.channel(), "/frontline.rpctest.v1.ThingService/CreateThing", "kent", bytes.substr(0, 9), &answer));
  EXPECT_EQ(base::ReasonOf(truncated), "FIELDS_INVALID");
  // What could not be read is not vouched for: no name, no hash.
  for (const storage::AuditEntry& entry : things_.Audit()) {
    EXPECT_EQ(entry.resource(), "");
    EXPECT_EQ(entry.request_hash(), "");
  }
}

TEST_F(CallTest, MessagesAndMetadataAreBounded) {
  things_.options.max_message_bytes = 10000;
  things_.options.max_metadata_bytes = 4096;
  Start();
  CreateThingRequest request = NewThing("forces/kent");
  request.mutable_thing()->set_text(std::string(11000, 'x'));
  Thing thing;
  EXPECT_EQ(Create("kent", request, &thing).code(), absl::StatusCode::kResourceExhausted);
  const auto context = ContextOf("kent");
  context->AddMetadata("x-much", std::string(20000, 'x'));
  EXPECT_EQ(things_.stub().WhoAmI(context.get(), Named("x"), &thing).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  // gRPC may close the connection of a client that sends so much; the server is there for the next.
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  const auto next = ThingService::NewStub(grpc::CreateCustomChannel(things_.address(), grpc::InsecureChannelCredentials(), arguments));
  EXPECT_TRUE(CallAs("kent", *next, &Stub::CreateThing, NewThing("forces/kent"), &thing).ok());
}

// --- How often and how long ---

TEST_F(CallTest, WhoCallsTooOftenIsToldWhenToComeBack) {
  things_.options.pipeline.calls_per_second = 10;
  things_.options.pipeline.burst = 2;
  Start();
  EXPECT_EQ(Get("kent", "forces/kent/things/x").code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Get("kent", "forces/kent/things/x").code(), absl::StatusCode::kNotFound);
  const absl::Status status = Get("kent", "forces/kent/things/x");
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(base::ReasonOf(status), "RATE_LIMITED");
  google::rpc::RetryInfo retry;
  ASSERT_TRUE(Has(status, &retry));
  EXPECT_EQ(retry.retry_delay().nanos(), 100000000);
  EXPECT_EQ(Get("essex", "forces/kent/things/x").code(), absl::StatusCode::kNotFound);  // each has its own
  things_.Advance(absl::Milliseconds(100));
  EXPECT_EQ(Get("kent", "forces/kent/things/x").code(), absl::StatusCode::kNotFound);
}

TEST_F(CallTest, AnAddressThatShowsBadTokensOrNoneIsLimitedWhateverItsConnection) {
  things_.options.pipeline.calls_per_second = 1;
  things_.options.pipeline.burst = 3;
  Start();
  std::vector<absl::StatusCode> codes;
  for (const char* token : {"bad-1", "", "bad-2", "bad-3", ""}) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);  // a connection of its own
    const auto stub = ThingService::NewStub(grpc::CreateCustomChannel(things_.address(), grpc::InsecureChannelCredentials(), arguments));
    Thing thing;
    // A token that comes with a call for anyone is not looked at.
    codes.push_back(CallAs(token, *stub, *token == '\0' ? &Stub::Ping : &Stub::WhoAmI, Named("x"), &thing).code());
  }
  using Code = absl::StatusCode;
  EXPECT_THAT(codes,
              ::testing::ElementsAre(Code::kUnauthenticated, Code::kOk, Code::kUnauthenticated, Code::kResourceExhausted, Code::kResourceExhausted));
  EXPECT_EQ(Get("kent", "forces/kent/things/x").code(), absl::StatusCode::kNotFound);  // who is known is not
}

TEST_F(CallTest, ACallWhoseDeadlineHasPassedDoesNothing) {
  Start();
  things_.Advance(absl::Hours(1));
  Thing thing;
  const absl::Status status = Create("kent", NewThing("forces/kent"), &thing);
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(things_.created(), 0);
}

TEST_F(CallTest, AWriteWhoseDeadlinePassesInTheQueueDoesNothing) {
  Start();
  Gate begun, go;
  things_.store().Commit(
      [&](storage::Transaction&) {
        begun.Open();
        go.Wait();
        return absl::OkStatus();
      },
      [](absl::Status) {});
  begun.Wait();
  absl::Status status;
  std::thread caller([&] {
    Thing thing;
    status = Create("kent", NewThing("forces/kent"), &thing);
  });
  while (things_.store().stats().queued == 0) std::this_thread::yield();
  things_.Advance(absl::Hours(1));
  go.Open();
  caller.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(things_.created(), 0);
  EXPECT_THAT(things_.Audit(), Not(IsEmpty()));  // a refused call of the class SECURITY
}

TEST_F(CallTest, TooManyLongCallsAreRefusedNotPiledUp) {
  Gate go;
  std::atomic<int> running{0};
  things_.hooks.count = [&] {
    ++running;
    go.Wait();
  };
  things_.options.pipeline.executor_threads = 1;
  things_.options.pipeline.executor_queue = 1;
  Start();
  ListThingsRequest request;
  request.set_parent("forces/kent");
  std::vector<std::thread> callers;
  std::atomic<int> answered{0};
  for (int i = 0; i < 2; ++i) {
    callers.emplace_back([&] {
      Count count;
      answered += CallAs("kent", things_.stub(), &Stub::CountThings, request, &count).ok();
    });
    while (running == 0) std::this_thread::yield();
  }
  const auto queued = [&] {
    for (const auto& family : things_.server().telemetry()->Collect()) {
      if (family.name == "frontline_executor_queued") return family.metric[0].gauge.value;
    }
    return -1.0;
  };
  while (queued() != 1) std::this_thread::yield();
  Count count;
  const absl::Status status = CallAs("kent", things_.stub(), &Stub::CountThings, request, &count);
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(base::ReasonOf(status), "OVERLOADED");
  google::rpc::RetryInfo retry;
  EXPECT_TRUE(Has(status, &retry));
  EXPECT_GT(retry.retry_delay().seconds(), 0);
  EXPECT_EQ(Get("kent", "forces/kent/things/x").code(), absl::StatusCode::kNotFound);  // short ones go on
  go.Open();
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(answered, 2);
}

TEST_F(CallTest, ALongCallWhoseDeadlinePassesInTheQueueIsNotBegun) {
  Gate go, begun;
  std::atomic<int> counted{0};
  things_.hooks.count = [&] {
    ++counted;
    begun.Open();
    go.Wait();
  };
  things_.options.pipeline.executor_threads = 1;
  Start();
  ListThingsRequest request;
  request.set_parent("forces/kent");
  absl::Status first, second;
  Count count, other;
  std::thread caller([&] { first = CallAs("kent", things_.stub(), &Stub::CountThings, request, &count); });
  begun.Wait();
  std::thread waiter([&] { second = CallAs("kent", things_.stub(), &Stub::CountThings, request, &other); });
  const auto queued = [&] {
    for (const auto& family : things_.server().telemetry()->Collect()) {
      if (family.name == "frontline_executor_queued") return family.metric[0].gauge.value;
    }
    return -1.0;
  };
  while (queued() != 1) std::this_thread::yield();
  things_.Advance(absl::Hours(1));
  go.Open();
  caller.join();
  waiter.join();
  EXPECT_TRUE(first.ok()) << first;
  EXPECT_EQ(second.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(counted, 1);
}

// --- What a caller is told of faults ---

TEST_F(CallTest, AFaultOfTheServersIsLoggedUnderTheTraceThatTheCallerIsTold) {
  things_.hooks.create = [] { return absl::InternalError("a secret path"); };
  Start();
  Thing thing;
  const auto context = ContextOf("kent");
  context->AddMetadata("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  const absl::Status status = FromGrpc(things_.stub().CreateThing(context.get(), NewThing("forces/kent"), &thing));
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("0af7651916cd43dd8448eb211c80319c"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("secret")));
  const std::string log = things_.StopAndReadLog();
  EXPECT_THAT(log, HasSubstr("a secret path"));
  EXPECT_THAT(log, HasSubstr("\"trace\":\"0af7651916cd43dd8448eb211c80319c\""));
  EXPECT_THAT(log, HasSubstr("\"level\":\"error\""));
}

TEST_F(CallTest, ATraceThatIsNoneIsReplaced) {
  std::vector<std::string> traces;
  things_.hooks.who_am_i = [&](const Call& call) { traces.push_back(call.trace_id); };
  Start();
  for (const char* given :
       {"00-00000000000000000000000000000000-b7ad6b7169203331-01", "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", "x"}) {
    const auto context = ContextOf("kent");
    context->AddMetadata("traceparent", given);
    Thing thing;
    EXPECT_TRUE(things_.stub().WhoAmI(context.get(), Named("x"), &thing).ok());
  }
  ASSERT_EQ(traces.size(), 3u);
  for (const std::string& trace : traces) EXPECT_EQ(trace.size(), 32u);
  EXPECT_NE(traces[0], traces[1]);
}

}  // namespace
}  // namespace frontline::rpc::testing
