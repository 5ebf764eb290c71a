#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <ostream>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/json.h"
#include "clients/cli/print.h"
#include "clients/cli/progress.h"
#include "clients/cli/run.h"
#include "clients/cli/table.h"
#include "clients/cli/text.h"
#include "clients/cli/words.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

absl::StatusOr<std::unique_ptr<Message>> RequestOf(const Invocation& invocation) {
  std::unique_ptr<Message> request = NewMessage(*FindMethod(invocation.command.method)->input_type());
  const absl::Status built =
      BuildRequest(invocation.command, invocation.arguments, "", invocation.session.NewRequestId(), invocation.session.clock(), request.get());
  if (!built.ok()) return UsageError(built.message());
  return request;
}

// Calls a method that answers with a stream.
absl::Status Follow(const Invocation& invocation, const Message& request, const std::function<absl::Status(const Message&)>& on_response) {
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  bool sent = false;
  return (*connection)
      ->Stream(
          *FindMethod(invocation.command.method),
          [&request, &sent](Message* next) -> absl::StatusOr<bool> {
            if (sent) return false;
            next->CopyFrom(request);
            return sent = true;
          },
          on_response);
}

Progress MakeProgress(const Invocation& invocation) {
  const Terminal& terminal = invocation.session.terminal();
  return Progress(terminal.err, terminal.err_is_terminal, terminal.width, absl::Now);
}

std::string Capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

void PrintReport(const Message& report, std::ostream& out) {
  out << (GetNumber(report, "ok") != 0 ? "All is well: " : "Something is wrong: ") << Plural(GetNumber(report, "records"), "record") << ", "
      << Count(GetNumber(report, "index_entries")) << " index entries and " << Count(GetNumber(report, "audit_entries"))
      << " audit entries were checked.\n";
  for (const std::string& problem : GetTexts(report, "problems")) out << "  - " << Printable(problem) << "\n";
}

}  // namespace

absl::StatusOr<int> RunCheck(const Invocation& invocation) {
  const absl::StatusOr<std::unique_ptr<Message>> request = RequestOf(invocation);
  if (!request.ok()) return request.status();
  Progress progress = MakeProgress(invocation);
  int code = kServerFailure;
  const absl::Status followed = Follow(invocation, **request, [&](const Message& response) {
    const Message* report = GetChild(response, "report");
    if (report == nullptr) {
      progress.Show("Checking " + GetEnum(response, "stage"), static_cast<uint64_t>(GetNumber(response, "done")),
                    static_cast<uint64_t>(GetNumber(response, "total")), Progress::Unit::kItems);
      return absl::OkStatus();
    }
    progress.Clear();
    if (invocation.session.output == Output::kJson) {
      invocation.out() << ToJson(*report);
    } else {
      PrintReport(*report, invocation.out());
    }
    code = GetNumber(*report, "ok") != 0 ? kOk : kIncomplete;
    return absl::OkStatus();
  });
  if (!followed.ok()) return followed;
  return code;
}

absl::StatusOr<int> RunBackup(const Invocation& invocation) {
  const absl::StatusOr<std::unique_ptr<Message>> request = RequestOf(invocation);
  if (!request.ok()) return request.status();
  Progress progress = MakeProgress(invocation);
  bool finished = false;
  const absl::Status followed = Follow(invocation, **request, [&](const Message& response) {
    const std::string folder = GetText(response, "folder");
    if (folder.empty()) {
      progress.Show("Backing up", static_cast<uint64_t>(GetNumber(response, "done_bytes")), static_cast<uint64_t>(GetNumber(response, "total_bytes")),
                    Progress::Unit::kBytes);
      return absl::OkStatus();
    }
    progress.Clear();
    finished = true;
    switch (invocation.session.output) {
      case Output::kJson:
        invocation.out() << ToJson(response);
        break;
      case Output::kName:
        invocation.out() << folder << "\n";
        break;
      default:
        invocation.out() << "Backed up " << BytesText(static_cast<uint64_t>(GetNumber(response, "done_bytes"))) << " on the server into\n  " << folder
                         << "\nTo make a data folder from it, on the server: frontctl admin restore " << folder << " --data DIR\n";
    }
    return absl::OkStatus();
  });
  if (!followed.ok()) return followed;
  if (!finished) return absl::InternalError("the server ended without saying where the backup is");
  return kOk;
}

