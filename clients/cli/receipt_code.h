// Receipt codes, made where the respondent sits: the server sees one when a response is sent, and keeps a hash.
#ifndef FRONTLINE_CLIENTS_CLI_RECEIPT_CODE_H_
#define FRONTLINE_CLIENTS_CLI_RECEIPT_CODE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace frontline::cli {

// 160 random bits as 32 characters of Crockford's base32, in groups of four: "k3m9-x2p7-…". The grouping is part of the code. INTERNAL when the
// system has no random numbers.
absl::StatusOr<std::string> NewReceiptCode();

// A code as it was made, from how somebody typed it: capitals, blanks, other or no dashes, O for 0, I and L for 1. What is no code of ours stays as
// it is, without white space at its ends.
std::string TypedReceiptCode(absl::string_view typed);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_RECEIPT_CODE_H_
