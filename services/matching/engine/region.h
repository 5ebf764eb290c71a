// Regions of the United Kingdom: NUTS 2016 codes ("UKJ4") and ISO 3166-2 ("GB-ENG"). Pure.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_REGION_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_REGION_H_

#include "absl/strings/string_view.h"

namespace frontline::matching::engine {

// Whether all of `inner` lies within `outer`. A region lies within itself; "UK" and "GB" are the whole country; "GB-ENG" holds UKC to UKK, "GB-WLS" UKL,
// "GB-SCT" UKM, "GB-NIR" UKN, and each of those four NUTS regions or sets of them the other way round. "GB-GBN" holds all but Northern Ireland, "GB-EAW"
// England and Wales. Other subdivisions ("GB-KEN") hold themselves alone.
bool RegionWithin(absl::string_view inner, absl::string_view outer);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_REGION_H_
