// Closes consultations whose last day is over.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_CLOSER_H_
#define FRONTLINE_SERVICES_REQUIREMENT_CLOSER_H_

#include <functional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/rpc/repeater.h"
#include "storage/store.h"

namespace frontline::requirement {

// Closes what is due in `store` at `now`; writes nothing when there is none. How many.
absl::StatusOr<int> CloseDueNow(storage::Store& store, absl::Time now);

// That, for a repeater: every minute.
rpc::Repeater::Work ClosingWork(storage::Store* store, std::function<absl::Time()> clock);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_CLOSER_H_
