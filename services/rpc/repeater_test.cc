#include "services/rpc/repeater.h"

#include <gtest/gtest.h>

#include <atomic>

#include "absl/time/clock.h"

namespace frontline::rpc {
namespace {

// Yields until it holds, for a minute at most.
template <typename Condition>
bool Comes(Condition condition) {
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  while (!condition() && absl::Now() < patience) std::this_thread::yield();
  return condition();
}

TEST(RepeaterTest, WorksAtOnceAndAgainAfterEachRest) {
  std::atomic<int> times{0};
  Repeater repeater;
  repeater.Start([&](const auto&) {
    ++times;
    return absl::Milliseconds(1);
  });
  EXPECT_TRUE(Comes([&] { return times.load() >= 3; }));
}

TEST(RepeaterTest, AStopEndsARestAndIsToldToWorkUnderWay) {
  std::atomic<bool> began{false}, told{false};
  Repeater repeater;
  repeater.Start([&](const std::function<bool()>& stopping) {
    began = true;
    told = Comes(stopping);
    return absl::Hours(1);
  });
  ASSERT_TRUE(Comes([&] { return began.load(); }));
  repeater.Stop();
  EXPECT_TRUE(told.load());
  repeater.Stop();
}

TEST(RepeaterTest, OneThatNeverStartedStops) { Repeater().Stop(); }

}  // namespace
}  // namespace frontline::rpc
