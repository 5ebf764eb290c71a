// Receipt codes: secrets that respondents make themselves. Only a hash is kept, of the survey and the code together, and while the survey is open it
// leads to the response that may be withdrawn with it; never to an invitation.
#ifndef FRONTLINE_SERVICES_SURVEY_RECEIPT_H_
#define FRONTLINE_SERVICES_SURVEY_RECEIPT_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "storage/store.h"

namespace frontline::survey {

// INVALID_ARGUMENT for a code that can be none: other characters than letters, digits and '-', or fewer than 26 besides '-'. Codes are compared as
// they are written, since services that keep a hash of one must find it again.
absl::Status CheckReceiptCode(absl::string_view code);

// "SURVEY/receipts/HASH".
std::string ReceiptName(absl::string_view survey, absl::string_view code);

// RECEIPT_UNKNOWN where it belongs to no response of the survey, or there is no such survey.
absl::StatusOr<stored::v1::ReceiptRecord> LoadReceipt(const storage::Reader& reader, absl::string_view survey, absl::string_view code);

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_RECEIPT_H_
