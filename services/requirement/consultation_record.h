// What the handlers of consultations share: who sees and answers which, what a requirement's substance is, closing, and what publication asks.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_CONSULTATION_RECORD_H_
#define FRONTLINE_SERVICES_REQUIREMENT_CONSULTATION_RECORD_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/requirement/stored/v1/stored.pb.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::requirement {

// The group of those who answer with receipts.
inline constexpr char kReceipts[] = "receipts";
// A consultation takes at most this many answers, so that closing it stays one write.
inline constexpr int kMostAnswers = 20000;
// A requirement has at most this many consultations.
inline constexpr size_t kMostConsultations = 100;

// A hash over what the front line is asked about: title, text and criteria. What a requirement costs, where and when it is wanted, may change after.
std::string SubstanceOf(const v1::Requirement& requirement);

// The audience that the caller answers in: its own organisation first. Empty when it may not answer. A national role alone is not the front line.
std::string AudienceOf(const rpc::Call& call, const v1::Consultation& consultation);
// Whether the caller may read it: those who may write consultations or read requirements in its organisation, and those who may answer it.
bool Sees(const rpc::Call& call, const v1::Consultation& consultation);
// With its etag, and without what concerns the buyer alone when the caller is none.
v1::Consultation ShowConsultation(const rpc::Call& call, const v1::Consultation& stored);

// RESOURCE_NOT_FOUND when there is none.
absl::StatusOr<stored::v1::ConsultationRecord> LoadConsultation(const storage::Reader& reader, absl::string_view name);
// As above; RESOURCE_NOT_FOUND too for one that the caller does not see.
absl::StatusOr<stored::v1::ConsultationRecord> LoadSeen(const rpc::Call& call, const storage::Reader& reader, absl::string_view name);
// Whether it takes answers at `now`.
bool TakesAnswers(const stored::v1::ConsultationRecord& record, absl::Time now);

// Empty when `answer` can be given to a consultation of `subject`; otherwise INVALID_ARGUMENT with everything that is wrong.
absl::Status CheckAnswer(const v1::ConsultationAnswer& answer, const v1::ConsultationSubject& subject);
// Keeps the answer as `id` ("forces/kent/members/x", "receipts/HASH"), in place of an earlier one. FAILED_PRECONDITION (CONSULTATION_FULL).
absl::Status PutAnswer(storage::Transaction& tx, const std::string& consultation, const std::string& id, const std::string& group,
                       const v1::ConsultationAnswer& answer);

// OPEN → CLOSED: counts the answers, keeps what was written, and deletes every answer. Does not write the record itself.
absl::Status CloseRecord(storage::Transaction& tx, stored::v1::ConsultationRecord* record);
// Closes those whose last day is over, at most `most` of them. How many it closed.
absl::StatusOr<int> CloseDue(storage::Transaction& tx, int most);

// What publication of `requirement` rests on: its closed consultation of the same substance, the latest of several, or `reason`. NO_CONSULTATION,
// OBJECTIONS_UNANSWERED, CONSULTATION_OPEN; INVALID_ARGUMENT for a reason beside a consultation.
absl::StatusOr<v1::FrontLineView> FrontLineFor(storage::Transaction& tx, const v1::Requirement& requirement, const std::string& reason);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_CONSULTATION_RECORD_H_
