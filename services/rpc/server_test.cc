// The server as a whole: health, reflection, metrics, and its end.
#include "services/rpc/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "services/base/errors.h"
#include "services/rpc/http_get_for_test.h"
#include "services/rpc/raw_call_for_test.h"
#include "services/rpc/thing_server_for_test.h"

namespace frontline::rpc::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Stub = ThingService::Stub;

constexpr char kThings[] = "frontline.rpctest.v1.ThingService";

// A message of one text field with this number.
std::string TextField(int number, const std::string& text) {
  return std::string(1, static_cast<char>(number << 3 | 2)) + static_cast<char>(text.size()) + text;
}

// Reads grpc.health.v1's Watch until it says `serving` of `service`.
bool HealthBecomes(const std::shared_ptr<grpc::Channel>& channel, const std::string& service, bool serving) {
  RawCall watch(channel, "/grpc.health.v1.Health/Watch");
  watch.Send(service.empty() ? "" : TextField(1, service));
  const std::string wanted = serving ? std::string("\x08\x01") : std::string("\x08\x02");
  std::string said;
  while (watch.Read(&said)) {
    if (said == wanted) return true;
  }
  return false;
}

TEST(HealthTest, IsToldOfEachServiceAndOfTheWhole) {
  ThingServer things;
  std::atomic<bool> ready{false}, store_ok{true};
  things.change = [&](Service* service) { service->ready = [&] { return ready.load(); }; };
  things.store_health = [&] { return store_ok ? absl::OkStatus() : absl::UnavailableError("the disk failed"); };
  ASSERT_TRUE(things.Start().ok());
  EXPECT_TRUE(HealthBecomes(things.channel(), kThings, false));
  EXPECT_TRUE(HealthBecomes(things.channel(), "", false));
  ready = true;
  EXPECT_TRUE(HealthBecomes(things.channel(), kThings, true));
  EXPECT_TRUE(HealthBecomes(things.channel(), "", true));
  store_ok = false;
  EXPECT_TRUE(HealthBecomes(things.channel(), kThings, false));
  EXPECT_TRUE(HealthBecomes(things.channel(), "", false));
  store_ok = true;
  EXPECT_TRUE(HealthBecomes(things.channel(), kThings, true));
  std::string answer;
  EXPECT_EQ(CallRaw(things.channel(), "/grpc.health.v1.Health/Check", "", TextField(1, "nonsense"), &answer).error_code(),
            grpc::StatusCode::NOT_FOUND);
}

TEST(ReflectionTest, TellsTheServicesAndTheirMethods) {
  ThingServer things;
  ASSERT_TRUE(things.Start().ok());
  RawCall call(things.channel(), "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo");
  std::string said;
  ASSERT_TRUE(call.Send(TextField(7, "*")));  // list_services
  ASSERT_TRUE(call.Read(&said));
  EXPECT_THAT(said, HasSubstr(kThings));
  EXPECT_THAT(said, HasSubstr("grpc.health.v1.Health"));
  EXPECT_THAT(said, Not(HasSubstr("NoAccessService")));
  ASSERT_TRUE(call.Send(TextField(4, kThings)));  // file_containing_symbol
  ASSERT_TRUE(call.Read(&said));
  EXPECT_THAT(said, HasSubstr("CreateThing"));
}

TEST(MetricsTest, TheCallsAreInThem) {
  ThingServer things;
  ASSERT_TRUE(things.Start().ok());
  std::unique_ptr<MetricsPort> port;
  ASSERT_TRUE(MetricsPort::Start("127.0.0.1:0", things.server().telemetry(), &port).ok());
  Thing thing;
  EXPECT_TRUE(CallAs("kent", things.stub(), &Stub::CreateThing, NewThing("forces/kent"), &thing).ok());
  EXPECT_FALSE(CallAs("essex", things.stub(), &Stub::CreateThing, NewThing("forces/kent"), &thing).ok());
  EXPECT_FALSE(CallAs("", things.stub(), &Stub::WhoAmI, Named("x"), &thing).ok());
  const std::string text = HttpGet(port->port(), "/metrics");
  EXPECT_THAT(text, HasSubstr("frontline_calls_total{method=\"frontline.rpctest.v1.ThingService/CreateThing\",code=\"OK\"} 1"));
  EXPECT_THAT(text, HasSubstr("frontline_calls_total{method=\"frontline.rpctest.v1.ThingService/CreateThing\",code=\"PERMISSION_DENIED\"} 1"));
  EXPECT_THAT(text, HasSubstr("frontline_calls_total{method=\"frontline.rpctest.v1.ThingService/WhoAmI\",code=\"UNAUTHENTICATED\"} 1"));
  EXPECT_THAT(text, HasSubstr("frontline_call_seconds_count{method=\"frontline.rpctest.v1.ThingService/CreateThing\"} 2"));
  EXPECT_THAT(text, HasSubstr("frontline_calls_in_flight{method=\"frontline.rpctest.v1.ThingService/CreateThing\"} 0"));
  EXPECT_THAT(text, HasSubstr("frontline_audits_dropped_total 0"));
  EXPECT_THAT(text, HasSubstr("frontline_log_dropped_total 0"));
}

