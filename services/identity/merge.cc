#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "services/base/errors.h"
#include "services/identity/handlers.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

absl::Status CheckRequest(const v1::MergeOrganisationsRequest& request, absl::Time now) {
  std::vector<base::Violation> violations;
  if (request.survivor().empty()) violations.push_back({"survivor", "is required"});
  if (request.merged().empty()) violations.push_back({"merged", "is required"});
  std::set<std::string> seen;
  for (int i = 0; i < request.merged_size(); ++i) {
    const std::string path = absl::StrCat("merged[", i, "]");
    if (request.merged(i) == request.survivor()) violations.push_back({path, "must not be the survivor"});
    if (!seen.insert(request.merged(i)).second) violations.push_back({path, "stands in the list already"});
  }
  absl::CivilDay day;
  if (!absl::ParseCivilTime(request.date(), &day)) {
    violations.push_back({"date", "must be a day that exists, as YYYY-MM-DD"});
  } else if (day > absl::ToCivilDay(now, absl::UTCTimeZone())) {
    violations.push_back({"date", "must not be in the future"});
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

absl::StatusOr<OrganisationRecord> LoadStanding(const Reader& reader, const std::string& name) {
  absl::StatusOr<OrganisationRecord> record = LoadOrganisation(reader, name);
  if (record.ok() && record->organisation().state() == v1::ORGANISATION_STATE_MERGED) return base::WrongState(name, "merged", "active");
  return record;
}

void Relate(const std::string& organisation, const std::string& date, v1::Relation* relation) {
  relation->set_organisation(organisation);
  relation->set_date(date);
}

}  // namespace

absl::Status MergeOrganisations(const Call& call, const v1::MergeOrganisationsRequest& request, Transaction& tx, v1::Organisation* response) {
  if (absl::Status status = RequireNational(call, frontline::options::v1::PERMISSION_ORGANISATIONS_WRITE); !status.ok()) return status;
  if (absl::Status status = CheckRequest(request, tx.now()); !status.ok()) return status;
  absl::StatusOr<OrganisationRecord> survivor = LoadStanding(tx, request.survivor());
  if (!survivor.ok()) return survivor.status();
  if (absl::Status status = rpc::CheckEtag(request.etag(), survivor->organisation(), request.survivor()); !status.ok()) return status;
  v1::Organisation* goes_on = survivor->mutable_organisation();
  for (int i = 0; i < request.merged_size(); ++i) {
    const std::string& name = request.merged(i);
    absl::StatusOr<OrganisationRecord> record = LoadStanding(tx, name);
    if (!record.ok()) return record.status();
    v1::Organisation* ends = record->mutable_organisation();
    if (ends->type() != goes_on->type()) {
      return base::InvalidField(absl::StrCat("merged[", i, "]"),
                                absl::StrCat("must be of the survivor's type, in '", rpc::Segment(goes_on->name(), 0), "'"));
    }
    ends->set_state(v1::ORGANISATION_STATE_MERGED);
    Relate(goes_on->name(), request.date(), ends->add_successors());
    Relate(name, request.date(), goes_on->add_predecessors());
    // What the survivor was part of may have been one of those that end.
    if (goes_on->parent_organisation() == name) goes_on->clear_parent_organisation();
    *ends->mutable_update_time() = rpc::ToTimestamp(tx.now());
    if (absl::Status status = Organisations().Update(tx, name, *record); !status.ok()) return status;
  }
  *goes_on->mutable_update_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = Organisations().Update(tx, goes_on->name(), *survivor); !status.ok()) return status;
  Show(*goes_on, response);
  return absl::OkStatus();
}

}  // namespace frontline::identity
