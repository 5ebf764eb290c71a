// Streams, over a real connection.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <thread>

#include "services/base/errors.h"
#include "services/rpc/raw_call_for_test.h"
#include "services/rpc/thing_server_for_test.h"

namespace frontline::rpc::testing {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class StreamTest : public ::testing::Test {
 protected:
  void Start() { ASSERT_TRUE(things_.Start().ok()); }
  void CreateOne() {
    Thing thing;
    ASSERT_TRUE(CallAs("kent", things_.stub(), &ThingService::Stub::CreateThing, NewThing("forces/kent"), &thing).ok());
  }
  static Chunk Piece(const std::string& data, const std::string& parent = "") {
    Chunk chunk;
    chunk.set_parent(parent);
    chunk.set_data(data);
    return chunk;
  }

  ThingServer things_;
};

TEST_F(StreamTest, AnUploadIsReceivedInOrderAndAuditedOnce) {
  std::string all;
  things_.hooks.uploaded = [&](absl::string_view data) { all.append(data.data(), data.size()); };
  Start();
  const auto context = ContextOf("kent");
  Count count;
  const auto writer = things_.stub().Upload(context.get(), &count);
  EXPECT_TRUE(writer->Write(Piece("one ", "forces/kent")));
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(writer->Write(Piece("x")));
  writer->WritesDone();
  ASSERT_TRUE(writer->Finish().ok());
  EXPECT_EQ(count.count(), 104);
  EXPECT_EQ(all, "one " + std::string(100, 'x'));
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(1));
  EXPECT_EQ(audit[0].method(), "frontline.rpctest.v1.ThingService/Upload");
  EXPECT_EQ(audit[0].resource(), "forces/kent");
  EXPECT_EQ(audit[0].outcome(), "OK");
}

