#include "services/federation/background.h"

#include <algorithm>
#include <utility>

#include "services/federation/chunks.h"
#include "services/federation/day.h"
#include "services/federation/release.h"

namespace frontline::federation {
namespace {

// Submissions that one mutation releases.
constexpr size_t kReleasedAtOnce = 20;
constexpr absl::Duration kRest = absl::Seconds(30);

absl::Duration UntilTomorrow(absl::Time now) { return BeginOf(DayOf(now + absl::Hours(24))) - now; }

}  // namespace

absl::Status DoDueWork(storage::Store& store, const std::string& run) {
  for (bool more = true; more;) {
    const absl::Status status = storage::CommitAndWait(store, [&more](storage::Transaction& tx) {
      absl::StatusOr<bool> left = ReleaseDue(tx, kReleasedAtOnce);
      more = left.ok() && *left;
      return left.status();
    });
    if (!status.ok()) return status;
  }
  return SweepLoose(store, run);
}

rpc::Repeater::Work DueWork(storage::Store* store, std::function<absl::Time()> clock, std::string run) {
  return [store, clock = std::move(clock), run = std::move(run)](const std::function<bool()>&) {
    DoDueWork(*store, run).IgnoreError();  // a disk that fails or is full may be well again next time
    return std::min(kRest, UntilTomorrow(clock()) + absl::Milliseconds(1));
  };
}

}  // namespace frontline::federation
