// Walking a listing that filters: bounded in how much it looks at, whatever the filters let through. Thread-safe.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_LISTING_H_
#define FRONTLINE_SERVICES_REQUIREMENT_LISTING_H_

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "services/rpc/resource.h"
#include "storage/table.h"

namespace frontline::requirement {

// The most records that one page looks at.
inline constexpr size_t kMostLookedAt = 2000;

// Where a listing gets its records from: a range of names, or one key of an index.
struct Selection {
  uint16_t index = 0;  // 0: by name
  std::string key;     // of the index; the prefix of the names where there is none
};

// Reads on from `page.after`, hands each record to `take` (Record&& → bool, whether it was listed) until page.size were listed, `most` were looked
// at or there are no more. `next` is where the next page starts; empty at the end.
template <typename Record, typename Take>
absl::Status Walk(const storage::Table<Record>& table, const storage::Reader& reader, const Selection& selection, const rpc::PageStart& page,
                  size_t most, const Take& take, std::string* next) {
  *next = page.after;
  size_t listed = 0;
  size_t looked_at = 0;
  do {
    // Never more than could be listed, so that every record that was read is behind `next`.
    const size_t limit = std::min(page.size - listed, most - looked_at);
    absl::StatusOr<storage::Page<Record>> rows =
        selection.index == 0 ? table.List(reader, selection.key, *next, limit) : table.ListBy(reader, selection.index, selection.key, *next, limit);
    if (!rows.ok()) return rows.status();
    for (auto& row : rows->rows) {
      if (take(row.name, std::move(row.record))) ++listed;
    }
    looked_at += rows->rows.size();
    *next = std::move(rows->next);
  } while (!next->empty() && listed < page.size && looked_at < most);
  return absl::OkStatus();
}

// The start of the names of a listing's parent: "forces/kent" → "forces/kent/", "forces/-" → "forces/", "-" and "" → "".
std::string ParentPrefix(absl::string_view parent);

// The words of a search, in lower case.
std::vector<std::string> SearchWords(absl::string_view text);
// Whether each of `words` stands in one of `texts`, whatever the case (of ASCII letters).
bool HasWords(const std::vector<std::string>& words, std::initializer_list<absl::string_view> texts);

// Whether one of the regions, as NUTS or ISO 3166-2 codes, lies in the other or is it: "UKJ4" and "GB-ENG" do.
bool RegionsOverlap(absl::string_view a, absl::string_view b);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_LISTING_H_
