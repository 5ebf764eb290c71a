#include "services/rpc/executor.h"

#include <gtest/gtest.h>

#include <atomic>

#include "services/rpc/gate_for_test.h"

namespace frontline::rpc {
namespace {

using testing::Gate;

TEST(ExecutorTest, RefusesWhatFitsNeitherThreadsNorQueue) {
  Gate go;
  std::atomic<int> done{0};
  {
    Executor executor(2, 3);
    Gate begun[2];
    for (Gate& gate : begun) {
      EXPECT_TRUE(executor.TrySubmit([&] {
        gate.Open();
        go.Wait();
        ++done;
      }));
    }
    for (Gate& gate : begun) gate.Wait();
    EXPECT_EQ(executor.busy(), 2u);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(executor.TrySubmit([&] { ++done; }));
    EXPECT_EQ(executor.queued(), 3u);
    EXPECT_FALSE(executor.TrySubmit([&] { done += 100; }));
    go.Open();
  }
  EXPECT_EQ(done, 5);  // what was queued is finished, what was refused never ran
}

TEST(ExecutorTest, WithoutAQueueWorkStartsAtOnceOrIsRefused) {
  Gate go, begun, over;
  Executor executor(1, 0);
  EXPECT_TRUE(executor.TrySubmit([&] {
    begun.Open();
    go.Wait();
  }));
  begun.Wait();
  EXPECT_FALSE(executor.TrySubmit([] {}));
  go.Open();
  while (executor.busy() > 0) std::this_thread::yield();
  EXPECT_TRUE(executor.TrySubmit([&] { over.Open(); }));
  over.Wait();
}

TEST(ExecutorTest, AnIdleThreadIsUsedAgain) {
  Executor executor(8, 8);
  std::thread::id first, second;
  Gate one, two;
  ASSERT_TRUE(executor.TrySubmit([&] {
    first = std::this_thread::get_id();
    one.Open();
  }));
  one.Wait();
  while (executor.busy() > 0) std::this_thread::yield();
  ASSERT_TRUE(executor.TrySubmit([&] {
    second = std::this_thread::get_id();
    two.Open();
  }));
  two.Wait();
  EXPECT_EQ(first, second);
}

TEST(ExecutorTest, LetsGoOfWorkBeforeItCountsAsFree) {
  Executor executor(1, 0);
  auto held = std::make_shared<int>(0);
  std::weak_ptr<int> seen = held;
  ASSERT_TRUE(executor.TrySubmit([held = std::move(held)] {}));
  while (executor.busy() > 0) std::this_thread::yield();
  EXPECT_TRUE(seen.expired());
}

}  // namespace
}  // namespace frontline::rpc