absl::StatusOr<int> RunRestore(const Invocation& invocation) {
  const std::string backup = invocation.arguments.Get("BACKUP");
  const std::string data = invocation.arguments.Get("data");
  if (data.empty()) return UsageError("--data DIR is missing: the folder to make, which must not hold anything yet");
  const std::string server = (std::filesystem::path(invocation.session.program()).parent_path() / "frontlined").string();
  if (access(server.c_str(), X_OK) != 0) {
    return UsageError(
        absl::StrCat("frontlined is not beside frontctl (", server, "); run it where it is: frontlined --restore ", backup, " --data ", data));
  }
  invocation.out().flush();
  const std::vector<std::string> words = {server, "--restore", backup, "--data", data};
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  execv(server.c_str(), argv.data());
  return absl::InternalError(absl::StrCat("can't run ", server, ": ", std::strerror(errno)));
}

absl::StatusOr<int> RunHealth(const Invocation& invocation) {
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  const absl::StatusOr<bool> all = (*connection)->Health("");
  if (!all.ok()) return all.status();
  Table table({{"SERVICE"}, {"STATE"}});
  std::string json;
  for (const auto* service : Services()) {
    const absl::StatusOr<bool> serving = (*connection)->Health(service->full_name());
    const std::string state = serving.ok() ? (*serving ? "serving" : "not serving") : absl::IsNotFound(serving.status()) ? "not here" : "not known";
    table.Add({service->full_name(), state});
    absl::StrAppend(&json, json.empty() ? "" : ",", "\n  \"", service->full_name(), "\": \"", state, "\"");
  }
  if (invocation.session.output == Output::kJson) {
    invocation.out() << "{\n \"serving\": " << (*all ? "true" : "false") << ",\n \"services\": {" << json << "\n }\n}\n";
  } else {
    const Style style = invocation.session.style();
    invocation.out() << (*all ? "The server is serving.\n\n" : "The server is not serving: it is starting, or stopping.\n\n")
                     << table.Render(style.width, style.colour);
  }
  return *all ? kOk : kUnavailable;
}

absl::StatusOr<int> RunWatch(const Invocation& invocation) {
  const absl::StatusOr<std::unique_ptr<Message>> request = RequestOf(invocation);
  if (!request.ok()) return request.status();
  const Style style = invocation.session.style();
  // The server ends a stream after an hour: go on from where it ended.
  for (;;) {
    const absl::Status followed = Follow(invocation, **request, [&](const Message& response) {
      for (const Message* change : GetChildren(response, "changes")) {
        if (invocation.session.output == Output::kJson) {
          invocation.out() << ToJsonLine(*change);
        } else {
          invocation.out() << PadLeft(Cell(*change, "sequence", style), 9) << "  " << Cell(*change, "time", style) << "  "
                           << PadRight(Capitalised(Cell(*change, "action", style)), 8) << PadRight(Cell(*change, "kind", style), 15)
                           << Cell(*change, "resource", style) << "\n";
        }
      }
      invocation.out().flush();
      const FieldDescriptor* after = (*request)->GetDescriptor()->FindFieldByName("after_sequence");
      (*request)->GetReflection()->SetUInt64(request->get(), after, static_cast<uint64_t>(GetNumber(response, "position")));
      (*request)->GetReflection()->ClearField(request->get(), (*request)->GetDescriptor()->FindFieldByName("from_now"));
      return absl::OkStatus();
    });
    if (!followed.ok()) return followed;
  }
}

}  // namespace frontline::cli
