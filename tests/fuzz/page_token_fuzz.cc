// Any bytes as a page token: refused, unless the server made it for this very listing.
#include <cstddef>
#include <cstdint>
#include <string>

#include "frontline/identity/v1/identity_service.pb.h"
#include "services/rpc/resource.h"
#include "tests/fuzz/must.h"

namespace frontline::fuzz {
namespace {

identity::v1::ListMembersRequest Listing(absl::string_view parent) {
  identity::v1::ListMembersRequest request;
  request.set_parent(std::string(parent));
  request.set_page_size(10);
  return request;
}

// A token that was not made here opens nothing.
void Foreign(absl::string_view token) {
  auto request = Listing("forces/kent");
  request.set_page_token(std::string(token));
  Must(token.empty() || !rpc::OpenPage(request).ok(), "nobody can make a token up");
}

// One that was made here opens its own listing where it ended, and no other; changed in any place it opens nothing, or the same place (the last letter
// of base64 has bits to spare).
void Own(absl::string_view next, size_t at, char change) {
  auto request = Listing("forces/kent");
  const std::string token = rpc::NextPageToken(request, next);
  Must(token.empty() == next.empty(), "the end has no token");
  if (token.empty()) return;
  request.set_page_token(token);
  const auto start = rpc::OpenPage(request);
  Must(start.ok() && start->after == next && start->size == 10, "a token opens its place");
  auto other = Listing("forces/essex");
  other.set_page_token(token);
  Must(!rpc::OpenPage(other).ok(), "a token opens no other listing");
  std::string changed = token;
  changed[at % changed.size()] = static_cast<char>(changed[at % changed.size()] ^ change);
  request.set_page_token(changed);
  const auto moved = rpc::OpenPage(request);
  Must(!moved.ok() || changed.empty() || moved->after == next, "a changed token opens no other place");
}

}  // namespace
}  // namespace frontline::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  frontline::fuzz::Foreign(bytes);
  const size_t at = size < 2 ? 0 : static_cast<size_t>(data[0]) << 8 | data[1];
  frontline::fuzz::Own(bytes, at, static_cast<char>(size < 3 ? 1 : data[2]));
  return 0;
}
