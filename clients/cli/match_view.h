// Matches, so that a head of procurement can read them aloud.
#ifndef FRONTLINE_CLIENTS_CLI_MATCH_VIEW_H_
#define FRONTLINE_CLIENTS_CLI_MATCH_VIEW_H_

#include <google/protobuf/message.h>

#include <string>

#include "clients/cli/views.h"

namespace frontline::cli {

// A frontline.matching.v1.Match: who could meet the requirement, in short.
std::string MatchSummary(const google::protobuf::Message& match, const Style& style);
// The same with every reason; `supplier` empty: of all candidates.
std::string MatchExplanation(const google::protobuf::Message& match, const std::string& supplier, const Style& style);
// A MatchRequirementsResponse: what a supplier could offer for.
std::string RequirementsSummary(const google::protobuf::Message& response, const Style& style);
// A Comparison: suppliers side by side.
std::string ComparisonTable(const google::protobuf::Message& comparison, const Style& style);
// A SimilarNeedsResponse.
std::string SimilarNeedsTable(const google::protobuf::Message& response, const Style& style);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_MATCH_VIEW_H_
