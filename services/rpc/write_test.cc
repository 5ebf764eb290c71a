// Writes: done once, audited, and never over another's change.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "services/base/errors.h"
#include "services/rpc/thing_server_for_test.h"

namespace frontline::rpc::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using Stub = ThingService::Stub;

class WriteTest : public ::testing::Test {
 protected:
  void Start() { ASSERT_TRUE(things_.Start().ok()); }
  absl::Status Create(const std::string& token, const CreateThingRequest& request, Thing* thing) {
    return CallAs(token, things_.stub(), &Stub::CreateThing, request, thing);
  }

  ThingServer things_;
};

// --- Idempotency ---

TEST_F(WriteTest, ARepeatedRequestIsAnsweredAsItWasAndDoneOnce) {
  Start();
  Thing first, again;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent", "r1"), &first).ok());
  ASSERT_TRUE(Create("kent", NewThing("forces/kent", "r1"), &again).ok());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(things_.created(), 1);
  EXPECT_THAT(things_.Audit(), SizeIs(1));
}

TEST_F(WriteTest, WithoutARequestIdEachIsDone) {
  Start();
  Thing first, again;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent"), &first).ok());
  ASSERT_TRUE(Create("kent", NewThing("forces/kent"), &again).ok());
  EXPECT_NE(again.name(), first.name());
}

TEST_F(WriteTest, ARequestIdOfAnotherRequestIsRefused) {
  Start();
  Thing thing;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent", "r1"), &thing).ok());
  CreateThingRequest other = NewThing("forces/kent", "r1");
  other.mutable_thing()->set_text("another thing");
  const absl::Status status = Create("kent", other, &thing);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::ReasonOf(status), "REQUEST_ID_REUSED");
  // The same request to another method is another request.
  EXPECT_EQ(base::ReasonOf(CallAs("kent", things_.stub(), &Stub::ImportThing, NewThing("forces/kent", "r1"), &thing)), "REQUEST_ID_REUSED");
  EXPECT_EQ(things_.created(), 1);
}

TEST_F(WriteTest, RequestIdsAreEachCallersOwn) {
  Start();
  Thing kent, national;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent", "r1"), &kent).ok());
  ASSERT_TRUE(Create("national", NewThing("forces/kent", "r1"), &national).ok());
  EXPECT_NE(kent.name(), national.name());
}

TEST_F(WriteTest, ARequestThatFailedMayBeSentAgain) {
  std::atomic<bool> fail{true};
  things_.hooks.create = [&] { return fail ? base::Precondition("NOT_YET", "Not yet. Try later.") : absl::OkStatus(); };
  Start();
  Thing thing;
  EXPECT_EQ(base::ReasonOf(Create("kent", NewThing("forces/kent", "r1"), &thing)), "NOT_YET");
  fail = false;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent", "r1"), &thing).ok());
  EXPECT_TRUE(CallAs("kent", things_.stub(), &Stub::GetThing, Named(thing.name()), &thing).ok());
}

TEST_F(WriteTest, ARequestIdIsForgottenAfterADay) {
  Start();
  Thing first, again;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent", "r1"), &first).ok());
  things_.Advance(absl::Hours(25));
  grpc::ClientContext context;  // without a deadline, which would have passed by the server's clock
  context.AddMetadata("authorization", "Bearer kent");
  ASSERT_TRUE(things_.stub().CreateThing(&context, NewThing("forces/kent", "r1"), &again).ok());
  EXPECT_NE(again.name(), first.name());
}

TEST_F(WriteTest, ASecretIsToldOnceAndNotKept) {
  Start();
  CreateThingRequest request = NewThing("forces/kent", "r1");
  request.mutable_thing()->set_password("hunter2");
  Thing first, again;
  ASSERT_TRUE(Create("kent", request, &first).ok());
  EXPECT_EQ(first.password(), "hunter2");
  ASSERT_TRUE(Create("kent", request, &again).ok());
  EXPECT_EQ(again.password(), "");
  EXPECT_EQ(again.name(), first.name());
  // The audit's hash does not tell one secret from another.
  request.set_request_id("r2");
  ASSERT_TRUE(Create("kent", request, &first).ok());
  const auto with = things_.Audit().back().request_hash();
  EXPECT_THAT(with, SizeIs(32));
}

TEST_F(WriteTest, RepeatedAtTheSameMomentItIsDoneOnce) {
  Start();
  std::vector<std::thread> callers;
  std::vector<Thing> made(8);
  std::atomic<int> ok{0};
  for (Thing& thing : made) callers.emplace_back([&] { ok += Create("kent", NewThing("forces/kent", "r1"), &thing).ok(); });
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(ok, 8);
  for (const Thing& thing : made) EXPECT_EQ(thing.name(), made[0].name());
  EXPECT_EQ(things_.created(), 1);
}

