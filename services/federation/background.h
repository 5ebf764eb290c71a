// What comes due by itself: embargoes that end, pieces of files that nothing needs.
#ifndef FRONTLINE_SERVICES_FEDERATION_BACKGROUND_H_
#define FRONTLINE_SERVICES_FEDERATION_BACKGROUND_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/rpc/repeater.h"
#include "storage/store.h"

namespace frontline::federation {

// Does what is due by the store's clock. Blocks.
absl::Status DoDueWork(storage::Store& store, const std::string& run);

// That, for a repeater: again whenever a day begins, and every half minute.
rpc::Repeater::Work DueWork(storage::Store* store, std::function<absl::Time()> clock, std::string run);

}  // namespace frontline::federation

#endif  // FRONTLINE_SERVICES_FEDERATION_BACKGROUND_H_
