// Answering a survey, and what the receipt is good for. None of it sends a token: who answers is nobody's business.
#include <ostream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cli/answer_session.h"
#include "clients/cli/error.h"
#include "clients/cli/json.h"
#include "clients/cli/print.h"
#include "clients/cli/receipt_code.h"
#include "clients/cli/run.h"
#include "clients/cli/survey_file.h"
#include "clients/cli/text.h"
#include "frontline/survey/v1/response_service.pb.h"

namespace frontline::cli {
namespace {

namespace s = frontline::survey::v1;
using google::protobuf::Message;

constexpr int kTries = 5;
constexpr absl::Duration kPause = absl::Seconds(1);

// Calls without a token.
class Nobody {
 public:
  explicit Nobody(Session& session) : session_(session) {}

  absl::Status Call(const std::string& method, const Message& request, Message* response) {
    if (connection_ == nullptr) {
      // Only to learn where the server is.
      if (const absl::StatusOr<Connection*> own = session_.connection(); !own.ok()) return own.status();
      absl::StatusOr<std::unique_ptr<Connection>> connected = session_.ConnectAs("");
      if (!connected.ok()) return connected.status();
      connection_ = *std::move(connected);
    }
    return connection_->Call(*FindMethod(method), request, response);
  }
  // The same, again while the server can't be reached. Only for what may be sent twice.
  absl::Status CallAgain(const std::string& method, const Message& request, Message* response) {
    absl::Status status;
    for (int i = 0; i < kTries; ++i) {
      if (i > 0) absl::SleepFor(kPause);
      status = Call(method, request, response);
      if (!absl::IsUnavailable(status)) break;
    }
    return status;
  }

 private:
  Session& session_;
  std::unique_ptr<Connection> connection_;
};

// A secret of one line: the flag's, or asked for, so that it stands in no list of commands. "-" reads it too.
absl::StatusOr<std::string> Secret(const Invocation& invocation, const std::string& flag, const std::string& question) {
  std::string value = invocation.arguments.Get(flag);
  if (value.empty() || value == "-") {
    invocation.err() << question << std::flush;
    if (!std::getline(invocation.session.terminal().in, value)) return UsageError(absl::StrCat("--", flag, " is missing"));
  }
  return std::string(absl::StripAsciiWhitespace(value));
}

void SayReceipt(const std::string& code, std::ostream& out, const Style& style) {
  out << "\nYour answers were taken. Your receipt:\n\n  " << style.Strong(code)
      << "\n\nWrite it down: it is shown once, it is nowhere else, and it does not say who you are. While the survey is open you can take your "
         "answers\n"
         "back with it (frontctl responses withdraw); later it tells you what became of them (frontctl responses follow). Whoever has it can do\n"
         "the same, and nobody can find it again for you.\n";
}

// What is wrong with a response that could not be delivered for certain.
absl::Status Undelivered(const absl::Status& status, const std::string& code, std::ostream& err) {
  if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) {
    err << "It is not known whether the answers arrived. Send the same again with --receipt-code " << code << ": they are counted once.\n";
  }
  return status;
}

}  // namespace

absl::StatusOr<int> RunRespond(const Invocation& invocation) {
  Session& session = invocation.session;
  Nobody nobody(session);
  s::SubmitResponseRequest request;
  request.set_survey(invocation.arguments.Get("SURVEY"));
  const bool from_file = invocation.arguments.Has("answers");
  if (invocation.arguments.Has("invitation")) {
    const absl::StatusOr<std::string> invitation = Secret(invocation, "invitation", "Invitation: ");
    if (!invitation.ok()) return invitation.status();
    request.set_invitation(*invitation);
  }
  if (from_file) {
    const absl::Status read = ReadMessageFile(invocation.arguments.Get("answers"), session.terminal().in, request.mutable_response(), nullptr);
    if (!read.ok()) return read;
  } else {
    s::GetQuestionnaireRequest ask;
    ask.set_survey(request.survey());
    ask.set_invitation(request.invitation());
    s::Questionnaire questionnaire;
    const absl::Status asked = nobody.CallAgain("survey.v1.ResponseService/GetQuestionnaire", ask, &questionnaire);
    if (!asked.ok()) return asked;
    AnswerSession answers(session.terminal().in, invocation.out(), invocation.arguments.Get("language") == "cy", session.style().width);
    absl::StatusOr<s::Response> response = answers.Ask(questionnaire.instrument());
    if (!response.ok()) return response.status();
    *request.mutable_response() = *std::move(response);
  }
  const bool again = invocation.arguments.Has("receipt-code");
  const absl::StatusOr<std::string> code = again ? TypedReceiptCode(invocation.arguments.Get("receipt-code")) : NewReceiptCode();
  if (!code.ok()) return code.status();
  request.set_receipt_code(*code);
  s::SubmitResponseResponse response;
  const absl::Status sent = nobody.CallAgain("survey.v1.ResponseService/SubmitResponse", request, &response);
  if (!sent.ok()) return Undelivered(sent, *code, invocation.err());
  if (session.output == Output::kTable || session.output == Output::kWide) {
    SayReceipt(*code, invocation.out(), session.style());
  } else {
    invocation.out() << (session.output == Output::kJson ? absl::StrCat("{\"receiptCode\": \"", *code, "\"}\n") : *code + "\n");
  }
  return kOk;
}

absl::StatusOr<int> RunWithdraw(const Invocation& invocation) {
  const absl::StatusOr<std::string> code = Secret(invocation, "receipt-code", "Receipt code: ");
  if (!code.ok()) return code.status();
  s::WithdrawResponseRequest request;
  request.set_survey(invocation.arguments.Get("SURVEY"));
  request.set_receipt_code(TypedReceiptCode(*code));
  s::WithdrawResponseResponse response;
  if (absl::Status called = Nobody(invocation.session).Call(invocation.command.method, request, &response); !called.ok()) return called;
  invocation.out() << "Your answers were taken back. The invitation stays used, and the receipt is good for nothing any more.\n";
  return kOk;
}

absl::StatusOr<int> RunFollow(const Invocation& invocation) {
  const absl::StatusOr<std::string> code = Secret(invocation, "receipt-code", "Receipt code: ");
  if (!code.ok()) return code.status();
  s::FollowResponseRequest request;
  request.set_survey(invocation.arguments.Get("SURVEY"));
  request.set_receipt_code(TypedReceiptCode(*code));
  s::FollowResponseResponse response;
  if (absl::Status called = Nobody(invocation.session).CallAgain(invocation.command.method, request, &response); !called.ok()) return called;
  if (invocation.session.output == Output::kJson) {
    Print(response, invocation.session);
    return kOk;
  }
  for (const std::string& sentence : response.sentences()) {
    invocation.out() << Indented(OneLine(sentence), invocation.session.style().width, 0) << "\n";
  }
  return kOk;
}

absl::StatusOr<int> RunQuestionnaire(const Invocation& invocation) {
  s::GetQuestionnaireRequest request;
  request.set_survey(invocation.arguments.Get("SURVEY"));
  if (invocation.arguments.Has("invitation")) {
    const absl::StatusOr<std::string> invitation = Secret(invocation, "invitation", "Invitation: ");
    if (!invitation.ok()) return invitation.status();
    request.set_invitation(*invitation);
  }
  s::Questionnaire questionnaire;
  if (absl::Status called = Nobody(invocation.session).CallAgain(invocation.command.method, request, &questionnaire); !called.ok()) return called;
  // A questionnaire is a document; a table of it would show nothing.
  invocation.out() << ToJson(questionnaire.instrument());
  return kOk;
}

}  // namespace frontline::cli
