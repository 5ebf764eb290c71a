// The supplier service: who sells, what they offer, and how far each fact about them can be trusted.
#ifndef FRONTLINE_SERVICES_SUPPLIER_SERVICE_H_
#define FRONTLINE_SERVICES_SUPPLIER_SERVICE_H_

#include "services/rpc/registry.h"

namespace frontline::supplier {

// Serves frontline.supplier.v1.SupplierService in full. Asks the peer "requirement" whether CPV codes exist: writes with codes answer UNAVAILABLE
// (NOT_READY) while it can't be reached. Thread-safe.
rpc::Service NewSupplierService();

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_SERVICE_H_
