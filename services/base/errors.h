// The error catalogue: one function per error, each with a stable reason that clients may rely on (google.rpc.ErrorInfo, domain "frontline").
// Messages are for people: British English, one sentence on what is wrong and one on what to do. Thread-safe.
#ifndef FRONTLINE_SERVICES_BASE_ERRORS_H_
#define FRONTLINE_SERVICES_BASE_ERRORS_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::base {

// One broken rule of a request: `field` is its path ("need.evidence[2].uri").
struct Violation {
  std::string field;
  std::string description;
};

absl::Status NotFound(absl::string_view resource);                                         // NOT_FOUND, RESOURCE_NOT_FOUND
absl::Status AlreadyExists(absl::string_view resource);                                    // ALREADY_EXISTS, RESOURCE_EXISTS
absl::Status DuplicateIdentifier(absl::string_view identifier, absl::string_view holder);  // ALREADY_EXISTS, IDENTIFIER_TAKEN
absl::Status InvalidFields(const std::vector<Violation>& violations);                      // INVALID_ARGUMENT, FIELDS_INVALID (BadRequest)
absl::Status InvalidField(absl::string_view field, absl::string_view description);         // the same with one violation
absl::Status InvalidPageToken();                                                           // INVALID_ARGUMENT, PAGE_TOKEN_INVALID
absl::Status InvalidMask(absl::string_view path, absl::string_view why);                   // INVALID_ARGUMENT, UPDATE_MASK_INVALID
absl::Status EtagMismatch(absl::string_view resource);                                     // ABORTED, ETAG_MISMATCH
absl::Status RequestIdReused(absl::string_view request_id);                                // FAILED_PRECONDITION, REQUEST_ID_REUSED
absl::Status WrongState(absl::string_view resource, absl::string_view state, absl::string_view needed);  // FAILED_PRECONDITION, WRONG_STATE
absl::Status Precondition(absl::string_view reason, absl::string_view message);                          // FAILED_PRECONDITION, `reason`
absl::Status Unauthenticated(absl::string_view message);                                                 // UNAUTHENTICATED, TOKEN_INVALID
absl::Status PermissionDenied(absl::string_view permission, absl::string_view organisation);             // PERMISSION_DENIED, PERMISSION_MISSING
absl::Status InvitationRefused();                                             // PERMISSION_DENIED, INVITATION_REFUSED: always the same
absl::Status ReceiptUnknown();                                                // NOT_FOUND, RECEIPT_UNKNOWN
absl::Status RateLimited(absl::Duration retry_after);                         // RESOURCE_EXHAUSTED, RATE_LIMITED (RetryInfo)
absl::Status Overloaded(absl::string_view what, absl::Duration retry_after);  // RESOURCE_EXHAUSTED, OVERLOADED (RetryInfo)
absl::Status NotReady(absl::string_view what, absl::Duration retry_after);    // UNAVAILABLE, NOT_READY (RetryInfo)
absl::Status Damaged(absl::string_view what);                                 // DATA_LOSS, STORE_DAMAGED

// The details travel in the status's payloads, keyed by type URL ("type.googleapis.com/google.rpc.ErrorInfo"); services/rpc puts them on the wire.
// The reason of `status`, empty when it carries none.
std::string ReasonOf(const absl::Status& status);

}  // namespace frontline::base

#endif  // FRONTLINE_SERVICES_BASE_ERRORS_H_
