#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kIdentity = "identity.v1.IdentityService/";

}  // namespace

std::vector<Command> IdentityCommands() {
  Command issue = {
      "tokens",
      "issue",
      kIdentity + "IssueToken",
      {{"MEMBER", "parent"}},
      {"tokens issue forces/kent/members/head-of-procurement --ttl 30d", "tokens issue forces/kent/members/duty-desk --to duty-desk.token"}};
  issue.run = RunIssueToken;
  issue.flags = {{"to", "FILE", "Write the secret into this new file, for its owner alone, instead of showing it."}};
  return {
      {"organisations",
       "list",
       kIdentity + "ListOrganisations",
       {{"COLLECTION", "parent", false}},
       {"organisations list", "organisations list forces --region UKJ", "organisations list --text constabulary -o wide"}},
      {"organisations", "get", kIdentity + "GetOrganisation", {{"ORGANISATION", "name"}}, {"organisations get forces/kent"}},
      {"organisations",
       "resolve",
       kIdentity + "ResolveOrganisation",
       {},
       {"organisations resolve --display-name \"The Chief Constable of Kent\"", "organisations resolve --identifiers ONS:E23000032"}},
      {"organisations",
       "create",
       kIdentity + "CreateOrganisation",
       {{"COLLECTION", "parent"}},
       {"organisations create bodies --id police-federation --display-name \"Police Federation of England and Wales\""}},
      {"organisations",
       "update",
       kIdentity + "UpdateOrganisation",
       {{"ORGANISATION", "organisation.name"}},
       {"organisations update forces/kent --aliases \"Kent Constabulary\" --identifiers GB-PPON:PABC-1234-DEFG"}},
      {"organisations",
       "merge",
       kIdentity + "MergeOrganisations",
       {{"SURVIVOR", "survivor"}, {"MERGED", "merged", true, true}},
       {"organisations merge forces/wessex forces/dorset forces/wiltshire --date 2027-04-01"}},
      {"members",
       "list",
       kIdentity + "ListMembers",
       {{.label = "ORGANISATION", .field = "parent", .required = false, .fallback = "@own"}},
       {"members list", "members list forces/kent --role procurement-officer"}},
      {"members", "get", kIdentity + "GetMember", {{"MEMBER", "name"}}, {"members get forces/kent/members/head-of-procurement"}},
      {"members",
       "create",
       kIdentity + "CreateMember",
       {{"ORGANISATION", "parent"}},
       {"members create forces/kent --id head-of-procurement --display-role \"Head of procurement\" --grants procurement-officer",
        "members create national/frontline --id feed --display-role \"Change feed follower\" --grants system+national --external-subject "
        "feed.example.org"}},
      {"members",
       "update",
       kIdentity + "UpdateMember",
       {{"MEMBER", "member.name"}},
       {"members update forces/kent/members/duty-desk --disabled", "members update forces/kent/members/duty-desk --disabled=no",
        "members update forces/kent/members/duty-desk --grants need-author --grants viewer"}},
      {"members", "resolve-subject", kIdentity + "ResolveSubject", {{"SUBJECT", "external_subject"}}, {"members resolve-subject feed.example.org"}},
      issue,
      {"tokens", "list", kIdentity + "ListTokens", {{"MEMBER", "parent"}}, {"tokens list forces/kent/members/head-of-procurement --show-ended"}},
      {"tokens",
       "revoke",
       kIdentity + "RevokeToken",
       {{"TOKEN", "name"}},
       {"tokens revoke forces/kent/members/head-of-procurement/tokens/k3m9x2p7qd"}},
      {"whoami", "", kIdentity + "WhoAmI", {}, {"whoami", "whoami -o json"}},
  };
}

}  // namespace frontline::cli
