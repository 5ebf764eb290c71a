#include "clients/cli/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace frontline::cli {
namespace {

using testing::HasSubstr;

TEST(ProgressTest, DrawsABarOverItselfOnATerminalAndTakesItAway) {
  std::ostringstream out;
  absl::Time now = absl::UnixEpoch();
  {
    Progress progress(out, true, 80, [&now] { return now; });
    progress.Show("Backing up", 512 * 1024, 1024 * 1024, Progress::Unit::kBytes);
    EXPECT_THAT(out.str(), HasSubstr("████████████░░░░░░░░░░░░"));
    EXPECT_THAT(out.str(), HasSubstr("512 KiB of 1.0 MiB"));
    const size_t drawn = out.str().size();
    now += absl::Milliseconds(50);
    progress.Show("Backing up", 600 * 1024, 1024 * 1024, Progress::Unit::kBytes);
    EXPECT_EQ(out.str().size(), drawn) << "not ten times a second";
  }
  EXPECT_EQ(out.str().substr(out.str().size() - 4), "\r\x1b[K");
}

TEST(ProgressTest, IsSilentElsewhereUntilWorkTakesLong) {
  std::ostringstream out;
  absl::Time now = absl::UnixEpoch();
  Progress progress(out, false, 80, [&now] { return now; });
  progress.Show("Checking", 1, 10, Progress::Unit::kItems);
  progress.Show("Writing", 10, 10, Progress::Unit::kItems);
  EXPECT_EQ(out.str(), "");
  now += absl::Seconds(11);
  progress.Show("Writing", 1200, 5000, Progress::Unit::kItems);
  EXPECT_EQ(out.str(), "Writing  1,200 of 5,000\n");
}

}  // namespace
}  // namespace frontline::cli
