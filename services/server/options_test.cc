#include "services/server/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "services/base/errors.h"
#include "services/server/address.h"
#include "services/server/exit_code.h"
#include "services/server/services.h"

namespace frontline::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

CommandLine Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "frontlined");
  return ParseCommandLine(static_cast<int>(arguments.size()), arguments.data());
}

// That it is refused as a wrong command line, in one line that says this.
void ExpectUsageError(const std::vector<const char*>& arguments, const char* text) {
  const CommandLine line = Parse(arguments);
  ASSERT_TRUE(line.exit.has_value()) << text;
  EXPECT_EQ(*line.exit, 2);
  EXPECT_THAT(line.error, HasSubstr(text));
  EXPECT_THAT(line.error, Not(HasSubstr("\n")));
  EXPECT_EQ(line.out, "");
}

TEST(OptionsTest, WithoutArgumentsItServesAllOnLoopback) {
  const CommandLine line = Parse({});
  EXPECT_FALSE(line.exit.has_value()) << line.error;
  EXPECT_EQ(line.options.listen, "127.0.0.1:50051");
  EXPECT_EQ(line.options.metrics, "127.0.0.1:9464");
  EXPECT_EQ(line.options.data, "data");
  EXPECT_THAT(line.options.services, ElementsAre("all"));
}

TEST(OptionsTest, EveryOptionIsTaken) {
  const CommandLine line = Parse({"--data",
                                  "d",
                                  "--listen",
                                  "[::1]:0",
                                  "--services=admin,matching",
                                  "--peer",
                                  "identity=127.0.0.1:1",
                                  "--peer",
                                  "supplier=h:2",
                                  "--metrics",
                                  "off",
                                  "--tls-cert",
                                  "c",
                                  "--tls-key",
                                  "k",
                                  "--tls-client-ca",
                                  "a",
                                  "--peer-ca",
                                  "p",
                                  "--system-token",
                                  "t",
                                  "--backup-dir",
                                  "b",
                                  "--log-level",
                                  "warning",
                                  "--calls-per-second",
                                  "10",
                                  "--calls-burst",
                                  "20",
                                  "--drain",
                                  "1.5"});
  ASSERT_FALSE(line.exit.has_value()) << line.error;
  const Options& options = line.options;
  EXPECT_EQ(options.data, "d");
  EXPECT_EQ(options.listen, "[::1]:0");
  EXPECT_THAT(options.services, ElementsAre("admin", "matching"));
  EXPECT_THAT(options.peers, ElementsAre(Pair("identity", "127.0.0.1:1"), Pair("supplier", "h:2")));
  EXPECT_EQ(options.metrics, "");
  EXPECT_EQ(options.tls_cert + options.tls_key + options.tls_client_ca + options.peer_ca + options.system_token + options.backup_dir, "ckaptb");
  EXPECT_EQ(options.log_level, rpc::LogLevel::kWarning);
  EXPECT_EQ(options.calls_per_second, 10);
  EXPECT_EQ(options.calls_burst, 20);
  EXPECT_EQ(options.drain, absl::Milliseconds(1500));
}

TEST(OptionsTest, AFileMayHoldTheOptions) {
  const std::string file = ::testing::TempDir() + "frontlined.conf";
  std::ofstream(file) << "listen = \"127.0.0.1:7\"\npeer = [\"identity=h:1\", \"supplier=h:2\"]\nmetrics = \"off\"\nbackup-dir = \"/a b\"\n";
  const CommandLine line = Parse({"--config", file.c_str(), "--listen", "127.0.0.1:8"});
  ASSERT_FALSE(line.exit.has_value()) << line.error;
  EXPECT_EQ(line.options.listen, "127.0.0.1:8") << "the command line comes first";
  EXPECT_THAT(line.options.peers, ElementsAre(Pair("identity", "h:1"), Pair("supplier", "h:2")));
  EXPECT_EQ(line.options.metrics, "");
  EXPECT_EQ(line.options.backup_dir, "/a b");
  std::ofstream(file) << "lsiten = \"127.0.0.1:7\"\n";
  ExpectUsageError({"--config", file.c_str()}, "lsiten");
  std::remove(file.c_str());
  ExpectUsageError({"--config", file.c_str()}, "frontlined.conf");
}

