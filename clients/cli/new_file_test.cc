#include "clients/cli/new_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "clients/cli/sha256.h"

namespace frontline::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class NewFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string folder = testing::TempDir() + "/new_file_XXXXXX";
    ASSERT_NE(mkdtemp(folder.data()), nullptr);
    folder_ = folder;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return folder_ / name; }
  void Put(const std::string& name, const std::string& content) const { std::ofstream(Path(name)) << content; }
  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::stringstream content;
      content << std::ifstream(entry.path()).rdbuf();
      files.push_back(entry.path().filename().string() + "=" + content.str());
    }
    return files;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(NewFileTest, IsThereWholeOnceItIsKept) {
  NewFile file;
  ASSERT_TRUE(file.Open(Path("a"), false).ok());
  ASSERT_TRUE(file.Write("some").ok());
  ASSERT_TRUE(file.Write("thing").ok());
  EXPECT_FALSE(std::filesystem::exists(Path("a")));
  ASSERT_TRUE(file.Keep().ok());
  EXPECT_TRUE(std::filesystem::exists(Path("a")));
}

TEST_F(NewFileTest, LeavesNothingElseBehind) {
  {
    NewFile kept;
    ASSERT_TRUE(kept.Open(Path("kept"), false).ok());
    ASSERT_TRUE(kept.Write("x").ok());
    ASSERT_TRUE(kept.Keep().ok());
    NewFile given_up;
    ASSERT_TRUE(given_up.Open(Path("given-up"), false).ok());
    ASSERT_TRUE(given_up.Write("y").ok());
  }
  EXPECT_THAT(Files(), ElementsAre("kept=x"));
}

TEST_F(NewFileTest, AFileThatIsThereIsReplacedOnlyWhenThatIsWanted) {
  Put("a", "old");
  EXPECT_THAT(std::string(NewFile().Open(Path("a"), false).message()), HasSubstr("--force"));
  {
    NewFile given_up;
    ASSERT_TRUE(given_up.Open(Path("a"), true).ok());
    ASSERT_TRUE(given_up.Write("new").ok());
  }
  EXPECT_THAT(Files(), ElementsAre("a=old"));
  NewFile file;
  ASSERT_TRUE(file.Open(Path("a"), true).ok());
  ASSERT_TRUE(file.Write("new").ok());
  ASSERT_TRUE(file.Keep().ok());
  EXPECT_THAT(Files(), ElementsAre("a=new"));
}

TEST_F(NewFileTest, OneThatCameToBeThereMeanwhileStays) {
  {
    NewFile file;
    ASSERT_TRUE(file.Open(Path("a"), false).ok());
    ASSERT_TRUE(file.Write("mine").ok());
    Put("a", "another's");
    EXPECT_THAT(std::string(file.Keep().message()), HasSubstr("--force"));
  }
  EXPECT_THAT(Files(), ElementsAre("a=another's"));
}

TEST_F(NewFileTest, AFolderThatIsNotThereIsNamed) {
  EXPECT_THAT(std::string(NewFile().Open(Path("never/a"), false).message()), HasSubstr("never/a"));
}

TEST(Sha256Test, IsTheOneOfTheStandard) {
  Sha256 digest;
  digest.Add("a");
  digest.Add("bc");
  EXPECT_EQ(digest.Hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace frontline::cli
