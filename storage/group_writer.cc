#include "storage/group_writer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "storage/merge_cursor.h"

namespace frontline::storage {
namespace {

constexpr size_t kMaxGroupBytes = 8 << 20;  // a group's writes; one mutation may go over it
// Mutations run before asking again whether the write role is free. Few: an idle disk costs more than a look at the mutex.
constexpr size_t kRunAtOnce = 4;
// How often the free space is asked for while there is enough. When there is not, every group asks, so that commits resume at once.
constexpr std::chrono::milliseconds kRoomInterval(100);

class GroupTransaction : public Transaction {
 public:
  GroupTransaction(const Database& database, Overlay* previous, Overlay& own, absl::Time now)
      : database_(database), previous_(previous), own_(own), now_(now) {}

  absl::StatusOr<std::optional<std::string>> Get(Family family, absl::string_view key) const override {
    const Overlay::Entry* entry = own_.Find(family, key);
    if (entry == nullptr && previous_ != nullptr) entry = previous_->Find(family, key);
    if (entry == nullptr) return database_.Get(family, key);
    if (entry->deleted) return std::optional<std::string>();
    return std::optional<std::string>(std::string(entry->value));
  }
  std::unique_ptr<Cursor> Scan(Family family, const Range& range) const override {
    if (absl::Status status = CheckRange(range); !status.ok()) return EndedCursor(std::move(status));
    return Merge(database_.Scan(family, range), previous_, own_, family, range);
  }
  void Put(Family family, absl::string_view key, absl::string_view value) override { own_.Set(family, key, value, false); }
  void Delete(Family family, absl::string_view key) override { own_.Set(family, key, absl::string_view(), true); }
  absl::Time now() const override { return now_; }

