// The parts of the table of commands.
#ifndef FRONTLINE_CLIENTS_CLI_COMMAND_LIST_H_
#define FRONTLINE_CLIENTS_CLI_COMMAND_LIST_H_

#include <vector>

#include "clients/cli/command.h"

namespace frontline::cli {

std::vector<Command> NeedCommands();
std::vector<Command> RequirementCommands();  // codes too
std::vector<Command> ConsultationCommands();
std::vector<Command> TraceCommands();
std::vector<Command> SupplierCommands();     // and what lies within a supplier
std::vector<Command> MatchCommands();
std::vector<Command> SurveyCommands();
std::vector<Command> ResponseCommands();     // respond, questionnaire, responses
std::vector<Command> FindingCommands();      // findings, comments, themes
std::vector<Command> IdentityCommands();
std::vector<Command> SubmissionCommands();   // and their files
std::vector<Command> ImportCommands();
std::vector<Command> AdminCommands();
std::vector<Command> LocalCommands();  // contexts, sample, completion, version

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_COMMAND_LIST_H_
