#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/survey/admission.h"
#include "services/survey/invitation.h"
#include "services/survey/receipt.h"
#include "services/survey/response_handlers.h"
#include "services/survey/tables.h"

namespace frontline::survey {
namespace {

// Notes that a response is there, and that an invitation was used for it, where it was.
absl::Status Count(Transaction& tx, const std::string& survey, bool by_invitation) {
  absl::StatusOr<stored::v1::SurveyCountsRecord> counts = Counts().Get(tx, survey);
  if (absl::IsNotFound(counts.status())) counts = stored::v1::SurveyCountsRecord();
  if (!counts.ok()) return counts.status();
  if (!by_invitation && counts->frozen()) return absl::OkStatus();
  counts->set_frozen(true);
  counts->set_used(counts->used() + (by_invitation ? 1 : 0));
  return Counts().Put(tx, survey, *counts);
}

absl::Status Refusal(const AnswerProblems& problems) {
  std::vector<base::Violation> violations;
  for (const AnswerProblem& problem : problems) violations.push_back({absl::StrCat("response.", problem.field), problem.message});
  return base::InvalidFields(violations);
}

// The response and its receipt: that it came by an invitation, or which, is written nowhere.
absl::Status Keep(Transaction& tx, base::Ids& ids, const v1::SubmitResponseRequest& request, v1::Response response) {
  stored::v1::ReceiptRecord receipt;
  receipt.set_response(NewResponseId(ids));
  stored::v1::ResponseRecord record;
  *record.mutable_response() = std::move(response);
  record.set_day(DayOf(tx.now()));
  record.set_receipt_hash(SecretHash(request.survey(), request.receipt_code()));
  if (absl::Status status = Responses().Create(tx, ResponsePrefix(request.survey()) + receipt.response(), record); !status.ok()) return status;
  return Receipts().Create(tx, ReceiptName(request.survey(), request.receipt_code()), receipt);
}

}  // namespace

std::string NewResponseId(base::Ids& ids) { return ids.ResourceId() + ids.ResourceId(); }

absl::Status SubmitResponse(InstrumentCache& cache, const Call& call, const v1::SubmitResponseRequest& request, Transaction& tx,
                            v1::SubmitResponseResponse*) {
  if (absl::Status status = CheckReceiptCode(request.receipt_code()); !status.ok()) return status;
  absl::StatusOr<Admission> admission = Admit(tx, request.survey(), request.invitation(), tx.now());
  if (!admission.ok()) return admission.status();
  const absl::StatusOr<stored::v1::ReceiptRecord> earlier = LoadReceipt(tx, request.survey(), request.receipt_code());
  if (!earlier.ok() && !absl::IsNotFound(earlier.status())) return earlier.status();
  const bool by_invitation = !admission->invitation.empty();
  // Sent again. The receipt is known to belong to some response of the survey and the invitation to be used; that these two belong together nobody
  // can tell, nor need: whoever has both has answered.
  if (earlier.ok() && (admission->used || !by_invitation)) return absl::OkStatus();
  if (admission->used) return base::InvitationRefused();
  if (earlier.ok()) return base::InvalidField("receipt_code", "belongs to another response already; make a new one");

  absl::StatusOr<std::shared_ptr<const CompiledInstrument>> instrument = cache.Get(tx, request.survey(), admission->head);
  if (!instrument.ok()) return instrument.status();
  v1::Response normal;
  if (const AnswerProblems problems = (*instrument)->Check(request.response(), &normal); !problems.empty()) return Refusal(problems);
  if (normal.answers().empty()) return base::InvalidField("response.answers", "are missing: a response answers at least one question");

  if (by_invitation) {
    stored::v1::InvitationRecord used;
    used.set_used(true);
    if (absl::Status status = Invitations().Update(tx, admission->invitation, used); !status.ok()) return status;
  }
  if (absl::Status status = Count(tx, request.survey(), by_invitation); !status.ok()) return status;
  return Keep(tx, *call.ids, request, std::move(normal));
}

}  // namespace frontline::survey
