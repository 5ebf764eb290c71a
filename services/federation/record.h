// What the handlers that write have in common: finding the submission that a step is about, and putting it back.
#ifndef FRONTLINE_SERVICES_FEDERATION_RECORD_H_
#define FRONTLINE_SERVICES_FEDERATION_RECORD_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/federation/sight.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::federation {

// A submission supersedes at most this many.
inline constexpr size_t kMostSuperseded = 100;

// What a table's error means to a caller that asked for the resource `name`.
absl::Status ForCaller(const absl::Status& status, absl::string_view name);

// "LODGED".
std::string StateName(v1::SubmissionState state);

// For a caller who is inside: the submission as it is stored, released if its embargo has ended. RESOURCE_NOT_FOUND, ETAG_MISMATCH.
absl::StatusOr<Found> LoadForWrite(storage::Transaction& tx, absl::string_view name, absl::string_view etag);
// Whether what it says can be changed: it must be hidden, and not withdrawn. WRONG_STATE.
absl::Status CheckChangeable(const Found& found);
// LoadForWrite and CheckChangeable.
absl::StatusOr<Found> LoadForChange(storage::Transaction& tx, absl::string_view name, absl::string_view etag);

// Writes a change of a submission that stays where it is, stamped with the time.
absl::Status Save(storage::Transaction& tx, Found found);
// Answers a write with the submission as its caller sees it now.
absl::Status Answer(const rpc::Call& call, const storage::Transaction& tx, absl::string_view name, v1::Submission* response);

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_RECORD_H_
