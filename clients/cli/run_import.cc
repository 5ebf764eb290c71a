#include <google/protobuf/struct.pb.h>

#include <algorithm>
#include <fstream>
#include <ostream>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/json.h"
#include "clients/cli/print.h"
#include "clients/cli/progress.h"
#include "clients/cli/run.h"
#include "clients/cli/survey_file.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "frontline/survey/v1/survey_service.pb.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr size_t kChunk = 256 * 1024;  // the server takes 512 KiB at most
constexpr size_t kProblemsShown = 50;

// Tells the server that all has come: it takes a stream that ends without it as broken off.
void MarkLast(Message* request) { request->GetReflection()->SetBool(request, request->GetDescriptor()->FindFieldByName("last"), true); }

// Feeds a file to an import: its options, then its bytes.
class FileFeed {
 public:
  FileFeed(const Message& options, std::istream& in) : options_(options), in_(in) {}

  absl::StatusOr<bool> Next(Message* request) {
    if (!begun_) {
      begun_ = true;
      request->CopyFrom(options_);
      return true;
    }
    std::string bytes(kChunk, '\0');
    in_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<size_t>(in_.gcount()));
    if (in_.bad()) return UsageError("the file can't be read to its end");
    if (ended_) return false;
    ended_ = in_.eof();
    request->GetReflection()->SetString(request, request->GetDescriptor()->FindFieldByName("chunk"), std::move(bytes));
    if (ended_) MarkLast(request);
    return true;
  }

 private:
  const Message& options_;
  std::istream& in_;
  bool begun_ = false;
  bool ended_ = false;
};

void PrintReport(const Message& report, std::ostream& out, const Style& style) {
  const bool dry = GetNumber(report, "dry_run") != 0;
  out << (dry ? "Nothing was written. Of " : "Of ") << Plural(GetNumber(report, "items"), "item") << ", " << Count(GetNumber(report, "imported"))
      << (dry ? " would be imported" : " imported");
  if (const int64_t merged = GetNumber(report, "merged"); merged > 0) out << ", " << Count(merged) << " merged into others of the file";
  out << ", " << Count(GetNumber(report, "refused")) << " refused.\n";
  Table table({{"KIND"}, {"MADE", true}, {"CHANGED", true}, {"UNCHANGED", true}});
  for (const Message* count : GetChildren(report, "counts")) {
    table.Add(
        {GetText(*count, "kind"), Count(GetNumber(*count, "created")), Count(GetNumber(*count, "updated")), Count(GetNumber(*count, "unchanged"))});
  }
  if (!table.empty()) out << "\n" << table.Render(style.width, style.colour);
}

// Gathers what an import says while it runs.
class ImportListener {
 public:
  explicit ImportListener(const Invocation& invocation)
      : invocation_(invocation),
        progress_(invocation.err(), invocation.session.terminal().err_is_terminal, invocation.session.terminal().width, absl::Now),
        all_(NewMessage(*FindMethod(invocation.command.method)->output_type())) {}

  absl::Status Hear(const Message& response) {
    const bool json = invocation_.session.output == Output::kJson;
    for (const Message* problem : GetChildren(response, "problems")) {
      if (++problems_ > kProblemsShown || json) continue;
      progress_.Clear();
      const std::string item = GetText(*problem, "item");
      invocation_.err() << "refused: " << OneLine(absl::StrCat(GetText(*problem, "path"), ": ", GetText(*problem, "message")))
                        << (item.empty() ? "" : " (") << OneLine(item) << (item.empty() ? "" : ")") << "\n";
    }
    if (json) all_->MergeFrom(response);
    if (const Message* report = GetChild(response, "report"); report != nullptr) Finish(*report, json);
    if (const Message* progress = GetChild(response, "progress"); progress != nullptr && !finished_) Draw(*progress);
    return absl::OkStatus();
  }

  // The exit code.
  absl::StatusOr<int> Result() const {
    if (!finished_) return absl::InternalError("the server ended without a report");
    return refused_ > 0 ? kIncomplete : kOk;
  }

 private:
  void Draw(const Message& progress) {
    const std::string stage = GetEnum(progress, "stage");
    const std::string words = stage == "receiving" ? "Sending" : stage == "checking" ? "Checking" : "Writing";
    progress_.Show(words, static_cast<uint64_t>(GetNumber(progress, "done")), static_cast<uint64_t>(GetNumber(progress, "total")),
                   stage == "receiving" ? Progress::Unit::kBytes : Progress::Unit::kItems);
  }
  void Finish(const Message& report, bool json) {
    progress_.Clear();
    finished_ = true;
    refused_ = GetNumber(report, "refused");
    if (json) {
      all_->GetReflection()->ClearField(all_.get(), all_->GetDescriptor()->FindFieldByName("progress"));
      invocation_.out() << ToJson(*all_);
      return;
    }
    const int64_t in_all = std::max<int64_t>(GetNumber(report, "problems"), static_cast<int64_t>(problems_));
    if (in_all > static_cast<int64_t>(kProblemsShown)) {
      invocation_.err() << "… and " << Plural(in_all - static_cast<int64_t>(kProblemsShown), "more problem") << "; -o json shows them.\n";
    }
    PrintReport(report, invocation_.out(), invocation_.session.style());
  }

