// A server with a broken contract does not start, and says all that is wrong with it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "frontline/rpctest/v1/test_service.pb.h"
#include "services/base/errors.h"
#include "services/rpc/method.h"
#include "services/rpc/thing_server_for_test.h"

namespace frontline::rpc {
namespace {

using rpctest::v1::Count;
using rpctest::v1::CreateThingRequest;
using rpctest::v1::GetThingRequest;
using rpctest::v1::Thing;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kPackage[] = "frontline.rpctest.v1.";

absl::Status DoRead(const Call&, const GetThingRequest&, const storage::Snapshot&, Thing*) { return absl::OkStatus(); }
absl::Status DoWrite(const Call&, const CreateThingRequest&, storage::Transaction&, Thing*) { return absl::OkStatus(); }

// What Check says of one service with these handlers.
std::string DefectsOf(const std::string& service, std::function<void(Registry&)> handlers) {
  MethodTable table;
  Service entry;
  entry.services = {kPackage + service};
  entry.handlers = std::move(handlers);
  table.AddService(entry);
  const absl::Status status = table.Check();
  EXPECT_EQ(base::ReasonOf(status), status.ok() ? "" : "CONTRACT_BROKEN");
  return std::string(status.message());
}

std::string DefectsOfGet(const std::string& service) {
  return DefectsOf(service, [&](Registry& registry) { registry.Read<GetThingRequest, Thing>(kPackage + service + "/Get", DoRead); });
}

TEST(ContractTest, AMethodMustSayWhoMayCallItAndWhatTheAuditKeeps) {
  EXPECT_EQ(DefectsOfGet("NoAccessService"), "frontline.rpctest.v1.NoAccessService/Get says nothing of who may call it");
  EXPECT_EQ(DefectsOfGet("NoAuditService"), "frontline.rpctest.v1.NoAuditService/Get says nothing of what the audit keeps of it");
  EXPECT_THAT(DefectsOfGet("NoResourceService"), HasSubstr("has access 'within' no resource"));
  EXPECT_THAT(DefectsOfGet("BadResourceService"), HasSubstr("has access by 'thing.name', which its request lacks"));
  EXPECT_THAT(DefectsOfGet("NobodyService"), HasSubstr("has access for nobody"));
  EXPECT_THAT(
      DefectsOf("SilentService", [](Registry& r) { r.Write<CreateThingRequest, Thing>("frontline.rpctest.v1.SilentService/Create", DoWrite); }),
      HasSubstr("writes, yet the audit would keep nothing of it"));
}

TEST(ContractTest, AMethodForAnyoneMustLetTheAuditTellNobodyApart) {
  const std::string telling =
      DefectsOf("TellingService", [](Registry& r) { r.Write<CreateThingRequest, Thing>("frontline.rpctest.v1.TellingService/Create", DoWrite); });
  EXPECT_THAT(telling, HasSubstr("TellingService/Create is for anyone and writes, and has no 'resource' that the audit may name"));
  EXPECT_THAT(telling, HasSubstr("TellingService/Create is for anyone and takes a request id"));
  EXPECT_THAT(DefectsOfGet("NothingService"), HasSubstr("is to be known by the organisation of no resource"));
}

TEST(ContractTest, EveryMethodNeedsAHandlerAndEveryHandlerAMethod) {
  const std::string none = DefectsOf("ThingService", nullptr);
  for (const char* method : {"GetThing", "CountThings", "CreateThing", "ImportThing", "UpdateThing", "WhoAmI", "Ping", "TellThing", "HideThing",
                             "Follow", "Dump", "Upload", "Echo"}) {
    EXPECT_THAT(none, HasSubstr(std::string("frontline.rpctest.v1.ThingService/") + method + " has no handler"));
  }
  const std::string wrong = DefectsOf("ThingService", [](Registry& r) {
    r.Read<GetThingRequest, Thing>("frontline.rpctest.v1.ThingService/GetThang", DoRead);
    r.Read<GetThingRequest, Thing>("nonsense", DoRead);
    r.Read<GetThingRequest, Thing>("frontline.rpctest.v1.NobodyService/Get", DoRead);
  });
  EXPECT_THAT(wrong, HasSubstr("ThingService/GetThang is no method of the contract"));
  EXPECT_THAT(wrong, HasSubstr("nonsense is no method of the contract"));
  EXPECT_THAT(wrong, HasSubstr("NobodyService/Get is of no service that is served here"));
  EXPECT_THAT(DefectsOf("ThangService", nullptr), HasSubstr("ThangService is no service of the contract"));
}

TEST(ContractTest, AHandlerMustFitItsMethod) {
  const std::string defects = DefectsOf("ThingService", [](Registry& r) {
    r.Write<CreateThingRequest, Thing>("frontline.rpctest.v1.ThingService/GetThing", DoWrite);
    r.Read<GetThingRequest, Thing>("frontline.rpctest.v1.ThingService/Ping", DoRead);
    r.Read<GetThingRequest, Thing>("frontline.rpctest.v1.ThingService/Ping", DoRead);
    r.Streaming<GetThingRequest, Thing>("frontline.rpctest.v1.ThingService/WhoAmI",
                                        [](const Call&, Stream<GetThingRequest, Thing>&) { return absl::OkStatus(); });
    r.LongRead<GetThingRequest, Count>("frontline.rpctest.v1.ThingService/Follow",
                                       [](const Call&, const GetThingRequest&, const storage::Snapshot&, Count*) { return absl::OkStatus(); });
  });
  EXPECT_THAT(defects, HasSubstr("ThingService/GetThing has a handler from frontline.rpctest.v1.CreateThingRequest to frontline.rpctest.v1.Thing"));
  EXPECT_THAT(defects, HasSubstr("ThingService/Ping has two handlers"));
  EXPECT_THAT(defects, HasSubstr("ThingService/WhoAmI has a handler of the other kind, stream or single"));
  EXPECT_THAT(defects, HasSubstr("ThingService/Follow has a handler of the other kind, stream or single"));
  // Each is named once.
  EXPECT_THAT(defects, Not(HasSubstr("ThingService/GetThing has no handler")));
}

TEST(ContractTest, AServiceIsServedOnce) {
  MethodTable table;
  Service service;
  service.services = {"frontline.rpctest.v1.NobodyService", "frontline.rpctest.v1.NobodyService"};
  table.AddService(service);
  EXPECT_THAT(std::string(table.Check().message()), HasSubstr("frontline.rpctest.v1.NobodyService is served twice"));
}

TEST(ContractTest, TheServerRefusesToStart) {
  testing::ThingServer things;
  things.change = [](Service* service) { service->services.push_back("frontline.rpctest.v1.NoAccessService"); };
  const absl::Status status = things.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::ReasonOf(status), "CONTRACT_BROKEN");
  EXPECT_THAT(std::string(status.message()), HasSubstr("NoAccessService/Get has no handler"));
}

}  // namespace
}  // namespace frontline::rpc
