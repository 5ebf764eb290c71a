// The handlers, one file per resource or concern. Each is a free function; service.cc registers them.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_HANDLERS_H_
#define FRONTLINE_SERVICES_REQUIREMENT_HANDLERS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/requirement/v1/code_service.pb.h"
#include "frontline/requirement/v1/consultation_service.pb.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/requirement_service.pb.h"
#include "frontline/requirement/v1/trace_service.pb.h"
#include "services/rpc/call.h"
#include "services/rpc/registry.h"
#include "storage/store.h"

namespace frontline::requirement {

using rpc::Call;
using storage::Snapshot;
using storage::Transaction;

// need.cc
absl::Status GetNeed(const Call& call, const v1::GetNeedRequest& request, const Snapshot& snapshot, v1::Need* response);
absl::Status CreateNeed(const Call& call, const v1::CreateNeedRequest& request, Transaction& tx, v1::Need* response);
absl::Status UpdateNeed(const Call& call, const v1::UpdateNeedRequest& request, Transaction& tx, v1::Need* response);

// need_list.cc
absl::Status ListNeeds(const Call& call, const v1::ListNeedsRequest& request, const Snapshot& snapshot, v1::ListNeedsResponse* response);

// need_support.cc
absl::Status SupportNeed(const Call& call, const v1::SupportNeedRequest& request, Transaction& tx, v1::Need* response);
absl::Status UnsupportNeed(const Call& call, const v1::UnsupportNeedRequest& request, Transaction& tx, v1::Need* response);

// need_decision.cc
absl::Status ValidateNeed(const Call& call, const v1::ValidateNeedRequest& request, Transaction& tx, v1::Need* response);
absl::Status DeclineNeed(const Call& call, const v1::DeclineNeedRequest& request, Transaction& tx, v1::Need* response);
absl::Status AddressNeed(const Call& call, const v1::AddressNeedRequest& request, Transaction& tx, v1::Need* response);
absl::Status ReopenNeed(const Call& call, const v1::ReopenNeedRequest& request, Transaction& tx, v1::Need* response);

// need_merge.cc
absl::Status MergeNeeds(const Call& call, const v1::MergeNeedsRequest& request, Transaction& tx, v1::Need* response);
absl::Status UnmergeNeeds(const Call& call, const v1::UnmergeNeedsRequest& request, Transaction& tx, v1::UnmergeNeedsResponse* response);

// need_lint.cc
absl::Status LintNeed(const Call& call, const v1::LintNeedRequest& request, const Snapshot& snapshot, v1::LintNeedResponse* response);

// need_draft_call.cc. The first asks the services that have the sources.
absl::StatusOr<v1::DraftNeedResponse> PrepareNeedDraft(const Call& call, const v1::DraftNeedRequest& request);
absl::Status DraftNeed(const Call& call, const v1::DraftNeedRequest& request, const v1::DraftNeedResponse& draft, Transaction& tx,
                       v1::DraftNeedResponse* response);

// merge_proposal.cc. Asks the matching service.
absl::Status ProposeMerges(const Call& call, const v1::ProposeMergesRequest& request, const Snapshot& snapshot, v1::ProposeMergesResponse* response);

// requirement.cc
absl::Status GetRequirement(const Call& call, const v1::GetRequirementRequest& request, const Snapshot& snapshot, v1::Requirement* response);
absl::Status CreateRequirement(const Call& call, const v1::CreateRequirementRequest& request, Transaction& tx, v1::Requirement* response);
absl::Status UpdateRequirement(const Call& call, const v1::UpdateRequirementRequest& request, Transaction& tx, v1::Requirement* response);

// requirement_list.cc
absl::Status ListRequirements(const Call& call, const v1::ListRequirementsRequest& request, const Snapshot& snapshot,
                              v1::ListRequirementsResponse* response);

// requirement_step.cc
absl::Status SubmitRequirement(const Call& call, const v1::SubmitRequirementRequest& request, Transaction& tx, v1::Requirement* response);
absl::Status ReturnRequirement(const Call& call, const v1::ReturnRequirementRequest& request, Transaction& tx, v1::Requirement* response);
absl::Status PublishRequirement(const Call& call, const v1::PublishRequirementRequest& request, Transaction& tx, v1::Requirement* response);
absl::Status CloseRequirement(const Call& call, const v1::CloseRequirementRequest& request, Transaction& tx, v1::Requirement* response);

// requirement_draft.cc
absl::StatusOr<v1::DraftRequirementResponse> PrepareRequirementDraft(const Call& call, const v1::DraftRequirementRequest& request);
absl::Status DraftRequirement(const Call& call, const v1::DraftRequirementRequest& request, const v1::DraftRequirementResponse& draft,
                              Transaction& tx, v1::DraftRequirementResponse* response);

// consultation.cc. The first asks the survey service whether the surveys are there.
struct SurveysChecked {};
absl::StatusOr<SurveysChecked> PrepareConsultation(const Call& call, const v1::OpenConsultationRequest& request);
absl::Status OpenConsultation(const Call& call, const v1::OpenConsultationRequest& request, const SurveysChecked& checked, Transaction& tx,
                              v1::Consultation* response);
absl::Status GetConsultation(const Call& call, const v1::GetConsultationRequest& request, const Snapshot& snapshot, v1::Consultation* response);
absl::Status ListConsultations(const Call& call, const v1::ListConsultationsRequest& request, const Snapshot& snapshot,
                               v1::ListConsultationsResponse* response);

// consultation_answer.cc. Receipts are checked by the survey service.
struct ReceiptChecked {};
absl::Status AnswerConsultation(const Call& call, const v1::AnswerConsultationRequest& request, Transaction& tx,
                                v1::AnswerConsultationResponse* response);
absl::Status ReadWithReceipt(const Call& call, const v1::ReadWithReceiptRequest& request, const Snapshot& snapshot, v1::Consultation* response);
absl::StatusOr<ReceiptChecked> PrepareEndorsement(const Call& call, const v1::EndorseWithReceiptRequest& request);
absl::Status EndorseWithReceipt(const Call& call, const v1::EndorseWithReceiptRequest& request, const ReceiptChecked& checked, Transaction& tx,
                                v1::EndorseWithReceiptResponse* response);

// consultation_close.cc
absl::Status CloseConsultation(const Call& call, const v1::CloseConsultationRequest& request, Transaction& tx, v1::Consultation* response);
absl::Status ListRemarks(const Call& call, const v1::ListRemarksRequest& request, const Snapshot& snapshot, v1::ListRemarksResponse* response);

// trace.cc, coverage.cc, follow.cc. They ask the services that have what needs rest on and lead to.
absl::Status Trace(const Call& call, const v1::TraceRequest& request, const Snapshot& snapshot, v1::TraceResponse* response);
absl::Status GetCoverage(const Call& call, const v1::GetCoverageRequest& request, const Snapshot& snapshot, v1::GetCoverageResponse* response);
absl::Status Follow(const Call& call, const v1::FollowRequest& request, const Snapshot& snapshot, v1::FollowResponse* response);

// warning.cc
absl::Status LintRequirement(const Call& call, const v1::LintRequirementRequest& request, const Snapshot& snapshot,
                             v1::LintRequirementResponse* response);
absl::Status AcceptWarning(const Call& call, const v1::AcceptWarningRequest& request, Transaction& tx, v1::Requirement* response);

// revision.cc
absl::Status ListRevisions(const Call& call, const v1::ListRevisionsRequest& request, const Snapshot& snapshot, v1::ListRevisionsResponse* response);

// code.cc
absl::Status GetCode(const Call& call, const v1::GetCodeRequest& request, const Snapshot& snapshot, v1::Code* response);
absl::Status ListCodes(const Call& call, const v1::ListCodesRequest& request, const Snapshot& snapshot, v1::ListCodesResponse* response);
absl::Status CheckCodes(const Call& call, const v1::CheckCodesRequest& request, const Snapshot& snapshot, v1::CheckCodesResponse* response);

// code_import.cc. Commits through call.store.
absl::Status ImportCodes(const Call& call, rpc::Stream<v1::ImportCodesRequest, v1::ImportCodesResponse>& stream);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_HANDLERS_H_
