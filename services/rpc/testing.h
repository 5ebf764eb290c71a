// For handler tests: calls without a server.
#ifndef FRONTLINE_SERVICES_RPC_TESTING_H_
#define FRONTLINE_SERVICES_RPC_TESTING_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "services/rpc/call.h"
#include "storage/store.h"

namespace frontline::rpc::testing {

// A call by `member` with `grants`; seeded ids, now = 2026-11-24T09:00:00Z.
Call CallBy(absl::string_view member, std::vector<Grant> grants);
Call NationalAdministrator();

// Runs a write handler in a transaction of `store` and waits for it.
template <typename Request, typename Response>
absl::Status RunWrite(storage::Store& store, const Call& call, const Request& request, Response* response,
                      absl::Status (*handler)(const Call&, const Request&, storage::Transaction&, Response*)) {
  return storage::CommitAndWait(store, [&](storage::Transaction& tx) { return handler(call, request, tx, response); });
}

}  // namespace frontline::rpc::testing

#endif  // FRONTLINE_SERVICES_RPC_TESTING_H_
