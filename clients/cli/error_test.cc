#include "clients/cli/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"

namespace frontline::cli {
namespace {

using testing::HasSubstr;

absl::Status WithReason(absl::StatusCode code, const std::string& message, const std::string& reason) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  status.SetPayload("type.googleapis.com/google.rpc.ErrorInfo", absl::Cord(info.SerializeAsString()));
  return status;
}

TEST(ErrorTest, EachKindHasItsExitCode) {
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), 0);
  EXPECT_EQ(ExitCodeOf(UsageError("x")), 2);
  EXPECT_EQ(ExitCodeOf(absl::NotFoundError("x")), 3);
  EXPECT_EQ(ExitCodeOf(absl::UnauthenticatedError("x")), 4);
  EXPECT_EQ(ExitCodeOf(absl::PermissionDeniedError("x")), 4);
  EXPECT_EQ(ExitCodeOf(absl::InvalidArgumentError("x")), 5);
  EXPECT_EQ(ExitCodeOf(absl::AbortedError("x")), 6);
  EXPECT_EQ(ExitCodeOf(absl::AlreadyExistsError("x")), 6);
  EXPECT_EQ(ExitCodeOf(absl::FailedPreconditionError("x")), 6);
  EXPECT_EQ(ExitCodeOf(absl::UnavailableError("x")), 7);
  EXPECT_EQ(ExitCodeOf(absl::DeadlineExceededError("x")), 7);
  EXPECT_EQ(ExitCodeOf(absl::ResourceExhaustedError("x")), 7);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("x")), 8);
  EXPECT_EQ(ExitCodeOf(absl::CancelledError("x")), 130);
}

TEST(ErrorTest, EveryExitCodeIsExplained) {
  for (const char* code : {"  0  ", "  2  ", "  3  ", "  4  ", "  5  ", "  6  ", "  7  ", "  8  ", "  9  ", "130  "})
    EXPECT_THAT(ExitCodeHelp(), HasSubstr(code));
}

TEST(ErrorTest, EachViolatedFieldHasItsLine) {
  absl::Status status = WithReason(absl::StatusCode::kInvalidArgument, "2 fields are not valid: ...", "FIELDS_INVALID");
  google::rpc::BadRequest bad;
  auto* first = bad.add_field_violations();
  first->set_field("need.statement");
  first->set_description("is required");
  auto* second = bad.add_field_violations();
  second->set_field("need.evidence[2].uri");
  second->set_description("is no address");
  status.SetPayload("type.googleapis.com/google.rpc.BadRequest", absl::Cord(bad.SerializeAsString()));
  EXPECT_EQ(RenderError(status, "127.0.0.1:50051"),
            "frontctl: some values were refused\n  need.statement: is required\n  need.evidence[2].uri: is no address\n");
}

TEST(ErrorTest, AServerThatDoesNotAnswerIsNamedWithHowToStartIt) {
  const std::string text = RenderError(absl::UnavailableError("failed to connect"), "127.0.0.1:50051");
  EXPECT_THAT(text, HasSubstr("no server answers at 127.0.0.1:50051"));
  EXPECT_THAT(text, HasSubstr("services/run"));
}

TEST(ErrorTest, SaysWhenToTryAgain) {
  absl::Status status = WithReason(absl::StatusCode::kResourceExhausted, "Too many calls.", "RATE_LIMITED");
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(3);
  status.SetPayload("type.googleapis.com/google.rpc.RetryInfo", absl::Cord(retry.SerializeAsString()));
  EXPECT_EQ(RenderError(status, "h:1"), "frontctl: Too many calls.\nTry again in 3 s.\n");
}

TEST(ErrorTest, HintsFollowTheReason) {
  EXPECT_THAT(RenderError(WithReason(absl::StatusCode::kAborted, "Changed.", "ETAG_MISMATCH"), "h:1"), HasSubstr("new etag"));
  EXPECT_THAT(RenderError(absl::UnauthenticatedError("No token."), "h:1"), HasSubstr("--token-file"));
  EXPECT_THAT(RenderError(absl::PermissionDeniedError("No."), "h:1"), HasSubstr("whoami"));
}

TEST(ErrorTest, AServersTextCannotDriveTheTerminal) { EXPECT_EQ(RenderError(absl::NotFoundError("a\x1b[2J\nb"), "h:1"), "frontctl: a?[2J b\n"); }

}  // namespace
}  // namespace frontline::cli
