// What the handlers of findings, comments and themes share. Thread-safe.
#ifndef FRONTLINE_SERVICES_SURVEY_FINDING_RECORD_H_
#define FRONTLINE_SERVICES_SURVEY_FINDING_RECORD_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/survey/stored/v1/stored.pb.h"
#include "services/rpc/call.h"
#include "services/rpc/resource.h"
#include "storage/table.h"

namespace frontline::survey {

// Whether findings and comments may be read: not before the last step of the closing.
bool IsClosed(const v1::Survey& survey);
// The survey that a child's name lies in.
std::string SurveyOf(absl::string_view child);
// The survey, for a caller who may see it. WRONG_STATE unless it is closed.
absl::StatusOr<v1::Survey> LoadClosed(const rpc::Call& call, const storage::Reader& reader, absl::string_view survey);

// The most records that one page looks at, and the bytes that it grows to: clients refuse messages over 4 MiB unless told otherwise.
inline constexpr size_t kMostLookedAt = 2000;
inline constexpr size_t kMostPageBytes = 3 << 20;

// Reads on from `page.after`, record by record, since each may be large. `read` gives the page of one that starts at a place; `take` (name, Record&&)
// says how many bytes it listed, 0 for a record that does not fit. `next` is where the next page starts; empty at the end.
template <typename Record, typename Read, typename Take>
absl::Status WalkSome(const rpc::PageStart& page, const Read& read, const Take& take, std::string* next) {
  *next = page.after;
  size_t listed = 0;
  size_t bytes = 0;
  for (size_t looked_at = 0; listed < page.size && looked_at < kMostLookedAt && bytes < kMostPageBytes; ++looked_at) {
    absl::StatusOr<storage::Page<Record>> rows = read(*next);
    if (!rows.ok()) return rows.status();
    *next = rows->next;
    if (rows->rows.empty()) return absl::OkStatus();
    const size_t size = take(rows->rows.front().name, std::move(rows->rows.front().record));
    listed += size > 0 ? 1 : 0;
    bytes += size;
    if (next->empty()) return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_FINDING_RECORD_H_
