#include "clients/cli/survey_file.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/error.h"
#include "clients/cli/json.h"
#include "clients/cli/session.h"

namespace frontline::cli {
namespace {

// JSON is read as YAML too, which knows lines; what YAML can't read of it (escapes in pairs, tabs), JSON's own reader can.
absl::Status Parse(absl::string_view text, google::protobuf::Message* message, Lines* lines) {
  absl::ConsumePrefix(&text, "\xef\xbb\xbf");
  const absl::Status yaml = ParseYaml(text, message, lines);
  const absl::string_view bare = absl::StripLeadingAsciiWhitespace(text);
  if (yaml.ok() || !absl::StartsWith(bare, "{")) return yaml;
  message->Clear();
  if (lines != nullptr) lines->clear();
  return ParseJson(text, message).ok() ? absl::OkStatus() : yaml;
}

absl::Status InFile(const std::string& path, const absl::Status& status) {
  return status.ok() ? status : UsageError(absl::StrCat(path == "-" ? "the standard input" : path, ": ", status.message()));
}

}  // namespace

absl::Status ReadMessageFile(const std::string& path, std::istream& in, google::protobuf::Message* message, Lines* lines) {
  const absl::StatusOr<std::string> text = ReadFile(path, in);
  if (!text.ok()) return text.status();
  return InFile(path, Parse(*text, message, lines));
}

absl::StatusOr<InstrumentFile> ReadInstrumentFile(const std::string& path, std::istream& in) {
  const absl::StatusOr<std::string> text = ReadFile(path, in);
  if (!text.ok()) return text.status();
  InstrumentFile file;
  if (!YamlHasKey(absl::StripPrefix(*text, "\xef\xbb\xbf"), "instrument")) {
    if (absl::Status parsed = Parse(*text, &file.instrument, &file.lines); !parsed.ok()) return InFile(path, parsed);
    return file;
  }
  survey::v1::Survey survey;
  Lines lines;
  if (absl::Status parsed = Parse(*text, &survey, &lines); !parsed.ok()) return InFile(path, parsed);
  file.instrument.Swap(survey.mutable_instrument());
  for (const auto& [field, line] : lines) {
    if (absl::StartsWith(field, "instrument.")) file.lines.emplace(field.substr(std::string("instrument.").size()), line);
  }
  return file;
}

}  // namespace frontline::cli
