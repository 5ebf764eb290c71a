// Where the index's facts come from: a feed that says what changed, and the services that say what it is now. Behind an interface, so that following can be
// tested without a wire.
#ifndef FRONTLINE_SERVICES_MATCHING_SOURCE_H_
#define FRONTLINE_SERVICES_MATCHING_SOURCE_H_

#include <cstdint>
#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "frontline/admin/v1/change_service.pb.h"
#include "services/matching/index.h"
#include "services/rpc/call.h"

namespace frontline::matching {

// All but Cancel are called by one thread.
class Source {
 public:
  using Batch = frontline::admin::v1::WatchChangesResponse;
  virtual ~Source() = default;

  // The position of the feed now.
  virtual absl::StatusOr<uint64_t> Position() = 0;
  // Puts everything there is into the index, and removes what is gone.
  virtual absl::Status LoadAll() = 0;
  // Brings what the changes name up to date in the index.
  virtual absl::Status Apply(const Batch& batch) = 0;
  // Follows the feed after `position`, and gives each batch, until the feed ends or `each` returns an error, which is then returned.
  virtual absl::Status Watch(uint64_t position, absl::FunctionRef<absl::Status(const Batch&)> each) = 0;
  // Ends whatever is under way, and whatever comes later at once, with CANCELLED. Any thread.
  virtual void Cancel() = 0;
};

// Suppliers' profiles. `peers` and `index` outlive it. The feed is that of the process that serves them: every process has a ChangeService of its own.
std::unique_ptr<Source> NewSupplierSource(const rpc::Peers* peers, Index* index);
// Published requirements, and needs.
std::unique_ptr<Source> NewRequirementSource(const rpc::Peers* peers, Index* index);

}  // namespace frontline::matching

#endif  // FRONTLINE_SERVICES_MATCHING_SOURCE_H_
