#include "services/base/errors.h"

#include <algorithm>
#include <map>

#include "absl/status/status.h"
#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/message_lite.h"
#include "google/rpc/error_details.pb.h"
#include "services/base/text.h"

namespace frontline::base {
namespace {

constexpr char kErrorInfoUrl[] = "type.googleapis.com/google.rpc.ErrorInfo";
constexpr char kBadRequestUrl[] = "type.googleapis.com/google.rpc.BadRequest";
constexpr char kRetryInfoUrl[] = "type.googleapis.com/google.rpc.RetryInfo";

// Details travel in HTTP/2 trailers, of which a client takes 8 KiB by default, in base64.
constexpr size_t kMostViolationBytes = 3000;
constexpr size_t kMostPathBytes = 200;  // of a mask, in an error

using Metadata = std::map<std::string, std::string>;

void Attach(absl::string_view url, const google::protobuf::MessageLite& detail, absl::Status* status) {
  status->SetPayload(url, absl::Cord(detail.SerializeAsString()));
}

absl::Status Make(absl::StatusCode code, absl::string_view reason, absl::string_view message, const Metadata& metadata = {}) {
  absl::Status status(code, message);
  google::rpc::ErrorInfo info;
  info.set_reason(std::string(reason));
  info.set_domain("frontline");
  for (const auto& [key, value] : metadata) (*info.mutable_metadata())[key] = value;
  Attach(kErrorInfoUrl, info, &status);
  return status;
}

// `message` is the sentence on what is wrong.
absl::Status Retriable(absl::StatusCode code, absl::string_view reason, absl::string_view message, absl::Duration after) {
  after = absl::Ceil(std::max(after, absl::ZeroDuration()), absl::Milliseconds(1));  // for people
  absl::Status status = Make(code, reason, absl::StrCat(message, " Try again in ", absl::FormatDuration(after), "."));
  absl::Duration rest;
  const int64_t seconds = absl::IDivDuration(after, absl::Seconds(1), &rest);
  google::rpc::RetryInfo info;
  info.mutable_retry_delay()->set_seconds(seconds);
  info.mutable_retry_delay()->set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(rest)));
  Attach(kRetryInfoUrl, info, &status);
  return status;
}

absl::Status WithViolations(absl::string_view reason, absl::string_view message, const std::vector<Violation>& violations) {
  absl::Status status = Make(absl::StatusCode::kInvalidArgument, reason, message);
  google::rpc::BadRequest bad;
  size_t bytes = 0;
  for (const Violation& violation : violations) {
    google::rpc::BadRequest::FieldViolation* added = bad.add_field_violations();
    bytes += violation.field.size() + violation.description.size() + 8;
    if (bytes > kMostViolationBytes) {
      added->set_description(absl::StrCat("and ", violations.size() - bad.field_violations_size() + 1, " more"));
      break;
    }
    added->set_field(violation.field);
    added->set_description(violation.description);
  }
  Attach(kBadRequestUrl, bad, &status);
  return status;
}

}  // namespace

absl::Status NotFound(absl::string_view resource) {
  return Make(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND", absl::StrCat("There is no '", resource, "'. Check the name, or list what there is."),
              {{"resource", std::string(resource)}});
}

absl::Status AlreadyExists(absl::string_view resource) {
  return Make(absl::StatusCode::kAlreadyExists, "RESOURCE_EXISTS",
              absl::StrCat("'", resource, "' exists already. Choose another id, or update the one that is there."),
              {{"resource", std::string(resource)}});
}

absl::Status DuplicateIdentifier(absl::string_view identifier, absl::string_view holder) {
  return Make(absl::StatusCode::kAlreadyExists, "IDENTIFIER_TAKEN",
              absl::StrCat("The identifier '", identifier, "' belongs to '", holder, "' already. Use that one, or correct the identifier."),
              {{"identifier", std::string(identifier)}, {"resource", std::string(holder)}});
}

absl::Status InvalidFields(const std::vector<Violation>& violations) {
  std::string message =
      violations.size() == 1 ? "A field of the request is not valid:" : absl::StrCat(violations.size(), " fields of the request are not valid:");
  size_t named = 0;
  for (const Violation& violation : violations) {
    if (++named > 5) {
      absl::StrAppend(&message, "; and more");
      break;
    }
    absl::StrAppend(&message, named > 1 ? "; " : " ", violation.field, " ", violation.description);
  }
  absl::StrAppend(&message, ". Correct and send it again.");
  return WithViolations("FIELDS_INVALID", message, violations);
}

