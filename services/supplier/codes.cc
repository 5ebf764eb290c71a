#include "services/supplier/codes.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>

#include "frontline/requirement/v1/code_service.grpc.pb.h"
#include "services/base/errors.h"
#include "services/rpc/status.h"

namespace frontline::supplier {
namespace {

namespace requirement = frontline::requirement::v1;

constexpr size_t kMostAtOnce = 1000;  // that CheckCodes takes

absl::Status NotReady() { return base::NotReady("the requirement service, which knows the CPV codes, can't be reached", absl::Seconds(1)); }

}  // namespace

absl::Status CheckCodes(const rpc::Call& call, const std::vector<NamedCode>& codes) {
  if (codes.empty()) return absl::OkStatus();
  const auto channel = call.peers == nullptr ? nullptr : call.peers->Channel("requirement");
  if (channel == nullptr) return NotReady();
  requirement::CodeService::Stub stub(channel);
  std::vector<base::Violation> violations;
  for (size_t first = 0; first < codes.size(); first += kMostAtOnce) {
    const size_t last = std::min(codes.size(), first + kMostAtOnce);
    requirement::CheckCodesRequest request;
    for (size_t i = first; i < last; ++i) request.add_codes(codes[i].code);
    requirement::CheckCodesResponse response;
    grpc::ClientContext context;
    call.Forward(&context);
    const absl::Status status = rpc::FromGrpc(stub.CheckCodes(&context, request, &response));
    if (absl::IsUnavailable(status) || absl::IsUnimplemented(status)) return NotReady();
    if (!status.ok()) return status;
    for (const requirement::CodeProblem& problem : response.problems()) {
      const size_t index = first + static_cast<size_t>(problem.index());
      if (problem.index() >= 0 && index < last) violations.push_back({codes[index].path, problem.problem()});
    }
  }
  return violations.empty() ? absl::OkStatus() : base::InvalidFields(violations);
}

}  // namespace frontline::supplier
