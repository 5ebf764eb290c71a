// What brings an item of the sample data nearer to the state that its file names.
#ifndef FRONTLINE_CLIENTS_CLI_SAMPLE_STEPS_H_
#define FRONTLINE_CLIENTS_CLI_SAMPLE_STEPS_H_

#include <google/protobuf/message.h>

#include <memory>
#include <string>

#include "clients/cli/sample_data.h"

namespace frontline::cli {

// A call that an item wants next. No method: nothing.
struct Step {
  const char* method = nullptr;
  std::unique_ptr<google::protobuf::Message> request = {};
};

// A call about the resource of this name; empty: the request is filled by the caller.
Step MakeStep(const char* method, const std::string& name);
// A call with this request.
Step CopyStep(const char* method, const google::protobuf::Message& request);

// Of a need, as it is now: first the organisations that have it too, and the merges; then, when `decide`, what was decided.
Step NextForNeed(const SampleItem& item, const google::protobuf::Message& need, bool decide);
Step NextForRequirement(const SampleItem& item, const google::protobuf::Message& requirement);

// The provenance of the fact ("regions[0]"; empty for the resource itself) in its resource; null when it is not there.
const google::protobuf::Message* ProvenanceOf(const google::protobuf::Message& resource, const std::string& fact);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_SAMPLE_STEPS_H_
