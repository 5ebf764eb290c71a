#include "services/rpc/principal.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace frontline::rpc {
namespace {

namespace i = frontline::identity::v1;
namespace o = frontline::options::v1;

// What a role allows, by names without their prefix.
std::set<std::string> PermissionsOf(Role role) {
  std::set<std::string> names;
  for (int p = 0; p < o::Permission_ARRAYSIZE; ++p) {
    if (Allows(role, static_cast<Permission>(p))) names.insert(o::Permission_Name(static_cast<Permission>(p)).substr(11));
  }
  return names;
}

const std::set<std::string> kViewer = {"ORGANISATIONS_READ", "NEEDS_READ",   "REQUIREMENTS_READ_PUBLISHED", "REQUIREMENTS_READ",
                                       "SUPPLIERS_READ",     "SURVEYS_READ", "SUBMISSIONS_READ"};

std::set<std::string> ViewerAnd(std::set<std::string> more) {
  more.insert(kViewer.begin(), kViewer.end());
  return more;
}

// The table once more: whoever changes what a role may do says so twice.
TEST(RoleTest, EveryRoleAllowsWhatItsTableSaysAndNothingElse) {
  const std::map<Role, std::set<std::string>> table = {
      {i::ROLE_UNSPECIFIED, {}},
      {i::ROLE_NEED_AUTHOR, {"ORGANISATIONS_READ", "NEEDS_READ", "NEEDS_WRITE", "REQUIREMENTS_READ_PUBLISHED", "SURVEYS_READ", "SUBMISSIONS_READ",
                            "CONSULTATIONS_ANSWER"}},
      {i::ROLE_PROCUREMENT_OFFICER, ViewerAnd({"MEMBERS_READ", "NEEDS_WRITE", "NEEDS_DECIDE", "REQUIREMENTS_WRITE", "REQUIREMENTS_PUBLISH",
                                               "FACTS_VERIFY", "MATCHES_RUN", "EXCHANGE", "SURVEYS_WRITE", "COMMENTS_MODERATE",
                                               "CONSULTATIONS_WRITE", "CONSULTATIONS_ANSWER"})},
      {i::ROLE_STAFF_REPRESENTATIVE,
       {"ORGANISATIONS_READ", "NEEDS_READ", "NEEDS_WRITE", "REQUIREMENTS_READ_PUBLISHED", "SURVEYS_READ", "SURVEYS_WRITE", "COMMENTS_MODERATE",
        "SUBMISSIONS_READ", "SUBMISSIONS_WRITE", "CONSULTATIONS_ANSWER"}},
      {i::ROLE_MODERATOR, {"ORGANISATIONS_READ", "SURVEYS_READ", "COMMENTS_MODERATE"}},
      {i::ROLE_SUPPLIER_EDITOR, {"ORGANISATIONS_READ", "REQUIREMENTS_READ_PUBLISHED", "SUPPLIERS_WRITE", "MATCHES_RUN_FOR_SUPPLIER"}},
      {i::ROLE_VIEWER, kViewer},
      {i::ROLE_AUDITOR, ViewerAnd({"MEMBERS_READ", "AUDIT_READ", "CHANGES_READ"})},
      {i::ROLE_SYSTEM, ViewerAnd({"NEEDS_WRITE", "REQUIREMENTS_WRITE", "REQUIREMENTS_PUBLISH", "SUPPLIERS_WRITE", "ORGANISATIONS_WRITE", "EXCHANGE",
                                  "CHANGES_READ", "MATCHES_RUN", "SURVEYS_WRITE"})},
  };
  for (int r = 0; r < i::Role_ARRAYSIZE; ++r) {
    const Role role = static_cast<Role>(r);
    if (role == i::ROLE_ADMINISTRATOR) {
      EXPECT_EQ(PermissionsOf(role).size(), static_cast<size_t>(o::Permission_ARRAYSIZE - 1));
      continue;
    }
    ASSERT_EQ(table.count(role), 1u) << i::Role_Name(role);
    EXPECT_EQ(PermissionsOf(role), table.at(role)) << i::Role_Name(role);
  }
  EXPECT_EQ(PermissionsOf(static_cast<Role>(99)).size(), 0u);
  EXPECT_EQ(PermissionsOf(static_cast<Role>(-1)).size(), 0u);
}

TEST(PrincipalTest, AGrantHoldsInItsOrganisationOnlyUnlessNational) {
  const Principal kent("forces/kent/members/1", {{"forces/kent", i::ROLE_VIEWER, false}});
  EXPECT_TRUE(kent.Has(o::PERMISSION_NEEDS_READ));
  EXPECT_TRUE(kent.HasIn(o::PERMISSION_NEEDS_READ, "forces/kent"));
  EXPECT_FALSE(kent.HasIn(o::PERMISSION_NEEDS_READ, "forces/kent2"));
  EXPECT_FALSE(kent.HasIn(o::PERMISSION_NEEDS_READ, ""));
  EXPECT_FALSE(kent.HasNational(o::PERMISSION_NEEDS_READ));
  const Principal all("national/x/members/1", {{"national/x", i::ROLE_VIEWER, true}});
  EXPECT_TRUE(all.HasIn(o::PERMISSION_NEEDS_READ, "forces/kent"));
  EXPECT_TRUE(all.HasNational(o::PERMISSION_NEEDS_READ));
  EXPECT_FALSE(Principal().Has(o::PERMISSION_NEEDS_READ));
  EXPECT_TRUE(Principal().anonymous());
}

TEST(PrincipalTest, GrantsAddUpEachInItsOwnPlace) {
  const Principal both(
      "forces/kent/members/1",
      {{"forces/kent", i::ROLE_NEED_AUTHOR, false}, {"forces/essex", i::ROLE_AUDITOR, false}, {"forces/essex", i::ROLE_VIEWER, true}});
  EXPECT_TRUE(both.HasIn(o::PERMISSION_NEEDS_WRITE, "forces/kent"));
  EXPECT_FALSE(both.HasIn(o::PERMISSION_NEEDS_WRITE, "forces/essex"));
  EXPECT_TRUE(both.HasIn(o::PERMISSION_AUDIT_READ, "forces/essex"));
  EXPECT_FALSE(both.HasIn(o::PERMISSION_AUDIT_READ, "forces/kent"));
  EXPECT_TRUE(both.HasNational(o::PERMISSION_NEEDS_READ));
  EXPECT_FALSE(both.HasNational(o::PERMISSION_AUDIT_READ));
}

// A supplier's own administrator must not see or decide what is the buyers'.
TEST(PrincipalTest, ARoleInASuppliersOrganisationAllowsOnlyWhatConcernsSuppliers) {
  const Principal supplier("suppliers/acme/members/1", {{"suppliers/acme", i::ROLE_ADMINISTRATOR, false}});
  for (const Permission allowed : {o::PERMISSION_SUPPLIERS_WRITE, o::PERMISSION_MEMBERS_WRITE, o::PERMISSION_TOKENS_WRITE,
                                   o::PERMISSION_REQUIREMENTS_READ_PUBLISHED, o::PERMISSION_MATCHES_RUN_FOR_SUPPLIER}) {
    EXPECT_TRUE(supplier.HasIn(allowed, "suppliers/acme")) << o::Permission_Name(allowed);
    EXPECT_FALSE(supplier.HasIn(allowed, "suppliers/other")) << o::Permission_Name(allowed);
  }
  for (const Permission denied : {o::PERMISSION_SUPPLIERS_READ, o::PERMISSION_NEEDS_READ, o::PERMISSION_REQUIREMENTS_READ, o::PERMISSION_FACTS_VERIFY,
                                  o::PERMISSION_DEBARMENTS_WRITE, o::PERMISSION_MATCHES_RUN, o::PERMISSION_ADMIN, o::PERMISSION_AUDIT_READ}) {
    EXPECT_FALSE(supplier.Has(denied)) << o::Permission_Name(denied);
    EXPECT_FALSE(supplier.HasIn(denied, "suppliers/acme")) << o::Permission_Name(denied);
  }
}

TEST(OrganisationOfTest, IsTheFirstTwoSegments) {
  EXPECT_EQ(OrganisationOf("forces/kent/needs/7k2m"), "forces/kent");
  EXPECT_EQ(OrganisationOf("forces/kent"), "forces/kent");
  for (const char* none : {"", "forces", "forces/", "/kent", "/", "//"}) EXPECT_EQ(OrganisationOf(none), "") << none;
}

}  // namespace
}  // namespace frontline::rpc
