// What the pipeline knows of one method: its handler, and what its descriptor says, worked out once. Immutable once made, thread-safe.
#ifndef FRONTLINE_SERVICES_RPC_METHOD_H_
#define FRONTLINE_SERVICES_RPC_METHOD_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "frontline/options/v1/options.pb.h"
#include "google/protobuf/descriptor.h"
#include "services/rpc/registry.h"
#include "services/rpc/rules.h"
#include "services/rpc/telemetry.h"

namespace frontline::rpc {

// A path of fields through single messages ("need.name").
class FieldPath {
 public:
  // False when `path` does not lead to a string field of `type`.
  bool Resolve(const google::protobuf::Descriptor* type, absl::string_view path);
  bool empty() const { return fields_.empty(); }
  const std::string& text() const { return text_; }
  // The value; empty where a message on the way is not set.
  std::string In(const Message& message) const;

 private:
  std::string text_;
  std::vector<const google::protobuf::FieldDescriptor*> fields_;
};

struct Method {
  Handler handler;
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  frontline::options::v1::Access access;
  const MessageRules* request_rules = nullptr;
  const MessageRules* response_rules = nullptr;
  FieldPath resource;       // of the request: what the access is asked for
  FieldPath request_id;     // of the request
  FieldPath request_name;   // of the request: what the audit names when the response names nothing
  FieldPath response_name;  // of the response
  mutable MethodMetrics metrics;

  bool streaming() const { return descriptor->client_streaming() || descriptor->server_streaming(); }
  // Nobody is to learn who called (options.proto, CALLER_ANYONE).
  bool anonymous() const { return access.caller() == frontline::options::v1::CALLER_ANYONE; }
  // The log and the audit name no more than they must, and nothing that the request says.
  bool discreet() const { return anonymous() || access.organisation_only(); }
  bool mutates() const { return handler.write != nullptr || handler.prepare != nullptr; }
};

// Every method of the services that this process serves. Filled while the server starts, by one thread.
class MethodTable : public Registry {
 public:
  // Takes the service's handlers. What is wrong with them is kept for Check.
  void AddService(const Service& service);
  // FAILED_PRECONDITION naming every defect: a method without access or audit class, one that nobody may pass, `within` without `resource`, a
  // resource path that does not exist, a method of a declared service without a handler, a handler without a method, of other types, of the other
  // kind (stream or not), or given twice; a service given twice; one that is for anyone and writes, and has no `resource` or takes a `request_id`;
  // `organisation_only` without `resource`.
  absl::Status Check() const;

  const std::vector<const google::protobuf::ServiceDescriptor*>& services() const { return services_; }
  const Method* Find(const std::string& method) const;
  const std::map<std::string, std::unique_ptr<Method>>& methods() const { return methods_; }

 protected:
  void Add(Handler handler) override;

 private:
  void Defect(absl::string_view method, absl::string_view what);
  void CheckAccess(const Method& method);

  RuleBook rules_;
  std::vector<const google::protobuf::ServiceDescriptor*> services_;
  std::map<std::string, std::unique_ptr<Method>> methods_;
  std::vector<std::string> defects_;
};

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_METHOD_H_
