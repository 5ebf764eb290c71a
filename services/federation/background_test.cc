#include "services/federation/background.h"

#include <thread>

#include "absl/time/clock.h"
#include "services/federation/store_for_test.h"
#include "services/federation/tables.h"

namespace frontline::federation {
namespace {

class BackgroundTest : public StoreTest {};

TEST_F(BackgroundTest, WhatIsDueIsDoneAtOnceAndTheEndIsNotWaitedFor) {
  Embargoed("a", 1);
  PassDays(1);
  const absl::Time now = World::now();
  rpc::Repeater background;
  background.Start(DueWork(&store(), [now] { return now; }, kRun));
  const absl::Time patience = absl::Now() + absl::Seconds(60);
  while (*Released().Count(store().Read()) == 0 && absl::Now() < patience) std::this_thread::yield();
  EXPECT_EQ(*Released().Count(store().Read()), 1u);
  const absl::Time stopping = absl::Now();
  background.Stop();  // it would rest for half a minute
  EXPECT_LT(absl::Now() - stopping, absl::Seconds(20));
}

}  // namespace
}  // namespace frontline::federation
