// Bringing stored records up to date with what this program keeps of them, on start.
#ifndef FRONTLINE_SERVICES_REQUIREMENT_UPGRADE_H_
#define FRONTLINE_SERVICES_REQUIREMENT_UPGRADE_H_

#include "absl/status/status.h"
#include "storage/store.h"

namespace frontline::requirement {

// Gives needs of an older layout their priorities and index entries. Their index entries follow the layout that a record says it has, so that the
// store is consistent at every moment in between. Does nothing when it was done before; broken off, it goes on the next time. Bounded in memory.
absl::Status UpgradeNeeds(storage::Store& store);

}  // namespace frontline::requirement

#endif  // FRONTLINE_SERVICES_REQUIREMENT_UPGRADE_H_
