#include "clients/cli/words.h"

#include <array>
#include <cctype>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

// NeedState → "NEED_STATE_".
std::string ValuePrefix(const EnumDescriptor& type) {
  std::string prefix;
  const std::string& name = type.name();
  for (size_t i = 0; i < name.size(); ++i) {
    if (i > 0 && absl::ascii_isupper(name[i]) && !absl::ascii_isupper(name[i - 1])) prefix += '_';
    prefix += absl::ascii_toupper(name[i]);
  }
  return prefix + "_";
}

std::string Bare(const EnumValueDescriptor& value) {
  const std::string prefix = ValuePrefix(*value.type());
  const std::string& name = value.name();
  return name.compare(0, prefix.size(), prefix) == 0 ? name.substr(prefix.size()) : name;
}

bool IsAbbreviation(const EnumValueDescriptor& value) {
  return value.type()->name() == "VettingLevel" || value.name() == "SIZE_SME" || value.type()->name() == "Obligation";
}

std::string Folded(absl::string_view text) {
  std::string folded = absl::AsciiStrToLower(absl::StripAsciiWhitespace(text));
  for (char& c : folded) {
    if (c == '-' || c == ' ') c = '_';
  }
  return folded;
}

std::string Grouped(const std::string& digits) {
  int64_t number = 0;
  return absl::SimpleAtoi(digits, &number) ? Count(number) : digits;
}

}  // namespace

std::string EnumWords(const EnumValueDescriptor& value) {
  const std::string bare = Bare(value);
  if (bare == "UNSPECIFIED") return "";
  return IsAbbreviation(value) ? bare : absl::StrReplaceAll(absl::AsciiStrToLower(bare), {{"_", " "}});
}

std::string EnumFlag(const EnumValueDescriptor& value) { return absl::StrReplaceAll(absl::AsciiStrToLower(Bare(value)), {{"_", "-"}}); }

const EnumValueDescriptor* FindEnumValue(const EnumDescriptor& type, absl::string_view text) {
  const std::string folded = Folded(text);
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor* value = type.value(i);
    if (folded == Folded(value->name()) || folded == Folded(Bare(*value))) return value;
  }
  return nullptr;
}

std::string FieldLabel(const google::protobuf::FieldDescriptor& field) {
  static constexpr std::array<absl::string_view, 6> kCapitals = {"cpv", "uri", "id", "vcse", "sha", "ocid"};
  static constexpr std::array<std::pair<absl::string_view, absl::string_view>, 7> kOwn = {{
      {"uri", "Link"},
      {"display_name", "Called"},
      {"display_role", "Post"},
      {"create_time", "Made"},
      {"update_time", "Changed"},
      {"people_supporting", "Supported by"},
      {"resident_bytes", "Memory"},
  }};
  for (const auto& [name, label] : kOwn) {
    if (name == field.name()) return std::string(label);
  }
  std::vector<std::string> words;
  std::string label;
  std::string word;
  const auto end_word = [&label, &word]() {
    for (absl::string_view capital : kCapitals) {
      if (capital == word) word = absl::AsciiStrToUpper(word);
    }
    absl::StrAppend(&label, label.empty() ? "" : " ", word);
    word.clear();
  };
  for (char c : field.name()) {
    if (c == '_') {
      end_word();
    } else {
      word += c;
    }
  }
  end_word();
  label[0] = absl::ascii_toupper(label[0]);
  return label;
}

std::string FieldFlag(const google::protobuf::FieldDescriptor& field) { return absl::StrReplaceAll(field.name(), {{"_", "-"}}); }

std::string DayText(absl::string_view day) {
  absl::CivilDay civil;
  if (day.size() != 10 || !absl::ParseCivilTime(day, &civil)) return std::string(day);
  return absl::FormatTime("%-d %b %Y", absl::FromCivil(civil, absl::UTCTimeZone()), absl::UTCTimeZone());
}

std::string MomentText(const google::protobuf::Timestamp& moment, absl::TimeZone zone) {
  const absl::Time time = absl::FromUnixSeconds(moment.seconds()) + absl::Nanoseconds(moment.nanos());
  return absl::FormatTime("%d %b %Y, %H:%M", time, zone).substr(absl::FormatTime("%d", time, zone)[0] == '0' ? 1 : 0);
}

std::string DurationText(absl::Duration duration) {
  struct Unit {
    absl::Duration length;
    absl::string_view name;
  };
  static const std::array<Unit, 3> kUnits = {{{absl::Hours(24), "day"}, {absl::Hours(1), "hour"}, {absl::Minutes(1), "minute"}}};
  for (size_t i = 0; i < kUnits.size(); ++i) {
    if (duration < kUnits[i].length) continue;
    const int64_t count = duration / kUnits[i].length;
    std::string text = Plural(count, kUnits[i].name);
    if (i + 1 < kUnits.size()) {
      const int64_t rest = (duration - count * kUnits[i].length) / kUnits[i + 1].length;
      if (rest > 0) absl::StrAppend(&text, " ", Plural(rest, kUnits[i + 1].name));
    }
    return text;
  }
  return absl::StrCat(absl::ToInt64Seconds(duration), " s");
}

std::string MoneyText(absl::string_view currency, int64_t minor_units) {
  const int64_t pence = minor_units % 100;
  std::string amount = Count(minor_units / 100);
  if (pence != 0) absl::StrAppend(&amount, absl::StrFormat(".%02d", pence));
  return currency == "GBP" ? absl::StrCat("£", amount) : absl::StrCat(currency, " ", amount);
}

std::string BytesText(uint64_t bytes) {
  static constexpr std::array<absl::string_view, 5> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) return absl::StrCat(bytes, bytes == 1 ? " byte" : " bytes");
  double size = static_cast<double>(bytes) / 1024;
  size_t unit = 0;
  for (; size >= 1024 && unit + 1 < kUnits.size(); ++unit) size /= 1024;
  return size < 10 ? absl::StrFormat("%.1f %s", size, kUnits[unit]) : absl::StrFormat("%.0f %s", size, kUnits[unit]);
}

std::string NumberText(double number) {
  if (std::isfinite(number) && number == std::floor(number) && std::abs(number) < 1e15) return Grouped(absl::StrFormat("%.0f", number));
  return absl::StrFormat("%g", number);
}

}  // namespace frontline::cli
