// Values in the words that people read, and the short words that they type. British English. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_WORDS_H_
#define FRONTLINE_CLIENTS_CLI_WORDS_H_

#include <google/protobuf/descriptor.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace frontline::cli {

// NEED_STATE_IN_REVIEW as one reads it ("in review"); names that are abbreviations stay in capitals ("SME", "NPPV3"). _UNSPECIFIED is "".
std::string EnumWords(const google::protobuf::EnumValueDescriptor& value);
// The same as one types it ("in-review"; "unspecified").
std::string EnumFlag(const google::protobuf::EnumValueDescriptor& value);
// The value that `text` means: its typed form in any case, with '-', '_' or ' ', or the full name. Null for none.
const google::protobuf::EnumValueDescriptor* FindEnumValue(const google::protobuf::EnumDescriptor& type, absl::string_view text);

// "people_affected" → "People affected", "cpv_codes" → "CPV codes".
std::string FieldLabel(const google::protobuf::FieldDescriptor& field);
// "people_affected" → "people-affected".
std::string FieldFlag(const google::protobuf::FieldDescriptor& field);

// "2026-11-24" → "24 Nov 2026"; anything else as it is.
std::string DayText(absl::string_view day);
// "24 Nov 2026, 21:55".
std::string MomentText(const google::protobuf::Timestamp& moment, absl::TimeZone zone);
// "3 days 4 hours", "12 minutes", "5 s": the two largest units.
std::string DurationText(absl::Duration duration);
// "£1,250,000", "£12.50", "EUR 3,000".
std::string MoneyText(absl::string_view currency, int64_t minor_units);
// "1.4 MiB".
std::string BytesText(uint64_t bytes);
// "0.5", "12", "1,250,000".
std::string NumberText(double number);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_WORDS_H_
