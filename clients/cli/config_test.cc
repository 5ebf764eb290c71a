#include "clients/cli/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace frontline::cli {
namespace {

using testing::HasSubstr;

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() : folder_(std::filesystem::path(testing::TempDir()) / testing::UnitTest::GetInstance()->current_test_info()->name()) {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~ConfigTest() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }
  std::string WriteFile(const std::string& name, const std::string& content) const {
    std::ofstream(Path(name)) << content;
    return Path(name);
  }
  static Environment Env(std::map<std::string, std::string> variables) {
    return [variables](const char* name) {
      const auto found = variables.find(name);
      return found == variables.end() ? std::string() : found->second;
    };
  }
  static Config KentAndLocal() {
    Config config;
    config.current = "kent";
    config.contexts["kent"] = {.server = "frontline.kent.example:443", .token = "kent-token", .tls_ca = "/ca.pem"};
    config.contexts["local"] = {.server = "127.0.0.1:50051", .token = "local-token"};
    return config;
  }

  const std::filesystem::path folder_;
};

TEST_F(ConfigTest, IsReadBackAsItWasWrittenAndIsItsOwnersAlone) {
  const std::string path = Path("deep/config.json");
  ASSERT_TRUE(SaveConfig(path, KentAndLocal()).ok());
  struct stat found {};
  ASSERT_EQ(stat(path.c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
  const auto read = LoadConfig(path);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->current, "kent");
  EXPECT_EQ(read->contexts.at("kent").tls_ca, "/ca.pem");
  EXPECT_EQ(read->contexts.at("local").token, "local-token");
}

TEST_F(ConfigTest, AMissingFileIsEmptyAndADamagedOneIsNamed) {
  EXPECT_TRUE(LoadConfig(Path("none.json")).ok());
  const auto damaged = LoadConfig(WriteFile("bad.json", "{"));
  EXPECT_THAT(std::string(damaged.status().message()), HasSubstr("bad.json"));
}

TEST_F(ConfigTest, ATokenThatOthersCouldReadIsRefused) {
  const std::string path = Path("config.json");
  ASSERT_TRUE(SaveConfig(path, KentAndLocal()).ok());
  ASSERT_EQ(chmod(path.c_str(), 0644), 0);
  EXPECT_THAT(std::string(LoadConfig(path).status().message()), HasSubstr("chmod 600"));
}

TEST_F(ConfigTest, AFailedWriteLeavesTheOldFile) {
  const std::string path = Path("config.json");
  ASSERT_TRUE(SaveConfig(path, KentAndLocal()).ok());
  EXPECT_FALSE(SaveConfig(path + "/within/config.json", Config()).ok());
  EXPECT_EQ(LoadConfig(path)->current, "kent");
}

TEST_F(ConfigTest, TheFileIsWhereTheEnvironmentSays) {
  EXPECT_EQ(ConfigPath(Env({{"FRONTLINE_CONFIG", "/x.json"}, {"HOME", "/h"}})), "/x.json");
  EXPECT_EQ(ConfigPath(Env({{"XDG_CONFIG_HOME", "/c"}, {"HOME", "/h"}})), "/c/frontline/config.json");
  EXPECT_EQ(ConfigPath(Env({{"HOME", "/h"}})), "/h/.config/frontline/config.json");
}

TEST_F(ConfigTest, FlagsComeBeforeTheEnvironmentBeforeTheContext) {
  EXPECT_EQ(ResolveTarget({}, Env({}), Config())->server, "127.0.0.1:50051");
  const auto by_context = ResolveTarget({}, Env({}), KentAndLocal());
  EXPECT_EQ(by_context->server, "frontline.kent.example:443");
  EXPECT_EQ(by_context->token, "kent-token");
  EXPECT_EQ(by_context->tls_ca, "/ca.pem");
  EXPECT_EQ(ResolveTarget({}, Env({{"FRONTLINE_CONTEXT", "local"}}), KentAndLocal())->token, "local-token");
  EXPECT_EQ(ResolveTarget({}, Env({{"FRONTLINE_SERVER", "h:1"}}), KentAndLocal())->server, "h:1");
  TargetFlags flags;
  flags.server = "h:2";
  EXPECT_EQ(ResolveTarget(flags, Env({{"FRONTLINE_SERVER", "h:1"}}), KentAndLocal())->server, "h:2");
  TargetFlags context;
  context.context = "local";
  EXPECT_EQ(ResolveTarget(context, Env({{"FRONTLINE_SERVER", "h:1"}, {"FRONTLINE_TOKEN", "t"}}), KentAndLocal())->token, "local-token");
}

TEST_F(ConfigTest, AContextsTokenGoesToItsOwnServerAlone) {
  TargetFlags flags;
  flags.server = "elsewhere.example:443";
  const auto target = ResolveTarget(flags, Env({}), KentAndLocal());
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->token, "");
  EXPECT_EQ(target->tls_ca, "");
}

TEST_F(ConfigTest, TokensAreReadFromFilesWithoutTheLineEnd) {
  TargetFlags flags;
  flags.token_file = WriteFile("token", "fl_abc\r\n");
  EXPECT_EQ(ResolveTarget(flags, Env({{"FRONTLINE_TOKEN", "other"}}), Config())->token, "fl_abc");
  flags.token_file = Path("none");
  EXPECT_THAT(std::string(ResolveTarget(flags, Env({}), Config()).status().message()), HasSubstr("none"));
  flags.token_file = WriteFile("bad", "two words\n");
  EXPECT_FALSE(ResolveTarget(flags, Env({}), Config()).ok());
}

TEST_F(ConfigTest, AnUnknownContextIsNamed) {
  TargetFlags flags;
  flags.context = "essex";
  EXPECT_THAT(std::string(ResolveTarget(flags, Env({}), KentAndLocal()).status().message()), HasSubstr("'essex'"));
}

TEST_F(ConfigTest, ATokenIsNeverSentOverAnUnencryptedNetwork) {
  Target target;
  target.token = "t";
  target.plaintext = true;
  target.server = "frontline.kent.example:50051";
  EXPECT_THAT(std::string(Connect(target).status().message()), HasSubstr("unencrypted"));
  for (const char* local : {"127.0.0.1:1", "localhost:1", "[::1]:1", "unix:/run/frontline.sock", "127.8.9.10:1"}) {
    target.server = local;
    EXPECT_TRUE(Connect(target).ok()) << local;
  }
  for (const char* remote : {"127.example.org:1", "10.0.0.1:1", "localhost.example.org:1", "127.0.0.1.example.org:1", "[::2]:1"}) {
    target.server = remote;
    EXPECT_FALSE(Connect(target).ok()) << remote;
  }
}

TEST_F(ConfigTest, OtherMachinesAreReachedByTls) {
  Target target;
  target.server = "frontline.kent.example:443";
  EXPECT_TRUE(UsesTls(target));
  target.server = "127.0.0.1:50051";
  EXPECT_FALSE(UsesTls(target));
  target.tls_ca = "ca.pem";
  EXPECT_TRUE(UsesTls(target));
  EXPECT_THAT(std::string(Connect(target).status().message()), HasSubstr("ca.pem"));
}

}  // namespace
}  // namespace frontline::cli