TEST(OptionsTest, WhatMakesNoSenseIsNamedInOneLine) {
  ExpectUsageError({"--no-such-option"}, "--no-such-option");
  ExpectUsageError({"stray"}, "stray");
  ExpectUsageError({"--listen", "localhost"}, "'localhost' is not an address");
  ExpectUsageError({"--listen", "127.0.0.1:70000"}, "127.0.0.1:70000");
  ExpectUsageError({"--metrics", "nowhere"}, "nowhere");
  ExpectUsageError({"--peer", "identity"}, "SERVICE=ADDR");
  ExpectUsageError({"--peer", "identity=1:1", "--peer", "identity=1:2"}, "identity twice");
  ExpectUsageError({"--peer", "identity=there"}, "'there' is not an address");
  ExpectUsageError({"--tls-cert", "c"}, "--tls-key");
  ExpectUsageError({"--tls-client-ca", "c"}, "--tls-cert");
  ExpectUsageError({"--log-level", "loud"}, "loud");
  ExpectUsageError({"--calls-per-second", "-1"}, "--calls-per-second");
  ExpectUsageError({"--calls-burst", "0"}, "--calls-burst");
  ExpectUsageError({"--drain", "soon"}, "--drain");
  ExpectUsageError({"--data", ""}, "--data");
  ExpectUsageError({"--data"}, "--data");
}

TEST(OptionsTest, HelpAndVersionArePrintedAndEndWell) {
  EXPECT_THAT(Parse({"--help"}).out, HasSubstr("--backup-dir"));
  EXPECT_THAT(Parse({"--help"}).out, HasSubstr("Examples:"));
  EXPECT_EQ(Parse({"--help"}).exit, 0);
  EXPECT_THAT(Parse({"--version"}).out, ::testing::MatchesRegex("frontlined [0-9.]+\n"));
  EXPECT_EQ(Parse({"--version"}).exit, 0);
}

TEST(AddressTest, FormsOfAddresses) {
  EXPECT_EQ(ParseAddress("[::1]:50051")->host, "::1");
  EXPECT_EQ(ParseAddress("localhost:0")->port, 0);
  EXPECT_TRUE(ParseAddress("unix:/run/frontline.sock")->unix_socket);
  for (const char* wrong : {"", ":1", "host", "host:", "host:x", "host:99999", "::1:50051", "[]:1", "unix:", "host:-1"}) {
    EXPECT_FALSE(ParseAddress(wrong).ok()) << wrong;
  }
}

TEST(AddressTest, AnAddressOfAnotherMachineIsSaidToBe) {
  const absl::Status status = ProbeAddress("192.0.2.1:0", "--listen");  // of the block for documentation
  EXPECT_EQ(base::ReasonOf(status), "ADDRESS_UNUSABLE");
  EXPECT_THAT(std::string(status.message()), HasSubstr("not an address of this machine"));
  EXPECT_TRUE(ProbeAddress("127.0.0.1:0", "--listen").ok());
}

class ChooseAreasTest : public ::testing::Test {
 protected:
  // The names chosen, or the reason for which nothing was.
  std::vector<std::string> Choose(std::vector<std::string> services, std::map<std::string, std::string> peers = {}) {
    Options options;
    options.system_token = system_token_;
    options.services = std::move(services);
    options.peers = std::move(peers);
    absl::StatusOr<std::vector<const Area*>> chosen = ChooseAreas(options, areas_);
    if (!chosen.ok()) return {base::ReasonOf(chosen.status()), std::string(chosen.status().message())};
    std::vector<std::string> names;
    for (const Area* area : *chosen) names.push_back(area->name);
    return names;
  }
  std::string system_token_ = "token";
  const std::vector<Area> areas_ = {
      {"identity", {}, nullptr}, {"supplier", {"identity"}, nullptr}, {"matching", {"supplier"}, nullptr, /*acts_for_itself=*/true}};
};

