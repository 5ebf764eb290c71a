// The reference data as it is written in reference/*.txt: blocks parted by empty lines, '#' starts a comment line.
//
//   [forces/kent]                       the organisation's name; its type follows from it
//   name: Kent Police                   required
//   region: UKJ4                        NUTS 2016
//   jurisdiction: ENGLAND_AND_WALES     required, but where it has none
//   identifier: ONS E23000032           any number; the scheme ends at the first space
//   part_of: national/home-office
//   place: Kent                         any number: adds what notices call a force of that place and its commissioner
//   fire_place: Kent                    the same, where the commissioner answers for the fire service too
//   alias: Kent County Constabulary     any number
//   merged: forces/x 2013-04-01         the successor, which stands in the data too, and its first day
#ifndef FRONTLINE_SERVICES_IDENTITY_REFERENCE_TEXT_H_
#define FRONTLINE_SERVICES_IDENTITY_REFERENCE_TEXT_H_

#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "frontline/identity/v1/organisation.pb.h"

namespace frontline::identity {

// The organisations in the order of the text, their predecessors worked out. INVALID_ARGUMENT naming the line.
absl::StatusOr<std::vector<v1::Organisation>> ParseReference(absl::string_view text);

}  // namespace frontline::identity

#endif  // FRONTLINE_SERVICES_IDENTITY_REFERENCE_TEXT_H_
