#include "services/base/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/cord.h"
#include "google/rpc/error_details.pb.h"

namespace frontline::base {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

template <typename Detail>
Detail DetailOf(const absl::Status& status) {
  Detail detail;
  const auto bytes = status.GetPayload("type.googleapis.com/" + Detail::descriptor()->full_name());
  EXPECT_TRUE(bytes.has_value() && detail.ParseFromString(std::string(*bytes))) << status;
  return detail;
}

// Every function of the catalogue, with the longest names that a request can bring to it.
std::vector<std::pair<std::string, absl::Status>> Catalogue() {
  const std::string name(400, 'n');
  std::vector<Violation> violations;
  for (int i = 0; i < 100; ++i) violations.push_back({std::string(200, 'f'), "must be something else"});
  return {
      {"RESOURCE_NOT_FOUND", NotFound(name)},
      {"RESOURCE_EXISTS", AlreadyExists(name)},
      {"IDENTIFIER_TAKEN", DuplicateIdentifier(name, name)},
      {"FIELDS_INVALID", InvalidFields(violations)},
      {"FIELDS_INVALID", InvalidField("need.title", "is required")},
      {"PAGE_TOKEN_INVALID", InvalidPageToken()},
      {"UPDATE_MASK_INVALID", InvalidMask(name, "does not exist")},
      {"ETAG_MISMATCH", EtagMismatch(name)},
      {"REQUEST_ID_REUSED", RequestIdReused(std::string(128, 'r'))},
      {"WRONG_STATE", WrongState(name, "closed", "open")},
      {"LAST_ADMINISTRATOR", Precondition("LAST_ADMINISTRATOR", "This is the last one. Make another first.")},
      {"TOKEN_INVALID", Unauthenticated("The token is not known. Ask for another one.")},
      {"PERMISSION_MISSING", PermissionDenied("NEEDS_READ", name)},
      {"INVITATION_REFUSED", InvitationRefused()},
      {"RECEIPT_UNKNOWN", ReceiptUnknown()},
      {"RATE_LIMITED", RateLimited(absl::Milliseconds(1500))},
      {"OVERLOADED", Overloaded("too many long calls", absl::Seconds(1))},
      {"NOT_READY", NotReady("the index is being built", absl::Seconds(2))},
      {"STORE_DAMAGED", Damaged("record x")},
  };
}

TEST(ErrorsTest, EveryErrorHasItsReasonInOurDomain) {
  for (const auto& [reason, status] : Catalogue()) {
    EXPECT_FALSE(status.ok());
    EXPECT_EQ(ReasonOf(status), reason);
    EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).domain(), "frontline") << reason;
  }
}

TEST(ErrorsTest, EveryErrorIsASentenceOnWhatIsWrongAndOneOnWhatToDo) {
  for (const auto& [reason, status] : Catalogue()) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(". ")) << reason;
    EXPECT_THAT(std::string(status.message()), EndsWith(".")) << reason;
  }
}

TEST(ErrorsTest, EveryErrorFitsIntoTrailingMetadata) {
  for (const auto& [reason, status] : Catalogue()) {
    size_t bytes = 0;
    status.ForEachPayload([&bytes](absl::string_view url, const absl::Cord& payload) { bytes += url.size() + payload.size(); });
    EXPECT_LT(bytes, 4500u) << reason;  // of 8192, in base64, beside the message
  }
}

TEST(ErrorsTest, EveryViolationIsNamedInTheDetails) {
  const absl::Status status = InvalidFields({{"need.title", "is required"}, {"need.evidence[2].uri", "must be an http or https address"}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("2 fields of the request are not valid: need.title is required; need.evidence[2].uri must be"));
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 2);
  EXPECT_EQ(bad.field_violations(1).field(), "need.evidence[2].uri");
  EXPECT_EQ(bad.field_violations(1).description(), "must be an http or https address");
}

TEST(ErrorsTest, ViolationsThatDoNotFitAreCounted) {
  std::vector<Violation> violations(100, {std::string(100, 'f'), "is required"});
  const auto bad = DetailOf<google::rpc::BadRequest>(InvalidFields(violations));
  const int named = bad.field_violations_size() - 1;
  EXPECT_GT(named, 10);
  EXPECT_EQ(bad.field_violations(named).description(), "and " + std::to_string(100 - named) + " more");
}

TEST(ErrorsTest, AMaskPathOfAnyLengthStillNamesTheField) {
  std::string path;
  for (int i = 0; i < 4500; ++i) path += "\u00e9";
  const absl::Status status = InvalidMask(path, "does not exist");
  const auto bad = DetailOf<google::rpc::BadRequest>(status);
  ASSERT_EQ(bad.field_violations_size(), 1);
  EXPECT_EQ(bad.field_violations(0).field(), "update_mask");
  EXPECT_EQ(bad.field_violations(0).description(), "'" + path.substr(0, 200) + "...' does not exist");
  EXPECT_LT(status.message().size(), 400u);
}

TEST(ErrorsTest, RetriableErrorsSayWhen) {
  const auto retry = DetailOf<google::rpc::RetryInfo>(RateLimited(absl::Milliseconds(1500)));
  EXPECT_EQ(retry.retry_delay().seconds(), 1);
  EXPECT_EQ(retry.retry_delay().nanos(), 500000000);
  EXPECT_THAT(std::string(RateLimited(absl::Milliseconds(1500)).message()), HasSubstr("Try again in 1.5s."));
  EXPECT_EQ(DetailOf<google::rpc::RetryInfo>(Overloaded("x", absl::Seconds(-1))).retry_delay().seconds(), 0);
  // Nobody is told to come back in 199.999us.
  EXPECT_THAT(std::string(RateLimited(absl::Nanoseconds(199999)).message()), HasSubstr("Try again in 1ms."));
}

TEST(ErrorsTest, AStatusOfAnotherOriginHasNoReason) {
  EXPECT_EQ(ReasonOf(absl::OkStatus()), "");
  EXPECT_EQ(ReasonOf(absl::NotFoundError("x")), "");
  absl::Status damaged = absl::NotFoundError("x");
  damaged.SetPayload("type.googleapis.com/google.rpc.ErrorInfo", absl::Cord("\xff\xff"));
  EXPECT_EQ(ReasonOf(damaged), "");
}

}  // namespace
}  // namespace frontline::base
