// Findings, so that a branch secretary can read them to members.
#ifndef FRONTLINE_CLIENTS_CLI_FINDING_VIEW_H_
#define FRONTLINE_CLIENTS_CLI_FINDING_VIEW_H_

#include <google/protobuf/message.h>

#include <string>

#include "clients/cli/views.h"

namespace frontline::cli {

// A frontline.survey.v1.Finding: groups × answers; of everyone together, an answer a line.
std::string FindingTable(const google::protobuf::Message& finding, const Style& style);
// A CompareWavesResponse: a wave beside the one before.
std::string WavesTable(const google::protobuf::Message& response, const Style& style);
// A CompareGroupsResponse: groups beside everyone.
std::string GroupsTable(const google::protobuf::Message& response, const Style& style);
// A GroupCommentsResponse: the themes, and how many comments are in none.
std::string ThemesTable(const google::protobuf::Message& response, const Style& style);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_FINDING_VIEW_H_
