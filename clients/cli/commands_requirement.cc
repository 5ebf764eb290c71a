#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kNeeds = "requirement.v1.NeedService/";
const std::string kRequirements = "requirement.v1.RequirementService/";
const std::string kCodes = "requirement.v1.CodeService/";

}  // namespace

std::vector<Command> NeedCommands() {
  const Argument need = {"NEED", "name"};
  Command lint = {"needs", "lint", kNeeds + "LintNeed", {{"NEED", "name", false}}, {"needs lint forces/kent/needs/7k2m", "needs lint -f draft.json"}};
  lint.file_only = true;
  return {
      {"needs",
       "list",
       kNeeds + "ListNeeds",
       {{"ORGANISATION", "parent", false}},
       {"needs list", "needs list forces/kent --state logged", "needs list --order most-supported --limit 10",
        "needs list --order priority-per-head --force forces/kent --limit 10",
        "needs list --text \"body worn\" -o json"}},
      {"needs", "get", kNeeds + "GetNeed", {need}, {"needs get forces/kent/needs/7k2m", "needs get forces/kent/needs/7k2m -o json"}},
      {"needs",
       "create",
       kNeeds + "CreateNeed",
       {{"ORGANISATION", "parent"}},
       {"needs create forces/kent --statement \"Batteries of body-worn video do not last a shift\" --severity major --frequency every-shift",
        "needs create forces/kent --id bwv-battery -f need.json",
        "needs create forces/kent --statement \"...\" --evidence \"survey:212 of 400 say so\""}},
      {"needs",
       "update",
       kNeeds + "UpdateNeed",
       {{"NEED", "need.name"}},
       {"needs update forces/kent/needs/7k2m --severity critical --people-affected 800", "needs update forces/kent/needs/7k2m --clear topic",
        "needs get forces/kent/needs/7k2m -o json > need.json; needs update forces/kent/needs/7k2m -f need.json"}},
      {"needs",
       "support",
       kNeeds + "SupportNeed",
       {need},
       {"needs support forces/kent/needs/7k2m", "needs support forces/kent/needs/7k2m --organisation bodies/police-federation --people 3400"}},
      {"needs", "unsupport", kNeeds + "UnsupportNeed", {need}, {"needs unsupport forces/kent/needs/7k2m"}},
      {"needs",
       "validate",
       kNeeds + "ValidateNeed",
       {need},
       {"needs validate forces/kent/needs/7k2m --reason \"Confirmed by the duty sergeants of three stations\""}},
      {"needs", "decline", kNeeds + "DeclineNeed", {need}, {"needs decline forces/kent/needs/7k2m --reason \"The new radios, due in May, do this\""}},
      {"needs",
       "address",
       kNeeds + "AddressNeed",
       {need},
       {"needs address forces/kent/needs/7k2m --reason \"Swap kits are at every station\" --requirement "
        "forces/kent/requirements/body-worn-video-battery"}},
      {"needs", "reopen", kNeeds + "ReopenNeed", {need}, {"needs reopen forces/kent/needs/7k2m --reason \"The kits fail in the cold\""}},
      {"needs",
       "merge",
       kNeeds + "MergeNeeds",
       {{"TARGET", "target"}, {"SOURCE", "sources", true, true}},
       {"needs merge forces/kent/needs/7k2m forces/essex/needs/p3xq forces/surrey/needs/9d1c"}},
      {"needs",
       "draft",
       kNeeds + "DraftNeed",
       {{"ORGANISATION", "parent"}},
       {"needs draft forces/kent --source forces/kent/surveys/technology-2026/findings/q12",
        "needs draft forces/kent --source bodies/police-federation/submissions/p3xq --statement \"Officers can't read messages in the rain\" --store"}},
      lint,
      {"needs",
       "merges",
       kNeeds + "ProposeMerges",
       {{"ORGANISATION", "parent", false}},
       {"needs merges", "needs merges forces/kent --min-score 600"}},
      {"needs", "unmerge", kNeeds + "UnmergeNeeds", {{"SOURCE", "sources", true, true}}, {"needs unmerge forces/essex/needs/p3xq"}},
  };
}

