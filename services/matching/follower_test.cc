#include "services/matching/follower.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <vector>

#include "absl/time/clock.h"
#include "services/base/errors.h"

namespace frontline::matching {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(20);

// A feed in memory. Each function runs on the follower's thread.
class FakeFeed {
 public:
  class FakeSource : public Source {
   public:
    explicit FakeSource(FakeFeed* feed) : feed_(feed) {}
    absl::StatusOr<uint64_t> Position() override {
      std::lock_guard<std::mutex> lock(feed_->mutex_);
      if (feed_->cancelled_) return absl::CancelledError("");
      if (feed_->failures_ > 0) {
        --feed_->failures_;
        return absl::UnavailableError("not there yet");
      }
      return feed_->end_;
    }
    absl::Status LoadAll() override {
      std::lock_guard<std::mutex> lock(feed_->mutex_);
      ++feed_->loads_;
      feed_->wake_.notify_all();
      return absl::OkStatus();
    }
    absl::Status Apply(const Batch& batch) override {
      std::lock_guard<std::mutex> lock(feed_->mutex_);
      if (feed_->apply_failures_ > 0) {
        --feed_->apply_failures_;
        return absl::UnavailableError("the supplier service is away");
      }
      for (const auto& change : batch.changes()) feed_->applied_.push_back(change.resource());
      return absl::OkStatus();
    }
    absl::Status Watch(uint64_t position, absl::FunctionRef<absl::Status(const Batch&)> each) override {
      while (true) {
        Batch batch;
        {
          std::unique_lock<std::mutex> lock(feed_->mutex_);
          if (position > feed_->end_) return base::Precondition("FEED_POSITION_AHEAD", "another store");
          feed_->wake_.wait(lock, [&] { return feed_->cancelled_ || feed_->broken_ || feed_->end_ > position || feed_->sign_of_life_; });
          if (feed_->cancelled_) return absl::CancelledError("");
          if (std::exchange(feed_->broken_, false)) return absl::UnavailableError("the connection broke");
          feed_->sign_of_life_ = false;
          for (; position < feed_->end_; ++position) batch.add_changes()->set_resource("suppliers/s" + std::to_string(position + 1));
        }
        batch.set_position(position);
        if (absl::Status status = each(batch); !status.ok()) return status;
      }
    }
    void Cancel() override {
      std::lock_guard<std::mutex> lock(feed_->mutex_);
      feed_->cancelled_ = true;
      feed_->wake_.notify_all();
    }

   private:
    FakeFeed* const feed_;
  };

  void Change(const std::function<void(FakeFeed&)>& change) {
    std::lock_guard<std::mutex> lock(mutex_);
    change(*this);
    wake_.notify_all();
  }
  void Published(uint64_t position) {
    Change([position](FakeFeed& feed) { feed.published_.push_back(position); });
  }
  bool Await(const std::function<bool(FakeFeed&)>& condition) {
    std::unique_lock<std::mutex> lock(mutex_);
    return wake_.wait_for(lock, absl::ToChronoMilliseconds(kPatience), [&] { return condition(*this); });
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  uint64_t end_ = 0;  // of the feed
  int failures_ = 0;
  int apply_failures_ = 0;
  bool broken_ = false;
  bool cancelled_ = false;
  bool sign_of_life_ = false;
  int loads_ = 0;
  std::vector<std::string> applied_;
  std::vector<uint64_t> published_;
};

class FollowerTest : public ::testing::Test {
 protected:
  void Start() {
    Follower::Options options;
    options.clock = [this] { return absl::FromUnixSeconds(now_.load()); };
    options.publish = [this](uint64_t position) { feed_.Published(position); };
    options.first_pause = absl::Milliseconds(1);
    options.longest_pause = absl::Milliseconds(2);
    follower_ = std::make_unique<Follower>(std::make_unique<FakeFeed::FakeSource>(&feed_), options);
    follower_->Start();
  }
  bool AwaitPublished(uint64_t position) {
    return feed_.Await([position](FakeFeed& feed) { return !feed.published_.empty() && feed.published_.back() == position; });
  }

  FakeFeed feed_;
  std::atomic<int64_t> now_{1795510800};  // 2026-11-24
  std::unique_ptr<Follower> follower_;
};

TEST_F(FollowerTest, LoadsEverythingThenAppliesWhatChanges) {
  feed_.end_ = 5;
  Start();
  ASSERT_TRUE(AwaitPublished(5));
  EXPECT_TRUE(feed_.applied_.empty());
  feed_.Change([](FakeFeed& feed) { feed.end_ = 7; });
  ASSERT_TRUE(AwaitPublished(7));
  EXPECT_EQ(feed_.applied_, (std::vector<std::string>{"suppliers/s6", "suppliers/s7"}));
  EXPECT_EQ(feed_.loads_, 1);
  EXPECT_TRUE(follower_->loaded());
}

TEST_F(FollowerTest, KeepsTryingUntilItIsLoaded) {
  feed_.failures_ = 5;
  feed_.end_ = 1;
  Start();
  ASSERT_TRUE(AwaitPublished(1));
  EXPECT_TRUE(follower_->loaded());
}

TEST_F(FollowerTest, GoesOnWhereItWasWhenTheConnectionBreaks) {
  feed_.end_ = 2;
  Start();
  ASSERT_TRUE(AwaitPublished(2));
  feed_.Change([](FakeFeed& feed) {
    feed.broken_ = true;
    feed.end_ = 3;
  });
  ASSERT_TRUE(AwaitPublished(3));
  EXPECT_EQ(feed_.loads_, 1);
  EXPECT_EQ(feed_.applied_, (std::vector<std::string>{"suppliers/s3"}));
}

TEST_F(FollowerTest, LosesNoChangeThatCouldNotBeApplied) {
  Start();
  ASSERT_TRUE(feed_.Await([](FakeFeed& feed) { return feed.loads_ == 1; }));
  feed_.Change([](FakeFeed& feed) {
    feed.apply_failures_ = 3;
    feed.end_ = 1;
  });
  ASSERT_TRUE(AwaitPublished(1));
  EXPECT_EQ(feed_.applied_, (std::vector<std::string>{"suppliers/s1"}));
}

TEST_F(FollowerTest, LoadsAgainWhenTheFeedIsAnotherOne) {
  feed_.end_ = 10;
  Start();
  ASSERT_TRUE(AwaitPublished(10));
  feed_.Change([](FakeFeed& feed) {
    feed.end_ = 4;
    feed.broken_ = true;
  });
  ASSERT_TRUE(AwaitPublished(4));
  EXPECT_EQ(feed_.loads_, 2);
}

TEST_F(FollowerTest, LoadsAgainOnANewDay) {
  feed_.end_ = 1;
  Start();
  ASSERT_TRUE(AwaitPublished(1));
  now_.fetch_add(24 * 3600);
  feed_.Change([](FakeFeed& feed) { feed.sign_of_life_ = true; });
  EXPECT_TRUE(feed_.Await([](FakeFeed& feed) { return feed.loads_ == 2; }));
}

TEST_F(FollowerTest, StopsWhileItWaits) {
  Start();
  ASSERT_TRUE(feed_.Await([](FakeFeed& feed) { return feed.loads_ == 1; }));
  const absl::Time begin = absl::Now();
  follower_->Stop();
  EXPECT_LT(absl::Now() - begin, kPatience);
}

}  // namespace
}  // namespace frontline::matching
