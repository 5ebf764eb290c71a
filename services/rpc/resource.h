// What every handler needs and none should write again: etags, update masks, pages, resource names.
#ifndef FRONTLINE_SERVICES_RPC_RESOURCE_H_
#define FRONTLINE_SERVICES_RPC_RESOURCE_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/field_mask.pb.h"
#include "google/protobuf/message.h"
#include "google/protobuf/timestamp.pb.h"

namespace frontline::rpc {

// The etag of a resource: 16 hex digits of SHA-256 over its deterministic bytes, its own field `etag` cleared.
std::string EtagOf(const google::protobuf::Message& resource);
// ETAG_MISMATCH when `given` is not empty and is not the etag of `current`.
absl::Status CheckEtag(absl::string_view given, const google::protobuf::Message& current, absl::string_view name);

// Writes the fields of `from` that `mask` names into `to` (same type). An empty mask names every field that `from` sets; "*" names all.
// UPDATE_MASK_INVALID for a path that does not exist, is output only, or is immutable (also: `name`, `etag`).
absl::Status ApplyMask(const google::protobuf::FieldMask& mask, const google::protobuf::Message& from, google::protobuf::Message* to);

// A page: the size to use (`page_size` 0 → 50, more than 1000 → 1000) and where it starts (a Page's `next`).
struct PageStart {
  size_t size = 50;
  std::string after;
};
// Opens a page token. It is sealed and bound to `request` with page_size and page_token cleared: nobody reads it, and it fits only the listing that it
// came from. PAGE_TOKEN_INVALID otherwise. The key is this process's own random one.
absl::StatusOr<PageStart> OpenPage(const google::protobuf::Message& request);
// The token for the next page; empty when `next` is.
std::string NextPageToken(const google::protobuf::Message& request, absl::string_view next);

google::protobuf::Timestamp ToTimestamp(absl::Time time);
absl::Time FromTimestamp(const google::protobuf::Timestamp& time);

// Name segments: Segment("forces/kent/needs/7k2m", 3) == "7k2m"; empty past the end.
absl::string_view Segment(absl::string_view name, int index);
// The parent: "forces/kent/needs/7k2m" → "forces/kent".
absl::string_view ParentOf(absl::string_view name);

}  // namespace frontline::rpc

#endif  // FRONTLINE_SERVICES_RPC_RESOURCE_H_