std::vector<Command> RequirementCommands() {
  const Argument requirement = {"REQUIREMENT", "name"};
  const std::string example = " forces/kent/requirements/body-worn-video-battery";
  Command lint = {"requirements",
                  "lint",
                  kRequirements + "LintRequirement",
                  {{"REQUIREMENT", "name", false}},
                  {"requirements lint" + example, "requirements lint -f draft.json"}};
  lint.file_only = true;
  Command import = {"codes",
                    "import",
                    kCodes + "ImportCodes",
                    {{"FILE", "", true, false, "A JSON array of codes, as codes list -o json prints it; - for the standard input."}},
                    {"codes list --all -o json > codes.json", "codes import codes.json --dry-run"}};
  import.run = RunImportCodes;
  import.file_only = true;
  import.notes = "'frontctl import codes' takes the published list, as JSON or CSV.";
  return {
      {"requirements",
       "list",
       kRequirements + "ListRequirements",
       {{"ORGANISATION", "parent", false}},
       {"requirements list", "requirements list forces/kent --state published", "requirements list --cpv-prefix 3511 -o wide"}},
      {"requirements",
       "get",
       kRequirements + "GetRequirement",
       {requirement},
       {"requirements get" + example, "requirements get" + example + " --revision 2", "requirements get" + example + " --as-of 2026-06-01"}},
      {"requirements",
       "create",
       kRequirements + "CreateRequirement",
       {{"ORGANISATION", "parent"}},
       {"requirements create forces/kent --id body-worn-video-battery --title \"Body-worn video that lasts a shift\" --cpv-codes 32333200 --value "
        "£100,000-£250,000 --need-by +9m",
        "requirements create forces/kent -f requirement.json"}},
      {"requirements",
       "draft",
       kRequirements + "DraftRequirement",
       {{"ORGANISATION", "parent"}, {"NEED", "needs", true, true}},
       {"requirements draft forces/kent forces/kent/needs/7k2m",
        "requirements draft forces/kent forces/kent/needs/7k2m forces/essex/needs/p3xq --apply-codes 3 --apply-criteria 5 --store --requirement-id body-worn-video"}},
      {"requirements",
       "update",
       kRequirements + "UpdateRequirement",
       {{"REQUIREMENT", "requirement.name"}},
       {"requirements update" + example + " --need-by 2027-09-30 --quantity \"1,200 cameras\"",
        "requirements update" + example + " --set criteria[0].weight=20", "requirements update" + example + " -f requirement.json"}},
      {"requirements", "submit", kRequirements + "SubmitRequirement", {requirement}, {"requirements submit" + example}},
      {"requirements",
       "return",
       kRequirements + "ReturnRequirement",
       {requirement},
       {"requirements return" + example + " --note \"Say how long a shift is\""}},
      {"requirements",
       "publish",
       kRequirements + "PublishRequirement",
       {requirement},
       {"requirements publish" + example,
        "requirements publish" + example + " --no-consultation-reason \"The front line wrote it\"",
        "requirements publish" + example + " --accept-warnings \"The model named is the one in use, to be replaced\""}},
      {"requirements",
       "close",
       kRequirements + "CloseRequirement",
       {requirement},
       {"requirements close" + example +
        " --kind awarded --summary \"Let to one supplier for four years\" --suppliers suppliers/acme --value £180,000"}},
      lint,
      {"requirements",
       "accept",
       kRequirements + "AcceptWarning",
       {requirement},
       {"requirements accept" + example + " --rule brand-name --field text --reason \"It is what is in use today\""}},
      {"requirements", "revisions", kRequirements + "ListRevisions", {requirement}, {"requirements revisions" + example}},
      {"codes", "list", kCodes + "ListCodes", {}, {"codes list --prefix 35", "codes list --text camera"}},
      {"codes", "get", kCodes + "GetCode", {{"CODE", "name"}}, {"codes get codes/cpv/35100000"}},
      {"codes", "check", kCodes + "CheckCodes", {{"CODE", "codes", true, true}}, {"codes check 35100000 32333200-8"}},
      import,
  };
}

}  // namespace frontline::cli
