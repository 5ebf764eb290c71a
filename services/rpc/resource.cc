#include "services/rpc/resource.h"

#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "services/base/errors.h"
#include "services/base/ids.h"
#include "services/rpc/seal.h"
#include "services/rpc/wire.h"

namespace frontline::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kDefaultPage = 50;
constexpr size_t kLargestPage = 1000;

const FieldDescriptor* StringField(const Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr || field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return nullptr;
  return field;
}

const FieldDescriptor* PageSizeField(const Message& message) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("page_size");
  if (field == nullptr || field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_INT32) return nullptr;
  return field;
}

// What a token is bound to: the listing, whatever the page.
std::string ListingOf(const Message& request) {
  std::unique_ptr<Message> listing(request.New());
  listing->CopyFrom(request);
  const google::protobuf::Reflection* reflection = listing->GetReflection();
  for (const FieldDescriptor* field : {PageSizeField(request), StringField(request, "page_token")}) {
    if (field != nullptr) reflection->ClearField(listing.get(), field);
  }
  return request.GetDescriptor()->full_name() + '\0' + base::Sha256(DeterministicBytes(*listing));
}

}  // namespace

std::string EtagOf(const Message& resource) {
  const FieldDescriptor* etag = StringField(resource, "etag");
  std::string digest;
  if (etag == nullptr || resource.GetReflection()->GetString(resource, etag).empty()) {
    digest = base::Sha256(DeterministicBytes(resource));
  } else {
    std::unique_ptr<Message> copy(resource.New());
    copy->CopyFrom(resource);
    copy->GetReflection()->ClearField(copy.get(), etag);
    digest = base::Sha256(DeterministicBytes(*copy));
  }
  return absl::BytesToHexString(absl::string_view(digest).substr(0, 8));
}

absl::Status CheckEtag(absl::string_view given, const Message& current, absl::string_view name) {
  if (given.empty() || given == EtagOf(current)) return absl::OkStatus();
  return base::EtagMismatch(name);
}

absl::StatusOr<PageStart> OpenPage(const Message& request) {
  PageStart start;
  start.size = kDefaultPage;
  if (const FieldDescriptor* field = PageSizeField(request); field != nullptr) {
    const int32_t size = request.GetReflection()->GetInt32(request, field);
    if (size > 0) start.size = std::min<size_t>(size, kLargestPage);
  }
  const FieldDescriptor* field = StringField(request, "page_token");
  const std::string token = field == nullptr ? "" : request.GetReflection()->GetString(request, field);
  if (token.empty()) return start;
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(token, &bytes)) return base::InvalidPageToken();
  std::optional<std::string> after = Unseal(ListingOf(request), bytes);
  if (!after.has_value() || after->empty()) return base::InvalidPageToken();
  start.after = *std::move(after);
  return start;
}

std::string NextPageToken(const Message& request, absl::string_view next) {
  if (next.empty()) return "";
  // Sealed, not only signed: the place where a page ends may be a record that the caller may not see.
  return absl::WebSafeBase64Escape(Seal(ListingOf(request), next));
}

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  const int64_t seconds = absl::ToUnixSeconds(time);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(time - absl::FromUnixSeconds(seconds))));
  return timestamp;
}

absl::Time FromTimestamp(const google::protobuf::Timestamp& time) { return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()); }

absl::string_view Segment(absl::string_view name, int index) {
  for (; index > 0; --index) {
    const size_t slash = name.find('/');
    if (slash == absl::string_view::npos) return {};
    name.remove_prefix(slash + 1);
  }
  return name.substr(0, name.find('/'));
}

absl::string_view ParentOf(absl::string_view name) {
  size_t end = name.rfind('/');
  if (end == absl::string_view::npos || end == 0) return {};
  end = name.rfind('/', end - 1);
  return end == absl::string_view::npos ? absl::string_view() : name.substr(0, end);
}

}  // namespace frontline::rpc
