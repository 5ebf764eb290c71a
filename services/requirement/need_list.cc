#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/principal.h"

namespace frontline::requirement {
namespace {

using storage::KeyOf;
using stored::v1::NeedRecord;

// One organisation, or "" when the listing is of several.
std::string OneOrganisation(const std::string& prefix) {
  const std::string organisation(rpc::OrganisationOf(prefix));
  return organisation.empty() ? "" : organisation;
}

// The order decides; otherwise the filter that lets least through.
Selection Select(const v1::ListNeedsRequest& request, const std::string& prefix) {
  const std::string organisation = OneOrganisation(prefix);
  if (request.order() == v1::NEED_ORDER_NEWEST) return {kNeedByTime, KeyOf(organisation)};
  if (request.order() == v1::NEED_ORDER_MOST_SUPPORTED) return {kNeedBySupport, KeyOf(organisation)};
  if (request.order() == v1::NEED_ORDER_PRIORITY) return {kNeedByPriority, KeyOf(organisation)};
  if (request.order() == v1::NEED_ORDER_PRIORITY_PER_HEAD) {
    return request.force().empty() ? Selection{kNeedByPerHead, KeyOf(organisation)} : Selection{kNeedByForcePriority, KeyOf(request.force())};
  }
  if (!request.external_id().empty()) return {kNeedByAnyExternalId, KeyOf(request.external_id())};
  if (!organisation.empty()) return {0, prefix};
  if (!request.topic().empty()) return {kNeedByTopic, KeyOf(request.topic())};
  if (!request.force().empty()) return {kNeedByForce, KeyOf(request.force())};
  if (request.state() != v1::NEED_STATE_UNSPECIFIED) return {kNeedByState, KeyOf(request.state())};
  return {0, prefix};
}

bool OfForce(const v1::Need& need, const std::string& force) {
  const auto reaches = [&force](const v1::ForceReach& reach) { return reach.force() == force; };
  if (std::any_of(need.reach().begin(), need.reach().end(), reaches)) return true;
  if (need.forces().empty() && need.reach().empty()) return rpc::OrganisationOf(need.name()) == force;
  return std::find(need.forces().begin(), need.forces().end(), force) != need.forces().end();
}

bool Fits(const v1::ListNeedsRequest& request, const std::vector<std::string>& words, const v1::Need& need) {
  return (request.state() == v1::NEED_STATE_UNSPECIFIED || need.state() == request.state()) &&
         (request.topic().empty() || need.topic() == request.topic()) && (request.force().empty() || OfForce(need, request.force())) &&
         (request.external_id().empty() || need.external_id() == request.external_id()) &&
         HasWords(words, {need.statement(), need.problem(), need.affected()});
}

}  // namespace

absl::Status ListNeeds(const Call&, const v1::ListNeedsRequest& request, const Snapshot& snapshot, v1::ListNeedsResponse* response) {
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  const std::string prefix = ParentPrefix(request.parent());
  const std::vector<std::string> words = SearchWords(request.text());
  std::string next;
  const absl::Status status = Walk(
      Needs(), snapshot, Select(request, prefix), *page, kMostLookedAt,
      [&](const std::string& name, NeedRecord record) {
        if (name.compare(0, prefix.size(), prefix) != 0 || !Fits(request, words, record.need())) return false;
        *response->add_needs() = ShowNeed(record);
        return true;
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return ForCaller(status, request.parent());
}

}  // namespace frontline::requirement
