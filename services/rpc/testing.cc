#include "services/rpc/testing.h"

#include "absl/time/civil_time.h"

namespace frontline::rpc::testing {

Call CallBy(absl::string_view member, std::vector<Grant> grants) {
  // One sequence for the whole program, so that two calls do not make the same id.
  static base::Ids* const ids = base::NewSeededIds(1).release();
  Call call;
  call.principal = Principal(std::string(member), std::move(grants));
  call.method = "frontline.test.v1.TestService/Test";
  call.trace_id = "0af7651916cd43dd8448eb211c80319c";
  call.now = absl::FromCivil(absl::CivilSecond(2026, 11, 24, 9, 0, 0), absl::UTCTimeZone());
  call.deadline = absl::InfiniteFuture();
  call.ids = ids;
  return call;
}

Call NationalAdministrator() {
  return CallBy("national/frontline/members/administrator", {{"national/frontline", frontline::identity::v1::ROLE_ADMINISTRATOR, /*national=*/true}});
}

}  // namespace frontline::rpc::testing
