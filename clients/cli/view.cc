#include "clients/cli/view.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/fields.h"
#include "clients/cli/finding_view.h"
#include "clients/cli/match_view.h"
#include "clients/cli/text.h"
#include "clients/cli/trace_view.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::Message;

std::string WhoAmI(const Message& message, const Style& style) {
  const Message* member = GetChild(message, "member");
  const Message* organisation = GetChild(message, "organisation");
  std::string out = "The server itself\n";
  if (member != nullptr) {
    out = absl::StrCat(style.Strong(GetText(*member, "display_role")),
                       organisation == nullptr ? "" : absl::StrCat(", ", GetText(*organisation, "display_name")), "\n", GetText(*member, "name"),
                       "\n\n", style.Strong("Roles"), "\n");
    for (const Message* grant : GetChildren(*member, "grants")) absl::StrAppend(&out, "  - ", Phrase(*grant, style), "\n");
  }
  const google::protobuf::FieldDescriptor* permissions = message.GetDescriptor()->FindFieldByName("permissions");
  std::vector<std::string> words;
  for (int i = 0; i < message.GetReflection()->FieldSize(message, permissions); ++i) words.push_back(ValueText(message, *permissions, i, style));
  absl::StrAppend(&out, style.Strong("May"), "\n  ", Indented(absl::StrJoin(words, ", "), style.width, 2), "\n");
  if (const Message* end = GetChild(message, "token_expire_time"); end != nullptr)
    absl::StrAppend(&out, "\nThe token ends on ", Phrase(*end, style), ".\n");
  return out;
}

std::string IssuedToken(const Message& message, const Style& style) {
  const Message* token = GetChild(message, "token");
  const std::string secret = GetText(message, "secret");
  std::string out = token == nullptr ? "" : absl::StrCat(GetText(*token, "name"), ", until ", Cell(*token, "expire_time", style), "\n");
  if (secret.empty()) return out + "The secret was shown when it was first issued, and is not kept.\n";
  return absl::StrCat(out, "\n  ", style.Strong(secret), "\n\nThis is shown once: keep it where only its owner can read it.\n");
}

std::string Nothing(const Message&, const Style&) { return "Done.\n"; }

constexpr std::array<std::pair<absl::string_view, View>, 16> kViews = {{
    {"frontline.matching.v1.Match", MatchSummary},
    {"frontline.matching.v1.MatchRequirementsResponse", RequirementsSummary},
    {"frontline.matching.v1.Comparison", ComparisonTable},
    {"frontline.matching.v1.SimilarNeedsResponse", SimilarNeedsTable},
    {"frontline.requirement.v1.ProposeMergesResponse", MergeProposals},
    {"frontline.requirement.v1.TraceResponse", TraceTree},
    {"frontline.requirement.v1.GetCoverageResponse", CoverageTable},
    {"frontline.requirement.v1.FollowResponse", Stories},
    {"frontline.requirement.v1.Consultation", ConsultationView},
    {"frontline.identity.v1.WhoAmIResponse", WhoAmI},
    {"frontline.identity.v1.IssueTokenResponse", IssuedToken},
    {"frontline.survey.v1.Finding", FindingTable},
    {"frontline.survey.v1.CompareWavesResponse", WavesTable},
    {"frontline.survey.v1.CompareGroupsResponse", GroupsTable},
    {"frontline.survey.v1.GroupCommentsResponse", ThemesTable},
    {"google.protobuf.Empty", Nothing},
}};

}  // namespace

View FindView(absl::string_view type) {
  for (const auto& [name, view] : kViews) {
    if (name == type) return view;
  }
  return nullptr;
}

}  // namespace frontline::cli
