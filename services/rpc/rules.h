// The field rules of a message type (options.proto, FieldRules), worked out once so that a check walks a list and looks nothing up.
// Immutable once made, thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_RULES_H_
#define FRONTLINE_SERVICES_RPC_RULES_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "google/protobuf/message.h"
#include "services/base/errors.h"

namespace frontline::rpc {

// The most violations of one request that are reported; the rest would help nobody.
inline constexpr size_t kMostViolations = 100;
// What is said of a required field that is not set.
inline constexpr char kRequired[] = "is required";

struct Place;  // where in a request a check is (rules.cc)

class MessageRules {
 public:
  ~MessageRules();
  // Clears output-only fields of `message`, at every depth, and reports every rule that it breaks. `path` stands before the fields' names.
  void Check(google::protobuf::Message* message, const std::string& path, std::vector<base::Violation>* violations) const;
  // Clears every field marked secret, at every depth.
  void ClearSecrets(google::protobuf::Message* message) const;
  bool has_secrets() const { return has_secrets_; }

 private:
  friend class RuleBook;
  struct Field;
  MessageRules();
  void CheckAt(google::protobuf::Message* message, const Place* at, std::vector<base::Violation>* violations) const;

  std::vector<std::unique_ptr<Field>> fields_;
  bool has_secrets_ = false;
};

// The rules of many types. `For` is called while the server starts, by one thread.
class RuleBook {
 public:
  RuleBook();
  ~RuleBook();
  const MessageRules* For(const google::protobuf::Descriptor* type);

 private:
  std::map<const google::protobuf::Descriptor*, std::unique_ptr<MessageRules>> types_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_RULES_H_
