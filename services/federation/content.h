// What a submission and a file's description may say, beyond the field rules. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_FEDERATION_CONTENT_H_
#define FRONTLINE_SERVICES_FEDERATION_CONTENT_H_

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "frontline/federation/v1/submission.pb.h"

namespace frontline::federation {

inline constexpr int64_t kMostFileBytes = 25 << 20;
inline constexpr int64_t kMostFilesBytes = 100 << 20;  // of a submission
inline constexpr int kMostFiles = 20;

// FIELDS_INVALID naming everything that is wrong. `lodging`: it must be complete; `new_embargo`: its embargo has just been set.
absl::Status CheckContent(const v1::Submission& submission, absl::Time now, bool lodging, bool new_embargo);

// The same for a file that is to be attached.
absl::Status CheckFile(const v1::Attachment& attachment);

// Whether `added` can come to the files of `submission`: ATTACHMENTS_FULL, or IDENTIFIER_TAKEN for another file of that name.
absl::Status CheckRoom(const v1::Submission& submission, const v1::Attachment& added);

// The file of that name and content that the submission has already; null for none.
const v1::Attachment* FindSame(const v1::Submission& submission, const v1::Attachment& attachment);

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_CONTENT_H_
