// What the contract says of a field, as far as a command line cares. Thread-safe.
#ifndef FRONTLINE_CLIENTS_CLI_RULES_H_
#define FRONTLINE_CLIENTS_CLI_RULES_H_

#include <google/protobuf/descriptor.h>

#include <string>

namespace frontline::cli {

enum class Form { kText, kLine, kName, kId, kDay, kCurrency, kCpv, kUri, kRegion };

struct Rules {
  bool required = false;
  bool output_only = false;
  bool immutable = false;
  bool secret = false;
  Form form = Form::kText;
  std::string resource;  // the collection that a resource name lies in
};

Rules RulesOf(const google::protobuf::FieldDescriptor& field);

}  // namespace frontline::cli

#endif  // FRONTLINE_CLIENTS_CLI_RULES_H_
