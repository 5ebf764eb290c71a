#include "clients/cli/completion.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace frontline::cli {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> Ask(const std::vector<std::string>& words, std::string* asked = nullptr) {
  return Complete(words, [asked](const std::string& pattern, const std::string& prefix) {
    if (asked != nullptr) *asked = pattern;
    return std::vector<std::string>{prefix + "-from-server"};
  });
}

TEST(CompletionTest, CompletesNounsAndVerbs) {
  EXPECT_THAT(Ask({"nee"}), ElementsAre("needs"));
  EXPECT_THAT(Ask({"needs", "va"}), ElementsAre("validate"));
  EXPECT_THAT(Ask({"need", "va"}), ElementsAre("validate")) << "by its alias";
  EXPECT_THAT(Ask({"needs", "validate", "forces/kent/needs/a", ""}), IsEmpty());
  EXPECT_THAT(Ask({""}), Not(Contains("complete")));
}

TEST(CompletionTest, CompletesFlagsAndTheirWords) {
  EXPECT_THAT(Ask({"needs", "list", "--st"}), ElementsAre("--state"));
  EXPECT_THAT(Ask({"needs", "list", "--state", "l"}), ElementsAre("logged"));
  EXPECT_THAT(Ask({"needs", "list", "-o", "j"}), ElementsAre("json"));
  EXPECT_THAT(Ask({"--serv"}), ElementsAre("--server"));
  EXPECT_THAT(Ask({"needs", "create", "forces/kent", "-f", ""}), ElementsAre("\tFILES"));
}

TEST(CompletionTest, NamesComeFromTheServerByTheirCollection) {
  std::string asked;
  EXPECT_THAT(Ask({"needs", "get", "forces/kent"}, &asked), ElementsAre("forces/kent-from-server"));
  EXPECT_EQ(asked, "*/*/needs/*");
  Ask({"--server", "h:1", "match", "run", ""}, &asked);
  EXPECT_EQ(asked, "*/*/requirements/*");
  Ask({"match", "compare", "forces/kent/requirements/a", "suppliers/acme", ""}, &asked);
  EXPECT_EQ(asked, "suppliers/*");
  Ask({"contexts", "use", ""}, &asked);
  EXPECT_EQ(asked, "contexts");
}

TEST(CompletionTest, ThereIsAScriptForEachShell) {
  for (const char* shell : {"bash", "zsh", "fish"}) EXPECT_NE(CompletionScript(shell).find("complete"), absl::string_view::npos) << shell;
  EXPECT_TRUE(CompletionScript("csh").empty());
}

}  // namespace
}  // namespace frontline::cli