 private:
  const Database& database_;
  Overlay* const previous_;
  Overlay& own_;
  const absl::Time now_;
};

absl::Status Latched(const absl::Status& cause) {
  return absl::UnavailableError(absl::StrCat("the store stopped taking writes after one failed; restart it: ", cause.message()));
}

}  // namespace

GroupWriter::GroupWriter(std::shared_ptr<Database> database, const RocksOptions& options, absl::Time last_time, std::function<void()> published)
    : database_(std::move(database)),
      clock_(options.clock ? options.clock : [] { return absl::Now(); }),
      max_queued_(options.max_queued),
      max_group_(std::max<size_t>(options.max_group, 1)),
      reserve_bytes_(options.reserve_bytes),
      published_(std::move(published)),
      last_time_(last_time) {
  for (std::thread& thread : threads_) thread = std::thread([this] { Work(); });
}

GroupWriter::~GroupWriter() {
  {
    std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  runnable_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void GroupWriter::Commit(Mutation mutation, Done done) {
  absl::Status refused;
  bool wake_runner = false;
  {
    std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_) {
      refused = absl::UnavailableError("the store is closing");
    } else if (!health_.ok()) {
      refused = Latched(health_);
    } else if (queue_.size() >= max_queued_) {
      refused = absl::ResourceExhaustedError("too many writes are waiting for the disk");
    } else {
      queue_.push_back({std::move(mutation), std::move(done), absl::OkStatus()});
      wake_runner = running_;
    }
    if (!refused.ok()) ++failed_;
  }
  if (!refused.ok()) {
    done(std::move(refused));
  } else if (wake_runner) {
    filling_.notify_one();
  } else {
    runnable_.notify_one();
  }
}

absl::Status GroupWriter::health() const {
  std::lock_guard<std::mutex> lock(mutex_);
  return health_.ok() ? absl::OkStatus() : Latched(health_);
}

void GroupWriter::AddTo(StoreStats* stats) const {
  std::lock_guard<std::mutex> lock(mutex_);
  stats->commits = commits_;
  stats->failed = failed_;
  stats->groups = groups_;
  stats->queued = queue_.size();
}

std::unique_ptr<Overlay> GroupWriter::SpareOverlay() {
  if (spare_.empty()) return std::make_unique<Overlay>();
  std::unique_ptr<Overlay> overlay = std::move(spare_.back());
  spare_.pop_back();
  return overlay;
}

void GroupWriter::Recycle(std::unique_ptr<Overlay> overlay) {
  if (overlay == nullptr) return;
  overlay->Clear();
  spare_.push_back(std::move(overlay));
}

absl::Status GroupWriter::CheckRoom() {
  const auto now = std::chrono::steady_clock::now();
  if (!room_known_ || room_low_ || now - room_checked_ >= kRoomInterval) {
    room_low_ = database_->FreeBytes() < reserve_bytes_;
    room_checked_ = now;
    room_known_ = true;
  }
  if (!room_low_) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("the disk has less than ", reserve_bytes_ >> 20, " MiB free: nothing is written until there is more room"));
}

absl::Status GroupWriter::Run(Mutation& mutation, Overlay* previous, Overlay& own) {
  // In microseconds, as the journal keeps it: what it says after a restart is then no earlier than what mutations saw.
  last_time_ = std::max(last_time_, absl::FromUnixMicros(absl::ToUnixMicros(clock_())));
  GroupTransaction transaction(*database_, previous, own, last_time_);
  own.Mark();
  absl::Status status = mutation(transaction);
  if (!status.ok()) own.Rollback();
  return status;
}

void GroupWriter::FillGroup(Lock& lock, Group& group) {
  // Written already: the database shows it.
  if (!writing_) Recycle(std::move(previous_));
  Overlay* const previous = previous_.get();
  group.overlay = SpareOverlay();
  while (true) {
    const bool full = group.members.size() >= max_group_ || group.overlay->bytes() >= kMaxGroupBytes;
    filling_.wait(lock, [&] { return !writing_ || (!full && !queue_.empty()); });
    if (full || queue_.empty()) break;
    const size_t first = group.members.size();
    for (size_t room = std::min(max_group_ - first, kRunAtOnce); room > 0 && !queue_.empty(); --room) {
      group.members.push_back(std::move(queue_.front()));
      queue_.pop_front();
    }
    const absl::Status health = health_.ok() ? absl::OkStatus() : Latched(health_);
    lock.unlock();
    const absl::Status refused = health.ok() ? CheckRoom() : health;
    for (size_t i = first; i < group.members.size(); ++i) {
      group.members[i].status = refused.ok() ? Run(group.members[i].mutation, previous, *group.overlay) : refused;
    }
    lock.lock();
    if (!writing_) break;
  }
  Recycle(std::move(previous_));
}

void GroupWriter::Work() {
  Lock lock(mutex_);
  while (true) {
    runnable_.wait(lock, [this] { return !running_ && (!queue_.empty() || stopping_); });
    if (queue_.empty()) return;
    running_ = true;
    Group group;
    FillGroup(lock, group);
    // The write role is free: take it, and leave the run role to the other thread.
    const Overlay& overlay = *group.overlay;
    previous_ = std::move(group.overlay);
    writing_ = true;
    running_ = false;
    absl::Status written = health_.ok() ? absl::OkStatus() : Latched(health_);
    const bool wake = !queue_.empty() || stopping_;
    lock.unlock();
    if (wake) runnable_.notify_all();

    const bool writes = written.ok() && !overlay.empty();
    if (writes) written = database_->Write(overlay);
    if (writes && written.ok()) published_();

    lock.lock();
    if (!written.ok()) {
      if (health_.ok()) health_ = written;
      for (Waiting& member : group.members) member.status = Latched(health_);
    }
    if (writes) ++groups_;
    for (const Waiting& member : group.members) ++(member.status.ok() ? commits_ : failed_);
    writing_ = false;
    lock.unlock();
    filling_.notify_one();
    for (Waiting& member : group.members) member.done(std::move(member.status));
    group.members.clear();
    lock.lock();
  }
}

}  // namespace frontline::storage
