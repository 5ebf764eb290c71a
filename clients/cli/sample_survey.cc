#include "clients/cli/sample_survey.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/command.h"
#include "clients/cli/fields.h"
#include "clients/cli/sample_steps.h"

namespace frontline::cli {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr size_t kChunk = 256 * 1024;

class Mover {
 public:
  Mover(Session& session, Connection& connection, const SampleItem& item, Progress* progress)
      : session_(session), connection_(connection), item_(item), progress_(progress) {}

  absl::Status Move(absl::string_view responses) {
    absl::Status status = Read();
    if (status.ok() && state_ == "draft" && item_.state != "draft" && !item_.state.empty()) status = Open();
    if (status.ok() && state_ == "open" && !frozen_ && item_.mapping != nullptr) status = Import(responses);
    if (status.ok() && state_ != "closed" && item_.state == "closed") status = Close();
    if (status.ok() && item_.state == "closed") status = Moderate();
    return status;
  }

 private:
  std::unique_ptr<Message> Answer(const Step& step) { return NewMessage(*FindMethod(step.method)->output_type()); }

  absl::Status Call(const Step& step, Message* response) {
    if (const auto* id = step.request->GetDescriptor()->FindFieldByName("request_id"); id != nullptr) {
      step.request->GetReflection()->SetString(step.request.get(), id, session_.NewRequestId());
    }
    return connection_.Call(*FindMethod(step.method), *step.request, response);
  }

  absl::Status Read() {
    const Step read = MakeStep("survey.v1.SurveyService/GetSurvey", item_.name);
    const std::unique_ptr<Message> survey = Answer(read);
    const absl::Status called = Call(read, survey.get());
    state_ = GetEnum(*survey, "state");
    frozen_ = GetNumber(*survey, "frozen") != 0;
    return called;
  }

  absl::Status Open() {
    const Step open = MakeStep("survey.v1.SurveyService/OpenSurvey", item_.name);
    const std::unique_ptr<Message> survey = Answer(open);
    state_ = "open";
    return Call(open, survey.get());
  }

  absl::Status Import(absl::string_view responses) {
    const MethodDescriptor& method = *FindMethod("survey.v1.SurveyService/ImportResponses");
    bool begun = false;
    bool ended = false;
    size_t sent = 0;
    const auto next = [&](Message* request) -> absl::StatusOr<bool> {
      if (ended) return false;
      if (!begun) {
        begun = true;
        Message* options = MutableChild(request, "options");
        SetText(options, "parent", item_.name);
        MutableChild(options, "mapping")->CopyFrom(*item_.mapping);
      }
      SetText(request, "chunk", std::string(responses.substr(sent, kChunk)));
      sent += kChunk;
      ended = sent >= responses.size();
      request->GetReflection()->SetBool(request, request->GetDescriptor()->FindFieldByName("last"), ended);
      return true;
    };
    std::string refused;
    const absl::Status called = connection_.Stream(method, next, [&](const Message& response) {
      for (const Message* problem : GetChildren(response, "problems")) {
        if (refused.empty()) refused = absl::StrCat(GetText(*problem, "path"), ": ", GetText(*problem, "message"));
      }
      if (const Message* at = GetChild(response, "progress"); at != nullptr) Show("Loading responses", *at);
      return absl::OkStatus();
    });
    if (!called.ok() || refused.empty()) return called;
    return absl::InvalidArgumentError(absl::StrCat(item_.responses, ", ", refused));
  }

  absl::Status Close() {
    const Step close = MakeStep("survey.v1.SurveyService/CloseSurvey", item_.name);
    bool asked = false;
    const auto next = [&](Message* request) -> absl::StatusOr<bool> {
      if (asked) return false;
      asked = true;
      request->CopyFrom(*close.request);
      return true;
    };
    return connection_.Stream(*FindMethod(close.method), next, [this](const Message& response) {
      Show("Working out findings", response);
      return absl::OkStatus();
    });
  }

  // What holds nothing that looks like somebody's name or number is released.
  absl::Status Moderate() {
    Step list = MakeStep("survey.v1.FindingService/ListComments", "");
    SetText(list.request.get(), "parent", item_.name);
    list.request->GetReflection()->SetInt32(list.request.get(), list.request->GetDescriptor()->FindFieldByName("page_size"), 1000);
    const std::unique_ptr<Message> comments = Answer(list);
    if (absl::Status called = Call(list, comments.get()); !called.ok()) return called;
    bool released = false;
    for (const Message* comment : GetChildren(*comments, "comments")) {
      if (GetEnum(*comment, "state") != "pending" || !GetChildren(*comment, "redactions").empty()) continue;
      const Step approve = MakeStep("survey.v1.FindingService/ModerateComment", GetText(*comment, "name"));
      approve.request->GetReflection()->SetBool(approve.request.get(), approve.request->GetDescriptor()->FindFieldByName("approve"), true);
      const std::unique_ptr<Message> answer = Answer(approve);
      if (absl::Status called = Call(approve, answer.get()); !called.ok()) return called;
      released = true;
    }
    if (!released) return absl::OkStatus();
    const Step group = MakeStep("survey.v1.FindingService/GroupComments", "");
    SetText(group.request.get(), "parent", item_.name);
    const std::unique_ptr<Message> themes = Answer(group);
    return Call(group, themes.get());
  }

  void Show(const char* stage, const Message& at) {
    progress_->Show(stage, static_cast<uint64_t>(GetNumber(at, "done")), static_cast<uint64_t>(GetNumber(at, "total")), Progress::Unit::kItems);
  }

  Session& session_;
  Connection& connection_;
  const SampleItem& item_;
  Progress* progress_;
  std::string state_;
  bool frozen_ = false;
};

}  // namespace

absl::Status MoveSampleSurvey(Session& session, Connection& connection, const SampleItem& item, absl::string_view responses, Progress* progress) {
  return Mover(session, connection, item, progress).Move(responses);
}

}  // namespace frontline::cli
