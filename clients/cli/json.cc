#include "clients/cli/json.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/json_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

// Keeps the first complaint.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber column, const std::string& message) override {
    if (text.empty()) text = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
  }
  std::string text;
};

}  // namespace

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  // Fails for Any of unknown types alone, which the contract does not have.
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}\n";
  return json;
}

std::string ToJsonLine(const google::protobuf::Message& message) {
  std::string json;
  return google::protobuf::util::MessageToJsonString(message, &json).ok() ? json + "\n" : "{}\n";
}

std::string ToJsonEntry(const google::protobuf::Message& message, size_t indent) {
  std::string json = ToJson(message);
  while (!json.empty() && json.back() == '\n') json.pop_back();
  const std::string space(indent, ' ');
  return absl::StrCat(space, absl::StrReplaceAll(json, {{"\n", absl::StrCat("\n", space)}}));
}

absl::Status ParseJson(absl::string_view json, google::protobuf::Message* message) {
  const auto status = google::protobuf::util::JsonStringToMessage(google::protobuf::StringPiece(json.data(), json.size()), message);
  if (status.ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("JSON: ", OneLine(std::string(status.message()))));
}

absl::Status ParseDocument(absl::string_view text, google::protobuf::Message* message) {
  const absl::string_view bare = absl::StripLeadingAsciiWhitespace(text);
  if (!bare.empty() && bare[0] == '{') return ParseJson(text, message);
  FirstError error;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&error);
  if (parser.MergeFromString(std::string(text), message)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("neither JSON ({...}) nor protobuf text; ", error.text));
}

}  // namespace frontline::cli
