#include "services/rpc/status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "google/rpc/status.pb.h"
#include "services/base/errors.h"

namespace frontline::rpc {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(StatusTest, GoesToTheWireAndBackWithItsDetails) {
  const absl::Status status = base::RateLimited(absl::Seconds(3));
  const grpc::Status wire = ToGrpc(status, "trace");
  EXPECT_EQ(wire.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  const absl::Status back = FromGrpc(wire);
  EXPECT_EQ(back, status);
  EXPECT_EQ(base::ReasonOf(back), "RATE_LIMITED");
  EXPECT_TRUE(FromGrpc(ToGrpc(absl::OkStatus(), "trace")).ok());
}

TEST(StatusTest, EveryCodeHasAReasonOnTheWire) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status status(static_cast<absl::StatusCode>(code), "text");
    const grpc::Status wire = ToGrpc(status, "trace");
    EXPECT_EQ(static_cast<int>(wire.error_code()), code);
    EXPECT_NE(base::ReasonOf(FromGrpc(wire)), "") << code;
    EXPECT_EQ(CodeName(status.code()), absl::StatusCodeToString(status.code()));
  }
}

TEST(StatusTest, TheTextOfAnInternalErrorStaysHere) {
  for (const absl::Status& status : {absl::InternalError("secret path"), absl::UnknownError("secret path")}) {
    const grpc::Status wire = ToGrpc(status, "0af7651916cd43dd");
    EXPECT_THAT(wire.error_message(), Not(HasSubstr("secret")));
    EXPECT_THAT(wire.error_message(), HasSubstr("0af7651916cd43dd"));
    EXPECT_THAT(wire.error_details(), Not(HasSubstr("secret")));
  }
}

TEST(StatusTest, LongMessagesAreCutWhereTheyStillAreText) {
  std::string words, accents;
  while (words.size() < 3000) words += "word ";
  while (accents.size() < 3000) accents += "é";
  for (const std::string& text : {words, accents, std::string(3000, 'x'), std::string(3000, '\n')}) {
    const std::string cut = ToGrpc(absl::NotFoundError(text), "").error_message();
    // On the wire, a character that is not plain ASCII takes three for each of its bytes.
    size_t encoded = 0;
    for (const char c : cut) encoded += c >= ' ' && c <= '~' && c != '%' ? 1 : 3;
    EXPECT_LE(encoded, 1010u);
    EXPECT_GE(encoded, 900u);
    EXPECT_EQ(cut.substr(cut.size() - 4), " ...");
    google::rpc::Status parsed;
    EXPECT_TRUE(parsed.ParseFromString(ToGrpc(absl::NotFoundError(text), "").error_details()));
    EXPECT_EQ(parsed.message(), cut);
  }
  EXPECT_EQ(ToGrpc(absl::NotFoundError("short"), "").error_message(), "short");
}

}  // namespace
}  // namespace frontline::rpc
