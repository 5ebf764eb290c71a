// Answers of the front line: of members by name, of those who answered a survey by their receipts.
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "frontline/survey/v1/response_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/requirement/ask.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/handlers.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::ConsultationRecord;

// The same for whatever is wrong, so that nobody can try which receipts or consultations there are.
absl::Status Refused() {
  return base::Precondition(
      "RECEIPT_REFUSED",
      "The receipt can't be used here: it is not of a survey that this consultation asks, or the consultation takes no answers. "
      "Check both codes as you were given them.");
}

// Whether the receipt is of a response to one of the consultation's surveys. UNAVAILABLE when that can't be found out.
absl::StatusOr<bool> IsOfSurvey(const Call& call, const v1::Consultation& consultation, const std::string& receipt) {
  using frontline::survey::v1::ResponseService;
  for (const std::string& survey : consultation.surveys()) {
    frontline::survey::v1::VerifyReceiptRequest request;
    frontline::survey::v1::VerifyReceiptResponse response;
    request.set_survey(survey);
    request.set_receipt_code(receipt);
    const absl::Status status = Ask(call, "survey", As::kSystem, &ResponseService::Stub::VerifyReceipt, request, &response);
    if (status.ok() && response.valid()) return true;
    if (status.ok() || absl::IsNotFound(status) || absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status)) continue;
    if (absl::IsUnauthenticated(status) || absl::IsPermissionDenied(status)) {
      return base::NotReady("this process may not ask the survey service: it needs --system-token", absl::Seconds(5));
    }
    return status;
  }
  return false;
}

// What a holder of a receipt may know of a consultation.
v1::Consultation ForReceiptHolder(const v1::Consultation& stored) {
  v1::Consultation shown;
  shown.set_name(stored.name());
  shown.set_question(stored.question());
  shown.set_close_date(stored.close_date());
  shown.set_state(stored.state());
  *shown.mutable_subject() = stored.subject();
  if (stored.has_result()) *shown.mutable_result() = stored.result();
  shown.set_reply(stored.reply());
  return shown;
}

}  // namespace

absl::Status AnswerConsultation(const Call& call, const v1::AnswerConsultationRequest& request, Transaction& tx,
                                v1::AnswerConsultationResponse* response) {
  absl::StatusOr<ConsultationRecord> record = LoadSeen(call, tx, request.name());
  if (!record.ok()) return record.status();
  const v1::Consultation& consultation = record->consultation();
  const std::string group = AudienceOf(call, consultation);
  if (group.empty()) return base::PermissionDenied("CONSULTATIONS_ANSWER", "one of the forces and bodies that are asked");
  if (!TakesAnswers(*record, tx.now())) return base::WrongState(request.name(), "CLOSED", "OPEN");
  if (absl::Status status = CheckAnswer(request.answer(), consultation.subject()); !status.ok()) return status;
  response->set_close_date(consultation.close_date());
  return PutAnswer(tx, request.name(), call.principal.member(), group, request.answer());
}

absl::Status ReadWithReceipt(const Call& call, const v1::ReadWithReceiptRequest& request, const Snapshot& snapshot, v1::Consultation* response) {
  absl::StatusOr<ConsultationRecord> record = LoadConsultation(snapshot, request.name());
  if (absl::IsNotFound(record.status())) return Refused();
  if (!record.ok()) return record.status();
  absl::StatusOr<bool> valid = IsOfSurvey(call, record->consultation(), request.receipt());
  if (!valid.ok()) return valid.status();
  if (!*valid) return Refused();
  *response = ForReceiptHolder(record->consultation());
  return absl::OkStatus();
}

absl::StatusOr<ReceiptChecked> PrepareEndorsement(const Call& call, const v1::EndorseWithReceiptRequest& request) {
  absl::StatusOr<ConsultationRecord> record = LoadConsultation(call.store->Read(), request.name());
  if (absl::IsNotFound(record.status())) return Refused();
  if (!record.ok()) return record.status();
  absl::StatusOr<bool> valid = IsOfSurvey(call, record->consultation(), request.receipt());
  if (!valid.ok()) return valid.status();
  if (!*valid) return Refused();
  return ReceiptChecked();
}

absl::Status EndorseWithReceipt(const Call&, const v1::EndorseWithReceiptRequest& request, const ReceiptChecked&, Transaction& tx,
                                v1::EndorseWithReceiptResponse* response) {
  absl::StatusOr<ConsultationRecord> record = LoadConsultation(tx, request.name());
  if (!record.ok()) return record.status();
  if (!TakesAnswers(*record, tx.now())) return Refused();
  // The receipt is good: what is wrong with the answer may be said.
  if (absl::Status status = CheckAnswer(request.answer(), record->consultation().subject()); !status.ok()) return status;
  // The survey keeps a hash of the receipt alone: without the receipt, the two can't be brought together.
  const std::string hash = absl::BytesToHexString(base::Sha256(absl::StrCat(request.name(), "\n", request.receipt())));
  const absl::Status status = PutAnswer(tx, request.name(), absl::StrCat(kReceipts, "/", hash), kReceipts, request.answer());
  if (absl::IsFailedPrecondition(status)) return Refused();
  if (!status.ok()) return status;
  response->set_close_date(record->consultation().close_date());
  return absl::OkStatus();
}

}  // namespace frontline::requirement
