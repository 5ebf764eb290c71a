#include "clients/cli/sample_steps.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "clients/cli/command.h"
#include "clients/cli/fields.h"
#include "clients/cli/session.h"

namespace frontline::cli {

using google::protobuf::Message;

Step MakeStep(const char* method, const std::string& name) {
  Step step{method, NewMessage(*FindMethod(method)->input_type())};
  if (const auto* field = step.request->GetDescriptor()->FindFieldByName("name"); field != nullptr) SetText(step.request.get(), "name", name);
  return step;
}

Step CopyStep(const char* method, const Message& request) {
  Step step{method, NewMessage(*request.GetDescriptor())};
  step.request->CopyFrom(request);
  return step;
}

Step NextForNeed(const SampleItem& item, const Message& need, bool decide) {
  std::set<std::string> supporting;
  for (const Message* supporter : GetChildren(need, "supporters")) supporting.insert(GetText(*supporter, "name"));
  const std::string state = GetEnum(need, "state");
  const bool open = state == "logged" || state == "validated";
  if (!open) return {};
  for (const auto& support : item.supporters) {
    if (supporting.count(GetText(*support, "organisation")) == 0) return CopyStep("requirement.v1.NeedService/SupportNeed", *support);
  }
  if (item.state == "merged") {
    Step merge = MakeStep("requirement.v1.NeedService/MergeNeeds", "");
    SetText(merge.request.get(), "target", item.merge_into);
    merge.request->GetReflection()->AddString(merge.request.get(), merge.request->GetDescriptor()->FindFieldByName("sources"), item.name);
    return merge;
  }
  if (!decide) return {};
  const auto decided = [&item](const char* method) {
    Step step = MakeStep(method, item.name);
    if (item.decision == nullptr) return step;
    SetText(step.request.get(), "reason", GetText(*item.decision, "reason"));
    if (step.request->GetDescriptor()->FindFieldByName("requirement") != nullptr) {
      SetText(step.request.get(), "requirement", GetText(*item.decision, "requirement"));
    }
    return step;
  };
  if (item.state == "declined") return decided("requirement.v1.NeedService/DeclineNeed");
  if (state == "logged" && (item.state == "validated" || item.state == "addressed"))
    return MakeStep("requirement.v1.NeedService/ValidateNeed", item.name);
  if (state == "validated" && item.state == "addressed") return decided("requirement.v1.NeedService/AddressNeed");
  return {};
}

Step NextForRequirement(const SampleItem& item, const Message& requirement) {
  static const std::map<std::string, int> kOrder = {{"draft", 0}, {"in review", 1}, {"published", 2}, {"closed", 3}};
  const auto wanted = kOrder.find(item.state.empty() ? "draft" : item.state);
  const auto now = kOrder.find(GetEnum(requirement, "state"));
  if (wanted == kOrder.end() || now == kOrder.end() || now->second >= wanted->second) return {};
  if (now->second < 2) {
    std::set<std::pair<std::string, std::string>> accepted;
    for (const Message* warning : GetChildren(requirement, "accepted_warnings"))
      accepted.insert({GetText(*warning, "rule"), GetText(*warning, "field")});
    for (const auto& warning : item.warnings) {
      if (accepted.count({GetText(*warning, "rule"), GetText(*warning, "field")}) == 0) {
        return CopyStep("requirement.v1.RequirementService/AcceptWarning", *warning);
      }
    }
  }
  if (now->second == 2 || (item.outcome != nullptr && GetEnum(*item.outcome, "kind") == "withdrawn" && wanted->second == 3)) {
    Step close = MakeStep("requirement.v1.RequirementService/CloseRequirement", item.name);
    if (item.outcome != nullptr) MutableChild(close.request.get(), "outcome")->CopyFrom(*item.outcome);
    return close;
  }
  if (now->second == 0) return MakeStep("requirement.v1.RequirementService/SubmitRequirement", item.name);
  Step publish = MakeStep("requirement.v1.RequirementService/PublishRequirement", item.name);
  SetText(publish.request.get(), "no_consultation_reason", "It is part of the sample data, which nobody on the front line was asked about.");
  return publish;
}

const Message* ProvenanceOf(const Message& resource, const std::string& fact) {
  if (fact.empty()) return GetChild(resource, "provenance");
  if (fact == "size") return GetChild(resource, "size_provenance");
  const Message* message = &resource;
  for (absl::string_view rest = fact; !rest.empty() && message != nullptr;) {
    const absl::string_view segment = rest.substr(0, rest.find('.'));
    const size_t open = segment.find('[');
    size_t index = 0;
    if (open == absl::string_view::npos || !absl::SimpleAtoi(segment.substr(open + 1, segment.size() - open - 2), &index)) return nullptr;
    const std::vector<const Message*> entries = GetChildren(*message, std::string(segment.substr(0, open)).c_str());
    message = index < entries.size() ? entries[index] : nullptr;
    rest = rest.size() > segment.size() ? rest.substr(segment.size() + 1) : absl::string_view();
  }
  return message == nullptr ? nullptr : GetChild(*message, "provenance");
}

}  // namespace frontline::cli