TEST_F(ChooseAreasTest, AllIsAllButThoseAtAPeer) {
  EXPECT_THAT(Choose({"all"}), ElementsAre("identity", "supplier", "matching"));
  EXPECT_THAT(Choose({"all"}, {{"identity", "h:1"}}), ElementsAre("supplier", "matching"));
}

TEST_F(ChooseAreasTest, AdminCanBeNamedThoughItIsAlwaysThere) {
  EXPECT_THAT(Choose({"admin", "identity"}), ElementsAre("identity"));
  EXPECT_THAT(Choose({"admin"}, {{"identity", "h:1"}}), ElementsAre());
}

TEST_F(ChooseAreasTest, AnUnknownServiceIsNamedWithThoseThatThereAre) {
  EXPECT_THAT(Choose({"suppliers"}), ElementsAre("SERVICE_UNKNOWN", ::testing::AllOf(HasSubstr("'suppliers'"), HasSubstr("supplier, matching"))));
  EXPECT_THAT(Choose({"all"}, {{"nobody", "h:1"}}), ElementsAre("SERVICE_UNKNOWN", HasSubstr("--peer")));
}

TEST_F(ChooseAreasTest, WhatIsNeededMustRunHereOrAtAPeer) {
  EXPECT_THAT(Choose({"supplier"}), ElementsAre("PEER_MISSING", HasSubstr("--peer identity=HOST:PORT")));
  EXPECT_THAT(Choose({"identity", "matching"}), ElementsAre("PEER_MISSING", HasSubstr("matching needs supplier")));
  EXPECT_THAT(Choose({"matching"}, {{"identity", "h:1"}, {"supplier", "h:2"}}), ElementsAre("matching"));
}

TEST_F(ChooseAreasTest, WhatActsForItselfAtAPeerNeedsATokenToShowThere) {
  system_token_.clear();
  EXPECT_THAT(Choose({"matching"}, {{"identity", "h:1"}, {"supplier", "h:2"}}), ElementsAre("OPTIONS_INVALID", HasSubstr("--system-token")));
  EXPECT_THAT(Choose({"all"}, {{"identity", "h:1"}}), ElementsAre("supplier", "matching"));
  EXPECT_THAT(Choose({"all"}), ElementsAre("identity", "supplier", "matching"));
}

TEST_F(ChooseAreasTest, AServiceRunsHereOrThere) {
  EXPECT_THAT(Choose({"identity"}, {{"identity", "h:1"}}), ElementsAre("OPTIONS_INVALID", HasSubstr("both name identity")));
}

TEST(ExitCodeTest, EveryFailureThatAnOperatorCanMendHasACodeOfItsOwn) {
  EXPECT_EQ(ExitCodeOf(base::Precondition("ADDRESS_UNUSABLE", "")), ExitCode::kAddress);
  EXPECT_EQ(ExitCodeOf(base::Precondition("DATA_FOLDER_IN_USE", "")), ExitCode::kFolderInUse);
  EXPECT_EQ(ExitCodeOf(base::Precondition("FORMAT_NEWER", "")), ExitCode::kNewerFormat);
  EXPECT_EQ(ExitCodeOf(absl::DataLossError("")), ExitCode::kDamaged);
  EXPECT_EQ(ExitCodeOf(absl::ResourceExhaustedError("")), ExitCode::kDiskFull);
  EXPECT_EQ(ExitCodeOf(absl::InternalError("")), ExitCode::kInternal);
}

TEST(ExitCodeTest, AMessageIsMadeOneLine) { EXPECT_EQ(OneLine(absl::InternalError("a\nb\tc")), "a b c"); }

TEST(OptionsTest, ANewAdminTokenIsGivenInsteadOfServingAndNotTogetherWithARestore) {
  EXPECT_FALSE(Parse({}).options.new_admin_token);
  EXPECT_TRUE(Parse({"--new-admin-token"}).options.new_admin_token);
  EXPECT_EQ(Parse({"--new-admin-token", "--restore", "b"}).exit, 2);
}

}  // namespace
}  // namespace frontline::server
