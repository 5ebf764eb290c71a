#include <array>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/completion.h"
#include "clients/cli/error.h"
#include "clients/cli/print.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Nobody waits longer for a completion.
constexpr absl::Duration kPatience = absl::Seconds(1);

struct Listing {
  absl::string_view collection;  // the third segment of names in it, or the whole of a short pattern
  const char* method;
  const char* everywhere;  // the parent that means all; empty for none
};
constexpr std::array<Listing, 8> kListings = {{
    {"needs", "requirement.v1.NeedService/ListNeeds", ""},
    {"requirements", "requirement.v1.RequirementService/ListRequirements", ""},
    {"members", "identity.v1.IdentityService/ListMembers", "-/-"},
    {"capabilities", "supplier.v1.SupplierService/ListCapabilities", "suppliers/-"},
    {"certifications", "supplier.v1.SupplierService/ListCertifications", "suppliers/-"},
    {"memberships", "supplier.v1.SupplierService/ListMemberships", "suppliers/-"},
    {"debarments", "supplier.v1.SupplierService/ListDebarments", "suppliers/-"},
    {"suppliers/*", "supplier.v1.SupplierService/ListSuppliers", ""},
}};
constexpr Listing kOrganisations = {"*/*", "identity.v1.IdentityService/ListOrganisations", ""};

const Listing* FindListing(const std::string& pattern) {
  const std::string first = pattern.substr(0, pattern.find('|'));
  const std::vector<absl::string_view> segments = absl::StrSplit(first, '/');
  for (const Listing& listing : kListings) {
    if (first == listing.collection || (segments.size() > 2 && segments[segments.size() - 2] == listing.collection)) return &listing;
  }
  return segments.size() == 2 && segments[0] != "codes" ? &kOrganisations : nullptr;
}

std::vector<std::string> ContextNames(Session& session) {
  std::vector<std::string> names;
  const absl::StatusOr<Config> config = LoadConfig(ConfigPath(session.environment()));
  if (!config.ok()) return names;
  for (const auto& [name, context] : config->contexts) names.push_back(name);
  return names;
}

std::vector<std::string> AskServer(Session& session, const std::string& pattern) {
  std::vector<std::string> names;
  const Listing* listing = FindListing(pattern);
  if (listing == nullptr) return names;
  session.flags.timeout = kPatience;
  const absl::StatusOr<Connection*> connection = session.connection();
  if (!connection.ok()) return names;
  const auto& method = *FindMethod(listing->method);
  const std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const std::unique_ptr<Message> response = NewMessage(*method.output_type());
  const auto* type = request->GetDescriptor();
  request->GetReflection()->SetInt32(request.get(), type->FindFieldByName("page_size"), 1000);
  if (const FieldDescriptor* parent = type->FindFieldByName("parent"); parent != nullptr) {
    request->GetReflection()->SetString(request.get(), parent, listing->everywhere);
  }
  if (!(*connection)->Call(method, *request, response.get()).ok()) return names;
  const FieldDescriptor* entries = EntriesOf(*response->GetDescriptor());
  for (int i = 0; i < response->GetReflection()->FieldSize(*response, entries); ++i) {
    names.push_back(NameOf(response->GetReflection()->GetRepeatedMessage(*response, entries, i)));
  }
  return names;
}

}  // namespace

absl::StatusOr<int> RunCompletion(const Invocation& invocation) {
  const std::string shell = invocation.arguments.Get("SHELL");
  const absl::string_view script = CompletionScript(shell);
  if (script.empty()) return UsageError(absl::StrCat("'", shell, "' is none of bash, zsh, fish"));
  invocation.out() << script;
  return kOk;
}

absl::StatusOr<int> RunComplete(const Invocation& invocation) {
  const auto names = [&invocation](const std::string& pattern, const std::string& prefix) {
    std::vector<std::string> fitting;
    for (const std::string& name : pattern == "contexts" ? ContextNames(invocation.session) : AskServer(invocation.session, pattern)) {
      if (absl::StartsWith(name, prefix)) fitting.push_back(name);
    }
    return fitting;
  };
  for (const std::string& candidate : Complete(invocation.arguments.All("WORD"), names)) invocation.out() << candidate << "\n";
  return kOk;
}

absl::StatusOr<int> RunVersion(const Invocation& invocation) {
  invocation.out() << "frontctl " << FRONTLINE_VERSION << "\n";
  return kOk;
}

}  // namespace frontline::cli
