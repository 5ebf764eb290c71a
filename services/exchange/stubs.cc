#include "services/exchange/stubs.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "google/rpc/error_details.pb.h"

namespace frontline::exchange {

bool EndsImport(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kOutOfRange:
      return false;
    default:
      return true;
  }
}

Problems ProblemsOf(const absl::Status& status, const std::string& path) {
  Problems problems;
  const auto payload = status.GetPayload("type.googleapis.com/google.rpc.BadRequest");
  google::rpc::BadRequest bad;
  if (payload.has_value() && bad.ParseFromString(std::string(*payload))) {
    for (const auto& violation : bad.field_violations()) {
      problems.push_back({violation.field().empty() ? path : absl::StrCat(path, ", ", violation.field()), violation.description()});
    }
  }
  if (problems.empty()) problems.push_back({path, std::string(status.message())});
  return problems;
}

}  // namespace frontline::exchange
