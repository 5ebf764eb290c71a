#include "services/intake/spool.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace frontline::intake {
namespace {

namespace fs = std::filesystem;

class SpoolTest : public ::testing::Test {
 protected:
  ~SpoolTest() override { was_.empty() ? unsetenv("TMPDIR") : setenv("TMPDIR", was_.c_str(), 1); }
  const std::string was_ = std::getenv("TMPDIR") == nullptr ? "" : std::getenv("TMPDIR");
};

TEST_F(SpoolTest, GivesBackWhatItTookAsOftenAsAsked) {
  Spool spool;
  ASSERT_TRUE(spool.Append("one ").ok());
  ASSERT_TRUE(spool.Append("two").ok());
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(spool.Rewind().ok());
    char text[16];
    EXPECT_EQ(std::string(text, spool.Read(text, sizeof(text))), "one two");
    EXPECT_EQ(spool.Read(text, sizeof(text)), 0u);
    EXPECT_TRUE(spool.ReadStatus().ok());
  }
}

TEST_F(SpoolTest, LiesInTmpdirAndSaysSoWhereItCannot) {
  const fs::path folder = fs::temp_directory_path() / "frontline_spool_test_no_such_folder";
  setenv("TMPDIR", folder.c_str(), 1);
  Spool spool;
  const absl::Status status = spool.Append("x");
  EXPECT_TRUE(absl::IsUnavailable(status));
  EXPECT_NE(status.message().find("TMPDIR"), absl::string_view::npos);
}

TEST_F(SpoolTest, TakesSoMuchAndNoMore) {
  Spool spool(3);
  EXPECT_TRUE(spool.Append("abc").ok());
  EXPECT_TRUE(absl::IsInvalidArgument(spool.Append("d")));
}

}  // namespace
}  // namespace frontline::intake
