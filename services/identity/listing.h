// Pages of records that a filter lets through.
#ifndef FRONTLINE_SERVICES_IDENTITY_LISTING_H_
#define FRONTLINE_SERVICES_IDENTITY_LISTING_H_

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "storage/table.h"

namespace frontline::identity {

// Records looked at for one page: past it the page ends, however few the filter let through.
inline constexpr size_t kMostLookedAt = 5000;

// At most `size` records of those that `fetch(after, limit)` → StatusOr<Page<Record>> gives, from `after`, for which `keep(record)` holds.
template <typename Record, typename Fetch, typename Keep>
absl::StatusOr<storage::Page<Record>> FilteredPage(std::string after, size_t size, Fetch fetch, Keep keep) {
  storage::Page<Record> kept;
  kept.next = std::move(after);
  size_t looked_at = 0;
  do {
    // Never more than there is room for, so that the place of the last one taken is the place to go on from.
    absl::StatusOr<storage::Page<Record>> page = fetch(kept.next, size - kept.rows.size());
    if (!page.ok()) return page.status();
    looked_at += page->rows.size();
    for (auto& row : page->rows) {
      if (keep(row.record)) kept.rows.push_back(std::move(row));
    }
    kept.next = std::move(page->next);
  } while (!kept.next.empty() && kept.rows.size() < size && looked_at < kMostLookedAt);
  return kept;
}

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_LISTING_H_
