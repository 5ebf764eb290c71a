#include <algorithm>

#include "services/base/errors.h"
#include "services/requirement/handlers.h"
#include "services/requirement/listing.h"
#include "services/requirement/need_record.h"
#include "services/requirement/requirement_record.h"
#include "services/requirement/tables.h"

namespace frontline::requirement {
namespace {

// A revision is as large as a requirement: pages are smaller here.
constexpr size_t kLargestPage = 100;

}  // namespace

absl::Status ListRevisions(const Call& call, const v1::ListRevisionsRequest& request, const Snapshot& snapshot, v1::ListRevisionsResponse* response) {
  absl::StatusOr<stored::v1::RequirementRecord> current = LoadRequirement(snapshot, request.name());
  if (!current.ok()) return current.status();
  if (SightOf(call, current->requirement()) == Sight::kNothing) return base::NotFound(request.name());
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  page->size = std::min(page->size, kLargestPage);
  std::string next;
  const absl::Status status = Walk(
      Revisions(), snapshot, {0, RevisionPrefix(request.name())}, *page, kMostLookedAt,
      [&](const std::string&, stored::v1::RevisionRecord record) {
        v1::Revision& revision = *record.mutable_revision();
        const Sight sight = SightOf(call, revision.requirement());
        if (sight == Sight::kNothing) return false;
        *revision.mutable_requirement() = ShowRequirement(revision.requirement(), sight);
        if (sight == Sight::kPublic) revision.clear_member();
        response->add_revisions()->Swap(&revision);
        return true;
      },
      &next);
  response->set_next_page_token(rpc::NextPageToken(request, next));
  return ForCaller(status, request.name());
}

}  // namespace frontline::requirement
