// The handlers, one file per resource or concern. Each is a free function; service.cc registers them.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_HANDLERS_H_
#define FRONTLINE_SERVICES_REQUIREMENT_HANDLERS_H_

#include "absl/status/status.h"
#include "frontline/requirement/v1/code_service.pb.h"
#include "frontline/requirement/v1/need_service.pb.h"
#include "frontline/requirement/v1/requirement_service.pb.h"
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
