// Files of submissions, to and from the server, and the step that lodges.
#include <sys/stat.h>

#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/json.h"
#include "clients/cli/new_file.h"
#include "clients/cli/print.h"
#include "clients/cli/progress.h"
#include "clients/cli/run.h"
#include "clients/cli/sha256.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr size_t kChunk = 256 * 1024;  // the server takes 512 KiB at most
constexpr uint64_t kMostBytes = 25 << 20;

// By the end of the file's name; empty where it says nothing.
std::string ContentTypeOf(const std::string& file_name) {
  static constexpr std::array<std::pair<absl::string_view, absl::string_view>, 15> kTypes = {{
      {".pdf", "application/pdf"},
      {".txt", "text/plain"},
      {".csv", "text/csv"},
      {".md", "text/markdown"},
      {".png", "image/png"},
      {".jpg", "image/jpeg"},
      {".jpeg", "image/jpeg"},
      {".webp", "image/webp"},
      {".odt", "application/vnd.oasis.opendocument.text"},
      {".ods", "application/vnd.oasis.opendocument.spreadsheet"},
      {".odp", "application/vnd.oasis.opendocument.presentation"},
      {".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
      {".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
      {".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
      {".text", "text/plain"},
  }};
  const std::string lower = absl::AsciiStrToLower(file_name);
  for (const auto& [end, type] : kTypes) {
    if (absl::EndsWith(lower, end)) return std::string(type);
  }
  return "";
}

// The whole file: what is sent must be what was hashed, even if somebody writes to it meanwhile.
absl::StatusOr<std::string> Content(const Invocation& invocation, const std::string& path) {
  struct stat found;
  if (path != "-" && stat(path.c_str(), &found) == 0 && static_cast<uint64_t>(found.st_size) > kMostBytes) {
    return UsageError(
        absl::StrCat("'", path, "' has ", BytesText(static_cast<uint64_t>(found.st_size)), "; a file may have ", BytesText(kMostBytes)));
  }
  absl::StatusOr<std::string> content = ReadFile(path, invocation.session.terminal().in);
  if (content.ok() && content->empty()) return UsageError(absl::StrCat("'", path, "' is empty"));
  return content;
}

// What is said of the file in the first message.
absl::Status Describe(const Invocation& invocation, const std::string& path, const std::string& content, Message* attachment) {
  std::string name = invocation.arguments.Get("name");
  if (name.empty() && path == "-") return UsageError("--name is needed for the standard input");
  if (name.empty()) name = path.substr(path.rfind('/') + 1);
  std::string type = invocation.arguments.Get("content-type");
  if (type.empty()) type = ContentTypeOf(name);
  if (type.empty()) return UsageError(absl::StrCat("--content-type is needed: the name '", name, "' does not say what it is"));
  Sha256 digest;
  digest.Add(content);
  SetText(attachment, "file_name", name);
  SetText(attachment, "content_type", type);
  SetText(attachment, "sha256", digest.Hex());
  attachment->GetReflection()->SetInt64(attachment, attachment->GetDescriptor()->FindFieldByName("size_bytes"), static_cast<int64_t>(content.size()));
  return absl::OkStatus();
}

Progress MakeProgress(const Invocation& invocation) {
  const Terminal& terminal = invocation.session.terminal();
  return Progress(terminal.err, terminal.err_is_terminal, terminal.width, absl::Now);
}

// A file as it comes.
class Fetch {
 public:
  explicit Fetch(const Invocation& invocation) : invocation_(invocation), progress_(MakeProgress(invocation)) {}

  absl::Status Hear(const Message& response) {
    if (const Message* attachment = GetChild(response, "attachment"); attachment != nullptr) {
      if (absl::Status status = Begin(*attachment); !status.ok()) return status;
    }
    if (attachment_ == nullptr) return absl::InternalError("the server sent no description of the file");
    const FieldDescriptor* field = response.GetDescriptor()->FindFieldByName("chunk");
    const std::string bytes = response.GetReflection()->GetString(response, field);
    digest_.Add(bytes);
    size_ += bytes.size();
    last_ = GetNumber(response, "last") != 0;
    if (absl::Status status = Put(bytes); !status.ok()) return status;
    progress_.Show("Fetching", size_, static_cast<uint64_t>(GetNumber(*attachment_, "size_bytes")), Progress::Unit::kBytes);
    return absl::OkStatus();
  }

  absl::StatusOr<int> Finish() {
    progress_.Clear();
    if (!last_ || digest_.Hex() != GetText(*attachment_, "sha256")) {
      return absl::DataLossError("The file did not come whole: its SHA-256 is not the one that was promised. Fetch it again.");
    }
    if (to_stdout_) {
      invocation_.out() << held_;
      return kOk;
    }
    if (absl::Status kept = file_.Keep(); !kept.ok()) return kept;
    switch (invocation_.session.output) {
      case Output::kJson:
        invocation_.out() << ToJson(*attachment_);
        break;
      case Output::kName:
        invocation_.out() << path_ << "\n";
        break;
      default:
        invocation_.out() << "Fetched " << BytesText(size_) << " into " << Printable(path_) << "\n";
    }
    return kOk;
  }

 private:
  absl::Status Begin(const Message& attachment) {
    if (attachment_ != nullptr) return absl::InternalError("the server sent two files");
    attachment_ = NewMessage(*attachment.GetDescriptor());
    attachment_->CopyFrom(attachment);
    path_ = invocation_.arguments.Get("to");
    to_stdout_ = path_ == "-";
    if (to_stdout_) return absl::OkStatus();
    struct stat found;
    const bool folder = !path_.empty() && stat(path_.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
    if (path_.empty() || folder) {
      // What a server calls a file must not lead out of the folder.
      const std::string name = GetText(attachment, "file_name");
      if (name.empty() || name[0] == '.' || absl::StrContains(name, "/") || Printable(name) != name) {
        return UsageError("the file's name is not fit for this machine; say where to put it with --to");
      }
      path_ = folder ? absl::StrCat(path_, "/", name) : name;
    }
    return file_.Open(path_, invocation_.arguments.Yes("force"));
  }
  // What goes to the standard output can't be taken back: it is held until all of it is there.
  absl::Status Put(const std::string& bytes) {
    if (size_ > kMostBytes) return absl::InternalError("the server sends more than a file may have");
    if (!to_stdout_) return file_.Write(bytes);
    held_ += bytes;
    return absl::OkStatus();
  }

  const Invocation& invocation_;
  Progress progress_;
  std::unique_ptr<Message> attachment_;
  std::string path_;
  bool to_stdout_ = false;
  NewFile file_;
  std::string held_;
  Sha256 digest_;
  uint64_t size_ = 0;
  bool last_ = false;
};

}  // namespace

absl::StatusOr<int> RunAttach(const Invocation& invocation) {
  const MethodDescriptor& method = *FindMethod(invocation.command.method);
  const std::string path = invocation.arguments.Get("FILE");
  const std::unique_ptr<Message> first = NewMessage(*method.input_type());
  const absl::Status built = BuildRequest(invocation.command, invocation.arguments, "", "", invocation.session.clock(), first.get());
  if (!built.ok()) return UsageError(built.message());
  const absl::StatusOr<std::string> content = Content(invocation, path);
  if (!content.ok()) return content.status();
  if (absl::Status described = Describe(invocation, path, *content, MutableChild(first.get(), "attachment")); !described.ok()) return described;
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  Progress progress = MakeProgress(invocation);
  size_t sent = 0;
  bool begun = false;
  const auto feed = [&](Message* request) -> absl::StatusOr<bool> {
    if (!begun) {
      begun = true;
      request->CopyFrom(*first);
      return true;
    }
    if (sent == content->size()) return false;
    const std::string piece = content->substr(sent, kChunk);
    sent += piece.size();
    SetText(request, "chunk", piece);
    // The server takes a stream that ends without it as broken off.
    if (sent == content->size()) request->GetReflection()->SetBool(request, request->GetDescriptor()->FindFieldByName("last"), true);
    progress.Show("Sending", sent, content->size(), Progress::Unit::kBytes);
    return true;
  };
  std::unique_ptr<Message> attachment;
  const absl::Status called = (*connection)->Stream(method, feed, [&](const Message& response) {
    attachment = NewMessage(*response.GetDescriptor());
    attachment->CopyFrom(response);
    return absl::OkStatus();
  });
  progress.Clear();
  if (!called.ok()) return called;
  if (attachment == nullptr) return absl::InternalError("the server ended without an answer");
  Print(*attachment, invocation.session);
  return kOk;
}

absl::StatusOr<int> RunFetch(const Invocation& invocation) {
  const MethodDescriptor& method = *FindMethod(invocation.command.method);
  const std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const absl::Status built = BuildRequest(invocation.command, invocation.arguments, "", "", invocation.session.clock(), request.get());
  if (!built.ok()) return UsageError(built.message());
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  Fetch fetch(invocation);
  bool sent = false;
  const absl::Status called = (*connection)
                                  ->Stream(
                                      method,
                                      [&](Message* next) -> absl::StatusOr<bool> {
                                        if (sent) return false;
                                        next->CopyFrom(*request);
                                        return sent = true;
                                      },
                                      [&fetch](const Message& response) { return fetch.Hear(response); });
  if (!called.ok()) return called;
  return fetch.Finish();
}

absl::StatusOr<int> RunLodge(const Invocation& invocation) {
  const MethodDescriptor& method = *FindMethod("federation.v1.SubmissionService/UpdateSubmission");
  const std::unique_ptr<Message> request = NewMessage(*method.input_type());
  Message* submission = MutableChild(request.get(), "submission");
  SetText(submission, "name", invocation.arguments.Get("SUBMISSION"));
  SetText(submission, "etag", invocation.arguments.Get("etag"));
  SetText(request.get(), "request_id", invocation.session.NewRequestId());
  request->GetReflection()->SetBool(request.get(), request->GetDescriptor()->FindFieldByName("lodge"), true);
  const std::unique_ptr<Message> response = NewMessage(*method.output_type());
  if (absl::Status called = invocation.session.Call(method, *request, response.get()); !called.ok()) return called;
  Print(*response, invocation.session);
  return kOk;
}

}  // namespace frontline::cli
