// A process under load, killed with SIGKILL at random moments: nothing acknowledged is lost, nothing is half there.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "tests/crash/workload.h"

namespace frontline::crash {
namespace {

constexpr int kKills = 56;
constexpr int kKillsOfOneFolder = 8;  // then a new one, so that checking it stays quick

uint64_t Seed() {
  const char* given = std::getenv("FRONTLINE_TEST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

std::string WriterPath() { return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "crash_writer"; }

struct Child {
  pid_t pid = -1;
  int acks = -1;
};

Child Spawn(const std::string& folder, uint64_t first, bool scrub) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {};
  const std::string path = WriterPath();
  const std::string number = absl::StrCat(first);
  const pid_t pid = fork();
  if (pid == 0) {
    dup2(ends[1], STDOUT_FILENO);
    execl(path.c_str(), path.c_str(), folder.c_str(), number.c_str(), scrub ? "scrub" : nullptr, static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  return {pid, ends[0]};
}

// One acknowledged number; false at the end of the pipe, or after `milliseconds` without one.
bool TakeAck(const Child& child, int milliseconds, uint64_t* number) {
  pollfd waiting{child.acks, POLLIN, 0};
  if (poll(&waiting, 1, milliseconds) <= 0) return false;
  return read(child.acks, number, sizeof(*number)) == static_cast<ssize_t>(sizeof(*number));
}

class KillTest : public ::testing::Test {
 protected:
  KillTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "kill_test.XXXXXX").string();
    if (mkdtemp(pattern.data()) != nullptr) base_ = pattern;
  }
  ~KillTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(base_, ignored);
  }
  std::string base_;
};

TEST_F(KillTest, NothingAcknowledgedIsLost) {
  ASSERT_FALSE(base_.empty());
  const uint64_t seed = Seed();
  SCOPED_TRACE(absl::StrCat("FRONTLINE_TEST_SEED=", seed));
  std::mt19937_64 random(seed);
  std::set<uint64_t> acknowledged;
  uint64_t next = 1;
  uint64_t total = 0;
  int at_start = 0;
  for (int kill_number = 0; kill_number < kKills; ++kill_number) {
    const std::string folder = absl::StrCat(base_, "/", kill_number / kKillsOfOneFolder);
    if (kill_number % kKillsOfOneFolder == 0) acknowledged.clear();
    const bool scrub = kill_number % 3 == 0;
    const Child child = Spawn(folder, next, scrub);
    ASSERT_GT(child.pid, 0);
    uint64_t number = 0;
    // One in four while it starts, replays its log and migrates; the others after some number of acknowledgements.
    if (random() % 4 == 0) {
      if (TakeAck(child, static_cast<int>(random() % 40), &number)) acknowledged.insert(number);
      ++at_start;
    } else {
      const uint64_t wanted = 1 + random() % 250;
      for (uint64_t taken = 0; taken < wanted; ++taken) {
        ASSERT_TRUE(TakeAck(child, 20000, &number)) << "the writer stopped at kill " << kill_number;
        acknowledged.insert(number);
      }
    }
    ASSERT_EQ(kill(child.pid, SIGKILL), 0);
    // What it acknowledged between our last look and its death counts too.
    while (TakeAck(child, -1, &number)) acknowledged.insert(number);
    close(child.acks);
    int status = 0;
    ASSERT_EQ(waitpid(child.pid, &status, 0), child.pid);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the writer ended by itself, status " << status;

    storage::RocksOptions options;
    options.path = folder;
    absl::StatusOr<std::unique_ptr<storage::RocksStore>> store = storage::RocksStore::Open(options);
    ASSERT_TRUE(store.ok()) << "kill " << kill_number << ": " << store.status();
    ASSERT_THAT(Faults(**store, acknowledged), ::testing::IsEmpty()) << "kill " << kill_number;
    if (scrub) {
      // What the dead one began is done by whoever calls again.
      const absl::Status scrubbed = (*store)->Scrub(Ledger().Regions());
      ASSERT_TRUE(scrubbed.ok()) << scrubbed;
      ASSERT_THAT(Faults(**store, acknowledged), ::testing::IsEmpty()) << "after kill " << kill_number;
    }
    total += acknowledged.size();
    // Far past anything that the child may have written without our hearing of it.
    next = (acknowledged.empty() ? next : std::max(next, *acknowledged.rbegin())) + 1000;
  }
  RecordProperty("kills_at_start", at_start);
  EXPECT_GT(total, 1000u) << "hardly anything was written: the test shows nothing";
}

}  // namespace
}  // namespace frontline::crash
