#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "services/base/errors.h"
#include "services/identity/grants.h"
#include "services/identity/handlers.h"
#include "services/identity/listing.h"
#include "services/rpc/pipeline.h"
#include "services/rpc/resource.h"

namespace frontline::identity {
namespace {

namespace o = frontline::options::v1;

bool HoldsRole(const v1::Member& member, v1::Role role) {
  return std::any_of(member.grants().begin(), member.grants().end(), [role](const v1::Grant& grant) { return grant.role() == role; });
}

// What must hold of a member that is about to be stored in place of `before`.
absl::Status CheckMember(const Reader& reader, const v1::Member& before, const v1::Member& member) {
  std::vector<base::Violation> violations;
  if (member.display_role().empty()) violations.push_back({"member.display_role", "is required"});
  if (!member.external_subject().empty() && !HoldsRole(member, v1::ROLE_SYSTEM)) {
    violations.push_back({"member.external_subject", "signs in systems only: grant the role SYSTEM, or leave it empty"});
  }
  if (!violations.empty()) return base::InvalidFields(violations);
  if (absl::Status status = CheckGrants(reader, before, member); !status.ok()) return status;
  if (member.external_subject().empty()) return absl::OkStatus();
  const auto holder = Members().Find(reader, kBySubject, storage::KeyOf(member.external_subject()));
  if (!holder.ok()) return holder.status();
  if (!holder->has_value() || (*holder)->name == member.name()) return absl::OkStatus();
  return base::DuplicateIdentifier(member.external_subject(), (*holder)->name);
}

// Ok when `after` still is one, or another one is there.
absl::Status CheckLastAdministrator(const Reader& reader, const v1::Member& before, const v1::Member& after) {
  if (!IsNationalAdministrator(before) || IsNationalAdministrator(after)) return absl::OkStatus();
  const auto all = Members().ListBy(reader, kNationalAdministrators, storage::KeyOf(true), "", 2);
  if (!all.ok()) return all.status();
  if (all->rows.size() > 1) return absl::OkStatus();
  return base::Precondition("LAST_ADMINISTRATOR", absl::StrCat("'", before.name(), "' is the last national administrator. ",
                                                               "Make another member one first, so that somebody can still give roles."));
}

// The prefix of the names that a listing's parent stands for; empty for all.
absl::StatusOr<std::string> PrefixOf(const Call& call, const Reader& reader, const std::string& parent) {
  const absl::string_view collection = rpc::Segment(parent, 0);
  const absl::string_view organisation = rpc::Segment(parent, 1);
  if (collection != "-" && organisation != "-") {
    if (const auto record = LoadOrganisation(reader, parent); !record.ok()) return record.status();
    return absl::StrCat(parent, "/members/");
  }
  if (organisation != "-") return base::InvalidField("parent", "must be an organisation, such as 'forces/kent', or 'forces/-', or '-/-'");
  if (absl::Status status = RequireNational(call, o::PERMISSION_MEMBERS_READ); !status.ok()) return status;
  return collection == "-" ? std::string() : absl::StrCat(collection, "/");
}

}  // namespace

absl::StatusOr<MemberRecord> LoadMember(const Reader& reader, absl::string_view name) {
  absl::StatusOr<MemberRecord> record = Members().Get(reader, name);
  if (absl::IsNotFound(record.status())) return base::NotFound(name);
  return record;
}

void Show(const v1::Member& member, v1::Member* response) {
  *response = member;
  response->set_etag(rpc::EtagOf(member));
}

absl::Status GetMember(const Call&, const v1::GetMemberRequest& request, const Snapshot& snapshot, v1::Member* response) {
  absl::StatusOr<MemberRecord> record = LoadMember(snapshot, request.name());
  if (!record.ok()) return record.status();
  Show(record->member(), response);
  return absl::OkStatus();
}

absl::Status ListMembers(const Call& call, const v1::ListMembersRequest& request, const Snapshot& snapshot, v1::ListMembersResponse* response) {
  absl::StatusOr<std::string> prefix = PrefixOf(call, snapshot, request.parent());
  if (!prefix.ok()) return prefix.status();
  absl::StatusOr<rpc::PageStart> start = rpc::OpenPage(request);
  if (!start.ok()) return start.status();
  const auto page = FilteredPage<MemberRecord>(
      start->after, start->size, [&](const std::string& after, size_t limit) { return Members().List(snapshot, *prefix, after, limit); },
      [&request](const MemberRecord& record) {
        return (request.show_disabled() || !record.member().disabled()) &&
               (request.role() == v1::ROLE_UNSPECIFIED || HoldsRole(record.member(), request.role()));
      });
  if (!page.ok()) return page.status();
  for (const auto& row : page->rows) Show(row.record.member(), response->add_members());
  response->set_next_page_token(rpc::NextPageToken(request, page->next));
  return absl::OkStatus();
}

absl::Status CreateMember(const Call& call, const v1::CreateMemberRequest& request, Transaction& tx, v1::Member* response) {
  absl::StatusOr<OrganisationRecord> organisation = LoadOrganisation(tx, request.parent());
  if (!organisation.ok()) return organisation.status();
  if (organisation->organisation().state() == v1::ORGANISATION_STATE_MERGED) return base::WrongState(request.parent(), "merged", "active");
  MemberRecord record;
  v1::Member* member = record.mutable_member();
  *member = request.member();
  member->clear_etag();
  member->set_name(absl::StrCat(request.parent(), "/members/", request.member_id().empty() ? call.ids->ResourceId() : request.member_id()));
  if (member->name() == rpc::kSystemMember) return base::InvalidField("member_id", "is kept for the server itself; choose another");
  const absl::StatusOr<MemberRecord> existing = Members().Get(tx, member->name());
  if (existing.ok()) return base::AlreadyExists(member->name());
  if (!absl::IsNotFound(existing.status())) return existing.status();
  if (absl::Status status = CheckMayGrant(call.principal, *member); !status.ok()) return status;
  if (absl::Status status = CheckMember(tx, v1::Member(), *member); !status.ok()) return status;
  *member->mutable_create_time() = rpc::ToTimestamp(tx.now());
  *member->mutable_update_time() = member->create_time();
  if (absl::Status status = Members().Create(tx, member->name(), record); !status.ok()) return status;
  Show(*member, response);
  return absl::OkStatus();
}

absl::Status UpdateMember(const Call& call, const v1::UpdateMemberRequest& request, Transaction& tx, v1::Member* response) {
  const std::string& name = request.member().name();
  if (name.empty()) return base::InvalidField("member.name", "is required");
  absl::StatusOr<MemberRecord> record = LoadMember(tx, name);
  if (!record.ok()) return record.status();
  const v1::Member before = record->member();
  if (absl::Status status = CheckMayGrant(call.principal, before); !status.ok()) return status;
  if (absl::Status status = rpc::CheckEtag(request.member().etag(), before, name); !status.ok()) return status;
  v1::Member* member = record->mutable_member();
  if (absl::Status status = rpc::ApplyMask(request.update_mask(), request.member(), member); !status.ok()) return status;
  if (absl::Status status = CheckMayGrant(call.principal, *member); !status.ok()) return status;
  if (absl::Status status = CheckMember(tx, before, *member); !status.ok()) return status;
  if (absl::Status status = CheckLastAdministrator(tx, before, *member); !status.ok()) return status;
  *member->mutable_update_time() = rpc::ToTimestamp(tx.now());
  if (absl::Status status = Members().Update(tx, name, *record); !status.ok()) return status;
  Show(*member, response);
  return absl::OkStatus();
}

}  // namespace frontline::identity
