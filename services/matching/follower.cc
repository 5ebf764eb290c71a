#include "services/matching/follower.h"

#include <algorithm>
#include <utility>

#include "services/base/errors.h"
#include "services/matching/engine/day.h"

namespace frontline::matching {

Follower::Follower(std::unique_ptr<Source> source, Options options) : source_(std::move(source)), options_(std::move(options)) {}

Follower::~Follower() { Stop(); }

void Follower::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Follower::Stop() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  source_->Cancel();
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

bool Follower::Pause(absl::Duration pause) {
  std::unique_lock<std::mutex> lock(mutex_);
  wake_.wait_for(lock, absl::ToChronoMilliseconds(pause), [this] { return stopping_; });
  return !stopping_;
}

bool Follower::DayChanged() { return engine::DayOf(options_.clock()) != day_; }

absl::Status Follower::Load() {
  day_ = engine::DayOf(options_.clock());
  // First where the feed stands, then what there is: what changes in between comes again, which does no harm.
  const absl::StatusOr<uint64_t> position = source_->Position();
  if (!position.ok()) return position.status();
  if (absl::Status status = source_->LoadAll(); !status.ok()) return status;
  options_.publish(*position);
  position_ = *position;
  current_ = true;
  loaded_.store(true);
  progress_ = true;
  return absl::OkStatus();
}

absl::Status Follower::Follow() {
  absl::Status status = source_->Watch(position_, [this](const Source::Batch& batch) -> absl::Status {
    if (absl::Status applied = source_->Apply(batch); !applied.ok()) return applied;
    options_.publish(batch.position());
    position_ = batch.position();
    progress_ = true;
    if (DayChanged()) current_ = false;
    return current_ ? absl::OkStatus() : absl::AbortedError("a new day");
  });
  // Another store, or an older one of this feed: what is known may be wrong altogether.
  if (base::ReasonOf(status) == "FEED_POSITION_AHEAD") current_ = false;
  return status;
}

void Follower::Run() {
  absl::Duration pause = options_.first_pause;
  while (true) {
    progress_ = false;
    const absl::Status status = current_ ? Follow() : Load();
    if (progress_) pause = options_.first_pause;
    if (!Pause(status.ok() ? absl::ZeroDuration() : pause)) return;
    if (!status.ok()) pause = std::min(2 * pause, options_.longest_pause);
  }
}

}  // namespace frontline::matching
