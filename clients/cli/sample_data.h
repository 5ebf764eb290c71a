// The sample data as requests (sample/README.md says how its files are written).
#ifndef FRONTLINE_CLIENTS_CLI_SAMPLE_DATA_H_
#define FRONTLINE_CLIENTS_CLI_SAMPLE_DATA_H_

#include <google/protobuf/message.h>
#include <google/protobuf/struct.pb.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "clients/cli/embedded.h"

namespace frontline::cli {

struct SampleItem {
  std::string where;  // "needs.json[3]"
  std::string name;   // of the resource; empty for verifications and matches
  std::unique_ptr<google::protobuf::Message> request;
  // What is to be done after the creation.
  std::string state;                                                   // "in review"; empty: as created
  std::vector<std::unique_ptr<google::protobuf::Message>> supporters;  // SupportNeedRequest, of organisations
  std::vector<std::string> members;                                    // who support for themselves
  std::vector<std::unique_ptr<google::protobuf::Message>> warnings;    // AcceptWarningRequest
  std::unique_ptr<google::protobuf::Message> decision;                 // NeedDecision
  std::unique_ptr<google::protobuf::Message> outcome;                  // Outcome
  std::string merge_into;
  std::string responses;                              // the CSV file with a survey's responses ("technology-2026.csv")
  std::unique_ptr<google::protobuf::Message> mapping;  // ResponseMapping: how that file fits the survey
  std::string acts_as;                                 // who acts, where nobody else may: a submission's representative
};

// By file ("needs.json"); a file that is not there has no items.
using Sample = std::map<std::string, std::vector<SampleItem>>;

// The method that an object of a file is a request of; empty for a file that there is not.
std::string SampleMethod(const std::string& file);

// INVALID_ARGUMENT naming file and position.
absl::StatusOr<Sample> ParseSample(const std::vector<EmbeddedFile>& files, absl::CivilDay today);

// Names that are given twice, and names referred to that nothing defines (every server knows organisations: they are left out), one a line.
std::vector<std::string> SampleProblems(const Sample& sample);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SAMPLE_DATA_H_
