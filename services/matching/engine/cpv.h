// CPV 2008 codes, compared by the digits that they share: division (2), group (3), class (4), category (5) and beyond. Pure.
#ifndef FRONTLINE_SERVICES_MATCHING_ENGINE_CPV_H_
#define FRONTLINE_SERVICES_MATCHING_ENGINE_CPV_H_

#include <cstdint>

#include "absl/strings/string_view.h"

namespace frontline::matching::engine {

// The eight digits as a number, without the check digit; 0 for what is no code.
uint32_t ParseCpv(absl::string_view code);
// How many leading digits two codes share, 0 to 8.
int SharedDigits(uint32_t a, uint32_t b);
// How much that says, in 1024ths: nothing under a shared division.
int CpvStrength(int shared_digits);
// Whether `code` lies within `scope` ("35000000" holds all of division 35).
bool CpvWithin(uint32_t code, uint32_t scope);

}  // namespace frontline::matching::engine

#endif  // FRONTLINE_SERVICES_MATCHING_ENGINE_CPV_H_
