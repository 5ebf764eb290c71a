#include "absl/time/civil_time.h"
#include "services/base/errors.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/handlers.h"
#include "services/requirement/requirement_record.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using stored::v1::RequirementRecord;

std::string DayOf(absl::Time time) { return absl::FormatCivilTime(absl::ToCivilDay(time, absl::UTCTimeZone())); }

absl::Status CheckOutcome(const v1::Outcome& outcome, absl::Time now) {
  std::vector<base::Violation> violations;
  if (outcome.kind() != v1::Outcome::KIND_AWARDED) {
    if (!outcome.suppliers().empty()) violations.push_back({"outcome.suppliers", "is only for a contract that was AWARDED"});
    if (outcome.has_value()) violations.push_back({"outcome.value", "is only for a contract that was AWARDED"});
  }
  // A day may have begun elsewhere that has not begun in Greenwich.
  if (outcome.date() > DayOf(now + absl::Hours(24))) violations.push_back({"outcome.date", "must not be in the future"});
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

}  // namespace

absl::Status SubmitRequirement(const Call& call, const v1::SubmitRequirementRequest& request, Transaction& tx, v1::Requirement* response) {
  absl::StatusOr<RequirementRecord> record = LoadRequirementFor(tx, request.name(), request.etag(), {v1::REQUIREMENT_STATE_DRAFT});
  if (!record.ok()) return record.status();
  record->mutable_requirement()->set_state(v1::REQUIREMENT_STATE_IN_REVIEW);
  record->mutable_requirement()->clear_review_note();
  return SaveRequirement(call, tx, *std::move(record), v1::Revision::CHANGE_SUBMITTED, response);
}

absl::Status ReturnRequirement(const Call& call, const v1::ReturnRequirementRequest& request, Transaction& tx, v1::Requirement* response) {
  absl::StatusOr<RequirementRecord> record = LoadRequirementFor(tx, request.name(), request.etag(), {v1::REQUIREMENT_STATE_IN_REVIEW});
  if (!record.ok()) return record.status();
  record->mutable_requirement()->set_state(v1::REQUIREMENT_STATE_DRAFT);
  record->mutable_requirement()->set_review_note(request.note());
  return SaveRequirement(call, tx, *std::move(record), v1::Revision::CHANGE_RETURNED, response);
}

absl::Status PublishRequirement(const Call& call, const v1::PublishRequirementRequest& request, Transaction& tx, v1::Requirement* response) {
  const std::initializer_list<v1::RequirementState> reviewed = {v1::REQUIREMENT_STATE_IN_REVIEW};
  const std::initializer_list<v1::RequirementState> either = {v1::REQUIREMENT_STATE_IN_REVIEW, v1::REQUIREMENT_STATE_DRAFT};
  absl::StatusOr<RequirementRecord> record = LoadRequirementFor(tx, request.name(), request.etag(), request.has_publish_time() ? either : reviewed);
  if (!record.ok()) return record.status();
  const absl::Time time = request.has_publish_time() ? rpc::FromTimestamp(request.publish_time()) : tx.now();
  if (time > tx.now()) return base::InvalidField("publish_time", "must not be in the future");
  v1::Requirement& requirement = *record->mutable_requirement();
  LintAgain(&requirement);  // by today's rules, whatever the draft was told
  if (!request.accept_warnings().empty()) AcceptAll(call, tx, request.accept_warnings(), &requirement);
  if (absl::Status status = CheckWarnings(requirement); !status.ok()) return status;
  absl::StatusOr<v1::FrontLineView> front_line = FrontLineFor(tx, requirement, request.no_consultation_reason());
  if (!front_line.ok()) return front_line.status();
  *requirement.mutable_front_line() = *std::move(front_line);
  requirement.set_state(v1::REQUIREMENT_STATE_PUBLISHED);
  requirement.clear_review_note();
  *requirement.mutable_publish_time() = rpc::ToTimestamp(time);
  return SaveRequirement(call, tx, *std::move(record), v1::Revision::CHANGE_PUBLISHED, response);
}

absl::Status CloseRequirement(const Call& call, const v1::CloseRequirementRequest& request, Transaction& tx, v1::Requirement* response) {
  // One that suppliers never saw can only be withdrawn.
  const std::initializer_list<v1::RequirementState> any = {v1::REQUIREMENT_STATE_DRAFT, v1::REQUIREMENT_STATE_IN_REVIEW,
                                                           v1::REQUIREMENT_STATE_PUBLISHED, v1::REQUIREMENT_STATE_CLOSED};
  const std::initializer_list<v1::RequirementState> seen = {v1::REQUIREMENT_STATE_PUBLISHED, v1::REQUIREMENT_STATE_CLOSED};
  absl::StatusOr<RequirementRecord> record =
      LoadRequirementFor(tx, request.name(), request.etag(), request.outcome().kind() == v1::Outcome::KIND_WITHDRAWN ? any : seen);
  if (!record.ok()) return record.status();
  v1::Requirement& requirement = *record->mutable_requirement();
  if (!requirement.has_publish_time() && request.outcome().kind() != v1::Outcome::KIND_WITHDRAWN) {
    return base::InvalidField("outcome.kind", "must be WITHDRAWN for a requirement that was never published");
  }
  if (absl::Status status = CheckOutcome(request.outcome(), tx.now()); !status.ok()) return status;
  requirement.set_state(v1::REQUIREMENT_STATE_CLOSED);
  v1::Outcome& outcome = *requirement.mutable_outcome();
  outcome = request.outcome();
  if (outcome.date().empty()) outcome.set_date(DayOf(tx.now()));
  outcome.set_member(call.principal.member());
  *outcome.mutable_time() = rpc::ToTimestamp(tx.now());
  return SaveRequirement(call, tx, *std::move(record), v1::Revision::CHANGE_CLOSED, response);
}

}  // namespace frontline::requirement
