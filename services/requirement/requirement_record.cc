#include "services/requirement/requirement_record.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "services/requirement/consultation_record.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_REQUIREMENTS_READ;
using frontline::options::v1::PERMISSION_REQUIREMENTS_READ_PUBLISHED;
using stored::v1::RequirementRecord;

std::string StateName(v1::RequirementState state) {
  const std::string name = v1::RequirementState_Name(state);
  return std::string(absl::StripPrefix(name, "REQUIREMENT_STATE_"));
}

}  // namespace

Sight SightOf(const rpc::Call& call, const v1::Requirement& requirement) {
  if (call.principal.HasIn(PERMISSION_REQUIREMENTS_READ, rpc::OrganisationOf(requirement.name()))) return Sight::kWhole;
  return IsPublic(requirement) && call.principal.Has(PERMISSION_REQUIREMENTS_READ_PUBLISHED) ? Sight::kPublic : Sight::kNothing;
}

v1::Requirement ShowRequirement(const v1::Requirement& stored, Sight sight) {
  v1::Requirement requirement = stored;
  requirement.set_etag(rpc::EtagOf(requirement));
  if (sight == Sight::kWhole) return requirement;
  requirement.clear_accepted_warnings();
  requirement.clear_warnings();
  requirement.clear_review_note();
  requirement.clear_author();
  if (requirement.has_outcome()) requirement.mutable_outcome()->clear_member();
  if (requirement.has_front_line()) {
    requirement.mutable_front_line()->clear_consultation();
    requirement.mutable_front_line()->clear_substance();
  }
  return requirement;
}

absl::StatusOr<RequirementRecord> LoadRequirement(const storage::Reader& reader, absl::string_view name) {
  absl::StatusOr<RequirementRecord> record = Requirements().Get(reader, name);
  if (!record.ok()) return ForCaller(record.status(), name);
  return record;
}

absl::StatusOr<RequirementRecord> LoadRequirementFor(const storage::Reader& reader, absl::string_view name, absl::string_view etag,
                                                     std::initializer_list<v1::RequirementState> states) {
  absl::StatusOr<RequirementRecord> record = LoadRequirement(reader, name);
  if (!record.ok()) return record;
  if (absl::Status status = rpc::CheckEtag(etag, record->requirement(), name); !status.ok()) return status;
  const v1::RequirementState state = record->requirement().state();
  if (std::find(states.begin(), states.end(), state) != states.end()) return record;
  return base::WrongState(name, StateName(state), absl::StrJoin(states, " or ", [](std::string* out, v1::RequirementState needed) {
                            absl::StrAppend(out, StateName(needed));
                          }));
}

void NormaliseContent(v1::Requirement* requirement) {
  std::vector<std::string> codes;
  for (const std::string& code : requirement->cpv_codes()) {
    const std::string digits = code.substr(0, 8);
    if (std::find(codes.begin(), codes.end(), digits) == codes.end()) codes.push_back(digits);
  }
  requirement->mutable_cpv_codes()->Assign(codes.begin(), codes.end());
}

absl::Status SaveRequirement(const rpc::Call& call, storage::Transaction& tx, RequirementRecord record, v1::Revision::Change change,
                             v1::Requirement* response) {
  v1::Requirement& requirement = *record.mutable_requirement();
  const bool fresh = requirement.revision() == 0;
  requirement.set_revision(requirement.revision() + 1);
  *requirement.mutable_update_time() = rpc::ToTimestamp(tx.now());
  if (requirement.has_front_line()) {
    requirement.mutable_front_line()->set_changed_since(requirement.front_line().substance() != SubstanceOf(requirement));
  }
  LintAgain(&requirement);
  stored::v1::RevisionRecord kept;
  kept.mutable_revision()->set_change(change);
  kept.mutable_revision()->set_member(call.principal.member());
  *kept.mutable_revision()->mutable_requirement() = requirement;
  const std::string& name = requirement.name();
  absl::Status status = fresh ? Requirements().Create(tx, name, record) : Requirements().Update(tx, name, record);
  if (status.ok()) status = Revisions().Create(tx, RevisionName(name, requirement.revision()), kept);
  if (!status.ok()) return ForCaller(status, name);
  *response = ShowRequirement(requirement, SightOf(call, requirement) == Sight::kPublic ? Sight::kPublic : Sight::kWhole);
  return absl::OkStatus();
}

}  // namespace frontline::requirement
