// The exchange service: imports. services/exchange/README.md says how.
#ifndef FRONTLINE_SERVICES_EXCHANGE_SERVICE_H_
#define FRONTLINE_SERVICES_EXCHANGE_SERVICE_H_

#include "services/rpc/registry.h"

namespace frontline::exchange {

// Keeps nothing of its own. Calls identity, requirement and supplier as peers.
rpc::Service NewExchangeService();

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_SERVICE_H_
