// The handlers of exchange, one file each.
#ifndef FRONTLINE_SERVICES_EXCHANGE_HANDLERS_H_
#define FRONTLINE_SERVICES_EXCHANGE_HANDLERS_H_

#include "absl/status/status.h"
#include "frontline/exchange/v1/exchange_service.pb.h"
#include "services/rpc/call.h"
#include "services/rpc/registry.h"

namespace frontline::exchange {

namespace v1 = frontline::exchange::v1;

absl::Status ImportOcds(const rpc::Call& call, rpc::Stream<v1::ImportOcdsRequest, v1::ImportOcdsResponse>& stream);
absl::Status ImportNeeds(const rpc::Call& call, rpc::Stream<v1::ImportNeedsRequest, v1::ImportNeedsResponse>& stream);
absl::Status ImportSuppliers(const rpc::Call& call, rpc::Stream<v1::ImportSuppliersRequest, v1::ImportSuppliersResponse>& stream);
absl::Status ImportCodes(const rpc::Call& call, rpc::Stream<v1::ImportCodesRequest, v1::ImportCodesResponse>& stream);

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_HANDLERS_H_