TEST(DrainTest, CallsUnderWayEndAndNewOnesAreRefused) {
  ThingServer things;
  Gate counting, go, stopping;
  things.hooks.count = [&] {
    counting.Open();
    go.Wait();
  };
  things.change = [&](Service* service) { service->stop = [&] { stopping.Open(); }; };
  ASSERT_TRUE(things.Start().ok());
  ASSERT_TRUE(HealthBecomes(things.channel(), kThings, true));
  absl::Status under_way = absl::UnknownError("");
  std::thread caller([&] {
    ListThingsRequest request;
    request.set_parent("forces/kent");
    Count count;
    under_way = CallAs("kent", things.stub(), &Stub::CountThings, request, &count);
  });
  counting.Wait();
  auto watch = std::make_unique<RawCall>(things.channel(), "/grpc.health.v1.Health/Watch");
  watch->Send("");
  std::thread stopper([&] { things.server().Stop(absl::Seconds(30)); });
  std::string said;
  while (watch->Read(&said) && said != "\x08\x02") {
  }
  EXPECT_EQ(said, "\x08\x02");  // NOT_SERVING, before anything else
  watch.reset();                // a call too
  stopping.Wait();
  // New calls find nobody, as soon as the listener is gone.
  const std::string address = things.address();
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  absl::Status fresh;
  do {
    const auto stub = ThingService::NewStub(grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
    Thing thing;
    fresh = CallAs("kent", *stub, &Stub::WhoAmI, Named("x"), &thing);
  } while (fresh.ok());
  EXPECT_EQ(fresh.code(), absl::StatusCode::kUnavailable);
  go.Open();
  caller.join();
  EXPECT_TRUE(under_way.ok()) << under_way;
  stopper.join();
}

TEST(DrainTest, WhatOutlastsTheGraceIsCancelled) {
  ThingServer things;
  Gate over;
  things.hooks.upload_end = [&] { over.Open(); };
  Gate received;
  things.hooks.uploaded = [&](absl::string_view) { received.Open(); };
  ASSERT_TRUE(things.Start().ok());
  const auto context = ContextOf("kent");
  Count count;
  const auto writer = things.stub().Upload(context.get(), &count);
  Chunk chunk;
  chunk.set_parent("forces/kent");
  ASSERT_TRUE(writer->Write(chunk));
  received.Wait();
  things.server().Stop(absl::Milliseconds(20));
  EXPECT_TRUE(over.IsOpen());
  EXPECT_FALSE(writer->Finish().ok());
}

TEST(DrainTest, FollowersEndOfThemselves) {
  ThingServer things;
  Gate over;
  std::atomic<bool> cancelled{true};
  things.hooks.follow_end = [&](bool is) {
    cancelled = is;
    over.Open();
  };
  ASSERT_TRUE(things.Start().ok());
  const auto context = ContextOf("kent");
  const auto reader = things.stub().Follow(context.get(), Named("forces/kent/things/x"));
  Count count;
  ASSERT_TRUE(reader->Read(&count));
  things.server().Stop(absl::Seconds(30));
  EXPECT_TRUE(over.IsOpen());
  EXPECT_FALSE(cancelled);
  EXPECT_FALSE(reader->Read(&count));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST(BackgroundTest, StartsWithTheServerAndStopsBeforeIt) {
  ThingServer things;
  std::string events;
  things.change = [&](Service* service) {
    service->start = [&](const Call& system) {
      events += "start ";
      // The process reaches its own services as itself.
      const auto stub = ThingService::NewStub(system.peers->Channel("things"));
      EXPECT_EQ(system.peers->Channel("nothing"), nullptr);
      grpc::ClientContext context;
      system.peers->ActAsSystem(&context);
      Thing who;
      EXPECT_TRUE(stub->WhoAmI(&context, Named("x"), &who).ok());
      EXPECT_EQ(who.name(), kSystemMember);
      return absl::OkStatus();
    };
    service->stop = [&] { events += "stop"; };
  };
  ASSERT_TRUE(things.Start().ok());
  things.StopAndReadLog();
  EXPECT_EQ(events, "start stop");
}

TEST(BackgroundTest, AServiceThatCannotStartStopsTheServer) {
  ThingServer things;
  things.change = [](Service* service) { service->start = [](const Call&) { return absl::DataLossError("no index"); }; };
  EXPECT_EQ(things.Start().message(), "no index");
}

TEST(ForwardTest, ACallOnBehalfOfAnotherCarriesWhoTheTraceAndTheDeadline) {
  ThingServer things;
  std::vector<Call> calls;
  std::mutex mutex;
  things.hooks.who_am_i = [&](const Call& call) {
    bool first = false;
    {
      std::lock_guard<std::mutex> lock(mutex);
      first = calls.empty();
      calls.push_back(call);
    }
    if (!first) return;
    grpc::ClientContext context;
    call.Forward(&context);
    const auto stub = ThingService::NewStub(call.peers->Channel("things"));
    Thing thing;
    // Handlers of reads may not call others; here it shows what is passed on.
    grpc::Status status;
    std::thread([&] { status = stub->WhoAmI(&context, Named("x"), &thing); }).join();
    EXPECT_TRUE(status.ok()) << status.error_code() << status.error_message();
  };
  things.options.pipeline.calls_per_second = 1;
  things.options.pipeline.burst = 1;  // the second is counted with the first
  ASSERT_TRUE(things.Start().ok());
  Thing thing;
  ASSERT_TRUE(CallAs("kent", things.stub(), &Stub::WhoAmI, Named("x"), &thing).ok());
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_EQ(calls[1].principal.member(), "forces/kent/members/1");
  EXPECT_EQ(calls[1].trace_id, calls[0].trace_id);
  EXPECT_LT(absl::AbsDuration(calls[1].deadline - calls[0].deadline), absl::Seconds(2));
}

}  // namespace
}  // namespace frontline::rpc::testing
