// What surveys do in streams: invitations handed out, responses imported, the closing.
#include <fstream>
#include <ostream>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/new_file.h"
#include "clients/cli/print.h"
#include "clients/cli/progress.h"
#include "clients/cli/run.h"
#include "clients/cli/survey_file.h"
#include "clients/cli/text.h"
#include "frontline/survey/v1/survey_service.pb.h"

namespace frontline::cli {
namespace {

using google::protobuf::Message;

Progress MakeProgress(const Invocation& invocation) {
  const Terminal& terminal = invocation.session.terminal();
  return Progress(terminal.err, terminal.err_is_terminal, terminal.width, absl::Now);
}

// Calls a method that answers one request with a stream.
absl::Status Follow(const Invocation& invocation, const Message& request, const std::function<absl::Status(const Message&)>& on_response) {
  const absl::StatusOr<Connection*> connection = invocation.session.connection();
  if (!connection.ok()) return connection.status();
  bool sent = false;
  return (*connection)
      ->Stream(
          *FindMethod(invocation.command.method),
          [&](Message* next) -> absl::StatusOr<bool> {
            if (sent) return false;
            next->CopyFrom(request);
            return sent = true;
          },
          on_response);
}

std::string StageWords(survey::v1::CloseSurveyResponse::Stage stage) {
  using survey::v1::CloseSurveyResponse;
  switch (stage) {
    case CloseSurveyResponse::STAGE_READING:
      return "Reading answers";
    case CloseSurveyResponse::STAGE_TABULATING:
      return "Making tables";
    case CloseSurveyResponse::STAGE_AUDITING:
      return "Trying to break them";
    case CloseSurveyResponse::STAGE_WRITING:
      return "Writing findings";
    case CloseSurveyResponse::STAGE_PURGING:
      return "Deleting invitations";
    default:
      return "Closing";
  }
}

}  // namespace

absl::StatusOr<int> RunIssueInvitations(const Invocation& invocation) {
  const std::string path = invocation.arguments.Get("to");
  if (path.empty()) return UsageError("--to FILE is missing: invitations are handed out once, into a file");
  survey::v1::IssueInvitationsRequest request;
  request.set_parent(invocation.arguments.Get("SURVEY"));
  int32_t count = 0;
  const std::string text = invocation.arguments.Get("COUNT");
  if (!absl::SimpleAtoi(text, &count) || count < 1) return UsageError(absl::StrCat("COUNT: '", text, "' is not a number from 1 on"));
  request.set_count(count);
  // Before any is issued: what could not be written would be lost.
  NewFile file;
  if (absl::Status opened = file.Open(path, /*replace=*/false); !opened.ok()) return opened;
  if (absl::Status written = file.Write("invitation\n"); !written.ok()) return written;
  Progress progress = MakeProgress(invocation);
  int64_t received = 0;
  const absl::Status followed = Follow(invocation, request, [&](const Message& response) {
    std::string lines;
    for (const std::string& invitation : static_cast<const survey::v1::IssueInvitationsResponse&>(response).invitations()) {
      absl::StrAppend(&lines, invitation, "\n");
      ++received;
    }
    progress.Show("Issuing", static_cast<uint64_t>(received), static_cast<uint64_t>(count), Progress::Unit::kItems);
    return file.Write(lines);
  });
  progress.Clear();
  // What came can be used, however the call ended.
  if (received > 0) {
    if (absl::Status kept = file.Keep(); !kept.ok()) return kept;
  }
  if (!followed.ok()) {
    if (received > 0)
      invocation.err() << "Only " << Plural(received, "invitation") << " came; they lie in " << Printable(path) << " and can be used.\n";
    return followed;
  }
  invocation.out() << Plural(received, "invitation") << " into " << Printable(path)
                   << ". Nobody can read them again: keep the file safe, and delete it once they are sent.\n";
  return kOk;
}

absl::StatusOr<int> RunCloseSurvey(const Invocation& invocation) {
  survey::v1::CloseSurveyRequest request;
  request.set_name(invocation.arguments.Get("SURVEY"));
  Progress progress = MakeProgress(invocation);
  survey::v1::Survey survey;
  const absl::Status followed = Follow(invocation, request, [&](const Message& message) {
    const auto& response = static_cast<const survey::v1::CloseSurveyResponse&>(message);
    if (response.has_survey()) {
      survey = response.survey();
    } else {
      progress.Show(StageWords(response.stage()), static_cast<uint64_t>(response.done()), static_cast<uint64_t>(response.total()),
                    Progress::Unit::kItems);
    }
    return absl::OkStatus();
  });
  progress.Clear();
  if (!followed.ok()) return followed;
  if (survey.name().empty()) return absl::InternalError("the server ended without saying how the survey stands");
  if (invocation.session.output == Output::kJson || invocation.session.output == Output::kName) {
    Print(survey, invocation.session);
    return kOk;
  }
  const survey::v1::DisclosureReport& report = survey.disclosure();
  invocation.out() << Printable(survey.name()) << (survey.state() == survey::v1::SURVEY_STATE_CLOSING ? " is being closed." : " is closed.") << "\n";
  if (survey.state() == survey::v1::SURVEY_STATE_CLOSING) return kOk;
  invocation.out() << Plural(survey.responses_received(), "response") << " came in, " << Count(survey.responses_analysed()) << " analysed. "
                   << Plural(report.tables(), "table") << ", " << Count(report.withheld_tables()) << " withheld; " << Plural(report.cells(), "cell")
                   << ", " << Count(report.suppressed_cells()) << " suppressed; " << Count(report.audited_sets()) << " sets of tables audited.\n";
  return kOk;
}

}  // namespace frontline::cli
