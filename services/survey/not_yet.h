// Temporary: registers what is still being written, so that frontlined starts. Goes with the last of its uses.
#ifndef FRONTLINE_SERVICES_SURVEY_NOT_YET_H_
#define FRONTLINE_SERVICES_SURVEY_NOT_YET_H_

#include "absl/status/status.h"
#include "services/rpc/registry.h"

namespace frontline::survey {

template <typename Request, typename Response>
void NotYetRead(rpc::Registry& registry, absl::string_view method) {
  registry.ReadWith<Request, Response>(method, [](const rpc::Call&, const Request&, const storage::Snapshot&, Response*) {
    return absl::UnimplementedError("This is still being written.");
  });
}

template <typename Request, typename Response>
void NotYetWrite(rpc::Registry& registry, absl::string_view method) {
  registry.Write<Request, Response>(method, [](const rpc::Call&, const Request&, storage::Transaction&, Response*) {
    return absl::UnimplementedError("This is still being written.");
  });
}

template <typename Request, typename Response>
void NotYetStream(rpc::Registry& registry, absl::string_view method) {
  registry.Streaming<Request, Response>(
      method, [](const rpc::Call&, rpc::Stream<Request, Response>&) { return absl::UnimplementedError("This is still being written."); });
}

}  // namespace frontline::survey

#endif  // FRONTLINE_SERVICES_SURVEY_NOT_YET_H_