absl::Status InvalidField(absl::string_view field, absl::string_view description) {
  return InvalidFields({{std::string(field), std::string(description)}});
}

absl::Status InvalidPageToken() {
  const std::string text = "is not a token of this listing, or the server has been started again since";
  return WithViolations("PAGE_TOKEN_INVALID", absl::StrCat("page_token ", text, ". List again from the first page."), {{"page_token", text}});
}

absl::Status InvalidMask(absl::string_view path, absl::string_view why) {
  // A path may be as long as a message; whole, it would leave no room in the details for the field that it is about.
  const absl::string_view start = CutText(path, kMostPathBytes);
  const std::string shown = absl::StrCat("'", start, start.size() < path.size() ? "..." : "", "'");
  return WithViolations("UPDATE_MASK_INVALID", absl::StrCat("update_mask names ", shown, ", which ", why, ". Take it out of the mask."),
                        {{"update_mask", absl::StrCat(shown, " ", why)}});
}

absl::Status EtagMismatch(absl::string_view resource) {
  return Make(absl::StatusCode::kAborted, "ETAG_MISMATCH",
              absl::StrCat("'", resource, "' has changed since you read it. Read it again, then repeat your change on what is there now."),
              {{"resource", std::string(resource)}});
}

absl::Status RequestIdReused(absl::string_view request_id) {
  return Make(
      absl::StatusCode::kFailedPrecondition, "REQUEST_ID_REUSED",
      absl::StrCat("The request id '", request_id, "' was used for another request within the last 24 hours. Use a new one for each request."),
      {{"request_id", std::string(request_id)}});
}

absl::Status WrongState(absl::string_view resource, absl::string_view state, absl::string_view needed) {
  return Make(
      absl::StatusCode::kFailedPrecondition, "WRONG_STATE",
      absl::StrCat("'", resource, "' is ", state, "; this can be done only while it is ", needed, ". Read it again to see what can be done now."),
      {{"resource", std::string(resource)}, {"state", std::string(state)}, {"needed", std::string(needed)}});
}

absl::Status Precondition(absl::string_view reason, absl::string_view message) {
  return Make(absl::StatusCode::kFailedPrecondition, reason, message);
}

absl::Status Unauthenticated(absl::string_view message) { return Make(absl::StatusCode::kUnauthenticated, "TOKEN_INVALID", message); }

absl::Status PermissionDenied(absl::string_view permission, absl::string_view organisation) {
  const std::string where = organisation.empty() ? std::string() : absl::StrCat(" in '", organisation, "'");
  return Make(absl::StatusCode::kPermissionDenied, "PERMISSION_MISSING",
              absl::StrCat("You lack the permission ", permission, where, ". Ask an administrator of the organisation for a role that has it."),
              {{"permission", std::string(permission)}, {"organisation", std::string(organisation)}});
}

absl::Status InvitationRefused() {
  return Make(absl::StatusCode::kPermissionDenied, "INVITATION_REFUSED",
              "No answer can be given with this: the invitation is not valid for this survey, or was used already, or the survey takes no answers now. "
              "Check that the whole invitation was copied; whoever sent it can say whether the survey is still open.");
}

absl::Status ReceiptUnknown() {
  return Make(absl::StatusCode::kNotFound, "RECEIPT_UNKNOWN",
              "No response to this survey has this receipt code. Check every character of it; a response that was withdrawn has no receipt any more.");
}

absl::Status RateLimited(absl::Duration retry_after) {
  return Retriable(absl::StatusCode::kResourceExhausted, "RATE_LIMITED", "Too many calls from you.", retry_after);
}

absl::Status Overloaded(absl::string_view what, absl::Duration retry_after) {
  return Retriable(absl::StatusCode::kResourceExhausted, "OVERLOADED", absl::StrCat("The server is busy: ", what, "."), retry_after);
}

absl::Status NotReady(absl::string_view what, absl::Duration retry_after) {
  return Retriable(absl::StatusCode::kUnavailable, "NOT_READY", absl::StrCat("Not ready yet: ", what, "."), retry_after);
}

absl::Status Damaged(absl::string_view what) {
  return Make(absl::StatusCode::kDataLoss, "STORE_DAMAGED",
              absl::StrCat("Stored data is damaged: ", what, ". Run `frontctl admin check`, then restore a backup."));
}

std::string ReasonOf(const absl::Status& status) {
  const auto payload = status.GetPayload(kErrorInfoUrl);
  google::rpc::ErrorInfo info;
  if (!payload.has_value() || !info.ParseFromString(std::string(*payload))) return "";
  return info.reason();
}

}  // namespace frontline::base
