#include "services/base/errors.h"
#include "services/survey/instrument_cache.h"
#include "services/survey/receipt.h"
#include "services/survey/response_handlers.h"
#include "services/survey/tables.h"

namespace frontline::survey {

absl::Status WithdrawResponse(const Call&, const v1::WithdrawResponseRequest& request, Transaction& tx, v1::WithdrawResponseResponse*) {
  // First the receipt: without one, nobody learns whether there is such a survey and where it stands.
  const absl::StatusOr<stored::v1::ReceiptRecord> receipt = LoadReceipt(tx, request.survey(), request.receipt_code());
  if (!receipt.ok()) return receipt.status();
  const absl::StatusOr<stored::v1::SurveyHead> head = LoadHead(tx, request.survey());
  if (!head.ok()) return head.status();
  if (head->state() != v1::SURVEY_STATE_OPEN) return base::WrongState(request.survey(), "no longer open", "open");
  if (absl::Status status = Responses().Delete(tx, ResponsePrefix(request.survey()) + receipt->response()); !status.ok()) return status;
  return Receipts().Delete(tx, ReceiptName(request.survey(), request.receipt_code()));
}

absl::Status VerifyReceipt(const Call&, const v1::VerifyReceiptRequest& request, const Snapshot& snapshot, v1::VerifyReceiptResponse* response) {
  const absl::Status found = LoadReceipt(snapshot, request.survey(), request.receipt_code()).status();
  if (!found.ok() && !absl::IsNotFound(found)) return found;
  response->set_valid(found.ok());
  return absl::OkStatus();
}

}  // namespace frontline::survey
