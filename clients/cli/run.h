// What commands do. Each returns the exit code.
#ifndef FRONTLINE_CLIENTS_CLI_RUN_H_
#define FRONTLINE_CLIENTS_CLI_RUN_H_

#include "absl/status/statusor.h"
#include "clients/cli/session.h"

namespace frontline::cli {

// A unary method of the contract: builds the request, calls, follows pages, prints.
absl::StatusOr<int> RunMethod(const Invocation& invocation);

absl::StatusOr<int> RunExplain(const Invocation& invocation);      // match explain
absl::StatusOr<int> RunIssueToken(const Invocation& invocation);   // tokens issue
absl::StatusOr<int> RunImport(const Invocation& invocation);       // import …: a file to an import of ExchangeService
absl::StatusOr<int> RunImportCodes(const Invocation& invocation);  // codes import: parsed codes to CodeService
absl::StatusOr<int> RunAttach(const Invocation& invocation);       // submissions attach
absl::StatusOr<int> RunFetch(const Invocation& invocation);        // submissions fetch
absl::StatusOr<int> RunLodge(const Invocation& invocation);        // submissions lodge
absl::StatusOr<int> RunValidateInstrument(const Invocation& invocation);  // surveys validate
absl::StatusOr<int> RunDiffInstruments(const Invocation& invocation);     // surveys diff
absl::StatusOr<int> RunCreateSurvey(const Invocation& invocation);        // surveys create
absl::StatusOr<int> RunUpdateSurvey(const Invocation& invocation);        // surveys update
absl::StatusOr<int> RunIssueInvitations(const Invocation& invocation);    // surveys invite
absl::StatusOr<int> RunCloseSurvey(const Invocation& invocation);         // surveys close
absl::StatusOr<int> RunImportResponses(const Invocation& invocation);     // surveys import
absl::StatusOr<int> RunExportFindings(const Invocation& invocation);      // findings export
absl::StatusOr<int> RunCheck(const Invocation& invocation);        // admin check
absl::StatusOr<int> RunBackup(const Invocation& invocation);       // admin backup
absl::StatusOr<int> RunRestore(const Invocation& invocation);      // admin restore
absl::StatusOr<int> RunHealth(const Invocation& invocation);       // admin health
absl::StatusOr<int> RunWatch(const Invocation& invocation);        // admin watch
absl::StatusOr<int> RunSampleLoad(const Invocation& invocation);   // sample load
absl::StatusOr<int> RunContextsList(const Invocation& invocation);
absl::StatusOr<int> RunContextsUse(const Invocation& invocation);
absl::StatusOr<int> RunContextsSet(const Invocation& invocation);
absl::StatusOr<int> RunContextsDelete(const Invocation& invocation);
absl::StatusOr<int> RunCompletion(const Invocation& invocation);  // completion SHELL
absl::StatusOr<int> RunComplete(const Invocation& invocation);    // complete: asked by the shells' scripts
absl::StatusOr<int> RunVersion(const Invocation& invocation);

absl::StatusOr<int> RunRespond(const Invocation& invocation);        // respond
absl::StatusOr<int> RunQuestionnaire(const Invocation& invocation);  // questionnaire
absl::StatusOr<int> RunWithdraw(const Invocation& invocation);       // responses withdraw
absl::StatusOr<int> RunFollow(const Invocation& invocation);         // responses follow

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_RUN_H_
