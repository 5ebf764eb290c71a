// Reads and sets fields of messages by name. A field that the type lacks reads as empty; to set one is a mistake of the program. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_FIELDS_H_
#define FRONTLINE_CLIENTS_CLI_FIELDS_H_

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <vector>

namespace frontline::cli {

std::string GetText(const google::protobuf::Message& message, const char* field);
int64_t GetNumber(const google::protobuf::Message& message, const char* field);  // integers and bools
// Null when not set.
const google::protobuf::Message* GetChild(const google::protobuf::Message& message, const char* field);
std::vector<const google::protobuf::Message*> GetChildren(const google::protobuf::Message& message, const char* field);
std::vector<std::string> GetTexts(const google::protobuf::Message& message, const char* field);
// In words, "" for unspecified.
std::string GetEnum(const google::protobuf::Message& message, const char* field);

void SetText(google::protobuf::Message* message, const char* field, const std::string& text);
google::protobuf::Message* MutableChild(google::protobuf::Message* message, const char* field);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_FIELDS_H_
