// From what people type to the fields of a message.
#ifndef FRONTLINE_CLIENTS_CLI_VALUE_H_
#define FRONTLINE_CLIENTS_CLI_VALUE_H_

#include <google/protobuf/message.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::cli {

// What relative days and local moments are read by.
struct Clock {
  absl::Time now;
  absl::TimeZone zone;
};

// Sets a field of `message`, or adds to it when it is a list or a map, from its text: numbers ("1,250"), yes/no, enum words, days and moments
// (dates.h), money
// ("£1,250,000", "EUR 300"), spans ("90d"), and messages as JSON ("{...}") or in their short form (ShortForm). INVALID_ARGUMENT says what would be
// right.
absl::Status SetField(google::protobuf::Message* message, const google::protobuf::FieldDescriptor& field, absl::string_view text, const Clock& clock);

// The same by path: "value.max", "criteria[0].weight", "forces[+]" (another entry). List entries must be there, or be the next.
absl::Status SetPath(google::protobuf::Message* message, absl::string_view path, absl::string_view text, const Clock& clock);

// How a message can be typed on one line ("ROLE@ORGANISATION"); empty when only as JSON.
absl::string_view ShortForm(const google::protobuf::Descriptor& type);

// Whether several values can be typed in one, parted by commas: lists of names, codes, days and enums, whose values hold no comma.
bool SplitsAtCommas(const google::protobuf::FieldDescriptor& field);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_VALUE_H_
