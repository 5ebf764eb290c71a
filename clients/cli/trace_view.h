// The way from what the front line said to what came of it, for people.
#ifndef FRONTLINE_CLIENTS_CLI_TRACE_VIEW_H_
#define FRONTLINE_CLIENTS_CLI_TRACE_VIEW_H_

#include <google/protobuf/message.h>

#include <string>

#include "clients/cli/views.h"

namespace frontline::cli {

// A frontline.requirement.v1.TraceResponse as a tree: each thing under what it came of. What came of several stands whole under the first, and by
// name under the others.
std::string TraceTree(const google::protobuf::Message& message, const Style& style);
// A GetCoverageResponse: a table of organisations, then what is not followed up.
std::string CoverageTable(const google::protobuf::Message& message, const Style& style);
// A FollowResponse: story after story.
std::string Stories(const google::protobuf::Message& message, const Style& style);
// A ProposeMergesResponse: group after group, with the command that would merge it.
std::string MergeProposals(const google::protobuf::Message& message, const Style& style);
// A Consultation with its result.
std::string ConsultationView(const google::protobuf::Message& message, const Style& style);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_TRACE_VIEW_H_
