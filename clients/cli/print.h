// Answers, in the form that was asked for.
#ifndef FRONTLINE_CLIENTS_CLI_PRINT_H_
#define FRONTLINE_CLIENTS_CLI_PRINT_H_

#include <google/protobuf/message.h>

#include <vector>

#include "clients/cli/session.h"

namespace frontline::cli {

// The field of a list's entries: the one list of messages in a response that carries nothing else but scalars. Null when it is no list.
const google::protobuf::FieldDescriptor* EntriesOf(const google::protobuf::Descriptor& response);

// One message: as JSON, its name, a view of its own, a table when it is a list, or a block.
void Print(const google::protobuf::Message& message, const Session& session);
// A list, as a JSON array, names, or a table.
void PrintList(const std::vector<const google::protobuf::Message*>& messages, const google::protobuf::Descriptor& type, const Session& session);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_PRINT_H_
