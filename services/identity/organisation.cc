#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/identity/handlers.h"
#include "services/identity/name_text.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

namespace o = frontline::options::v1;

// Longer chains of parents are no organisation chart.
constexpr int kMostParents = 10;
// Numbers tried before a random ending, for a name made from a display name that is taken.
constexpr int kNumberedIds = 9;

absl::Status CheckNames(const v1::Organisation& organisation) {
  std::vector<base::Violation> violations;
  if (organisation.display_name().empty()) {
    violations.push_back({"organisation.display_name", "is required"});
  } else if (FoldName(organisation.display_name()).empty()) {
    violations.push_back({"organisation.display_name", "must have a letter or digit in it"});
  }
  for (int i = 0; i < organisation.aliases_size(); ++i) {
    if (FoldName(organisation.aliases(i)).empty()) {
      violations.push_back({absl::StrCat("organisation.aliases[", i, "]"), "must have a letter or digit in it"});
    }
  }
  std::set<std::string> seen;
  for (int i = 0; i < organisation.identifiers_size(); ++i) {
    const std::string path = absl::StrCat("organisation.identifiers[", i, "]");
    if (FoldScheme(organisation.identifiers(i).scheme()).empty()) violations.push_back({path + ".scheme", "is required"});
    if (FoldIdentifier(organisation.identifiers(i).id()).empty()) violations.push_back({path + ".id", "is required"});
    if (!seen.insert(IdentifierKey(organisation.identifiers(i))).second) violations.push_back({path, "stands in the list already"});
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

absl::Status CheckParent(const Reader& reader, const v1::Organisation& organisation) {
  const char kField[] = "organisation.parent_organisation";
  std::string name = organisation.parent_organisation();
  for (int i = 0; !name.empty(); ++i) {
    if (name == organisation.name()) return base::InvalidField(kField, "must not be the organisation itself or one that is part of it");
    if (i == kMostParents) return base::InvalidField(kField, absl::StrCat("must not have more than ", kMostParents, " organisations above it"));
    absl::StatusOr<OrganisationRecord> parent = Organisations().Get(reader, name);
    if (absl::IsNotFound(parent.status()) && i == 0) return base::InvalidField(kField, absl::StrCat("names '", name, "', which is no organisation"));
    if (!parent.ok()) return parent.status();
    name = parent->organisation().parent_organisation();
  }
  return absl::OkStatus();
}

absl::Status CheckIdentifiers(const Reader& reader, const v1::Organisation& organisation) {
  for (const v1::Identifier& identifier : organisation.identifiers()) {
    const auto holder = Organisations().Find(reader, kByIdentifier, IdentifierKey(identifier));
    if (!holder.ok()) return holder.status();
    if (holder->has_value() && (*holder)->name != organisation.name()) {
      return base::DuplicateIdentifier(absl::StrCat(identifier.scheme(), " ", identifier.id()), (*holder)->name);
    }
  }
  return absl::OkStatus();
}

// Ok when nobody else is called `name`.
absl::Status CheckFreeName(const Reader& reader, absl::string_view own, absl::string_view path, const std::string& name) {
  const auto page = Organisations().ListBy(reader, kByName, storage::KeyOf(FoldName(name)), "", 2);
  if (!page.ok()) return page.status();
  for (const auto& row : page->rows) {
    if (row.name == own) continue;
    return base::Precondition("NAME_TAKEN", absl::StrCat(path, " '", name, "' is what '", row.name,
                                                         "' is called. Ask a national administrator if it is to be this organisation's too."));
  }
  return absl::OkStatus();
}

// Who may change one organisation only must not draw another's notices to it.
absl::Status CheckNewNames(const Reader& reader, const v1::Organisation& before, const v1::Organisation& after) {
  std::set<std::string> had = {FoldName(before.display_name())};
  for (const std::string& alias : before.aliases()) had.insert(FoldName(alias));
  if (had.count(FoldName(after.display_name())) == 0) {
    absl::Status status = CheckFreeName(reader, after.name(), "organisation.display_name", after.display_name());
    if (!status.ok()) return status;
  }
  for (int i = 0; i < after.aliases_size(); ++i) {
    if (had.count(FoldName(after.aliases(i))) > 0) continue;
    absl::Status status = CheckFreeName(reader, after.name(), absl::StrCat("organisation.aliases[", i, "]"), after.aliases(i));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> IsTaken(const Reader& reader, const std::string& name) {
  const absl::StatusOr<OrganisationRecord> record = Organisations().Get(reader, name);
  if (absl::IsNotFound(record.status())) return false;
  if (!record.ok()) return record.status();
  return true;
}

absl::StatusOr<std::string> FreeName(const Call& call, const Reader& reader, const v1::CreateOrganisationRequest& request) {
  const std::string slug = SlugOf(request.organisation().display_name());
  if (slug.empty()) return absl::StrCat(request.parent(), "/", call.ids->ResourceId());
  for (int i = 1; i <= kNumberedIds; ++i) {
    std::string name = absl::StrCat(request.parent(), "/", slug);
    if (i > 1) absl::StrAppend(&name, "-", i);
    const absl::StatusOr<bool> taken = IsTaken(reader, name);
    if (!taken.ok()) return taken.status();
    if (!*taken) return name;
  }
  return absl::StrCat(request.parent(), "/", slug, "-", call.ids->ResourceId());
}

}  // namespace

void TidyAliases(v1::Organisation* organisation) {
  std::set<std::string> seen = {FoldName(organisation->display_name())};
  auto* aliases = organisation->mutable_aliases();
  aliases->erase(std::remove_if(aliases->begin(), aliases->end(), [&seen](const std::string& alias) { return !seen.insert(FoldName(alias)).second; }),
                 aliases->end());
}

v1::OrganisationType TypeOfCollection(absl::string_view collection) {
  if (collection == "forces") return v1::ORGANISATION_TYPE_FORCE;
  if (collection == "bodies") return v1::ORGANISATION_TYPE_STAFF_BODY;
  if (collection == "suppliers") return v1::ORGANISATION_TYPE_SUPPLIER;
  if (collection == "consortia") return v1::ORGANISATION_TYPE_BUYING_CONSORTIUM;
  if (collection == "national") return v1::ORGANISATION_TYPE_NATIONAL_BODY;
  if (collection == "buyers") return v1::ORGANISATION_TYPE_PUBLIC_BUYER;
  return v1::ORGANISATION_TYPE_UNSPECIFIED;
}

absl::StatusOr<OrganisationRecord> LoadOrganisation(const Reader& reader, absl::string_view name) {
  absl::StatusOr<OrganisationRecord> record = Organisations().Get(reader, name);
  if (absl::IsNotFound(record.status())) return base::NotFound(name);
  return record;
}

void Show(const v1::Organisation& organisation, v1::Organisation* response) {
  *response = organisation;
  response->set_etag(rpc::EtagOf(organisation));
}

absl::Status RequireNational(const Call& call, rpc::Permission permission) {
  if (call.principal.HasNational(permission)) return absl::OkStatus();
  const std::string& name = o::Permission_Name(permission);
  return base::PermissionDenied(name.substr(name.find('_') + 1), "every organisation");
}

absl::Status GetOrganisation(const Call&, const v1::GetOrganisationRequest& request, const Snapshot& snapshot, v1::Organisation* response) {
  absl::StatusOr<OrganisationRecord> record = LoadOrganisation(snapshot, request.name());
  if (!record.ok()) return record.status();
  Show(record->organisation(), response);
  return absl::OkStatus();
}

absl::Status CreateOrganisation(const Call& call, const v1::CreateOrganisationRequest& request, Transaction& tx, v1::Organisation* response) {
  if (absl::Status status = RequireNational(call, o::PERMISSION_ORGANISATIONS_WRITE); !status.ok()) return status;
  const v1::OrganisationType type = TypeOfCollection(request.parent());
  if (type == v1::ORGANISATION_TYPE_UNSPECIFIED) return base::InvalidField("parent", "must be a collection of organisations, such as 'forces'");
  OrganisationRecord record;
  v1::Organisation* organisation = record.mutable_organisation();
  *organisation = request.organisation();
  organisation->clear_etag();
  organisation->clear_predecessors();
  organisation->clear_successors();
  if (absl::Status status = CheckNames(*organisation); !status.ok()) return status;
  if (request.organisation_id().empty()) {
    absl::StatusOr<std::string> name = FreeName(call, tx, request);
    if (!name.ok()) return name.status();
    organisation->set_name(*std::move(name));
  } else {
    organisation->set_name(absl::StrCat(request.parent(), "/", request.organisation_id()));
    const absl::StatusOr<bool> taken = IsTaken(tx, organisation->name());
    if (!taken.ok()) return taken.status();
    if (*taken) return base::AlreadyExists(organisation->name());
  }
  TidyAliases(organisation);
  if (absl::Status status = CheckParent(tx, *organisation); !status.ok()) return status;
  if (absl::Status status = CheckIdentifiers(tx, *organisation); !status.ok()) return status;
  organisation->set_type(type);
  organisation->set_state(v1::ORGANISATION_STATE_ACTIVE);
  *organisation->mutable_create_time() = rpc::ToTimestamp(tx.now());
  *organisation->mutable_update_time() = organisation->create_time();
  if (absl::Status status = Organisations().Create(tx, organisation->name(), record); !status.ok()) return status;
  Show(*organisation, response);
  return absl::OkStatus();
}

absl::Status UpdateOrganisation(const Call& call, const v1::UpdateOrganisationRequest& request, Transaction& tx, v1::Organisation* response) {
  const std::string& name = request.organisation().name();
  if (name.empty()) return base::InvalidField("organisation.name", "is required");
  absl::StatusOr<OrganisationRecord> record = LoadOrganisation(tx, name);
  if (!record.ok()) return record.status();
  const v1::Organisation before = record->organisation();
  if (absl::Status status = rpc::CheckEtag(request.organisation().etag(), before, name); !status.ok()) return status;
  if (before.state() == v1::ORGANISATION_STATE_MERGED) return base::WrongState(name, "merged", "active");
  v1::Organisation* organisation = record->mutable_organisation();
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), request.organisation(), organisation); !status.ok()) return status;
  if (absl::Status status = CheckNames(*organisation); !status.ok()) return status;
  TidyAliases(organisation);
  if (organisation->parent_organisation() != before.parent_organisation()) {
    if (absl::Status status = CheckParent(tx, *organisation); !status.ok()) return status;
  }
  if (absl::Status status = CheckIdentifiers(tx, *organisation); !status.ok()) return status;
  if (!call.principal.HasNational(o::PERMISSION_ORGANISATIONS_WRITE)) {
    if (absl::Status status = CheckNewNames(tx, before, *organisation); !status.ok()) return status;
  }
  *organisation->mutable_update_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = Organisations().Update(tx, name, *record); !status.ok()) return status;
  Show(*organisation, response);
  return absl::OkStatus();
}

}  // namespace frontline::identity
