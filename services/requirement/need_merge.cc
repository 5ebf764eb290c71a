#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_NEEDS_DECIDE;
using stored::v1::NeedRecord;

// Every source once, and none of them the target.
absl::Status CheckSources(const google::protobuf::RepeatedPtrField<std::string>& sources, absl::string_view target) {
  std::vector<base::Violation> violations;
  std::set<std::string> seen;
  for (int i = 0; i < sources.size(); ++i) {
    const std::string field = absl::StrCat("sources[", i, "]");
    if (sources[i] == target) violations.push_back({field, "is the target itself"});
    if (!seen.insert(sources[i]).second) violations.push_back({field, "is named already"});
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

absl::Status MergeInto(const Call& call, Transaction& tx, const std::string& name, const std::string& target) {
  const absl::string_view organisation = rpc::OrganisationOf(name);
  if (!call.principal.HasIn(PERMISSION_NEEDS_DECIDE, organisation)) return base::PermissionDenied("NEEDS_DECIDE", organisation);
  absl::StatusOr<NeedRecord> source = LoadNeedFor(tx, name, "", {v1::NEED_STATE_LOGGED, v1::NEED_STATE_VALIDATED});
  if (!source.ok()) return source.status();
  v1::Need& need = *source->mutable_need();
  source->mutable_before_merge()->set_state(need.state());
  *source->mutable_before_merge()->mutable_update_time() = need.update_time();
  need.set_state(v1::NEED_STATE_MERGED);
  need.set_merged_into(target);
  // Its supporters count once, with the target; unmerging counts them again.
  need.clear_people_supporting();
  source->clear_supporter_count();
  *need.mutable_update_time() = rpc::ToTimestamp(tx.now());
  return PutNeed(tx, &*source);
}

// Makes the need what it was before it was merged into `target`.
absl::StatusOr<NeedRecord> TakeOut(const Call& call, Transaction& tx, const std::string& name, std::string* target) {
  absl::StatusOr<NeedRecord> source = LoadNeedFor(tx, name, "", {v1::NEED_STATE_MERGED});
  if (!source.ok()) return source.status();
  v1::Need& need = *source->mutable_need();
  *target = need.merged_into();
  const absl::string_view organisation = rpc::OrganisationOf(name);
  if (!call.principal.HasIn(PERMISSION_NEEDS_DECIDE, organisation) && !call.principal.HasIn(PERMISSION_NEEDS_DECIDE, rpc::OrganisationOf(*target))) {
    return base::PermissionDenied("NEEDS_DECIDE", organisation);
  }
  need.set_state(source->before_merge().state());
  *need.mutable_update_time() = source->before_merge().update_time();
  need.clear_merged_into();
  source->clear_before_merge();
  if (absl::Status status = Recount(tx, &*source); !status.ok()) return status;
  if (absl::Status status = PutNeed(tx, &*source); !status.ok()) return status;
  return source;
}

// The need that stands for `name` today.
absl::StatusOr<NeedRecord> RootOf(const storage::Reader& reader, std::string name) {
  // A chain is no longer than a family is large; longer ones would be a damaged store.
  for (size_t i = 0; i <= kMostMerged; ++i) {
    absl::StatusOr<NeedRecord> record = LoadNeed(reader, name);
    if (!record.ok() || record->need().merged_into().empty()) return record;
    name = record->need().merged_into();
  }
  return base::Damaged(absl::StrCat("the needs that '", name, "' was merged into go in a circle"));
}

}  // namespace

absl::Status MergeNeeds(const Call& call, const v1::MergeNeedsRequest& request, Transaction& tx, v1::Need* response) {
  if (absl::Status status = CheckSources(request.sources(), request.target()); !status.ok()) return status;
  absl::StatusOr<NeedRecord> target = LoadNeedFor(tx, request.target(), request.etag(), {v1::NEED_STATE_LOGGED, v1::NEED_STATE_VALIDATED});
  if (!target.ok()) return target.status();
  for (const std::string& source : request.sources()) {
    if (absl::Status status = MergeInto(call, tx, source, request.target()); !status.ok()) return status;
  }
  if (absl::Status status = Recount(tx, &*target); !status.ok()) return status;
  return SaveNeed(tx, *std::move(target), response);
}

absl::Status UnmergeNeeds(const Call& call, const v1::UnmergeNeedsRequest& request, Transaction& tx, v1::UnmergeNeedsResponse* response) {
  if (absl::Status status = CheckSources(request.sources(), ""); !status.ok()) return status;
  std::set<std::string> targets;
  for (const std::string& name : request.sources()) {
    std::string target;
    absl::StatusOr<NeedRecord> source = TakeOut(call, tx, name, &target);
    if (!source.ok()) return source.status();
    targets.insert(target);
  }
  // Whoever counted their supporters counts again, once all are out.
  std::set<std::string> roots;
  for (const std::string& target : targets) {
    absl::StatusOr<NeedRecord> root = RootOf(tx, target);
    if (!root.ok()) return root.status();
    roots.insert(root->need().name());
  }
  for (const std::string& name : roots) {
    absl::StatusOr<NeedRecord> root = LoadNeed(tx, name);
    if (!root.ok()) return root.status();
    if (absl::Status status = Recount(tx, &*root); !status.ok()) return status;
    // One that was taken out itself, by this very call, is as it was before.
    const bool taken_out = std::find(request.sources().begin(), request.sources().end(), name) != request.sources().end();
    if (!taken_out) *root->mutable_need()->mutable_update_time() = rpc::ToTimestamp(tx.now());
    if (absl::Status status = PutNeed(tx, &*root); !status.ok()) return status;
  }
  for (const std::string& name : request.sources()) {
    absl::StatusOr<NeedRecord> source = LoadNeed(tx, name);
    if (!source.ok()) return source.status();
    *response->add_needs() = ShowNeed(*source);
  }
  return absl::OkStatus();
}

}  // namespace frontline::requirement
