#include "services/rpc/principal.h"

#include <algorithm>
#include <array>
#include <initializer_list>

namespace frontline::rpc {
namespace {

namespace o = frontline::options::v1;
namespace i = frontline::identity::v1;

using Set = uint64_t;

Set Of(std::initializer_list<Permission> permissions) {
  Set set = 0;
  for (Permission permission : permissions) set |= Set{1} << permission;
  return set;
}

struct Table {
  std::array<Set, i::Role_ARRAYSIZE> roles = {};
};

Table MakeTable() {
  static_assert(o::Permission_ARRAYSIZE <= 64);
  const Set viewer = Of({o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_NEEDS_READ, o::PERMISSION_REQUIREMENTS_READ_PUBLISHED,
                         o::PERMISSION_REQUIREMENTS_READ, o::PERMISSION_SUPPLIERS_READ, o::PERMISSION_SURVEYS_READ, o::PERMISSION_SUBMISSIONS_READ});
  Table table;
  table.roles[i::ROLE_NEED_AUTHOR] =
      Of({o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_NEEDS_READ, o::PERMISSION_NEEDS_WRITE, o::PERMISSION_REQUIREMENTS_READ_PUBLISHED,
          o::PERMISSION_SURVEYS_READ, o::PERMISSION_SUBMISSIONS_READ, o::PERMISSION_CONSULTATIONS_ANSWER});
  table.roles[i::ROLE_PROCUREMENT_OFFICER] =
      Of({o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_MEMBERS_READ, o::PERMISSION_NEEDS_READ, o::PERMISSION_NEEDS_WRITE,
          o::PERMISSION_NEEDS_DECIDE, o::PERMISSION_REQUIREMENTS_READ_PUBLISHED, o::PERMISSION_REQUIREMENTS_READ, o::PERMISSION_REQUIREMENTS_WRITE,
          o::PERMISSION_REQUIREMENTS_PUBLISH, o::PERMISSION_SUPPLIERS_READ, o::PERMISSION_FACTS_VERIFY, o::PERMISSION_MATCHES_RUN,
          o::PERMISSION_EXCHANGE, o::PERMISSION_SURVEYS_READ, o::PERMISSION_SURVEYS_WRITE, o::PERMISSION_COMMENTS_MODERATE,
          o::PERMISSION_SUBMISSIONS_READ, o::PERMISSION_CONSULTATIONS_WRITE, o::PERMISSION_CONSULTATIONS_ANSWER});
  table.roles[i::ROLE_STAFF_REPRESENTATIVE] =
      Of({o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_NEEDS_READ, o::PERMISSION_NEEDS_WRITE, o::PERMISSION_REQUIREMENTS_READ_PUBLISHED,
          o::PERMISSION_SURVEYS_READ, o::PERMISSION_SURVEYS_WRITE, o::PERMISSION_COMMENTS_MODERATE, o::PERMISSION_SUBMISSIONS_READ,
          o::PERMISSION_SUBMISSIONS_WRITE, o::PERMISSION_CONSULTATIONS_ANSWER});
  table.roles[i::ROLE_MODERATOR] = Of({o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_SURVEYS_READ, o::PERMISSION_COMMENTS_MODERATE});
  table.roles[i::ROLE_SUPPLIER_EDITOR] = Of({o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_REQUIREMENTS_READ_PUBLISHED,
                                             o::PERMISSION_SUPPLIERS_WRITE, o::PERMISSION_MATCHES_RUN_FOR_SUPPLIER});
  table.roles[i::ROLE_VIEWER] = viewer;
  table.roles[i::ROLE_AUDITOR] = viewer | Of({o::PERMISSION_MEMBERS_READ, o::PERMISSION_AUDIT_READ, o::PERMISSION_CHANGES_READ});
  table.roles[i::ROLE_SYSTEM] =
      viewer | Of({o::PERMISSION_NEEDS_WRITE, o::PERMISSION_REQUIREMENTS_WRITE, o::PERMISSION_REQUIREMENTS_PUBLISH, o::PERMISSION_SUPPLIERS_WRITE,
                   o::PERMISSION_ORGANISATIONS_WRITE, o::PERMISSION_EXCHANGE, o::PERMISSION_CHANGES_READ, o::PERMISSION_MATCHES_RUN,
                   o::PERMISSION_SURVEYS_WRITE});
  table.roles[i::ROLE_ADMINISTRATOR] = ~Set{1};  // everything that is a permission
  return table;
}

// What a role held in a supplier's organisation can allow at most: a supplier's own administrator must not see or decide what is the buyers'.
bool FitsSupplier(Permission permission) {
  static const Set suppliers = Of({o::PERMISSION_ORGANISATIONS_READ, o::PERMISSION_ORGANISATIONS_WRITE, o::PERMISSION_MEMBERS_READ,
                                   o::PERMISSION_MEMBERS_WRITE, o::PERMISSION_TOKENS_WRITE, o::PERMISSION_REQUIREMENTS_READ_PUBLISHED,
                                   o::PERMISSION_SUPPLIERS_WRITE, o::PERMISSION_MATCHES_RUN_FOR_SUPPLIER});
  return (suppliers >> permission & 1) != 0;
}

bool Holds(const Grant& grant, Permission permission) {
  if (!Allows(grant.role, permission)) return false;
  return grant.national || grant.organisation.compare(0, 10, "suppliers/") != 0 || FitsSupplier(permission);
}

}  // namespace

bool Allows(Role role, Permission permission) {
  static const Table* const table = new Table(MakeTable());
  if (role <= 0 || role >= i::Role_ARRAYSIZE || permission <= 0 || permission >= o::Permission_ARRAYSIZE) return false;
  return (table->roles[role] >> permission & 1) != 0;
}

const std::shared_ptr<const Principal::Who>& Principal::Nobody() {
  static const auto* const nobody = new std::shared_ptr<const Who>(std::make_shared<const Who>());
  return *nobody;
}

bool Principal::Has(Permission permission) const {
  return std::any_of(grants().begin(), grants().end(), [permission](const Grant& grant) { return Holds(grant, permission); });
}

bool Principal::HasIn(Permission permission, absl::string_view organisation) const {
  return std::any_of(grants().begin(), grants().end(), [permission, organisation](const Grant& grant) {
    return (grant.national || (!organisation.empty() && organisation == grant.organisation)) && Holds(grant, permission);
  });
}

bool Principal::HasNational(Permission permission) const {
  return std::any_of(grants().begin(), grants().end(), [permission](const Grant& grant) { return grant.national && Holds(grant, permission); });
}

absl::string_view OrganisationOf(absl::string_view name) {
  const size_t first = name.find('/');
  if (first == absl::string_view::npos || first == 0) return {};
  const size_t second = name.find('/', first + 1);
  const absl::string_view organisation = name.substr(0, second);
  return organisation.size() > first + 1 ? organisation : absl::string_view();
}

}  // namespace frontline::rpc
