// The end of an embargo: from the table of the hidden to that of the released, with all that hangs on it. Thread-safe.
#ifndef FRONTLINE_SERVICES_FEDERATION_RELEASE_H_
#define FRONTLINE_SERVICES_FEDERATION_RELEASE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/federation/stored/v1/stored.pb.h"
#include "storage/store.h"

namespace frontline::federation {

// Whether the submission, of the table of the hidden, is so no longer on the day `today`.
bool IsDue(const v1::Submission& submission, absl::string_view today);
// As it is once its embargo has ended: both by the calendar, before it was moved, and when it is moved.
void EndEmbargo(v1::Submission* submission);
// Makes `successor` take the place of `old`, both released.
void Join(v1::Submission* old, v1::Submission* successor);

// Moves `record`, whose release_time is set, into the table of the released, out of that of the hidden if it lies there.
absl::Status Release(storage::Transaction& tx, stored::v1::SubmissionRecord record);
// Releases `name` if its embargo has ended, so that what follows finds it where it belongs.
absl::Status Settle(storage::Transaction& tx, absl::string_view name);
// Releases up to `most` whose embargo has ended. Whether there may be more.
absl::StatusOr<bool> ReleaseDue(storage::Transaction& tx, size_t most);

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_RELEASE_H_
