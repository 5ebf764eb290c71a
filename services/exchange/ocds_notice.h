// What a release of OCDS 1.1 says, in Frontline's terms. Pure, thread-safe.
#ifndef FRONTLINE_SERVICES_EXCHANGE_OCDS_NOTICE_H_
#define FRONTLINE_SERVICES_EXCHANGE_OCDS_NOTICE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "frontline/exchange/ocds/v1/ocds.pb.h"
#include "frontline/identity/v1/organisation.pb.h"
#include "frontline/requirement/v1/requirement.pb.h"
#include "frontline/supplier/v1/capability.pb.h"
#include "frontline/supplier/v1/supplier.pb.h"
#include "services/exchange/ocds_merge.h"
#include "services/intake/problem.h"

namespace frontline::exchange {

using intake::Problems;

// A supplier of an award. Names are given when it is written.
struct AwardedSupplier {
  frontline::supplier::v1::Supplier supplier;      // display_name, identifiers, size, vcse
  frontline::supplier::v1::Capability capability;  // what it was awarded, with the award as its reference
};

struct Notice {
  std::string ocid;
  std::string published;                        // the day of the release
  frontline::identity::v1::Organisation buyer;  // display_name, identifiers
  frontline::requirement::v1::Requirement requirement;
  // How it ended, without the suppliers' names; nullopt while it has not: then it is published.
  std::optional<frontline::requirement::v1::Outcome> outcome;
  std::vector<AwardedSupplier> suppliers;
};

// The most that a release may list of one kind, and that is said of one that is wrong.
inline constexpr int kMostListed = 5000;
inline constexpr size_t kMostProblemsOfANotice = 100;

// `path` is the release's place in the file; `source` is kept with the facts beside the ocid. Appends all that is wrong to `problems`; the notice is
// of use only when nothing was.
Notice NoticeOf(const oc::Release& release, const std::string& path, absl::string_view source, absl::string_view today, Problems* problems);

}  // namespace frontline::exchange

#endif  // FRONTLINE_SERVICES_EXCHANGE_OCDS_NOTICE_H_
