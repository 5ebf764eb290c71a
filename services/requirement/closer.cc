#include "services/requirement/closer.h"

#include <utility>

#include "services/requirement/consultation_record.h"
#include "services/requirement/tables.h"
#include "services/rpc/resource.h"

namespace frontline::requirement {
namespace {

constexpr int kAtOnce = 5;  // in one write: each may hold many answers

absl::StatusOr<bool> IsAnyDue(const storage::Reader& reader, absl::Time now) {
  auto page = Consultations().ListBy(reader, kConsultationOpen, "", "", 1);
  if (!page.ok()) return page.status();
  return !page->rows.empty() && rpc::FromTimestamp(page->rows.front().record.end_time()) <= now;
}

}  // namespace

absl::StatusOr<int> CloseDueNow(storage::Store& store, absl::Time now) {
  int closed = 0;
  for (;;) {
    absl::StatusOr<bool> due = IsAnyDue(store.Read(), now);
    if (!due.ok()) return due.status();
    if (!*due) return closed;
    int last = 0;
    const absl::Status status = storage::CommitAndWait(store, [&last](storage::Transaction& tx) {
      absl::StatusOr<int> count = CloseDue(tx, kAtOnce);
      if (!count.ok()) return count.status();
      last = *count;
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    // The store's clock may stand behind `now`: then there is nothing to close yet.
    if (last == 0) return closed;
    closed += last;
  }
}

rpc::Repeater::Work ClosingWork(storage::Store* store, std::function<absl::Time()> clock) {
  return [store, clock = std::move(clock)](const std::function<bool()>&) {
    // A store that fails says so itself, and the next look tries again. Answers are refused after the last day whether or not it was closed.
    (void)CloseDueNow(*store, clock());
    return absl::Minutes(1);
  };
}

}  // namespace frontline::requirement
