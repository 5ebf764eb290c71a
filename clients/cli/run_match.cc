#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/json.h"
#include "clients/cli/match_view.h"
#include "clients/cli/print.h"
#include "clients/cli/run.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// The latest kept match of a requirement.
absl::StatusOr<std::string> LatestMatch(Session& session, const std::string& requirement) {
  const MethodDescriptor& method = *FindMethod("matching.v1.MatchingService/ListMatches");
  const std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const std::unique_ptr<Message> response = NewMessage(*method.output_type());
  SetText(request.get(), "parent", requirement);
  request->GetReflection()->SetInt32(request.get(), request->GetDescriptor()->FindFieldByName("page_size"), 1);
  if (absl::Status called = session.Call(method, *request, response.get()); !called.ok()) return called;
  const std::vector<const Message*> matches = GetChildren(*response, "matches");
  if (!matches.empty()) return GetText(*matches.front(), "name");
  return absl::NotFoundError(absl::StrCat("no match of '", requirement, "' is kept; make one: frontctl match run ", requirement, " --store"));
}

// Leaves only the candidate asked for. NOT_FOUND when it is none.
absl::Status KeepCandidate(const std::string& supplier, Message* match) {
  const FieldDescriptor* candidates = match->GetDescriptor()->FindFieldByName("candidates");
  const google::protobuf::Reflection& reflection = *match->GetReflection();
  for (int i = reflection.FieldSize(*match, candidates) - 1; i >= 0; --i) {
    if (GetText(reflection.GetRepeatedMessage(*match, candidates, i), "supplier") == supplier) {
      if (i > 0) reflection.SwapElements(match, candidates, 0, i);
      while (reflection.FieldSize(*match, candidates) > 1) reflection.RemoveLast(match, candidates);
      return absl::OkStatus();
    }
  }
  return absl::NotFoundError(absl::StrCat(
      "'", supplier, "' is not among the candidates listed: its text says nothing of what is wanted, or it ranks below the limit of the match"));
}

}  // namespace

absl::StatusOr<int> RunExplain(const Invocation& invocation) {
  const MethodDescriptor& method = *FindMethod(invocation.command.method);
  const std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const absl::Status built = BuildRequest(invocation.command, invocation.arguments, "", "", invocation.session.clock(), request.get());
  if (!built.ok()) return UsageError(built.message());
  if (const std::string name = GetText(*request, "name"); !absl::StrContains(name, "/matches/")) {
    const absl::StatusOr<std::string> latest = LatestMatch(invocation.session, name);
    if (!latest.ok()) return latest.status();
    SetText(request.get(), "name", *latest);
  }
  const std::unique_ptr<Message> match = NewMessage(*method.output_type());
  if (absl::Status called = invocation.session.Call(method, *request, match.get()); !called.ok()) return called;
  const std::string supplier = invocation.arguments.Get("SUPPLIER");
  if (!supplier.empty()) {
    if (absl::Status kept = KeepCandidate(supplier, match.get()); !kept.ok()) return kept;
  }
  if (invocation.session.output == Output::kJson || invocation.session.output == Output::kName) {
    Print(*match, invocation.session);
  } else {
    MakePrintable(match.get());
    invocation.out() << MatchExplanation(*match, supplier, invocation.session.style());
  }
  return kOk;
}

}  // namespace frontline::cli
