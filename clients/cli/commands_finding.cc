#include "clients/cli/command_list.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

const std::string kFindings = "survey.v1.FindingService/";
const std::string kOf = " forces/kent/surveys/technology-2026";

Command ExportCommand() {
  Command command = {"findings",
                     "export",
                     kFindings + "ExportFindings",
                     {{"SURVEY", "parent"}},
                     {"findings export" + kOf + " --to findings.csv", "findings export" + kOf + " > findings.csv"}};
  command.run = RunExportFindings;
  command.flags = {{"to", "FILE", "Into this new file, instead of the terminal."}};
  return command;
}

Command ModerateCommand() {
  Command command = {"comments",
                     "moderate",
                     kFindings + "ModerateComment",
                     {{"COMMENT", "name"}},
                     {"comments moderate" + kOf + "/comments/k3m9x2p7qd --approve",
                      "comments moderate" + kOf + "/comments/k3m9x2p7qd --edited-text \"Our van has no radio\"",
                      "comments moderate" + kOf + "/comments/k3m9x2p7qd --withhold-reason \"Says who it was\""}};
  command.notes = "What is proposed to be blacked out is a proposal: read the whole text before you approve it.";
  return command;
}

}  // namespace

std::vector<Command> FindingCommands() {
  const Argument survey = {"SURVEY", "parent"};
  return {
      {"findings",
       "list",
       kFindings + "ListFindings",
       {survey},
       {"findings list" + kOf + " --total-only", "findings list" + kOf + " --topic radios"}},
      {"findings",
       "get",
       kFindings + "GetFinding",
       {{"FINDING", "name"}},
       {"findings get" + kOf + "/findings/q12", "findings get" + kOf + "/findings/q12.force.rank"}},
      {"findings",
       "compare-waves",
       kFindings + "CompareWaves",
       {{"SURVEY", "survey"}},
       {"findings compare-waves" + kOf, "findings compare-waves" + kOf + " --question q12 --segment force"}},
      {"findings",
       "compare-groups",
       kFindings + "CompareGroups",
       {{"FINDING", "finding"}},
       {"findings compare-groups" + kOf + "/findings/q12.force", "findings compare-groups" + kOf + "/findings/q12.force --value kent"}},
      ExportCommand(),
      {"comments", "queue", kFindings + "ListComments", {survey}, {"comments queue" + kOf + " --state pending", "comments queue" + kOf + " -o json"}},
      ModerateCommand(),
      {"comments", "list", kFindings + "ListReleasedComments", {survey}, {"comments list" + kOf, "comments list" + kOf + " --question q40"}},
      {"comments", "group", kFindings + "GroupComments", {survey}, {"comments group" + kOf}},
      {"themes", "list", kFindings + "ListThemes", {survey}, {"themes list" + kOf}},
      {"themes", "get", kFindings + "GetTheme", {{"THEME", "name"}}, {"themes get" + kOf + "/themes/k3m9x2p7qd"}},
      {"themes",
       "update",
       kFindings + "UpdateTheme",
       {{"THEME", "theme.name"}},
       {"themes update" + kOf + "/themes/k3m9x2p7qd --title \"Batteries that do not last\""}},
  };
}

}  // namespace frontline::cli
