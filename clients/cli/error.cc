#include "clients/cli/error.h"

#include <array>
#include <cstdint>

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "clients/cli/connection.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"
#include "google/rpc/error_details.pb.h"

namespace frontline::cli {
namespace {

constexpr absl::string_view kUsageMark = "frontctl/usage";

template <typename Detail>
bool Unpack(const absl::Status& status, absl::string_view type, Detail* detail) {
  const auto payload = status.GetPayload(absl::StrCat("type.googleapis.com/google.rpc.", type));
  return payload.has_value() && detail->ParseFromString(std::string(*payload));
}

struct Meaning {
  ExitCode code;
  absl::string_view words;
};
constexpr std::array<Meaning, 11> kMeanings = {{
    {kOk, "done"},
    {kDefect, "a defect of frontctl"},
    {kUsage, "a command or flag that does not exist, or a value that makes no sense"},
    {kNotFound, "what was named is not there"},
    {kDenied, "no token, one that is not valid, or one that may not do this"},
    {kInvalid, "the server refused a value"},
    {kConflict, "it is there already, was changed meanwhile, or is not in a state for this"},
    {kUnavailable, "the server can't be reached, is not ready, too busy or too slow"},
    {kServerFailure, "the server failed; its log says how"},
    {kIncomplete, "it ran to its end, but items were refused or problems found"},
    {kInterrupted, "interrupted (Ctrl-C)"},
}};

bool NotReached(const absl::Status& status) { return status.code() == absl::StatusCode::kUnavailable && ReasonOf(status).empty(); }

std::string Hint(const absl::Status& status, absl::string_view server) {
  const std::string reason = ReasonOf(status);
  google::rpc::RetryInfo retry;
  if (Unpack(status, "RetryInfo", &retry)) {
    const absl::Duration delay = absl::Seconds(retry.retry_delay().seconds()) + absl::Nanoseconds(retry.retry_delay().nanos());
    return absl::StrCat("Try again in ", delay < absl::Seconds(1) ? "a moment" : DurationText(delay), ".");
  }
  if (NotReached(status)) {
    return IsLocal(server) ? "Is it running? Start it with services/run, or name another with --server ADDRESS."
                           : "Is the address right (--server, frontctl contexts list), and is it reached by TLS (--tls-ca FILE)?";
  }
  switch (status.code()) {
    case absl::StatusCode::kUnauthenticated:
      return "Give a token with --token-file FILE, FRONTLINE_TOKEN_FILE, or a context (frontctl contexts set). The first administrator's lies in the "
             "server's data folder, in admin.token.";
    case absl::StatusCode::kPermissionDenied:
      return "'frontctl whoami' shows what you may do; an administrator can grant more.";
    case absl::StatusCode::kDeadlineExceeded:
      return "Give it longer with --timeout, as in --timeout 5m.";
    case absl::StatusCode::kUnimplemented:
      return "The server does not offer this: it runs without that service, or is of another version.";
    default:
      break;
  }
  if (reason == "ETAG_MISMATCH") return "Read it again, look at what changed, and repeat the change with the new etag.";
  if (reason == "LINT_WARNINGS") return "Mend the text, or let a warning stand: frontctl requirements accept REQUIREMENT --rule RULE --reason TEXT.";
  return "";
}

bool SaysAlready(absl::string_view message, absl::string_view hint) { return hint.empty() || absl::StrContains(message, hint); }

}  // namespace

std::string ExitCodeHelp() {
  std::string help;
  for (const Meaning& meaning : kMeanings) absl::StrAppend(&help, absl::StrFormat("  %3d  %s\n", meaning.code, std::string(meaning.words)));
  return help;
}

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsageMark, absl::Cord("1"));
  return status;
}

ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.GetPayload(kUsageMark).has_value()) return kUsage;
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return kOk;
    case absl::StatusCode::kNotFound:
      return kNotFound;
    case absl::StatusCode::kUnauthenticated:
    case absl::StatusCode::kPermissionDenied:
      return kDenied;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kOutOfRange:
      return kInvalid;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kFailedPrecondition:
      return kConflict;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
      return kUnavailable;
    case absl::StatusCode::kCancelled:
      return kInterrupted;
    default:
      return kServerFailure;
  }
}

std::string ReasonOf(const absl::Status& status) {
  google::rpc::ErrorInfo info;
  return Unpack(status, "ErrorInfo", &info) ? info.reason() : "";
}

std::string RenderError(const absl::Status& status, absl::string_view server) {
  if (status.code() == absl::StatusCode::kCancelled) return "frontctl: interrupted\n";
  std::string message = OneLine(std::string(status.message()));
  if (NotReached(status)) message = absl::StrCat("no server answers at ", server, " (", message, ")");
  if (message.empty()) message = "the server gave no reason";
  google::rpc::BadRequest bad;
  std::string out = absl::StrCat("frontctl: ", message, "\n");
  if (Unpack(status, "BadRequest", &bad) && bad.field_violations_size() > 0) {
    // The message repeats the violations; here each has its line.
    out = absl::StrCat("frontctl: ", bad.field_violations_size() == 1 ? "a value was refused" : "some values were refused", "\n");
    for (const auto& violation : bad.field_violations()) {
      absl::StrAppend(&out, "  ", OneLine(violation.field()), ": ", OneLine(violation.description()), "\n");
    }
  }
  const std::string hint = Hint(status, server);
  if (!SaysAlready(message, hint)) absl::StrAppend(&out, hint, "\n");
  return out;
}

}  // namespace frontline::cli
