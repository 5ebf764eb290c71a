#include "services/rpc/limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace frontline::rpc {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1800000000);

TEST(LimiterTest, ABurstThenTheRate) {
  Limiter limiter(10, 3);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.Take("a", kStart), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take("a", kStart), absl::Milliseconds(100));
  EXPECT_EQ(limiter.Take("a", kStart + absl::Milliseconds(50)), absl::Milliseconds(50));
  EXPECT_EQ(limiter.Take("a", kStart + absl::Milliseconds(100)), absl::ZeroDuration());
  EXPECT_GT(limiter.Take("a", kStart + absl::Milliseconds(100)), absl::ZeroDuration());
}

TEST(LimiterTest, EachCallerHasItsOwn) {
  Limiter limiter(1, 1);
  EXPECT_EQ(limiter.Take("a", kStart), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take("b", kStart), absl::ZeroDuration());
  EXPECT_GT(limiter.Take("a", kStart), absl::ZeroDuration());
}

TEST(LimiterTest, RestGivesNoMoreThanTheBurst) {
  Limiter limiter(10, 2);
  limiter.Take("a", kStart);
  const absl::Time later = kStart + absl::Hours(1);
  EXPECT_EQ(limiter.Take("a", later), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take("a", later), absl::ZeroDuration());
  EXPECT_GT(limiter.Take("a", later), absl::ZeroDuration());
}

TEST(LimiterTest, AClockThatGoesBackGivesNothing) {
  Limiter limiter(10, 1);
  EXPECT_EQ(limiter.Take("a", kStart), absl::ZeroDuration());
  EXPECT_GT(limiter.Take("a", kStart - absl::Hours(1)), absl::ZeroDuration());
  EXPECT_EQ(limiter.Take("a", kStart + absl::Milliseconds(100)), absl::ZeroDuration());
}

TEST(LimiterTest, NoRateIsNoLimit) {
  Limiter limiter(0, 1);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(limiter.Take("a", kStart), absl::ZeroDuration());
}

TEST(LimiterTest, MemoryIsBoundedAndThoseAtRestAreForgottenFirst) {
  Limiter limiter(1, 1, /*keys=*/16);  // one for each part of the table
  EXPECT_EQ(limiter.Take("kept", kStart), absl::ZeroDuration());
  EXPECT_GT(limiter.Take("kept", kStart), absl::ZeroDuration());
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(limiter.Take("caller " + std::to_string(i), kStart), absl::ZeroDuration());
}

TEST(LimiterTest, ManyThreadsGetNoMoreThanThereIs) {
  Limiter limiter(1, 100);
  std::atomic<int> passed{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 200; ++i) passed += limiter.Take("a", kStart) == absl::ZeroDuration();
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(passed, 100);
}

}  // namespace
}  // namespace frontline::rpc
