#include "clients/cli/comments.h"

#include <google/protobuf/descriptor.pb.h>

#include <map>

#include "absl/strings/str_cat.h"
#include "clients/cli/embedded.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

using google::protobuf::DescriptorProto;
using google::protobuf::EnumDescriptorProto;
using google::protobuf::FileDescriptorProto;

struct Contract {
  std::map<std::string, std::string, std::less<>> comments;
  std::vector<std::string> methods;
};

// Full names of a file's elements by their path in it.
class Names {
 public:
  explicit Names(const FileDescriptorProto& file) {
    for (int i = 0; i < file.message_type_size(); ++i) AddMessage({4, i}, file.package(), file.message_type(i));
    for (int i = 0; i < file.enum_type_size(); ++i) AddEnum({5, i}, file.package(), file.enum_type(i));
    for (int i = 0; i < file.service_size(); ++i) {
      const std::string service = absl::StrCat(file.package(), ".", file.service(i).name());
      for (int j = 0; j < file.service(i).method_size(); ++j) {
        methods.push_back(absl::StrCat(service, "/", file.service(i).method(j).name()));
        by_path[{6, i, 2, j}] = methods.back();
      }
    }
  }
  std::map<std::vector<int>, std::string> by_path;
  std::vector<std::string> methods;

 private:
  static std::vector<int> Within(std::vector<int> path, int field, int index) {
    path.push_back(field);
    path.push_back(index);
    return path;
  }
  void AddMessage(const std::vector<int>& path, const std::string& scope, const DescriptorProto& message) {
    const std::string name = absl::StrCat(scope, ".", message.name());
    by_path[path] = name;
    for (int i = 0; i < message.field_size(); ++i) by_path[Within(path, 2, i)] = absl::StrCat(name, ".", message.field(i).name());
    for (int i = 0; i < message.nested_type_size(); ++i) AddMessage(Within(path, 3, i), name, message.nested_type(i));
    for (int i = 0; i < message.enum_type_size(); ++i) AddEnum(Within(path, 4, i), name, message.enum_type(i));
  }
  void AddEnum(const std::vector<int>& path, const std::string& scope, const EnumDescriptorProto& type) {
    const std::string name = absl::StrCat(scope, ".", type.name());
    by_path[path] = name;
    for (int i = 0; i < type.value_size(); ++i) by_path[Within(path, 2, i)] = absl::StrCat(name, ".", type.value(i).name());
  }
};

Contract Load() {
  Contract contract;
  google::protobuf::FileDescriptorSet set;
  const absl::string_view bytes = EmbeddedContract();
  if (!set.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return contract;
  for (const FileDescriptorProto& file : set.file()) {
    const Names names(file);
    contract.methods.insert(contract.methods.end(), names.methods.begin(), names.methods.end());
    for (const auto& location : file.source_code_info().location()) {
      const auto found = names.by_path.find({location.path().begin(), location.path().end()});
      if (found != names.by_path.end()) contract.comments[found->second] = OneLine(location.leading_comments());
    }
  }
  return contract;
}

const Contract& TheContract() {
  static const Contract* const contract = new Contract(Load());
  return *contract;
}

}  // namespace

const std::string& CommentOf(absl::string_view full_name) {
  static const std::string* const none = new std::string();
  const auto found = TheContract().comments.find(std::string(full_name));
  return found == TheContract().comments.end() ? *none : found->second;
}

const std::vector<std::string>& MethodsOfContract() { return TheContract().methods; }

std::string FirstSentence(absl::string_view text) {
  for (size_t end = text.find(". "); end != absl::string_view::npos; end = text.find(". ", end + 1)) {
    // "e.g. this" goes on: a sentence starts with a capital or a quotation mark.
    const char next = text[end + 2];
    if ((next >= 'A' && next <= 'Z') || next == '"') return std::string(text.substr(0, end + 1));
  }
  return std::string(text);
}

}  // namespace frontline::cli
