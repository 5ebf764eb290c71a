#include "clients/cli/short_form.h"

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include <array>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/dates.h"
#include "clients/cli/fields.h"

namespace frontline::cli {
namespace {

using google::protobuf::Message;

absl::Status Set(Message* message, const char* field, absl::string_view text, const Clock& clock) {
  return SetField(message, *message->GetDescriptor()->FindFieldByName(field), text, clock);
}

absl::Status Timestamp(absl::string_view text, const Clock& clock, Message* message) {
  const std::optional<absl::Time> time = ParseMoment(text, clock.now, clock.zone);
  if (!time)
    return absl::InvalidArgumentError("a moment is wanted: 2026-11-24, \"2026-11-24 21:55\", 2026-11-24T21:55:00Z, or -2h for two hours ago");
  const int64_t seconds = absl::ToUnixSeconds(*time);
  google::protobuf::Timestamp value;
  value.set_seconds(seconds);
  value.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(*time - absl::FromUnixSeconds(seconds))));
  return message->ParseFromString(value.SerializeAsString()) ? absl::OkStatus() : absl::InternalError("timestamp");
}

absl::Status Duration(absl::string_view text, const Clock&, Message* message) {
  const std::optional<absl::Duration> span = ParseSpan(text);
  if (!span) return absl::InvalidArgumentError("a length of time is wanted: 90d, 12h, 30m, or 1y");
  google::protobuf::Duration value;
  value.set_seconds(absl::ToInt64Seconds(*span));
  return message->ParseFromString(value.SerializeAsString()) ? absl::OkStatus() : absl::InternalError("duration");
}

absl::Status Mask(absl::string_view text, const Clock&, Message* message) {
  google::protobuf::FieldMask value;
  for (absl::string_view path : absl::StrSplit(text, ',', absl::SkipWhitespace())) value.add_paths(std::string(absl::StripAsciiWhitespace(path)));
  return message->ParseFromString(value.SerializeAsString()) ? absl::OkStatus() : absl::InternalError("mask");
}

absl::Status Money(absl::string_view text, const Clock& clock, Message* message) {
  const absl::Status wrong = absl::InvalidArgumentError("an amount is wanted: 1250000, £1,250,000, or \"EUR 300.50\"");
  text = absl::StripAsciiWhitespace(text);
  std::string currency = "GBP";
  if (absl::ConsumePrefix(&text, "£")) {
    text = absl::StripLeadingAsciiWhitespace(text);
  } else if (text.size() > 3 && absl::ascii_isalpha(text[0])) {
    currency = absl::AsciiStrToUpper(text.substr(0, 3));
    text = absl::StripLeadingAsciiWhitespace(text.substr(3));
  }
  const std::string digits = absl::StrReplaceAll(text, {{",", ""}, {"_", ""}});
  const std::vector<std::string> parts = absl::StrSplit(digits, '.');
  int64_t whole = 0;
  int64_t minor = 0;
  if (digits.empty() || !absl::ascii_isdigit(digits[0]) || parts.size() > 2 || !absl::SimpleAtoi(parts[0], &whole) || whole > 10'000'000'000'000) {
    return wrong;
  }
  if (parts.size() == 2) {
    if (parts[1].size() != 2 || !absl::ascii_isdigit(parts[1][0]) || !absl::SimpleAtoi(parts[1], &minor)) return wrong;
  }
  if (absl::Status set = Set(message, "currency_code", currency, clock); !set.ok()) return set;
  return Set(message, "minor_units", absl::StrCat(whole * 100 + minor), clock);
}

absl::Status MoneyBand(absl::string_view text, const Clock& clock, Message* message) {
  const std::vector<absl::string_view> ends = absl::StrSplit(text, absl::MaxSplits(absl::ByAnyChar("-"), 1));
  if (ends.size() != 2) return absl::InvalidArgumentError("a band is wanted: £100,000-£250,000, or open at an end: £100,000- or -£250,000");
  for (size_t i = 0; i < 2; ++i) {
    if (absl::StripAsciiWhitespace(ends[i]).empty()) continue;
    if (absl::Status set = Money(ends[i], clock, MutableChild(message, i == 0 ? "min" : "max")); !set.ok()) return set;
  }
  return absl::OkStatus();
}

absl::Status Quantity(absl::string_view text, const Clock& clock, Message* message) {
  const std::vector<absl::string_view> parts = absl::StrSplit(absl::StripAsciiWhitespace(text), absl::MaxSplits(' ', 1));
  if (parts.size() != 2) return absl::InvalidArgumentError("an amount and a unit are wanted: \"500 cameras\"");
  if (absl::Status set = Set(message, "amount", parts[0], clock); !set.ok()) return set;
  return Set(message, "unit", absl::StripAsciiWhitespace(parts[1]), clock);
}

