#include <algorithm>
#include <ostream>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/error.h"
#include "clients/cli/fields.h"
#include "clients/cli/print.h"
#include "clients/cli/run.h"
#include "clients/cli/text.h"

namespace frontline::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr int64_t kDefaultLimit = 200;
constexpr int64_t kLargestPage = 1000;

// "-/-" for a caller with a national role, otherwise the caller's own organisation.
absl::StatusOr<std::string> OwnOrganisation(Session& session) {
  const MethodDescriptor& method = *FindMethod("identity.v1.IdentityService/WhoAmI");
  const std::unique_ptr<Message> response = NewMessage(*method.output_type());
  if (absl::Status called = session.Call(method, *NewMessage(*method.input_type()), response.get()); !called.ok()) return called;
  const Message* member = GetChild(*response, "member");
  if (member != nullptr) {
    for (const Message* grant : GetChildren(*member, "grants")) {
      if (GetNumber(*grant, "national") != 0) return std::string("-/-");
    }
  }
  const Message* organisation = GetChild(*response, "organisation");
  return organisation == nullptr ? std::string("-/-") : GetText(*organisation, "name");
}

// Fills the parent of a listing that was asked for without one.
absl::Status FillParent(const Invocation& invocation, Message* request) {
  const FieldDescriptor* parent = request->GetDescriptor()->FindFieldByName("parent");
  if (parent == nullptr || !GetText(*request, "parent").empty()) return absl::OkStatus();
  for (const Argument& argument : invocation.command.arguments) {
    if (argument.field != "parent" || argument.fallback.empty()) continue;
    std::string value = argument.fallback;
    if (absl::StartsWith(value, "@own")) {
      const absl::StatusOr<std::string> own = OwnOrganisation(invocation.session);
      if (!own.ok()) return own.status();
      value = *own + value.substr(4);
    }
    request->GetReflection()->SetString(request, parent, value);
  }
  return absl::OkStatus();
}

absl::StatusOr<int64_t> NumberFlag(const Arguments& arguments, const std::string& name, int64_t least, int64_t otherwise) {
  if (!arguments.Has(name)) return otherwise;
  int64_t number = 0;
  if (absl::SimpleAtoi(arguments.Get(name), &number) && number >= least) return number;
  return UsageError(absl::StrCat("--", name, ": '", arguments.Get(name), "' is not a number from ", least, " on"));
}

// Follows the pages of a list.
absl::StatusOr<int> RunList(const Invocation& invocation, const MethodDescriptor& method, const FieldDescriptor& entries, Message* request) {
  const bool all = invocation.arguments.Yes("all");
  absl::StatusOr<int64_t> limit = NumberFlag(invocation.arguments, "limit", 1, kDefaultLimit);
  absl::StatusOr<int64_t> page_size = NumberFlag(invocation.arguments, "page-size", 1, kLargestPage);
  if (!limit.ok()) return limit.status();
  if (!page_size.ok()) return page_size.status();
  const FieldDescriptor* size_field = request->GetDescriptor()->FindFieldByName("page_size");
  const FieldDescriptor* token_field = request->GetDescriptor()->FindFieldByName("page_token");
  std::vector<std::unique_ptr<Message>> pages;
  std::vector<const Message*> found;
  for (bool more = true; more && (all || static_cast<int64_t>(found.size()) < *limit);) {
    const int64_t wanted = all ? *page_size : std::min(*page_size, *limit - static_cast<int64_t>(found.size()));
    request->GetReflection()->SetInt32(request, size_field, static_cast<int32_t>(std::min(wanted, kLargestPage)));
    pages.push_back(NewMessage(*method.output_type()));
    Message* page = pages.back().get();
    if (absl::Status called = invocation.session.Call(method, *request, page); !called.ok()) return called;
    for (int i = 0; i < page->GetReflection()->FieldSize(*page, &entries); ++i) {
      found.push_back(&page->GetReflection()->GetRepeatedMessage(*page, &entries, i));
    }
    const std::string token = GetText(*page, "next_page_token");
    request->GetReflection()->SetString(request, token_field, token);
    more = !token.empty();
  }
  const bool cut = !GetText(*request, "page_token").empty();
  if (!all && static_cast<int64_t>(found.size()) > *limit) found.resize(static_cast<size_t>(*limit));
  PrintList(found, *entries.message_type(), invocation.session);
  if (cut) invocation.err() << "There are more: --all shows all, --limit N as many as you like.\n";
  return kOk;
}

}  // namespace

absl::StatusOr<int> RunMethod(const Invocation& invocation) {
  const MethodDescriptor& method = *FindMethod(invocation.command.method);
  std::string file;
  if (invocation.arguments.Has("file")) {
    absl::StatusOr<std::string> content = ReadFile(invocation.arguments.Get("file"), invocation.session.terminal().in);
    if (!content.ok()) return content.status();
    file = *std::move(content);
    if (file.empty()) return UsageError("the file is empty");
  }
  const std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const absl::Status built =
      BuildRequest(invocation.command, invocation.arguments, file, invocation.session.NewRequestId(), invocation.session.clock(), request.get());
  if (!built.ok()) return UsageError(built.message());
  if (absl::Status filled = FillParent(invocation, request.get()); !filled.ok()) return filled;
  const FieldDescriptor* entries = EntriesOf(*method.output_type());
  if (entries != nullptr && method.output_type()->FindFieldByName("next_page_token") != nullptr)
    return RunList(invocation, method, *entries, request.get());
  const std::unique_ptr<Message> response = NewMessage(*method.output_type());
  if (absl::Status called = invocation.session.Call(method, *request, response.get()); !called.ok()) return called;
  if (method.output_type()->full_name() == "google.protobuf.Empty" && invocation.session.output != Output::kJson) {
    invocation.out() << (invocation.session.output == Output::kName ? "" : "Deleted ") << GetText(*request, "name") << "\n";
    return kOk;
  }
  Print(*response, invocation.session);
  return kOk;
}

}  // namespace frontline::cli
