// Takes a survey of the sample data from the draft to its findings: opened, its responses imported, closed, its comments moderated and grouped.
#ifndef FRONTLINE_CLIENTS_CLI_SAMPLE_SURVEY_H_
#define FRONTLINE_CLIENTS_CLI_SAMPLE_SURVEY_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/connection.h"
#include "clients/cli/progress.h"
#include "clients/cli/sample_data.h"
#include "clients/cli/session.h"

namespace frontline::cli {

// Moves the survey on towards `item.state`; what is done already is left as it is. `responses`: the content of the file that the item names. Comments that
// nothing is proposed to be redacted in are released as they are; the others wait for a moderator.
absl::Status MoveSampleSurvey(Session& session, Connection& connection, const SampleItem& item, absl::string_view responses, Progress* progress);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SAMPLE_SURVEY_H_
