#include "services/rpc/method.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/base/errors.h"

namespace frontline::rpc {
namespace {

namespace o = frontline::options::v1;

using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// "a.b.Service/Method", as everything of ours names it; the descriptor says "a.b.Service.Method".
std::string NameOf(const MethodDescriptor& method) { return absl::StrCat(method.service()->full_name(), "/", method.name()); }

const MethodDescriptor* FindMethod(std::string name) {
  const size_t slash = name.rfind('/');
  if (slash == std::string::npos) return nullptr;
  name[slash] = '.';
  return DescriptorPool::generated_pool()->FindMethodByName(name);
}

}  // namespace

bool FieldPath::Resolve(const Descriptor* type, absl::string_view path) {
  fields_.clear();
  text_ = std::string(path);
  const std::vector<std::string> steps = absl::StrSplit(path, '.');
  for (size_t i = 0; i < steps.size(); ++i) {
    const FieldDescriptor* field = type->FindFieldByName(steps[i]);
    const bool last = i + 1 == steps.size();
    if (field == nullptr || field->is_repeated() || field->type() != (last ? FieldDescriptor::TYPE_STRING : FieldDescriptor::TYPE_MESSAGE)) {
      fields_.clear();
      return false;
    }
    fields_.push_back(field);
    type = field->message_type();
  }
  return true;
}

std::string FieldPath::In(const Message& message) const {
  if (fields_.empty()) return "";
  const Message* at = &message;
  for (size_t i = 0; i + 1 < fields_.size(); ++i) at = &at->GetReflection()->GetMessage(*at, fields_[i]);
  return at->GetReflection()->GetString(*at, fields_.back());
}

void MethodTable::Defect(absl::string_view method, absl::string_view what) { defects_.push_back(absl::StrCat(method, " ", what)); }

void MethodTable::AddService(const Service& service) {
  for (const std::string& name : service.services) {
    const ServiceDescriptor* descriptor = DescriptorPool::generated_pool()->FindServiceByName(name);
    if (descriptor == nullptr) {
      Defect(name, "is no service of the contract");
    } else if (std::find(services_.begin(), services_.end(), descriptor) != services_.end()) {
      Defect(name, "is served twice");
    } else {
      services_.push_back(descriptor);
    }
  }
  if (service.handlers) service.handlers(*this);
}

void MethodTable::Add(Handler handler) {
  auto method = std::make_unique<Method>();
  const std::string name = handler.method;
  method->descriptor = FindMethod(name);
  if (method->descriptor == nullptr) return Defect(name, "is no method of the contract");
  const Descriptor* request = handler.request->GetDescriptor();
  const Descriptor* response = handler.response->GetDescriptor();
  if (request != method->descriptor->input_type() || response != method->descriptor->output_type()) {
    return Defect(name, absl::StrCat("has a handler from ", request->full_name(), " to ", response->full_name()));
  }
  if (method->streaming() != (handler.stream != nullptr)) return Defect(name, "has a handler of the other kind, stream or single");
  if (methods_.count(name) > 0) return Defect(name, "has two handlers");
  method->handler = std::move(handler);
  method->access = method->descriptor->options().GetExtension(o::access);
  method->request_rules = rules_.For(request);
  method->response_rules = rules_.For(response);
  if (!method->access.resource().empty() && !method->resource.Resolve(request, method->access.resource())) {
    Defect(name, absl::StrCat("has access by '", method->access.resource(), "', which its request lacks"));
  }
  method->request_id.Resolve(request, "request_id");
  if (!method->request_name.Resolve(request, "name")) method->request_name.Resolve(request, "parent");
  if (method->resource.empty() == false) method->request_name = method->resource;
  method->response_name.Resolve(response, "name");
  CheckAccess(*method);
  methods_[name] = std::move(method);
}

void MethodTable::CheckAccess(const Method& method) {
  const std::string& name = method.handler.method;
  if (!method.descriptor->options().HasExtension(o::access)) return Defect(name, "says nothing of who may call it");
  const o::Access& access = method.access;
  if (access.audit() == o::AUDIT_CLASS_UNSPECIFIED) Defect(name, "says nothing of what the audit keeps of it");
  if (method.mutates() && access.audit() == o::AUDIT_CLASS_NONE) Defect(name, "writes, yet the audit would keep nothing of it");
  if (access.within() != o::PERMISSION_UNSPECIFIED && access.resource().empty()) Defect(name, "has access 'within' no resource");
  if (access.organisation_only() && access.resource().empty()) Defect(name, "is to be known by the organisation of no resource");
  if (method.anonymous() && method.mutates()) {
    if (access.resource().empty()) Defect(name, "is for anyone and writes, and has no 'resource' that the audit may name");
    if (!method.request_id.empty()) Defect(name, "is for anyone and takes a request id, which ties a caller to what it made");
  }
  const bool anyone = access.caller() == o::CALLER_ANYONE || access.caller() == o::CALLER_ANY_MEMBER;
  if (!anyone && access.within() == o::PERMISSION_UNSPECIFIED && access.anywhere() == o::PERMISSION_UNSPECIFIED) {
    Defect(name, "has access for nobody");
  }
}

absl::Status MethodTable::Check() const {
  std::vector<std::string> defects = defects_;
  for (const ServiceDescriptor* service : services_) {
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string name = NameOf(*service->method(i));
      if (methods_.count(name) > 0) continue;
      // A handler that was refused above has been named already.
      bool named = false;
      for (const std::string& defect : defects_) named = named || defect.compare(0, name.size() + 1, name + " ") == 0;
      if (!named) defects.push_back(name + " has no handler");
    }
  }
  for (const auto& [name, method] : methods_) {
    bool declared = false;
    for (const ServiceDescriptor* service : services_) declared = declared || service == method->descriptor->service();
    if (!declared) defects.push_back(name + " is of no service that is served here");
  }
  if (defects.empty()) return absl::OkStatus();
  return base::Precondition("CONTRACT_BROKEN", absl::StrJoin(defects, "; "));
}

const Method* MethodTable::Find(const std::string& method) const {
  const auto found = methods_.find(method);
  return found == methods_.end() ? nullptr : found->second.get();
}

}  // namespace frontline::rpc