  const Invocation& invocation_;
  Progress progress_;
  std::unique_ptr<Message> all_;
  size_t problems_ = 0;
  int64_t refused_ = 0;
  bool finished_ = false;
};

}  // namespace

namespace {

absl::StatusOr<int> ImportFile(const Invocation& invocation, const Message& options) {
  const MethodDescriptor& method = *FindMethod(invocation.command.method);
  const std::string path = invocation.arguments.Get("FILE");
  std::ifstream file;
  if (path != "-") {
    file.open(path, std::ios::binary);
    if (!file || file.peek() == std::ifstream::traits_type::eof()) return UsageError(absl::StrCat("'", path, "' can't be read, or is empty"));
  }
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  FileFeed feed(options, path == "-" ? invocation.session.terminal().in : file);
  ImportListener listener(invocation);
  const absl::Status called = (*connection)
                                  ->Stream(
                                      method, [&feed](Message* request) { return feed.Next(request); },
                                      [&listener](const Message& response) { return listener.Hear(response); });
  if (!called.ok()) return called;
  return listener.Result();
}

}  // namespace

absl::StatusOr<int> RunImport(const Invocation& invocation) {
  const std::unique_ptr<Message> options = NewMessage(*FindMethod(invocation.command.method)->input_type());
  const absl::Status built = BuildRequest(invocation.command, invocation.arguments, "", "", invocation.session.clock(), options.get());
  if (!built.ok()) return UsageError(built.message());
  // The server looks for the options in the first message, empty ones too.
  MutableChild(options.get(), "options");
  return ImportFile(invocation, *options);
}

absl::StatusOr<int> RunImportResponses(const Invocation& invocation) {
  survey::v1::ImportResponsesRequest request;
  survey::v1::ImportResponsesOptions& options = *request.mutable_options();
  const std::string mapping = invocation.arguments.Get("mapping");
  if (mapping.empty()) return UsageError("--mapping FILE is missing: how the columns fit the instrument");
  if (mapping == "-" && invocation.arguments.Get("FILE") == "-") return UsageError("--mapping and FILE can't both be the standard input");
  if (absl::Status read = ReadMessageFile(mapping, invocation.session.terminal().in, options.mutable_mapping(), nullptr); !read.ok()) return read;
  options.set_parent(invocation.arguments.Get("SURVEY"));
  options.set_dry_run(invocation.arguments.Yes("dry-run"));
  options.set_all_or_none(invocation.arguments.Yes("all-or-none"));
  return ImportFile(invocation, request);
}

absl::StatusOr<int> RunImportCodes(const Invocation& invocation) {
  const MethodDescriptor& method = *FindMethod(invocation.command.method);
  const absl::StatusOr<std::string> content = ReadFile(invocation.arguments.Get("FILE"), invocation.session.terminal().in);
  if (!content.ok()) return content.status();
  google::protobuf::ListValue list;
  if (absl::Status parsed = ParseJson(*content, &list); !parsed.ok()) {
    return UsageError(absl::StrCat("a JSON array of codes is wanted, as 'frontctl codes list --all -o json' prints it; ", parsed.message()));
  }
  int next = 0;
  bool begun = false;
  const auto feed = [&](Message* request) -> absl::StatusOr<bool> {
    if (begun && next >= list.values_size()) return false;
    if (!begun) {
      begun = true;
      const absl::Status built = BuildRequest(invocation.command, invocation.arguments, "", "", invocation.session.clock(), request);
      if (!built.ok()) return UsageError(built.message());
    }
    const FieldDescriptor* codes = request->GetDescriptor()->FindFieldByName("codes");
    for (int i = 0; i < 1000 && next < list.values_size(); ++i, ++next) {
      Message* code = request->GetReflection()->AddMessage(request, codes);
      if (absl::Status parsed = ParseJson(ToJson(list.values(next)), code); !parsed.ok())
        return UsageError(absl::StrCat("[", next, "]: ", parsed.message()));
    }
    if (next >= list.values_size()) MarkLast(request);
    return true;
  };
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  const absl::Status called = (*connection)->Stream(method, feed, [&invocation](const Message& response) {
    Print(response, invocation.session);
    return absl::OkStatus();
  });
  if (!called.ok()) return called;
  return kOk;
}

}  // namespace frontline::cli
