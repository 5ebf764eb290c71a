#include "absl/strings/str_cat.h"
#include "clients/cli/command_list.h"

namespace frontline::cli {
namespace {

const std::string kSuppliers = "supplier.v1.SupplierService/";

// The five commands of a kind of fact that lies within suppliers.
std::vector<Command> Within(const std::string& noun, const std::string& type, const std::string& collection_method, const std::string& id,
                            const std::string& create) {
  std::string label = type;
  for (char& c : label) c = static_cast<char>(c - (c >= 'a' && c <= 'z' ? 32 : 0));
  std::string field = type;
  field[0] = static_cast<char>(field[0] + 32);
  const std::string name = absl::StrCat("suppliers/acme/", noun, "/", id);
  return {
      {noun,
       "list",
       kSuppliers + collection_method,
       {{.label = "SUPPLIER", .field = "parent", .required = false, .fallback = "suppliers/-"}},
       {noun + " list", noun + " list suppliers/acme"}},
      {noun, "get", kSuppliers + "Get" + type, {{label, "name"}}, {absl::StrCat(noun, " get ", name)}},
      {noun, "create", kSuppliers + "Create" + type, {{"SUPPLIER", "parent"}}, {absl::StrCat(noun, " create suppliers/acme ", create)}},
      {noun,
       "update",
       kSuppliers + "Update" + type,
       {{label, field + ".name"}},
       {absl::StrCat(noun, " update ", name, " ", create), absl::StrCat(noun, " update ", name, " -f ", field, ".json")}},
      {noun, "delete", kSuppliers + "Delete" + type, {{label, "name"}}, {absl::StrCat(noun, " delete ", name)}},
  };
}

}  // namespace

std::vector<Command> SupplierCommands() {
  const Argument supplier = {"SUPPLIER", "name"};
  Command apply = {"suppliers",
                   "apply",
                   kSuppliers + "ApplyProfile",
                   {},
                   {"suppliers profile suppliers/acme -o json > profile.json", "suppliers apply -f profile.json --validate-only"}};
  apply.file_only = true;
  std::vector<Command> commands = {
      {"suppliers",
       "list",
       kSuppliers + "ListSuppliers",
       {},
       {"suppliers list", "suppliers list --region UKJ4 --size sme", "suppliers list --certification-type cyber-essentials",
        "suppliers list --identifier GB-COH:01234567"}},
      {"suppliers", "get", kSuppliers + "GetSupplier", {supplier}, {"suppliers get suppliers/acme"}},
      {"suppliers",
       "profile",
       kSuppliers + "GetProfile",
       {supplier},
       {"suppliers profile suppliers/acme", "suppliers profile suppliers/acme -o json"}},
      {"suppliers", "profiles", kSuppliers + "ListProfiles", {}, {"suppliers profiles --all -o json > profiles.json"}},
      {"suppliers",
       "create",
       kSuppliers + "CreateSupplier",
       {{"SUPPLIER", "supplier.name"}},
       {"suppliers create suppliers/acme --display-name \"Acme Optics Ltd\" --size sme --identifiers GB-COH:01234567 --regions UKJ,UKI "
        "--vetted-staff nppv3:12",
        "suppliers create suppliers/acme -f supplier.json"}},
      {"suppliers",
       "update",
       kSuppliers + "UpdateSupplier",
       {{"SUPPLIER", "supplier.name"}},
       {"suppliers update suppliers/acme --description \"Cameras that last\" --attributes \"battery-hours=12 h\" --attributes "
        "uk-data-residency=yes"}},
      apply,
      {"suppliers",
       "confirm",
       kSuppliers + "ConfirmFacts",
       {supplier},
       {"suppliers confirm suppliers/acme", "suppliers confirm suppliers/acme --resources suppliers/acme/certifications/iso-27001"}},
      {"suppliers",
       "verify",
       kSuppliers + "VerifyFact",
       {{"RESOURCE", "name"}},
       {"suppliers verify suppliers/acme/certifications/iso-27001 --verification verified --source \"Register of the issuer, certificate 4711\"",
        "suppliers verify suppliers/acme --fact regions[0] --verification evidenced --source \"Site visit\" --etag ETAG"}},
      {"suppliers",
       "duplicates",
       kSuppliers + "FindDuplicates",
       {},
       {"suppliers duplicates --display-name \"Acme Optics\"", "suppliers duplicates --identifiers GB-COH:01234567"}},
  };
  for (const auto& part : {
           Within("capabilities", "Capability", "ListCapabilities", "cameras",
                  "--title \"Body-worn cameras\" --cpv-codes 32333200 --maturity established"),
           Within("certifications", "Certification", "ListCertifications", "iso-27001", "--type iso-27001 --valid-from 2026-01-15 --valid-to +2y"),
           Within("memberships", "Membership", "ListMemberships", "rm6259-2", "--framework RM6259 --lot 2 --valid-to 2028-03-31"),
           Within("debarments", "Debarment", "ListDebarments", "2026-1",
                  "--effect discretionary --ground \"Professional misconduct\" --valid-from 2026-01-15 --provenance-source \"Debarment list\""),
       }) {
    commands.insert(commands.end(), part.begin(), part.end());
  }
  return commands;
}

}  // namespace frontline::cli
