#include "services/exchange/cells.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/exchange/values.h"

namespace frontline::exchange {
namespace {

// What all names of a type start with: that of the value nought without "UNSPECIFIED".
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  std::string prefix = type.FindValueByNumber(0)->name();
  prefix.resize(prefix.size() - std::min(prefix.size(), std::string("UNSPECIFIED").size()));
  return prefix;
}

}  // namespace

int EnumByWords(absl::string_view text, const google::protobuf::EnumDescriptor& type) {
  std::string name = absl::AsciiStrToUpper(OneLine(text));
  std::replace_if(
      name.begin(), name.end(), [](char c) { return c == ' ' || c == '-'; }, '_');
  const google::protobuf::EnumValueDescriptor* value = type.FindValueByName(name);
  if (value == nullptr) value = type.FindValueByName(PrefixOf(type) + name);
  return value == nullptr || value->number() == 0 ? -1 : value->number();
}

std::string EnumWords(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int v = 0; v < type.value_count(); ++v) {
    if (type.value(v)->number() == 0) continue;
    std::string word = absl::AsciiStrToLower(type.value(v)->name().substr(PrefixOf(type).size()));
    std::replace(word.begin(), word.end(), '_', ' ');
    words.push_back(std::move(word));
  }
  return absl::StrJoin(words, ", ");
}

std::string Cells::At(const std::string& column) const { return absl::StrCat("row ", row_.number, column.empty() ? "" : ", ", column); }

void Cells::Problem(const std::string& column, const std::string& message) { problems_.push_back({At(column), message}); }

std::string Cells::Line(const std::string& column) const { return OneLine(row_[column]); }

int32_t Cells::Count(const std::string& column) {
  const std::string text = row_[column];
  int32_t number = 0;
  if (!text.empty() && (!absl::SimpleAtoi(text, &number) || number < 0)) Problem(column, "must be a whole number that is not negative");
  return std::max(number, 0);
}

bool Cells::YesNo(const std::string& column) {
  const std::string text = absl::AsciiStrToLower(row_[column]);
  for (const char* yes : {"yes", "y", "true", "1"}) {
    if (text == yes) return true;
  }
  if (!text.empty() && text != "no" && text != "n" && text != "false" && text != "0") Problem(column, "must be yes or no");
  return false;
}

std::string Cells::Day(const std::string& column) {
  const std::string text = row_[column];
  if (text.empty()) return "";
  const std::optional<std::string> day = text.size() == 10 ? DayOf(text) : std::nullopt;
  if (!day.has_value()) Problem(column, "must be a day that exists, as YYYY-MM-DD");
  return day.value_or("");
}

int Cells::Enum(const std::string& column, const google::protobuf::EnumDescriptor& type) {
  const std::string text = row_[column];
  if (text.empty()) return 0;
  const int number = EnumByWords(text, type);
  if (number < 0) Problem(column, absl::StrCat("must be one of: ", EnumWords(type)));
  return std::max(number, 0);
}

std::vector<std::string> Cells::List(const std::string& column) const {
  std::vector<std::string> parts;
  for (absl::string_view part : absl::StrSplit(row_[column], ';')) {
    part = absl::StripAsciiWhitespace(part);
    if (!part.empty()) parts.emplace_back(part);
  }
  return parts;
}

}  // namespace frontline::exchange
