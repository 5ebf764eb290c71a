#include <algorithm>
#include <array>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "services/admin/handlers.h"
#include "services/base/errors.h"
#include "services/rpc/resource.h"
#include "storage/journal.h"

namespace frontline::admin {
namespace {

using frontline::options::v1::PERMISSION_CHANGES_READ;
using storage::Change;

constexpr size_t kBlock = 256;
// The most changes that a page, or one message of a watch, looks at.
constexpr uint64_t kMostLookedAt = 10000;
constexpr absl::Duration kWatchLife = absl::Hours(1);
constexpr absl::Duration kSignOfLife = absl::Seconds(30);
// A caller who sees little is told of the position this often, not with every change of others.
constexpr absl::Duration kPositionEvery = absl::Seconds(1);

// Kinds whose resources may be read wherever they lie (change_service.proto).
constexpr std::array<absl::string_view, 6> kPublishedKinds = {"organisation", "supplier", "capability", "certification", "membership", "debarment"};

bool Visible(const Call& call, const Change& change) {
  if (call.principal.HasIn(PERMISSION_CHANGES_READ, rpc::OrganisationOf(change.resource()))) return true;
  return std::find(kPublishedKinds.begin(), kPublishedKinds.end(), change.kind()) != kPublishedKinds.end();
}

// Of ListChangesRequest and WatchChangesRequest alike.
template <typename Request>
bool Fits(const Request& request, const Change& change) {
  if (request.kinds_size() > 0 && std::find(request.kinds().begin(), request.kinds().end(), change.kind()) == request.kinds().end()) return false;
  const std::string& prefix = request.resource_prefix();
  if (prefix.empty() || change.resource() == prefix) return true;
  return absl::StartsWith(change.resource(), prefix) && change.resource()[prefix.size()] == '/';
}

void Fill(const Change& from, v1::Change* to) {
  to->set_sequence(from.sequence());
  *to->mutable_time() = rpc::ToTimestamp(absl::FromUnixMicros(from.time_micros()));
  to->set_resource(from.resource());
  to->set_kind(from.kind());
  to->set_action(static_cast<v1::ChangeAction>(from.action()));  // the same numbers, by intent
}

static_assert(static_cast<int>(v1::CHANGE_ACTION_CREATED) == static_cast<int>(Change::ACTION_CREATED));
static_assert(static_cast<int>(v1::CHANGE_ACTION_UPDATED) == static_cast<int>(Change::ACTION_UPDATED));
static_assert(static_cast<int>(v1::CHANGE_ACTION_DELETED) == static_cast<int>(Change::ACTION_DELETED));

// Adds to `response` the changes after `*position` that are for the caller, at most `limit`, and moves the position past what was looked at. True
// when that was all there is.
template <typename Request, typename Response>
absl::StatusOr<bool> Collect(const Call& call, const Request& request, const Snapshot& snapshot, size_t limit, uint64_t* position,
                             Response* response) {
  for (uint64_t looked_at = 0; looked_at < kMostLookedAt;) {
    absl::StatusOr<std::vector<Change>> changes = storage::ReadChanges(snapshot, *position, kBlock);
    if (!changes.ok()) return changes.status();
    for (const Change& change : *changes) {
      if (static_cast<size_t>(response->changes_size()) == limit) return false;
      *position = change.sequence();
      ++looked_at;
      if (Visible(call, change) && Fits(request, change)) Fill(change, response->add_changes());
    }
    if (changes->size() < kBlock) return true;
  }
  return false;
}

// A reader that is ahead has followed another store, or this one before an older backup was restored: it would wait for changes and miss them.
absl::Status CheckPosition(const Snapshot& snapshot, uint64_t position) {
  absl::StatusOr<uint64_t> last = storage::LastChange(snapshot);
  if (!last.ok()) return last.status();
  if (position <= *last) return absl::OkStatus();
  return base::Precondition("FEED_POSITION_AHEAD", absl::StrCat("The change feed ends at ", *last, ", before ", position,
                                                                ": it is another store's, or an older backup was restored. Start again from 0."));
}

using WatchStream = rpc::Stream<v1::WatchChangesRequest, v1::WatchChangesResponse>;

// One watch, from its first position to its end.
class Watch {
 public:
  Watch(const AdminParts& parts, const Call& call, WatchStream& stream)
      : clock_(parts.clock), call_(call), stream_(stream), sent_at_(parts.clock()) {}

  absl::Status Begin() {
    if (!stream_.Receive(&request_)) return base::InvalidField("(request)", "is missing");
    if (!request_.from_now()) {
      position_ = sent_position_ = request_.after_sequence();
      return CheckPosition(call_.store->Read(), position_);
    }
    if (request_.after_sequence() != 0) return base::InvalidField("after_sequence", "must be 0 with from_now");
    absl::StatusOr<uint64_t> last = storage::LastChange(call_.store->Read());
    if (!last.ok()) return last.status();
    position_ = *last;
    // So that the caller knows from where on it sees everything.
    v1::WatchChangesResponse response;
    Send(&response);
    return absl::OkStatus();
  }

  absl::Status Follow() {
    const absl::Time end = call_.now + kWatchLife;
    while (!stream_.cancelled()) {
      v1::WatchChangesResponse response;
      absl::StatusOr<bool> all = Collect(call_, request_, call_.store->Read(), kBlock, &position_, &response);
      if (!all.ok()) return all.status();
      const absl::Time now = clock_();
      if (response.changes_size() > 0 || now >= NextWord()) {
        if (!Send(&response)) break;
      }
      if (now >= end) return absl::OkStatus();
      if (*all && !stream_.WaitForChange(std::min(NextWord(), end) - now)) break;
    }
    if (stream_.cancelled()) return absl::CancelledError("The caller left.");
    return base::NotReady("the server is stopping", absl::Seconds(1));
  }

 private:
  // When to write even if there is nothing to tell.
  absl::Time NextWord() const { return sent_at_ + (position_ > sent_position_ ? kPositionEvery : kSignOfLife); }
  bool Send(v1::WatchChangesResponse* response) {
    response->set_position(position_);
    sent_position_ = position_;
    sent_at_ = clock_();
    return stream_.Send(*response);
  }

  const std::function<absl::Time()>& clock_;
  const Call& call_;
  WatchStream& stream_;
  v1::WatchChangesRequest request_;
  uint64_t position_ = 0;
  uint64_t sent_position_ = 0;  // what the caller knows
  absl::Time sent_at_;
};

}  // namespace

absl::Status ListChanges(const Call& call, const v1::ListChangesRequest& request, const Snapshot& snapshot, v1::ListChangesResponse* response) {
  absl::StatusOr<rpc::PageStart> page = rpc::OpenPage(request);
  if (!page.ok()) return page.status();
  uint64_t position = request.after_sequence();
  if (!page->after.empty() && !absl::SimpleAtoi(page->after, &position)) return base::InvalidPageToken();
  if (absl::Status status = CheckPosition(snapshot, position); !status.ok()) return status;
  absl::StatusOr<bool> all = Collect(call, request, snapshot, page->size, &position, response);
  if (!all.ok()) return all.status();
  response->set_position(position);
  if (!*all) response->set_next_page_token(rpc::NextPageToken(request, absl::StrCat(position)));
  return absl::OkStatus();
}

absl::Status WatchChanges(const AdminParts& parts, const Call& call, WatchStream& stream) {
  Watch watch(parts, call, stream);
  if (absl::Status status = watch.Begin(); !status.ok()) return status;
  return watch.Follow();
}

}  // namespace frontline::admin