// "LEFT:RIGHT" into two fields.
absl::Status Pair(absl::string_view text, const char* left, const char* right, bool right_needed, const Clock& clock, Message* message) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(':', 1));
  if (right_needed && parts.size() != 2) return absl::InvalidArgumentError("two parts with ':' between are wanted");
  if (absl::Status set = Set(message, left, absl::StripAsciiWhitespace(parts[0]), clock); !set.ok()) return set;
  return parts.size() < 2 ? absl::OkStatus() : Set(message, right, absl::StripAsciiWhitespace(parts[1]), clock);
}

absl::Status Identifier(absl::string_view text, const Clock& clock, Message* message) { return Pair(text, "scheme", "id", true, clock, message); }
absl::Status Vetted(absl::string_view text, const Clock& clock, Message* message) { return Pair(text, "level", "people", true, clock, message); }
absl::Status Supporter(absl::string_view text, const Clock& clock, Message* message) { return Pair(text, "name", "people", false, clock, message); }
absl::Status Evidence(absl::string_view text, const Clock& clock, Message* message) { return Pair(text, "kind", "summary", true, clock, message); }
absl::Status Person(absl::string_view text, const Clock& clock, Message* message) {
  return Pair(text, "relation", "display_name", true, clock, message);
}
absl::Status Region(absl::string_view text, const Clock& clock, Message* message) { return Set(message, "region", text, clock); }
absl::Status Client(absl::string_view text, const Clock& clock, Message* message) { return Pair(text, "client", "summary", false, clock, message); }

absl::Status Grant(absl::string_view text, const Clock& clock, Message* message) {
  const bool national = absl::ConsumeSuffix(&text, "+national");
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('@', 1));
  if (absl::Status set = Set(message, "role", parts[0], clock); !set.ok()) return set;
  if (national) (void)Set(message, "national", "yes", clock);
  return parts.size() < 2 ? absl::OkStatus() : Set(message, "organisation", parts[1], clock);
}

absl::Status Attribute(absl::string_view text, const Clock& clock, Message* message) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
  if (parts.size() != 2) return absl::InvalidArgumentError("KEY=VALUE is wanted");
  if (absl::Status set = Set(message, "key", parts[0], clock); !set.ok()) return set;
  const absl::string_view value = absl::StripAsciiWhitespace(parts[1]);
  if (value == "yes" || value == "no") return Set(message, "statement", value, clock);
  size_t number = 0;
  while (number < value.size() && (absl::ascii_isdigit(value[number]) || absl::StrContains("+-.,", std::string(1, value[number])))) ++number;
  double parsed = 0;
  if (number == 0 || !absl::SimpleAtod(absl::StrReplaceAll(value.substr(0, number), {{",", ""}}), &parsed)) return Set(message, "text", value, clock);
  if (absl::Status set = Set(message, "number", value.substr(0, number), clock); !set.ok()) return set;
  const absl::string_view unit = absl::StripAsciiWhitespace(value.substr(number));
  return unit.empty() ? absl::OkStatus() : Set(message, "unit", unit, clock);
}

absl::Status Warning(absl::string_view text, const Clock& clock, Message* message) { return Pair(text, "rule", "reason", true, clock, message); }

constexpr std::array<MessageForm, 17> kForms = {{
    {"google.protobuf.Timestamp", "MOMENT", Timestamp},
    {"google.protobuf.Duration", "SPAN", Duration},
    {"google.protobuf.FieldMask", "FIELD,FIELD", Mask},
    {"frontline.type.v1.Money", "£AMOUNT", Money},
    {"frontline.type.v1.MoneyBand", "£FROM-£TO", MoneyBand},
    {"frontline.requirement.v1.Quantity", "\"AMOUNT UNIT\"", Quantity},
    {"frontline.requirement.v1.Supporter", "NAME[:PEOPLE]", Supporter},
    {"frontline.requirement.v1.Evidence", "KIND:SUMMARY", Evidence},
    {"frontline.requirement.v1.AcceptedWarning", "RULE:REASON", Warning},
    {"frontline.identity.v1.Identifier", "SCHEME:ID", Identifier},
    {"frontline.identity.v1.Grant", "ROLE[@ORGANISATION][+national]", Grant},
    {"frontline.supplier.v1.SupplierIdentifier", "SCHEME:ID", Identifier},
    {"frontline.supplier.v1.ServedRegion", "REGION", Region},
    {"frontline.supplier.v1.VettedStaff", "LEVEL:PEOPLE", Vetted},
    {"frontline.supplier.v1.Attribute", "KEY=VALUE", Attribute},
    {"frontline.supplier.v1.ConnectedPerson", "RELATION:NAME", Person},
    {"frontline.supplier.v1.Reference", "CLIENT[:SUMMARY]", Client},
}};

}  // namespace

const MessageForm* FindMessageForm(absl::string_view type) {
  for (const MessageForm& form : kForms) {
    if (form.type == type) return &form;
  }
  return nullptr;
}

}  // namespace frontline::cli
