#include "services/survey/receipt.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/survey/invitation.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

constexpr auto kFewestCharacters = 26;  // 130 bits, when each is one of 32

}  // namespace

absl::Status CheckReceiptCode(absl::string_view code) {
  const bool known = std::all_of(code.begin(), code.end(), [](unsigned char c) { return absl::ascii_isalnum(c) || c == '-'; });
  if (known && code.size() - static_cast<size_t>(std::count(code.begin(), code.end(), '-')) >= kFewestCharacters) return absl::OkStatus();
  return base::InvalidField("receipt_code", absl::StrCat("must have at least ", kFewestCharacters, " letters and digits, and nothing else but '-'"));
}

std::string ReceiptName(absl::string_view survey, absl::string_view code) { return absl::StrCat(ReceiptPrefix(survey), SecretHash(survey, code)); }

absl::StatusOr<stored::v1::ReceiptRecord> LoadReceipt(const storage::Reader& reader, absl::string_view survey, absl::string_view code) {
  absl::StatusOr<stored::v1::ReceiptRecord> record = Receipts().Get(reader, ReceiptName(survey, code));
  if (absl::IsNotFound(record.status())) return base::ReceiptUnknown();
  return record;
}

}  // namespace frontline::survey
