#include <algorithm>

#include "absl/strings/ascii.h"
#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/principal.h"

namespace frontline::requirement {
namespace {

using frontline::options::v1::PERMISSION_REQUIREMENTS_READ;
using storage::KeyOf;
using stored::v1::RequirementRecord;

// The order decides; otherwise the filter that lets least through.
Selection Select(const Call& call, const v1::ListRequirementsRequest& request, const std::string& prefix) {
  const std::string organisation(rpc::OrganisationOf(prefix));
  if (request.order() == v1::REQUIREMENT_ORDER_NEWEST) return {kRequirementByTime, KeyOf(organisation)};
  if (!request.external_id().empty()) return {kRequirementByAnyExternalId, KeyOf(request.external_id())};
  // Of a caller that sees no drafts anywhere they must not even be looked at: an empty page would tell of them.
  const bool public_only = !call.principal.Has(PERMISSION_REQUIREMENTS_READ);
  if (!request.need().empty()) return {kRequirementByNeed, public_only ? KeyOf(request.need(), true) : KeyOf(request.need())};
  if (!organisation.empty()) return {0, prefix};
  if (!request.cpv_prefix().empty()) return {kRequirementByCpv, KeyOf(request.cpv_prefix())};
  if (request.state() != v1::REQUIREMENT_STATE_UNSPECIFIED) return {kRequirementByState, KeyOf(request.state())};
  if (public_only) return {kRequirementPublic, KeyOf(true)};
  return {0, prefix};
}

template <typename List, typename Predicate>
bool Any(const List& list, Predicate predicate) {
  return std::any_of(list.begin(), list.end(), predicate);
}

bool Fits(const v1::ListRequirementsRequest& request, const std::vector<std::string>& words, const v1::Requirement& requirement) {
  const std::string& cpv = request.cpv_prefix();
  return (request.state() == v1::REQUIREMENT_STATE_UNSPECIFIED || requirement.state() == request.state()) &&
         (request.external_id().empty() || requirement.external_id() == request.external_id()) &&
         (request.need().empty() || Any(requirement.needs(), [&](const std::string& need) { return need == request.need(); })) &&
         (cpv.empty() || Any(requirement.cpv_codes(), [&](const std::string& code) { return code.compare(0, cpv.size(), cpv) == 0; })) &&
         (request.region().empty() ||
          Any(requirement.regions(), [&](const std::string& region) { return RegionsOverlap(region, request.region()); })) &&
         HasWords(words, {requirement.title(), requirement.text()});
}

}  // namespace

absl::Status ListRequirements(const Call& call, const v1::ListRequirementsRequest& request, const Snapshot& snapshot,
                              v1::ListRequirementsResponse* response) {
  const std::string& cpv = request.cpv_prefix();
  if (!std::all_of(cpv.begin(), cpv.end(), [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); })) {
    return base::InvalidField("cpv_prefix", "must be 2 to 8 digits");
  }
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  const std::string prefix = ParentPrefix(request.parent());
  const std::vector<std::string> words = SearchWords(request.text());
  std::string next;
  const absl::Status status = Walk(
      Requirements(), snapshot, Select(call, request, prefix), *page, kMostLookedAt,
      [&](const std::string& name, RequirementRecord record) {
        const v1::Requirement& requirement = record.requirement();
        if (name.compare(0, prefix.size(), prefix) != 0) return false;
        const Sight sight = SightOf(call, requirement);
        if (sight == Sight::kNothing || !Fits(request, words, requirement)) return false;
        *response->add_requirements() = ShowRequirement(requirement, sight);
        return true;
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return ForCaller(status, request.parent());
}

}  // namespace frontline::requirement
