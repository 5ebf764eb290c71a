#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kSurveys = "survey.v1.SurveyService/";
const std::string kExample = " forces/kent/surveys/technology-2026";

Argument FileArgument(bool required) {
  return {"FILE", "", required, false, "The instrument, as YAML or JSON with the contract's field names; - for the standard input."};
}

Command ValidateCommand() {
  Command validate = {"surveys",
                      "validate",
                      kSurveys + "ValidateInstrument",
                      {FileArgument(false)},
                      {"surveys validate technology.yaml", "surveys validate technology-2.yaml --previous-wave" + kExample}};
  validate.run = RunValidateInstrument;
  validate.file_only = true;
  validate.notes = "Ends with exit code 5 when there is an error; warnings stop nothing. services/survey/README.md lists the rules.";
  return validate;
}

Command CreateCommand() {
  Command create = {"surveys",
                    "create",
                    kSurveys + "CreateSurvey",
                    {{"ORGANISATION", "parent"}, FileArgument(false)},
                    {"surveys create forces/kent technology.yaml --id technology-2026",
                     "surveys create forces/kent --id technology-2027 --previous-wave" + kExample + " --close-on +6w --retain-until 2027-12-31",
                     "surveys create forces/kent technology.yaml --set instrument.k=15"}};
  create.run = RunCreateSurvey;
  create.file_only = true;
  create.flags = {{"previous-wave", "NAME", "The survey whose next wave it is; without FILE its instrument is taken from there."},
                  {"open-on", "DAY", "The first day on which answers are taken."},
                  {"close-on", "DAY", "The last day on which answers are taken."},
                  {"retain-until", "DAY", "The day on which the single answers are deleted."}};
  return create;
}

Command UpdateCommand() {
  Command update = {"surveys",
                    "update",
                    kSurveys + "UpdateSurvey",
                    {{"SURVEY", "survey.name"}, FileArgument(false)},
                    {"surveys update" + kExample + " technology.yaml", "surveys update" + kExample + " --close-on +2w",
                     "surveys update" + kExample + " --set instrument.k=15"}};
  update.run = RunUpdateSurvey;
  update.file_only = true;
  update.flags = {{"open-on", "DAY", "The first day on which answers are taken."},
                  {"close-on", "DAY", "The last day on which answers are taken."},
                  {"retain-until", "DAY", "The day on which the single answers are deleted."},
                  {"etag", "TEXT", "Its etag as you read it: refused when somebody wrote in between."}};
  update.notes = "A file replaces the whole instrument. After the first answer only --close-on and --retain-until still move.";
  return update;
}

Command DiffCommand() {
  Command diff = {"surveys",
                  "diff",
                  kSurveys + "DiffInstruments",
                  {{"OLDER", "survey"}, {"NEWER", "", true, false, "The newer survey, or a file that holds its instrument."}},
                  {"surveys diff" + kExample + " forces/kent/surveys/technology-2027", "surveys diff" + kExample + " technology-2.yaml"}};
  diff.run = RunDiffInstruments;
  diff.file_only = true;
  return diff;
}

Command InviteCommand() {
  Command invite = {"surveys",
                    "invite",
                    kSurveys + "IssueInvitations",
                    {{"SURVEY", "parent"}, {"COUNT", "count"}},
                    {"surveys invite" + kExample + " 1200 --to invitations.csv"}};
  invite.run = RunIssueInvitations;
  invite.flags = {{"to", "FILE", "Where to put them, as CSV. Required; made 0600, never over a file that is there."}};
  invite.notes = "Invitations are handed out once, here: nobody can read them again. Delete the file once they are sent.";
  return invite;
}

Command CloseCommand() {
  Command close = {"surveys", "close", kSurveys + "CloseSurvey", {{"SURVEY", "name"}}, {"surveys close" + kExample}};
  close.run = RunCloseSurvey;
  close.notes = "The closing goes on when you leave; the same command shows where it stands.";
  return close;
}

Command ImportCommand() {
  Command import = {"surveys",
                    "import",
                    kSurveys + "ImportResponses",
                    {{"FILE", "", true, false, "The responses, as CSV; - for the standard input."}, {"SURVEY", "options.parent"}},
                    {"surveys import responses.csv" + kExample + " --mapping mapping.yaml --dry-run",
                     "surveys import responses.csv" + kExample + " --mapping mapping.yaml --all-or-none"}};
  import.run = RunImportResponses;
  import.file_only = true;
  import.notes =
      "A file is imported once; one that broke off goes on when it is imported again in the same way. Rows that do not fit are refused one by one: "
      "correct them "
      "in a file of their own, since a corrected copy of the whole file is another file, and its good rows would count twice.";
  import.flags = {{"mapping", "FILE", "How the columns fit the instrument: a ResponseMapping as YAML or JSON. Required."},
                  {"dry-run", "", "Only say what would be done."},
                  { "all-or-none",
                    "",
                    "Write nothing when any row is refused." }};
  return import;
}

}  // namespace

std::vector<Command> SurveyCommands() {
  const Argument survey = {"SURVEY", "name"};
  return {
      {"surveys",
       "list",
       kSurveys + "ListSurveys",
       {{"ORGANISATION", "parent", false}},
       {"surveys list", "surveys list forces/kent --state open", "surveys list --all -o json"}},
      {"surveys", "get", kSurveys + "GetSurvey", {survey}, {"surveys get" + kExample, "surveys get" + kExample + " -o json > technology.json"}},
      ValidateCommand(),
      CreateCommand(),
      UpdateCommand(),
      DiffCommand(),
      {"surveys", "delete", kSurveys + "DeleteSurvey", {survey}, {"surveys delete" + kExample}},
      {"surveys", "open", kSurveys + "OpenSurvey", {survey}, {"surveys open" + kExample}},
      InviteCommand(),
      ImportCommand(),
      CloseCommand(),
  };
}

}  // namespace frontline::cli
