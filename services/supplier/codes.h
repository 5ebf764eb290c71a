// CPV codes are the requirement service's: whether they exist is asked before a write.
#ifndef FRONTLINE_SERVICES_SUPPLIER_CODES_H_
#define FRONTLINE_SERVICES_SUPPLIER_CODES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "services/rpc/call.h"

namespace frontline::supplier {

// A code of a request and the path of its field.
struct NamedCode {
  std::string path;
  std::string code;
};

// FIELDS_INVALID naming every code that is not one; UNAVAILABLE (NOT_READY) when the requirement service can't be reached. Blocks: for prepare steps.
absl::Status CheckCodes(const rpc::Call& call, const std::vector<NamedCode>& codes);

}  // namespace frontline::supplier

#endif  // FRONTLINE_SERVICES_SUPPLIER_CODES_H_
