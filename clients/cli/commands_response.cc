#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kResponses = "survey.v1.ResponseService/";
const std::string kSurvey = " forces/kent/surveys/technology-2026";

Argument Survey() { return {"SURVEY", "survey"}; }

Command Respond() {
  Command respond = {"respond",
                     "",
                     kResponses + "SubmitResponse",
                     {Survey()},
                     {"respond" + kSurvey + " --invitation -", "respond" + kSurvey + " --invitation - --answers answers.json",
                      "respond" + kSurvey + " --invitation - --language cy"},
                     "Answers a survey: asks its questions here, or takes the answers from a file. Gives a receipt, once."};
  respond.run = RunRespond;
  respond.file_only = true;
  respond.flags = {{"answers", "FILE", "The answers, as JSON or YAML; - for the standard input. Without it you are asked."},
                   {"language", "en|cy", "English, or Welsh where the survey has it."}};
  respond.notes =
      "No token is sent, nothing is kept that says who answered, and no account is needed. '--invitation -' asks for the invitation, so that it "
      "stands in no "
      "list of commands. A file of answers: {\"segments\": {\"force\": \"kent\"}, \"answers\": [{\"question\": \"q1\", \"choices\": [\"poor\"]}]}. "
      "--receipt-code is for sending the same again when it is not known whether it arrived.";
  return respond;
}

}  // namespace

std::vector<Command> ResponseCommands() {
  Command withdraw = {"responses", "withdraw", kResponses + "WithdrawResponse", {Survey()}, {"responses withdraw" + kSurvey}};
  withdraw.run = RunWithdraw;
  withdraw.notes = "Asks for the receipt code unless --receipt-code gives it.";
  Command follow = {
      "responses", "follow", kResponses + "FollowResponse", {Survey()}, {"responses follow" + kSurvey, "responses follow" + kSurvey + " -o json"}};
  follow.run = RunFollow;
  follow.notes = withdraw.notes;
  Command questionnaire = {"questionnaire",
                           "",
                           kResponses + "GetQuestionnaire",
                           {Survey()},
                           {"questionnaire" + kSurvey + " --invitation -", "questionnaire forces/kent/surveys/open-link > questions.json"}};
  questionnaire.run = RunQuestionnaire;
  return {
      Respond(),
      questionnaire,
      withdraw,
      follow,
      {"responses",
       "verify",
       kResponses + "VerifyReceipt",
       {Survey()},
       {"responses verify" + kSurvey + " --receipt-code k3m9-x2p7-4fq8-d1wz-9s5t-h6yc-0vbn-jg3e"}},
  };
}

}  // namespace frontline::cli