TEST_F(StreamTest, BothWaysAtOnce) {
  Start();
  const auto context = ContextOf("kent");
  const auto stream = things_.stub().Echo(context.get());
  for (int i = 1; i <= 20; ++i) {
    ASSERT_TRUE(stream->Write(Piece(std::string(i, 'x'), i == 1 ? "forces/kent" : "")));
    Count count;
    ASSERT_TRUE(stream->Read(&count));
    EXPECT_EQ(count.count(), i);
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(StreamTest, AFollowerIsWokenByEachChange) {
  Start();
  const auto context = ContextOf("kent");
  const auto reader = things_.stub().Follow(context.get(), Named("forces/kent/things/x"));
  Count count;
  ASSERT_TRUE(reader->Read(&count));
  EXPECT_EQ(count.count(), 0);
  for (int i = 1; i <= 5; ++i) {
    CreateOne();
    while (count.count() < i) ASSERT_TRUE(reader->Read(&count));
    EXPECT_EQ(count.count(), i);
  }
}

TEST_F(StreamTest, ACancelledCallEndsItsHandler) {
  Gate over;
  std::atomic<bool> cancelled{false};
  things_.hooks.follow_end = [&](bool is) {
    cancelled = is;
    over.Open();
  };
  Start();
  const auto context = ContextOf("kent");
  const auto reader = things_.stub().Follow(context.get(), Named("forces/kent/things/x"));
  Count count;
  ASSERT_TRUE(reader->Read(&count));
  context->TryCancel();
  ASSERT_TRUE(over.Wait());
  EXPECT_TRUE(cancelled);
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(StreamTest, ACancelledUploadEndsItsHandler) {
  Gate received, over;
  things_.hooks.uploaded = [&](absl::string_view) { received.Open(); };
  things_.hooks.upload_end = [&] { over.Open(); };
  Start();
  const auto context = ContextOf("kent");
  Count count;
  const auto writer = things_.stub().Upload(context.get(), &count);
  ASSERT_TRUE(writer->Write(Piece("x", "forces/kent")));
  received.Wait();
  context->TryCancel();
  ASSERT_TRUE(over.Wait());
  writer->Finish();
  // What it did, if anything, is on record.
  things_.StopAndReadLog();
  const auto audit = *storage::ReadAudit(things_.store().Read(), 0, 10);
  ASSERT_THAT(audit, SizeIs(1));
  EXPECT_EQ(audit[0].outcome(), "CANCELLED");
}

TEST_F(StreamTest, AClientThatStallsLosesItsThreadAndIsTold) {
  things_.options.pipeline.longest_stall = absl::Milliseconds(20);
  Gate over;
  things_.hooks.upload_end = [&] { over.Open(); };
  Start();
  const auto context = ContextOf("kent");
  Count count;
  const auto writer = things_.stub().Upload(context.get(), &count);
  ASSERT_TRUE(writer->Write(Piece("x", "forces/kent")));
  ASSERT_TRUE(over.Wait());
  const absl::Status status = FromGrpc(writer->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kDeadlineExceeded) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("waiting for too long"));
}

TEST_F(StreamTest, AClientThatNeverReadsLosesItsThread) {
  things_.options.pipeline.longest_stall = absl::Milliseconds(20);
  Start();
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);  // a client that takes 64 KiB unread, not megabytes
  RawCall call(grpc::CreateCustomChannel(things_.address(), grpc::InsecureChannelCredentials(), arguments), "/frontline.rpctest.v1.ThingService/Echo",
               "kent");
  // The answers pile up until flow control holds the server's next one back.
  const std::string piece = Piece("x", "forces/kent").SerializeAsString();
  int sent = 0;
  while (sent < 1000000 && call.Send(piece)) ++sent;
  EXPECT_LT(sent, 1000000);
  std::string answer;
  while (call.Read(&answer)) {
  }
  const grpc::Status status = call.Finish();
  EXPECT_THAT(status.error_code(), AnyOf(grpc::StatusCode::CANCELLED, grpc::StatusCode::DEADLINE_EXCEEDED)) << sent << status.error_message();
  EXPECT_THAT(status.error_message(), Not(HasSubstr("Deadline Exceeded")));  // the client's own
}

TEST_F(StreamTest, TheFirstMessageSaysWhereAndLaterOnesCannotSayElsewhere) {
  Start();
  {
    const auto context = ContextOf("kent");
    Count count;
    const auto writer = things_.stub().Upload(context.get(), &count);
    writer->Write(Piece("x", "forces/essex"));
    EXPECT_EQ(FromGrpc(writer->Finish()).code(), absl::StatusCode::kPermissionDenied);
  }
  {
    const auto context = ContextOf("kent");
    Count count;
    const auto writer = things_.stub().Upload(context.get(), &count);
    writer->Write(Piece("x", "forces/kent"));
    writer->Write(Piece("x", "forces/essex"));
    EXPECT_EQ(FromGrpc(writer->Finish()).code(), absl::StatusCode::kPermissionDenied);
  }
  {
    const auto context = ContextOf("kent");
    Count count;
    const auto writer = things_.stub().Upload(context.get(), &count);
    writer->Write(Piece("x"));
    EXPECT_THAT(writer->Finish().error_message(), HasSubstr("parent is required"));
  }
}

TEST_F(StreamTest, ABrokenRuleInALaterMessageEndsTheCall) {
  Start();
  const auto context = ContextOf("kent");
  Count count;
  const auto writer = things_.stub().Upload(context.get(), &count);
  writer->Write(Piece("x", "forces/kent"));
  writer->Write(Piece("x", "not a name"));
  const absl::Status status = FromGrpc(writer->Finish());
  EXPECT_EQ(base::ReasonOf(status), "FIELDS_INVALID") << status;
}

TEST_F(StreamTest, AMessageOfAStreamIsBounded) {
  Start();
  const auto context = ContextOf("kent");
  Count count;
  const auto writer = things_.stub().Upload(context.get(), &count);
  writer->Write(Piece(std::string(1 << 20, 'x'), "forces/kent"));
  EXPECT_THAT(writer->Finish().error_message(), HasSubstr("must have at most 1048576 bytes"));
}

TEST_F(StreamTest, WithoutATokenNothingIsOpenedAndItIsAudited) {
  Start();
  for (const char* token : {"", "expired"}) {
    const auto context = ContextOf(token);
    const auto reader = things_.stub().Dump(context.get(), Named("forces/kent/things/x"));
    Count count;
    EXPECT_FALSE(reader->Read(&count));
    EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  }
  const auto context = ContextOf("powerless");
  EXPECT_EQ(things_.stub().Dump(context.get(), Named("forces/kent/things/x"))->Finish().error_code(), grpc::StatusCode::PERMISSION_DENIED);
  const auto audit = things_.Audit();
  ASSERT_THAT(audit, SizeIs(3));
  EXPECT_EQ(audit[0].outcome(), "UNAUTHENTICATED");
  EXPECT_EQ(audit[2].outcome(), "PERMISSION_DENIED");
  EXPECT_EQ(audit[2].resource(), "forces/kent/things/x");
}

TEST_F(StreamTest, AStreamOfNothingStillNeedsTheRight) {
  Start();
  for (const auto& [token, code] : {std::pair{"powerless", grpc::StatusCode::PERMISSION_DENIED}, {"kent", grpc::StatusCode::INVALID_ARGUMENT}}) {
    const auto context = ContextOf(token);
    Count count;
    const auto writer = things_.stub().Upload(context.get(), &count);
    writer->WritesDone();
    EXPECT_EQ(writer->Finish().error_code(), code) << token;
  }
}

TEST_F(StreamTest, TooManyStreamsAreRefused) {
  things_.options.pipeline.streams = 1;
  Start();
  const auto context = ContextOf("kent");
  const auto reader = things_.stub().Follow(context.get(), Named("forces/kent/things/x"));
  Count count;
  ASSERT_TRUE(reader->Read(&count));
  const auto second = ContextOf("kent");
  const absl::Status status = FromGrpc(things_.stub().Follow(second.get(), Named("forces/kent/things/x"))->Finish());
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(base::ReasonOf(status), "OVERLOADED");
}

}  // namespace
}  // namespace frontline::rpc::testing
