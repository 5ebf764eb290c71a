// The store's figures among the metrics.
#ifndef FRONTLINE_SERVICES_SERVER_GAUGES_H_
#define FRONTLINE_SERVICES_SERVER_GAUGES_H_

#include "services/rpc/telemetry.h"
#include "storage/rocks_store.h"

namespace frontline::server {

// `store` must live as long as anyone reads the metrics.
void AddStoreGauges(const storage::RocksStore* store, rpc::Telemetry* telemetry);

}  // namespace frontline::server

#endif  // FRONTLINE_SERVICES_SERVER_GAUGES_H_
