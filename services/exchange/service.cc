#include "services/exchange/service.h"

#include "services/exchange/handlers.h"

namespace frontline::exchange {

rpc::Service NewExchangeService() {
  rpc::Service service;
  service.area = "exchange";
  service.services = {"frontline.exchange.v1.ExchangeService"};
  service.handlers = [](rpc::Registry& registry) {
    const std::string prefix = "frontline.exchange.v1.ExchangeService/";
    registry.Streaming<v1::ImportOcdsRequest, v1::ImportOcdsResponse>(prefix + "ImportOcds", ImportOcds);
    registry.Streaming<v1::ImportNeedsRequest, v1::ImportNeedsResponse>(prefix + "ImportNeeds", ImportNeeds);
    registry.Streaming<v1::ImportSuppliersRequest, v1::ImportSuppliersResponse>(prefix + "ImportSuppliers", ImportSuppliers);
    registry.Streaming<v1::ImportCodesRequest, v1::ImportCodesResponse>(prefix + "ImportCodes", ImportCodes);
  };
  return service;
}

}  // namespace frontline::exchange