TEST_F(WriteTest, ARepeatedPreparedWriteIsNotPreparedAgain) {
  std::atomic<int> prepared{0};
  things_.hooks.prepare = [&]() -> absl::StatusOr<int> { return ++prepared; };
  Start();
  Thing first, again;
  ASSERT_TRUE(CallAs("kent", things_.stub(), &Stub::ImportThing, NewThing("forces/kent", "r1"), &first).ok());
  EXPECT_EQ(first.count(), 1);
  ASSERT_TRUE(CallAs("kent", things_.stub(), &Stub::ImportThing, NewThing("forces/kent", "r1"), &again).ok());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(prepared, 1);
}

TEST_F(WriteTest, APreparationThatFailsWritesNothing) {
  things_.hooks.prepare = []() -> absl::StatusOr<int> { return base::NotReady("a peer", absl::Seconds(1)); };
  Start();
  Thing thing;
  EXPECT_EQ(base::ReasonOf(CallAs("kent", things_.stub(), &Stub::ImportThing, NewThing("forces/kent", "r1"), &thing)), "NOT_READY");
  EXPECT_EQ(*storage::LastChange(things_.store().Read()), 0u);
}

// --- Etags ---

TEST_F(WriteTest, OfTwoWritersWithOneEtagOneIsRefused) {
  Start();
  Thing made, read;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent"), &made).ok());
  ASSERT_TRUE(CallAs("kent", things_.stub(), &Stub::GetThing, Named(made.name()), &read).ok());
  std::atomic<int> written{0}, aborted{0};
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&, i] {
      UpdateThingRequest request;
      *request.mutable_thing() = read;
      request.mutable_thing()->set_text("written by " + std::to_string(i));
      Thing thing;
      const absl::Status status = CallAs("kent", things_.stub(), &Stub::UpdateThing, request, &thing);
      written += status.ok();
      aborted += status.code() == absl::StatusCode::kAborted && base::ReasonOf(status) == "ETAG_MISMATCH";
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(written, 1);
  EXPECT_EQ(aborted, 1);
}

// --- Audit ---

TEST_F(WriteTest, AWriteIsAuditedWithWhoWhatAndWhich) {
  Start();
  Thing thing;
  ASSERT_TRUE(Create("kent", NewThing("forces/kent", "r1"), &thing).ok());
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(1));
  EXPECT_EQ(audit[0].actor(), "forces/kent/members/1");
  EXPECT_EQ(audit[0].method(), "frontline.rpctest.v1.ThingService/CreateThing");
  EXPECT_EQ(audit[0].resource(), thing.name());
  EXPECT_EQ(audit[0].outcome(), "OK");
  EXPECT_EQ(audit[0].request_id(), "r1");
  EXPECT_THAT(audit[0].request_hash(), SizeIs(32));
  EXPECT_TRUE(storage::VerifyAudit(things_.store().Read()).ok());
}

TEST_F(WriteTest, TheAuditsHashDoesNotDependOnSecrets) {
  Start();
  for (const char* password : {"hunter2", "another"}) {
    CreateThingRequest request = NewThing("forces/kent");
    request.mutable_thing()->set_password(password);
    Thing thing;
    ASSERT_TRUE(Create("kent", request, &thing).ok());
  }
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(2));
  EXPECT_EQ(audit[0].request_hash(), audit[1].request_hash());
}

TEST_F(WriteTest, ARefusedCallIsAuditedWhereItMatters) {
  Start();
  Thing thing;
  EXPECT_FALSE(Create("", NewThing("forces/kent"), &thing).ok());
  EXPECT_FALSE(Create("essex", NewThing("forces/kent"), &thing).ok());
  EXPECT_FALSE(CallAs("essex", things_.stub(), &Stub::ImportThing, NewThing("forces/kent"), &thing).ok());  // of the class WRITE
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(2));
  EXPECT_EQ(audit[0].actor(), "anonymous");
  EXPECT_EQ(audit[0].outcome(), "UNAUTHENTICATED");
  EXPECT_EQ(audit[0].request_hash(), "");  // the request was not looked at
  EXPECT_EQ(audit[1].actor(), "forces/essex/members/1");
  EXPECT_EQ(audit[1].outcome(), "PERMISSION_DENIED");
  EXPECT_EQ(audit[1].resource(), "forces/kent");
  EXPECT_THAT(audit[1].request_hash(), SizeIs(32));
}

TEST_F(WriteTest, AReadThatMattersIsAudited) {
  Start();
  ListThingsRequest request;
  request.set_parent("forces/kent");
  Count count;
  ASSERT_TRUE(CallAs("kent", things_.stub(), &Stub::CountThings, request, &count).ok());
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(1));
  EXPECT_EQ(audit[0].outcome(), "OK");
  EXPECT_EQ(audit[0].resource(), "forces/kent");
}

TEST_F(WriteTest, AFloodOfRefusedCallsDoesNotFillTheAudit) {
  Start();
  Thing thing;
  for (int i = 0; i < 250; ++i) EXPECT_FALSE(Create("essex", NewThing("forces/kent"), &thing).ok());
  // Nor by way of streams.
  for (int i = 0; i < 50; ++i) {
    const auto context = ContextOf("powerless");
    const auto reader = things_.stub().Dump(context.get(), Named("forces/kent/things/x"));
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
  }
  EXPECT_THAT(things_.Audit(), SizeIs(200));
}

}  // namespace
}  // namespace frontline::rpc::testing
